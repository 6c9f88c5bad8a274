"""Changing a kind of event: its names, its lists, whether it is offered."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.texts import FALLBACK

from .models import EventKind

Lines = list[dict[str, str]]
MOST_LINES = 20


@transaction.atomic
def save_kind(
    *,
    kind: EventKind,
    name: dict[str, str],
    preparation: Lines,
    to_record: Lines,
    safeguarding: Lines,
    children_attend: bool,
    only_when_asked: bool,
    active: bool,
    by: Actor,
) -> EventKind:
    """What is changed here is the agency's: loading the shipped kinds again leaves it alone."""
    told = {
        "name": {language: words.strip() for language, words in name.items() if words.strip()},
        "preparation": preparation,
        "to_record": to_record,
        "safeguarding": safeguarding,
        "children_attend": children_attend,
        "only_when_asked": only_when_asked,
        "active": active,
    }
    kind = EventKind.objects.select_for_update().get(pk=kind.pk)
    check_kind(kind, told)
    changed = sorted(field for field, value in told.items() if getattr(kind, field) != value)
    for field in changed:
        setattr(kind, field, told[field])
    if changed:
        kind.save(update_fields=changed)
        audit.record(
            by=by, verb="event.change_kind", noun="event_kind", noun_id=kind.slug, fields=changed
        )
    return kind


def check_kind(kind: EventKind, told: dict) -> None:
    if not told["name"].get(FALLBACK):
        raise Refused(_("Give the kind a name in English."))
    for name in ("preparation", "to_record", "safeguarding"):
        if len(told[name]) > MOST_LINES:
            raise Refused(_("At most %(count)d lines in each list.") % {"count": MOST_LINES})
    for flag in ("children_attend", "only_when_asked"):
        if getattr(kind, flag) and not told[flag]:
            raise Refused(_("This protects people, so it can be set and not taken back."))


def read_lines(text: str, before: Lines, new_id: str) -> Lines:
    """A line each: English, or "English | Spanish". A line that stays keeps its id and ticks."""
    ids = {line["en"]: line["id"] for line in before}
    rows = [_line(line) for line in text.splitlines() if line.strip()]
    return [
        {"id": ids.get(row["en"], f"{new_id}-{number}"), **row}
        for number, row in enumerate(rows, start=1)
    ]


def _line(text: str) -> dict[str, str]:
    english, _sign, spanish = (part.strip() for part in text.partition("|"))
    return {"en": english, "es": spanish} if spanish else {"en": english}


def written(lines: Lines) -> str:
    """A list as `read_lines` reads it."""
    return "\n".join(" | ".join(line[k] for k in ("en", "es") if line.get(k)) for line in lines)
