"""Did it work? Estimators of effects, one a module; each result comes with its checks."""

from .panel import Panel, make_panel
from .results import Check, Effect, Part

__all__ = ["Check", "Effect", "Panel", "Part", "make_panel"]
