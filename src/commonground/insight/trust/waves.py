"""Which surveys follow one another, and where a line has to break.

Four streams that are never poured together: residents drawn by chance, residents who liked to
answer, people after a contact, the team.
"""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonground.places.models import BoundaryVersion, Neighbourhood
from commonground.surveys.instruments import Item, instruments
from commonground.surveys.models import Mode, Survey

from .models import Broken, TrustRun

BY_CHANCE, OPT_IN, CONTACT, STAFF = "by-chance", "opt-in", "contact", "staff"
FEW = 0.01  # of the homes on a list: it may be mended at its edges
STREAMS = (BY_CHANCE, OPT_IN, CONTACT, STAFF)
WORDS: dict[str, str | Promise] = {
    BY_CHANCE: _("Residents, drawn by chance"),
    OPT_IN: _("Residents who liked to answer"),
    CONTACT: _("People after a contact with us"),
    STAFF: _("The team itself"),
}


def stream_of(survey: Survey) -> str:
    if survey.asks.audience == "staff":
        return STAFF
    if survey.mode == Mode.CONTACTS:
        return CONTACT
    return OPT_IN if survey.is_self_selected else BY_CHANCE


def newest_runs(stream: str) -> list[TrustRun]:
    """The newest run of each survey of a stream, by the survey's last day."""
    found: dict[int, TrustRun] = {}
    rows = TrustRun.objects.select_related("survey").defer("diagnostics")
    for run in rows.order_by("made_at", "id"):
        if run.survey.instrument in instruments() and stream_of(run.survey) == stream:
            found[run.survey_id] = run
    return sorted(found.values(), key=lambda run: (run.survey.closes_on, run.survey_id))


def item_of(survey: Survey, slug: str) -> Item | None:
    return next((item for item in survey.asks.items if item.slug == slug), None)


def boundary_days() -> dict[int, list[date]]:
    """For each neighbourhood, the days from which another boundary held."""
    found: dict[int, list[date]] = {}
    rows = BoundaryVersion.objects.order_by("valid_from").values_list(
        "neighbourhood_id", "valid_from"
    )
    for place, day in rows:
        found.setdefault(place, []).append(day)
    return {place: days[1:] for place, days in found.items()}


def broken_by(
    before: Survey, after: Survey, slug: str, place: Neighbourhood | None,
    changed: dict[int, list[date]],
) -> str:  # fmt: skip
    """Why `after` cannot be compared with `before`; "" where it can. Of everybody together no
    boundary is asked after: a line between two neighbourhoods moves nobody in or out; there the
    lists of homes have to be of the same places."""
    first, second = item_of(before, slug), item_of(after, slug)
    if first is None or second is None or first.id != second.id:
        return Broken.WORDING
    if before.mode != after.mode:
        return Broken.MODE
    if place is None and _others_asked(before, after):
        return Broken.PLACES
    days = changed.get(place.pk, []) if place else []
    if any(before.opens_on < day <= after.closes_on for day in days):
        return Broken.BOUNDARIES
    return ""


def _others_asked(before: Survey, after: Survey) -> bool:
    """Are more than a few homes of either list in places that the other has none of? Without
    lists, whoever was there was asked: of that nothing is known."""
    if not (before.design and after.design):
        return False
    known = "areas" in before.design and "areas" in after.design
    first, second = (_homes(survey, by_area=known) for survey in (before, after))
    return any(
        sum(homes for place, homes in one.items() if place not in other) > FEW * sum(one.values())
        for one, other in ((first, second), (second, first))
    )


def _homes(survey: Survey, by_area: bool) -> dict[str, int]:
    """Lists of an earlier version are known by their strata alone."""
    if by_area:
        return survey.design["areas"]
    return {name: told["addresses"] for name, told in survey.design["strata"].items()}
