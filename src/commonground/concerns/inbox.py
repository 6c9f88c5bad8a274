"""Reads for the staff pages: which concerns, in what order, and what a thread holds."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.people.covering import acting_for_each
from commonground.people.models import Posting, Staff
from commonground.people.queries import team_of
from commonground.people.rules import can, neighbourhoods_for
from commonground.places.models import Neighbourhood

from .models import Category, Concern, Dispute, HandOver, SaidDid, StateChange
from .models.concerns import ConcernQuerySet, Source
from .queries import overdue_first_reply, past_target
from .rules import READ
from .states import OPEN, State

JOINABLE_SHOWN = 50
HOW_IT_CAME = {
    Source.WEB: _("sent on the web page by its author"),
    Source.PHONE: _("told us by phone, we wrote it down"),
    Source.COUNTER: _("told us at the front counter, we wrote it down"),
    Source.PAPER: _("came on paper, we typed it in"),
    Source.EVENT: _("told us at an event, we wrote it down"),
    Source.LOG: _("told us in a chat on the street, we wrote it down"),
}


@dataclass(frozen=True)
class Filters:
    """What an inbox is narrowed to; empty means all."""

    neighbourhood: Neighbourhood | None = None
    category: Category | None = None
    state: str = ""  # a state, or "" for what waits for us, or "all"
    overdue: bool = False
    language: str = ""
    mine: bool = False


def inbox(staff: Staff, wanted: Filters) -> ConcernQuerySet:
    """The team's concerns; nothing about police conduct is ever in it."""
    places = neighbourhoods_for(staff, "concern.read")
    rows = Concern.objects.for_teams().filter(neighbourhood__in=places)
    if wanted.neighbourhood:
        rows = rows.filter(neighbourhood=wanted.neighbourhood)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.mine:
        rows = rows.filter(Q(owner=staff) | Q(owner__in=away_and_covered_by(staff)))
    return _in_state(rows, wanted).select_related("category", "neighbourhood", "owner")


def _in_state(rows: ConcernQuerySet, wanted: Filters) -> ConcernQuerySet:
    if wanted.overdue:
        return rows.filter(late())
    if wanted.state == "all":
        return rows
    return rows.filter(state=wanted.state) if wanted.state else rows.open()


def late() -> Q:
    """No first reply after 72 hours, or still open after the target day."""
    unanswered = Q(first_replied_at=None, first_reply_due_at__lt=clock.now())
    return Q(state__in=OPEN) & (unanswered | Q(target_on__lt=clock.today()))


def late_count(staff: Staff) -> int:
    places = neighbourhoods_for(staff, "concern.read")
    return Concern.objects.for_teams().filter(late(), neighbourhood__in=places).count()


def away_and_covered_by(staff: Staff) -> QuerySet[Staff]:
    """Colleagues whose concerns are `staff`'s today."""
    today = clock.today()
    return Staff.objects.filter(
        absences__cover=staff, absences__from_on__lte=today, absences__to_on__gte=today
    )


def with_covers(rows: list[Concern]) -> list[Concern]:
    """Each with `.looked_after_by`: the owner, or the cover today. One query for all."""
    covers = acting_for_each(c.owner_id for c in rows if c.owner_id)
    for concern in rows:
        concern.looked_after_by = covers.get(concern.owner_id, concern.owner)
    return rows


def visible(staff: Staff, verb: str) -> ConcernQuerySet:
    """Concerns of the places where `staff` may do `verb`; about conduct only for its readers."""
    rows = Concern.objects.filter(neighbourhood__in=neighbourhoods_for(staff, verb))
    return rows if can(staff, READ) else rows.for_teams()


def overdue(staff: Staff) -> ConcernQuerySet:
    rows = visible(staff, "overdue.read") & (overdue_first_reply() | past_target())
    return rows.select_related("category", "neighbourhood")


def duty(staff: Staff) -> ConcernQuerySet:
    """Open sensitive concerns, those that nobody took first."""
    places = neighbourhoods_for(staff, "duty.read")
    return (
        Concern.objects.for_teams()
        .open()
        .filter(sensitive=True, neighbourhood__in=places)
        .select_related("category", "neighbourhood", "duty_taken_by")
        .order_by("duty_taken_at", "received_at", "public_id")
    )


def duty_alarm(staff: Staff) -> int:
    """How many entries of the duty list nobody has taken."""
    return duty(staff).filter(duty_taken_at=None).count()


def conduct() -> ConcernQuerySet:
    """About police conduct: for the standards reader and the overseer alone."""
    rows = Concern.objects.filter(about_conduct=True)
    return rows.select_related("category", "neighbourhood", "owner")


def disputes(staff: Staff, *, decided: bool = False) -> QuerySet[Dispute]:
    rows = Dispute.objects.filter(concern__in=visible(staff, "dispute.read"))
    is_open = Q(decided_at=None, withdrawn_at=None)
    rows = rows.exclude(is_open) if decided else rows.filter(is_open)
    return rows.select_related("concern__category", "concern__neighbourhood", "decided_by")


