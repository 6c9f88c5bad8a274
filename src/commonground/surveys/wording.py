"""Figures in words, for the pages that show them."""

from django.utils.translation import gettext as _

from commonground.common.texts import in_language

from .instruments import Item


def of_flag(flag: str) -> str:
    return {
        "few-answers": _("few answers"),
        "relative-se-30-percent": _("unreliable"),
        "interval-over-20-points": _("wide range"),
        "no-interval": _("no margin can be given"),
        "no-spread": _("all answered alike"),
    }.get(flag, "")


def counted(item: Item) -> str:
    """What a figure counts: "Excellent or Good", or the ends of the scale."""
    if item.ends:
        low, high = (in_language(end) for end in item.ends)
        return _("mean of 0 (%(low)s) to 10 (%(high)s)") % {"low": low, "high": high}
    good = [in_language(option.words) for option in item.options if option.is_good]
    return _("share who said: %(answers)s") % {"answers": " · ".join(good)}
