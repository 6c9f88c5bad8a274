"""Shares in people's words."""

from django import template

from commonground.common.wording import grouped

register = template.Library()


@register.filter
def percent(share: float, decimals: int = 0) -> str:
    """ "5 %", with a space that does not break, as the page's language writes the number."""
    return f"{grouped(100 * share, decimals)}\u00a0%"


@register.filter
def signed(value: float, decimals: int = 0) -> str:
    """A difference with its sign: "+5", "\u22123"."""
    rounded = round(value, decimals)
    sign = "+" if rounded > 0 else "\u2212" if rounded < 0 else ""
    return f"{sign}{grouped(abs(rounded), decimals)}"
