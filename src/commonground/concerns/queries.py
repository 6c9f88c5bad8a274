"""Reads for public pages and for rooms above. No function here knows a staff member."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from commonground.common import clock
from commonground.places.cells import around_cell, cell_area_km2
from commonground.places.models import Neighbourhood

from .models import Category, Concern, SaidDid
from .models.concerns import ConcernQuerySet
from .states import OUR_ENDINGS, State

# A place is told no finer than 8 addresses, or 100 residents where addresses are not known
MIN_RESIDENTS = 100
NEARBY_SHOWN = 8


@dataclass(frozen=True)
class Nearby:
    """An open concern as a stranger may see it."""

    public_id: str
    category: Category
    title: str
    weeks: int
    is_close: bool  # in this or the next cell; else only somewhere in the neighbourhood
    example: bool


def nearby(neighbourhood: Neighbourhood, cell: str = "") -> list[Nearby]:
    """Open concerns that the new one may be about, the close ones first."""
    around = around_cell(cell) if cell and cell_is_coarse(neighbourhood, cell) else set()
    rows = (
        Concern.objects.open()
        .may_be_public()
        .filter(neighbourhood=neighbourhood, joined_to=None)
        .select_related("category")
        .order_by("-received_at", "public_id")[:200]
    )
    found = [_as_seen(row, row.cell in around) for row in rows]
    return sorted(found, key=lambda n: not n.is_close)[:NEARBY_SHOWN]


def _as_seen(row: Concern, is_close: bool) -> Nearby:
    weeks = (clock.today() - row.received_on).days // 7
    return Nearby(row.public_id, row.category, row.staff_title, weeks, is_close, row.example)


def cell_is_coarse(neighbourhood: Neighbourhood, cell: str) -> bool:
    """May a cell be told? Only where about 100 residents or more live in one."""
    area = sum(
        v.area_km2 for v in neighbourhood.boundaries.all() if v.valid_to is None
    )
    if not neighbourhood.population or not area:
        return False
    return neighbourhood.population * cell_area_km2(cell) / area >= MIN_RESIDENTS


@dataclass(frozen=True)
class PublicPair:
    """A said/did pair with what its authors say of it."""

    row: SaidDid
    people: int
    settled: int
    unsettled: int


def approved_said_did(neighbourhood: Neighbourhood) -> QuerySet[SaidDid]:
    """What everybody may read; `pair` says what its authors say of it."""
    rows = SaidDid.objects.filter(neighbourhood=neighbourhood, approved_at__isnull=False)
    return rows.prefetch_related("concerns")


def public_said_did(neighbourhood: Neighbourhood, limit: int = 12) -> list[PublicPair]:
    """The newest of it, newest first."""
    rows = approved_said_did(neighbourhood).order_by("-said_on", "-public_id")[:limit]
    return [pair(row) for row in rows]


def pair(row: SaidDid) -> PublicPair:
    """Each author speaks for their own concern; silence counts for neither side.

    A concern that became sensitive or was withheld after it was linked is not told any more.
    """
    states = Counter(
        c.state
        for c in row.concerns.all()
        if not (c.sensitive or c.about_conduct or c.state == State.WITHHELD)
    )
    return PublicPair(row, states.total(), states[State.SETTLED], states[State.DISPUTED])


def overdue_first_reply() -> ConcernQuerySet:
    """Open, nobody wrote, and the 72 hours are over."""
    return Concern.objects.open().filter(
        first_replied_at=None, first_reply_due_at__lt=clock.now()
    )


def past_target() -> ConcernQuerySet:
    """Open after the target in working days."""
    return Concern.objects.open().filter(target_on__lt=clock.today())


@dataclass(frozen=True)
class Counts:
    """Where the concerns of a period stand. Not confirmed is never settled."""

    received: int
    answered: int
    settled: int
    not_confirmed: int
    disputed: int
    ended_by_us: int
    open: int
    overdue: int
    has_examples: bool


def counts(neighbourhood: Neighbourhood, since: date, until: date) -> Counts:
    """Concerns received on local days `since` to `until` that public pages may count."""
    rows = Concern.objects.may_be_public().filter(
        neighbourhood=neighbourhood,
        received_at__gte=clock.start_of(since),
        received_at__lt=clock.start_of(until + timedelta(days=1)),
    )
    states = Counter(rows.values_list("state", flat=True))
    return Counts(
        received=states.total(),
        answered=rows.exclude(first_replied_at=None).count(),
        settled=states[State.SETTLED],
        not_confirmed=states[State.NOT_CONFIRMED],
        disputed=states[State.DISPUTED],
        ended_by_us=sum(states[s] for s in OUR_ENDINGS),
        open=rows.open().count(),
        overdue=(rows & overdue_first_reply()).count(),
        has_examples=rows.filter(example=True).exists(),
    )


@dataclass(frozen=True)
class FirstReply:
    """place : the neighbourhood's public id. in_time : within the 72 hours."""

    place: str
    in_time: bool


def first_replies(since: date, until: date, *, example: bool = False) -> list[FirstReply]:
    """Of the concerns received on local days `since` to `until` that public pages may count, and
    whose first reply was due by now. example : of made-up ones."""
    rows = Concern.objects.may_be_public().filter(
        received_at__gte=clock.start_of(since),
        received_at__lt=clock.start_of(until + timedelta(days=1)),
        first_reply_due_at__lt=clock.now(), example=example,
    )  # fmt: skip
    told = rows.values_list("neighbourhood__public_id", "first_replied_at", "first_reply_due_at")
    return [FirstReply(place, at is not None and at <= due) for place, at, due in told]


def raised_by_category(
    neighbourhood: Neighbourhood, since: date, until: date
) -> list[tuple[Category, int, bool]]:
    """(category, how many authors, any Example) for the briefing, most first."""
    rows = (
        Concern.objects.may_be_public()
        .filter(
            neighbourhood=neighbourhood,
            received_at__gte=clock.start_of(since),
            received_at__lt=clock.start_of(until + timedelta(days=1)),
        )
        .select_related("category")
    )
    found: dict[int, tuple[Category, int, bool]] = {}
    for row in rows:
        category, count, example = found.get(row.category_id, (row.category, 0, False))
        found[row.category_id] = (category, count + 1, example or row.example)
    return sorted(found.values(), key=lambda entry: (-entry[1], entry[0].order))
