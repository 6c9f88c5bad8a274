"""What a kind of event asks to be prepared, ticked as it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.texts import in_language

from .models import Event


@dataclass(frozen=True)
class Line:
    id: str
    words: str
    is_done: bool = False


def checklist(event: Event) -> list[Line]:
    """The lines of its kind; the team's own event only, not what another calendar told."""
    if event.source:
        return []
    return [
        Line(line["id"], in_language(line), line["id"] in event.prepared)
        for line in event.kind.preparation
    ]


def lines(rows: list[dict[str, str]]) -> list[str]:
    """The words of a list of a kind, in the language of the page."""
    return [in_language(row) for row in rows]


@transaction.atomic
def tick(*, event: Event, done: Iterable[str], by: Actor) -> Event:
    """Keep which lines are done. What was done for one kind stays if the kind is changed back."""
    event = Event.objects.select_for_update().select_related("kind").get(pk=event.pk)
    if event.is_cancelled:
        raise Refused(_("This event was cancelled, so there is nothing to prepare."))
    known = {line["id"] for line in event.kind.preparation}
    prepared = sorted((set(event.prepared) - known) | (set(done) & known))
    if prepared != event.prepared:
        event.prepared = prepared
        event.save(update_fields=["prepared"])
        audit.record(
            by=by, verb="event.prepare", noun="event", noun_id=event.public_id, done=len(prepared)
        )
    return event
