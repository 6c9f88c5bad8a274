"""Who waits for the team: not answered yet, disputed, wrote back, or past the target."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.concerns.models import Concern, Message, Side
from commonground.concerns.models.concerns import ConcernQuerySet
from commonground.concerns.states import State
from commonground.places.models import Neighbourhood

SHOWN = 8
TARGET_NEAR = timedelta(days=3)


@dataclass(frozen=True)
class Waiting:
    """A person who waits. No words of theirs: a thread is opened, and the opening audited."""

    concern: Concern
    why: str
    due: datetime | date | None
    is_disputed: bool = False


@dataclass(frozen=True)
class Queue:
    shown: list[Waiting]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.shown)


def queue(neighbourhoods: QuerySet[Neighbourhood]) -> Queue:
    """The most pressing first; a constant number of queries, a few rows of each."""
    rows = Concern.objects.for_teams().open().filter(neighbourhood__in=neighbourhoods)
    rows = rows.annotate(
        last_side=Coalesce(Subquery(_last_message().values("side")[:1]), Value("")),
        last_at=Subquery(_last_message().values("at")[:1]),
    )
    reasons = _reasons()
    found = [_as_waiting(row) for why, due in reasons for row in _first(rows.filter(why), due)]
    found.sort(key=lambda waiting: (_moment(waiting.due), waiting.concern.public_id))
    return Queue(found[:SHOWN], rows.filter(reduce(or_, (why for why, _due in reasons))).count())


def _reasons() -> list[tuple[Q, str]]:
    """Each reason to wait, and the moment that orders it; a concern has one at most."""
    disputed, unanswered = Q(state=State.DISPUTED), Q(first_replied_at=None)
    wrote_back = Q(last_side=Side.RESIDENT)
    answered = ~disputed & ~unanswered
    near = Q(target_on__lte=clock.today() + TARGET_NEAR)
    return [
        (disputed, "state_since"),
        (~disputed & unanswered, "first_reply_due_at"),
        (answered & wrote_back, "last_at"),
        (answered & ~wrote_back & near, "target_on"),
    ]


def _first(rows: ConcernQuerySet, due: str) -> ConcernQuerySet:
    return rows.select_related("category", "neighbourhood").order_by(due, "public_id")[:SHOWN]


def _last_message() -> QuerySet[Message]:
    return Message.objects.filter(concern=OuterRef("pk")).order_by("-at")


def _as_waiting(row: Concern) -> Waiting:
    if row.state == State.DISPUTED:
        return Waiting(row, _("they say that it is not settled"), row.state_since, True)
    if row.first_replied_at is None:
        return Waiting(row, _("nobody has answered yet"), row.first_reply_due_at)
    if row.last_side == Side.RESIDENT:
        due = row.last_at + timedelta(hours=deployment().first_reply_hours)
        return Waiting(row, _("they wrote back"), due)
    return Waiting(row, _("we said that we would be done"), row.target_on)


def _moment(due: datetime | date | None) -> datetime:
    return due if isinstance(due, datetime) else clock.start_of(due or clock.today())
