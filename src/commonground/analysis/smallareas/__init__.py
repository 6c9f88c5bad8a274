"""Figures for areas with few answers: what they share with areas like them, and how much."""

from .fay_herriot import AreaModel, fay_herriot
from .multilevel import Cells, Fitted, fit
from .poststratified import AreaShares, poststratified
from .scales import Scale

__all__ = [
    "AreaModel",
    "AreaShares",
    "Cells",
    "Fitted",
    "Scale",
    "fay_herriot",
    "fit",
    "poststratified",
]