def withheld(staff: Staff) -> QuerySet[StateChange]:
    """Each time that a concern was withheld, with the reason its author was given."""
    return (
        StateChange.objects.filter(
            state=State.WITHHELD, concern__in=visible(staff, "withheld.read")
        )
        .exclude(before=State.DISPUTED)
        .select_related("concern__category", "concern__neighbourhood", "reason")
        .order_by("-at")
    )


def hand_overs(staff: Staff) -> QuerySet[HandOver]:
    return (
        HandOver.objects.filter(concern__in=visible(staff, "handover.read"))
        .select_related("concern__category", "concern__neighbourhood", "words", "by")
        .order_by("-at")
    )


def said_dids(staff: Staff) -> QuerySet[SaidDid]:
    places = neighbourhoods_for(staff, "saiddid.write")
    rows = SaidDid.objects.filter(neighbourhood__in=places)
    return rows.select_related("neighbourhood").prefetch_related("concerns")


def linkable(neighbourhood: Neighbourhood) -> ConcernQuerySet:
    """What a you-said entry may be linked to."""
    rows = Concern.objects.may_be_public().filter(neighbourhood=neighbourhood)
    return rows.select_related("category").order_by("-received_at", "public_id")


def joinable(concern: Concern) -> list[Concern]:
    """Open ones beside it that the same people read."""
    rows = Concern.objects.open().filter(
        neighbourhood=concern.neighbourhood,
        about_conduct=concern.about_conduct,
        sensitive=concern.sensitive,
        joined_to=None,
    )
    others = rows.exclude(pk=concern.pk).select_related("category")
    return list(others.order_by("-received_at", "public_id")[:JOINABLE_SHOWN])


def may_own(concern: Concern) -> QuerySet[Staff]:
    """Who can look after it: the team, or for police conduct the standards readers."""
    if not concern.about_conduct:
        return team_of(concern.neighbourhood)
    readers = Posting.objects.current().filter(role="standards")
    return Staff.objects.filter(is_active=True, postings__in=readers).distinct()


@dataclass(frozen=True)
class Entry:
    """One thing in a thread, in the order of time."""

    kind: str  # message, change, note, hand_over, dispute, decision
    at: datetime
    side: str  # theirs, ours, inside
    who: str = ""
    words: str = ""
    is_erased: bool = False
    facts: dict[str, object] = field(default_factory=dict)


def thread(concern: Concern, *, with_notes: bool) -> list[Entry]:
    """Letters, states, notes, hand-overs and disputes, oldest first. Six queries at most."""
    messages = _messages(concern)
    said = {entry.words for entry in messages}
    changes = [_unless_said(entry, said) for entry in _changes(concern)]
    entries = [*messages, *changes, *_hand_overs(concern), *_disputes(concern)]
    if with_notes:
        entries += _notes(concern)
    return sorted(entries, key=lambda e: (e.at, e.kind == "change"))


def _unless_said(entry: Entry, said: set[str]) -> Entry:
    """Without a reason that is an answer's own words: they stand above it already."""
    return replace(entry, words="") if entry.words in said else entry


def _messages(concern: Concern) -> list[Entry]:
    rows = concern.messages.select_related("words", "by_staff")
    return [
        Entry(
            "message", m.at, "ours" if m.side == "staff" else "theirs", str(m.by_staff or ""),
            m.words.text, m.words.erased_at is not None, {"by_hand": m.by_hand, "asks": m.asks},
        )
        for m in rows
    ]  # fmt: skip


def _changes(concern: Concern) -> list[Entry]:
    told_elsewhere = Q(before="") | Q(state=State.DISPUTED)  # the first letter, the dispute
    rows = list(concern.changes.exclude(told_elsewhere).select_related("reason"))
    names = dict(
        Staff.objects.filter(
            public_id__in={c.by_id for c in rows if c.by_kind == "staff"}
        ).values_list("public_id", "display_name")
    )
    return [
        Entry(
            "change", c.at, "theirs" if c.by_kind == "resident" else "ours",
            names.get(c.by_id, ""), c.reason.text if c.reason else "",
            bool(c.reason and c.reason.erased_at), {"state": c.get_state_display()},
        )
        for c in rows
    ]  # fmt: skip


def _notes(concern: Concern) -> list[Entry]:
    return [
        Entry("note", n.at, "inside", str(n.by), n.words.text, n.words.erased_at is not None)
        for n in concern.notes.select_related("words", "by")
    ]


def _hand_overs(concern: Concern) -> list[Entry]:
    return [
        Entry(
            "hand_over", h.at, "inside", str(h.by), h.words.text, h.words.erased_at is not None,
            {"to": h.get_to_display(), "to_whom": h.to_whom, "basis": h.basis, "told": h.told,
             "why_not_told": h.why_not_told},
        )
        for h in concern.hand_overs.select_related("words", "by")
    ]  # fmt: skip


def _disputes(concern: Concern) -> list[Entry]:
    return [
        Entry("dispute", d.at, "theirs", "", d.words.text, d.words.erased_at is not None,
              {"ending": d.get_ending_display()})
        for d in concern.disputes.select_related("words")
    ]  # fmt: skip
