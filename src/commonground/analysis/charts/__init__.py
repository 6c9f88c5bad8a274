"""Charts of counts of an area: is this week more, or less, than is usual for it?"""

from .chart import METHODS, Chart, chart, document, settings_of
from .ears import Ears, EarsSettings, ears
from .farrington import NOUFAILY, Farrington, FarringtonSettings, farrington
from .morning import Surprises, falls_and_rises
from .series import Series, regular_series

__all__ = [
    "METHODS",
    "NOUFAILY",
    "Chart",
    "Ears",
    "EarsSettings",
    "Farrington",
    "FarringtonSettings",
    "Series",
    "Surprises",
    "chart",
    "document",
    "ears",
    "falls_and_rises",
    "farrington",
    "regular_series",
    "settings_of",
]
