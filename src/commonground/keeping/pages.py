"""What the page about keeping shows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from commonground.common.models import Erasure, JobRun
from commonground.common.retention import all_rules
from commonground.messaging.sending import Counts, counts
from commonground.people.models import Staff

from . import written
from .models import LegalHold, WrittenFile

HOLDS_SHOWN = 100
FILES_SHOWN = 20


@dataclass(frozen=True)
class StoreLine:
    store: str
    days: int | None
    since: str
    stays: str
    erased: int


@dataclass(frozen=True)
class HoldLine:
    hold: LegalHold
    on: str
    placed_by: str
    is_active: bool


@dataclass(frozen=True)
class FileLine:
    kind: str
    written_at: datetime
    is_there: bool  # where it was written; elsewhere there may be another copy


@dataclass(frozen=True)
class Page:
    stores: list[StoreLine]
    holds: list[HoldLine]
    files: list[FileLine]
    last_run: JobRun | None
    last_erasure_at: datetime | None
    outbox: Counts


def page() -> Page:
    return Page(
        stores=stores(),
        holds=holds(),
        files=files(),
        last_run=JobRun.objects.filter(job="retain").order_by("-local_date").first(),
        last_erasure_at=Erasure.objects.order_by("-id").values_list("at", flat=True).first(),
        outbox=counts(),
    )


def stores() -> list[StoreLine]:
    erased = dict(Erasure.objects.values_list("store").annotate(Count("id")))
    return [
        StoreLine(_(r.store), r.days, _(r.since) if r.since else "", _(r.stays),
                  erased.get(r.store, 0))
        for r, _room in all_rules()
    ]  # fmt: skip


def files() -> list[FileLine]:
    """The files that were written out last; where they lie is nobody's here to read."""
    rows = WrittenFile.objects.order_by("-written_at")[:FILES_SHOWN]
    return [
        FileLine(row.get_kind_display(), row.written_at, written.is_there(row)) for row in rows
    ]


def holds() -> list[HoldLine]:
    """Every hold, the active ones first; lifted and ended ones stay in the list."""
    rows = list(LegalHold.objects.order_by("-placed_at")[:HOLDS_SHOWN])
    active = set(LegalHold.objects.active().values_list("id", flat=True))
    names = dict(
        Staff.objects.filter(public_id__in={row.placed_by for row in rows})
        .values_list("public_id", "display_name")
    )
    lines = [
        HoldLine(row, row.key or _(row.store), names.get(row.placed_by, ""), row.id in active)
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.is_active)
