"""We say yes, and it becomes an event or a promise; or no, with a reason that they read."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.concerns import answering, moving
from commonground.concerns.models import Concern
from commonground.concerns.states import State
from commonground.people.models import Staff
from commonground.people.rules import check
from commonground.tasks.making import make_promise

from ..planning import Plan, plan_event
from .models import ACCEPTED, CALL, DECLINED, WAITING, WALK, Invitation


@transaction.atomic
def accept_as_event(*, invitation: Invitation, plan: Plan, words: str, by: Staff) -> Invitation:
    """It becomes an event. It is on the public list only in the words that the hosts gave."""
    row = _waiting(invitation, by)
    if row.kind == CALL:
        raise Refused(_("Somebody asked for a call: promise the call."))
    event = plan_event(plan=as_agreed(row, plan), by=by.actor())
    _say_yes(row, words, clock.local_day(event.starts_at), by)
    row.event = event
    row.save(update_fields=["outcome", "event"])
    _note(row, "accept", by, event=event.public_id)
    return row


def as_agreed(row: Invitation, plan: Plan) -> Plan:
    """The asking is proved by the invitation; the listing by the hosts' own words."""
    asked_on = row.concern.received_on
    if not row.listed_words:
        return replace(plan, hosts_asked_on=asked_on, hosts_agreed=True, is_listed=False)
    title = dict.fromkeys(plan.title, row.listed_words)
    agreed = {"title": title, "about": {}, "hosts_asked_on": asked_on, "hosts_agreed": True}
    return replace(plan, **agreed, is_listed=True)


@transaction.atomic
def accept_as_promise(*, invitation: Invitation, due_on: date, words: str, by: Staff) -> Invitation:
    """A walk or a call back: a promise of the team, by a day."""
    row = _waiting(invitation, by)
    if row.kind not in (WALK, CALL):
        raise Refused(_("Plan the event that you were invited to."))
    title = _("Call back") if row.kind == CALL else _("Walk through the neighbourhood together")
    make_promise(
        neighbourhood=row.concern.neighbourhood, title=title, due_on=due_on, by=by.actor(),
        source=f"invitation:{row.concern.public_id}", is_example=row.concern.example,
    )  # fmt: skip
    _say_yes(row, words, due_on, by)
    row.save(update_fields=["outcome"])
    _note(row, "accept", by)
    return row


@transaction.atomic
def decline(*, invitation: Invitation, because: str, by: Staff) -> Invitation:
    """No, and why: the asker reads the reason, and can say that it is not settled."""
    row = _waiting(invitation, by)
    if not because.strip():
        raise Refused(_("Say why not: they read it."))
    row.outcome = DECLINED
    row.save(update_fields=["outcome"])
    answering.answer(concern=row.concern, words=because, by=by, becomes=State.NO_ACTION)
    _note(row, "decline", by)
    return row


def _waiting(invitation: Invitation, by: Staff) -> Invitation:
    """The row with its concern, locked, if it still waits for an answer."""
    concern = moving.locked(invitation.concern)
    check(by, "invitation.answer", concern.neighbourhood)
    row = Invitation.objects.get(pk=invitation.pk)
    row.concern = concern
    if row.outcome != WAITING or not concern.is_open:
        raise Refused(_("This invitation is answered already."))
    return row


def _say_yes(row: Invitation, words: str, on: date, by: Staff) -> None:
    """Written to them; the work is then to be there, and late only after that day."""
    row.outcome = ACCEPTED
    answering.answer(concern=row.concern, words=words, by=by, becomes=State.IN_PROGRESS)
    Concern.objects.filter(pk=row.concern.pk, target_on__lt=on).update(target_on=on)


def _note(row: Invitation, verb: str, by: Staff, **detail: object) -> None:
    audit.record(
        by=by.actor(), verb=f"invitation.{verb}", noun="invitation",
        noun_id=row.concern.public_id, neighbourhood=row.concern.neighbourhood.public_id,
        kind=row.kind, **detail,
    )  # fmt: skip
