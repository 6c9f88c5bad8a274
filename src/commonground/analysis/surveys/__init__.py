"""Design-based estimation from surveys: what was asked of some, said of all."""

from .calibrating import Calibration, Margin, poststratify, rake
from .design import Design, make_design
from .estimates import Estimate, difference, estimate_mean, estimate_ratio, estimate_total
from .gates import gate
from .intervals import Method
from .opt_in import ModelBased, model_based
from .replicates import bootstrap, jackknife, replicate_covariance

__all__ = [
    "Calibration",
    "Design",
    "Estimate",
    "Margin",
    "Method",
    "ModelBased",
    "bootstrap",
    "difference",
    "estimate_mean",
    "estimate_ratio",
    "estimate_total",
    "gate",
    "jackknife",
    "make_design",
    "model_based",
    "poststratify",
    "rake",
    "replicate_covariance",
]
