"""What an effect says in a word, and why it says no more."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .choices import CERTAIN

FELL, ROSE, CANNOT = "fell", "rose", "cannot"
SENSITIVITY = "sensitivity"
SMALLEST = 0.001  # probability that is told as a number


def verdict(effect: dict) -> str:
    """Fell, rose or cannot tell: also where a check that can tell has failed. How little would undo
    an effect (`sensitivity-…`) is told beside it: that some drift would is no failure."""
    if not _is_beyond_chance(effect) or _failed(effect):
        return CANNOT
    return FELL if effect["estimate"] < 0 else ROSE


def chance_words(effect: dict) -> str:
    """How often chance alone brings as much: by itself, and as one of all that was registered."""
    alone, corrected = effect.get("p_value"), effect.get("p_corrected")
    if alone is None or corrected is None:
        return ""
    told = {"alone": _probability(alone), "corrected": _probability(corrected)}
    if alone == corrected:
        return _("Chance alone brings as much with a probability of %(alone)s.") % told
    return _("Chance alone brings as much with a probability of %(alone)s; counted as one of all "
             "that was registered, %(corrected)s.") % told  # fmt: skip


def _probability(p: float) -> str:
    return number_format(round(p, 3), 3) if p >= SMALLEST else f"< {number_format(SMALLEST, 3)}"


def _is_beyond_chance(effect: dict) -> bool:
    """By the p-value, corrected where several outcomes were registered, and by the interval: where
    they come from placebos the two can differ."""
    p = effect.get("p_corrected", effect.get("p_value"))
    low, high = effect.get("low"), effect.get("high")
    if p is None or low is None or high is None:
        return False
    return p <= CERTAIN and (low > 0 or high < 0)


def _failed(effect: dict) -> list[str]:
    failed = [check["name"] for check in effect["checks"] if check["passed"] is False]
    return [name for name in failed if not name.startswith(SENSITIVITY)]


def _is_easily_undone(effect: dict) -> bool:
    found = (check for check in effect["checks"] if check["name"].startswith(SENSITIVITY))
    return any(check["passed"] is False for check in found)


def why_words(effect: dict) -> str:
    """Why there is no verdict, or how little would undo it; "" where nothing is to be said."""
    if "cannot" in effect or None in (effect["low"], effect["high"]):
        return ""
    if not _is_beyond_chance(effect):
        return _("Chance alone brings changes like this.")
    if not _failed(effect):
        return _("A drift no larger than before would undo it: see the checks below.") if (
            _is_easily_undone(effect)) else ""  # fmt: skip
    return _("That is more than chance brings, but a check below failed. So we do not say that "
             "the response did it.")  # fmt: skip
