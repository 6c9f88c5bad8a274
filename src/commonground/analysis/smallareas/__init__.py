"""Figures for areas with few answers: what they share with areas like them, and how much."""

from .answers import AreaFigures, Everybody, drawn_together
from .fay_herriot import AreaModel, fay_herriot
from .multilevel import Cells, Fitted, fit
from .poststratified import AreaShares, poststratified
from .scales import Scale

__all__ = [
    "AreaFigures",
    "AreaModel",
    "AreaShares",
    "Cells",
    "Everybody",
    "Fitted",
    "Scale",
    "drawn_together",
    "fay_herriot",
    "fit",
    "poststratified",
]
