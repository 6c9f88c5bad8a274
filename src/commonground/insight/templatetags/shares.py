"""Shares in people's words."""

from django import template
from django.utils.translation import gettext as _

from commonground.common.wording import grouped, with_sign

register = template.Library()


@register.filter
def percent(share: float, decimals: int = 0) -> str:
    """ "5 %", with a space that does not break, as the page's language writes the number."""
    return f"{grouped(100 * share, decimals)}\u00a0%"


@register.filter
def signed(value: float, decimals: int = 0) -> str:
    """A difference with its sign: "+5", "\u22123"."""
    rounded = round(value, decimals)
    return with_sign(rounded, grouped(abs(rounded), decimals))


@register.simple_tag
def ends(low: float, high: float, decimals: int = 0, with_signs: bool = False) -> str:
    """An interval in a column headed "Between": "50 and 60"; every page says it so."""
    told = signed if with_signs else grouped
    return _("%(low)s and %(high)s") % {"low": told(low, decimals), "high": told(high, decimals)}
