"""Where attention goes: a place is not asked about over and over, and some by chance alone."""

from collections.abc import Collection
from datetime import date, timedelta
from zlib import crc32

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.analysis.attention import CAPPED_DAYS, draw_looks, is_repeat
from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood
from commonground.tasks.making import make_task
from commonground.tasks.models import Task

from . import states
from .models import Alert, Look, LookDraw
from .streams import Stream

QUIET_DAYS = 28  # a place without an alert for so long may be drawn


def earlier(kind: str, stream: Stream, cells: Collection[str], as_of: date) -> Alert | None:
    """The alert that asked about this place a short while ago, if one did.

    Of a stream that may tell the same, and in the same direction: that people report less is
    another question than why they reported more.
    """
    from . import covering  # loads h3

    since = as_of - timedelta(days=CAPPED_DAYS - 1)
    rows = Alert.objects.filter(
        opened_on__gte=since, opened_on__lte=as_of, again_of=None,
        stream__startswith=f"{stream.kind}.",
    )  # fmt: skip
    rows = rows.filter(kind=kind) if kind == states.FALL else rows.exclude(kind=states.FALL)
    about = [
        a for a in rows.order_by("-opened_on", "-id") if stream.is_about(Stream.named(a.stream))
    ]
    here, *areas = covering.alike([cells, *(alert.cells for alert in about)])
    near = [(alert, area) for alert, area in zip(about, areas, strict=True) if area & here]
    asked = [(area, alert.opened_on.toordinal()) for alert, area in near]
    return near[0][0] if is_repeat(here, as_of.toordinal(), asked) else None


@transaction.atomic
def draw_for(*, as_of: date, by: Actor) -> LookDraw | None:
    """Each week's draw among the neighbourhoods without an alert, once, on its first morning.

    None for a past morning: nobody can go and look then.
    """
    monday = as_of - timedelta(days=as_of.weekday())
    if as_of != clock.today() or LookDraw.objects.filter(as_of__gte=monday).exists():
        return None
    places = dict(Neighbourhood.objects.filter(closed_on=None).values_list("public_id", "pk"))
    alerted = set(_alerted(as_of))
    seed = crc32(f"looks {as_of}".encode())
    draw = LookDraw.objects.create(
        as_of=as_of, seed=seed, place_count=len(places.keys() - alerted), made_at=clock.now()
    )
    drawn = draw_looks(places.keys(), alerted, seed=seed)
    Look.objects.bulk_create(Look(draw=draw, neighbourhood_id=places[key]) for key in drawn)
    audit.record(
        by=by, verb="draw", noun="looks", as_of=as_of.isoformat(), seed=seed, looks=len(drawn)
    )
    return draw


def _alerted(as_of: date) -> list[str]:
    """Public ids of neighbourhoods with an alert that some morning of these weeks found."""
    rows = Alert.objects.filter(seen_on__gt=as_of - timedelta(days=QUIET_DAYS))
    return list(rows.order_by().values_list("neighbourhoods__public_id", flat=True).distinct())


def take_up_look(*, look: Look, by: Actor, due_on: date, owner: Staff | None = None) -> Task:
    """Go and ask whether it is as quiet as it seems, by a day."""
    check_is_open(look)
    title = _("Ask people in %(place)s whether it is as quiet as it seems")
    return make_task(
        neighbourhood=look.neighbourhood,
        title=title % {"place": look.neighbourhood.name},
        due_on=due_on,
        by=by,
        owner=owner,
        source=look_source(look),
        idempotency_key=look_source(look),
    )


def look_source(look: Look) -> str:
    """What a task says it came out of."""
    return f"look:{look.public_id}"


@transaction.atomic
def record_look(*, look: Look, found: str, by: Actor) -> Look:
    """What people there said. Once: what was thought of it later is no look."""
    now = Look.objects.select_for_update().get(pk=look.pk)
    check_can_record(now, found)
    now.found, now.found_on = found, clock.today()
    now.save(update_fields=["found", "found_on"])
    audit.record(
        by=by, verb=f"look.{found}", noun="look", noun_id=now.public_id,
        neighbourhood=now.neighbourhood.public_id,
    )  # fmt: skip
    return now


def check_can_record(look: Look, found: str) -> None:
    if found not in dict(states.FOUND):
        raise Refused(_("Say whether it is as quiet as it seems, or there was something."))
    check_is_open(look)


def check_is_open(look: Look) -> None:
    if look.found:
        raise Refused(_("It stands as %(state)s already.") % {"state": look.get_found_display()})
