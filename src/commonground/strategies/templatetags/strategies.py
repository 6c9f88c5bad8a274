"""What other rooms include where a person decides, and how an entry's choices are called."""

from django import template
from django.template.context import RequestContext
from django.utils.translation import gettext as _

from commonground.common.wording import grouped, with_sign
from commonground.people.rules import can
from commonground.strategies import queries
from commonground.strategies import vocabulary as v
from commonground.strategies.entries import Finding, Strategy

register = template.Library()


@register.inclusion_tag("strategies/parts/known_for.html", takes_context=True)
def known_for(context: RequestContext, *goals: str) -> dict[str, object]:
    """What is known about the goals; nothing for somebody who may not read the library."""
    request = context.get("request")
    may = request is not None and can(request.user, "strategy.read")
    return {"groups": queries.known_for(*goals) if may else []}


@register.filter
def kind_name(strategy: Strategy) -> str:
    return str(v.KINDS[strategy.kind])


@register.filter
def strength_name(strategy: Strategy) -> str:
    return str(v.STRENGTHS[strategy.strength])


@register.filter
def outcome_name(finding: Finding) -> str:
    return str(v.OUTCOMES[finding.outcome][1])


@register.filter
def direction_name(finding: Finding) -> str:
    return str(v.DIRECTIONS[finding.direction])


@register.filter
def design_name(finding: Finding) -> str:
    return str(v.DESIGNS[finding.design])


@register.filter
def check_name(finding: Finding) -> str:
    return str(v.CHECKS[finding.check])


@register.filter
def extent_name(source: object) -> str:
    return str(v.EXTENTS[source.extent])


@register.filter
def unit_name(finding: Finding) -> str:
    return str(v.UNITS[finding.unit])


@register.filter
def size_words(finding: Finding) -> str:
    """ "−14", "−5 to −7": as the source gives it, with a true minus sign."""
    ends = [signed(size) for size in finding.sizes]
    if len(ends) < 2:
        return "".join(ends)
    return _("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}


def signed(size: float) -> str:
    decimals = len(f"{abs(size):g}".partition(".")[2])
    return with_sign(size, grouped(abs(size), decimals))


@register.filter
def interval_words(finding: Finding) -> list[str]:
    return [signed(end) for end in finding.interval or ()]
