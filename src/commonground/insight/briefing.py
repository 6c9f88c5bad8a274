"""The weekly briefing of one neighbourhood, on one sheet."""

from datetime import date

from django.utils.translation import gettext as _

from commonground.common import clock, wording
from commonground.common.errors import Refused
from commonground.places.models import Neighbourhood

from . import sections
from .sheet import Period, Sheet


def brief(neighbourhood: Neighbourhood, as_of: date | None = None) -> Sheet:
    """The sheet as of a local morning (default: today), in the active language."""
    day = as_of or clock.today()
    if day > clock.today():
        raise Refused(_("That morning has not come yet. Choose today or an earlier day."))
    period = Period(day)
    return Sheet(
        place=neighbourhood.name,
        slug=neighbourhood.slug,
        as_of=day,
        title=_("Neighbourhood briefing"),
        period_words=_("The week %(days)s, as of the morning of %(day)s")
        % {"days": sections.days(period), "day": wording.day(day)},
        population_words=_population(neighbourhood),
        sections=(
            sections.raised(neighbourhood, period),
            sections.emerging(neighbourhood, period),
            sections.promised(neighbourhood, period),
            sections.planned(neighbourhood, period),
            sections.presence(neighbourhood, period),
            sections.recorded(neighbourhood, period),
        ),
    )


def _population(neighbourhood: Neighbourhood) -> str:
    if neighbourhood.population is None:
        return _("Population not known.")
    count = wording.grouped(neighbourhood.population)
    told = {"n": count, "source": neighbourhood.population_source_words}
    if neighbourhood.population_is_estimate:
        return _("About %(n)s residents (estimate: %(source)s).") % told
    return _("%(n)s residents (%(source)s).") % told
