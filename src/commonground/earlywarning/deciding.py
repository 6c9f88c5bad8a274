"""What an officer decides about an alert: take it up, say why, or watch it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood
from commonground.tasks.making import make_task
from commonground.tasks.models import Task

from . import states
from .models import Alert, AlertDecision
from .queries import source_of

CAUSE_LENGTH = 500


@transaction.atomic
def take_up(
    *,
    alert: Alert,
    neighbourhood: Neighbourhood,
    title: str,
    due_on: date,
    by: Actor,
    owner: Staff | None = None,
) -> Task:
    """Something to do among the people there, by a day. Without an owner it is the team's."""
    if neighbourhood not in alert.neighbourhoods.all():
        raise Refused(_("This is not a neighbourhood of this alert."))
    _decide(alert, states.TAKEN_UP, by)
    return make_task(
        neighbourhood=neighbourhood,
        title=title,
        due_on=due_on,
        by=by,
        owner=owner,
        source=source_of(alert),
    )


@transaction.atomic
def explain(*, alert: Alert, words: str, by: Actor) -> AlertDecision:
    """We know the cause: the words say it, for whoever sees the next one."""
    if not words.strip():
        raise Refused(_("Say in a few words what the cause is."))
    if len(words) > CAUSE_LENGTH:
        raise Refused(_("Say it in at most %(count)d characters.") % {"count": CAUSE_LENGTH})
    return _decide(alert, states.EXPLAINED, by, words.strip())


@transaction.atomic
def watch(*, alert: Alert, by: Actor) -> AlertDecision:
    return _decide(alert, states.WATCHED, by)


@transaction.atomic
def not_useful(*, alert: Alert, by: Actor, words: str = "") -> AlertDecision:
    """It told the team nothing: counted, and shown beside how often alerts do."""
    if len(words) > CAUSE_LENGTH:
        raise Refused(_("Say it in at most %(count)d characters.") % {"count": CAUSE_LENGTH})
    return _decide(alert, states.NOT_USEFUL, by, words.strip())


def _decide(alert: Alert, decision: str, by: Actor, words: str = "") -> AlertDecision:
    now = Alert.objects.select_for_update().get(pk=alert.pk)
    check_can_decide(now, decision)
    Alert.objects.filter(pk=now.pk).update(state=decision)
    alert.state = decision
    audit.record(by=by, verb=f"alert.{decision}", noun="alert", noun_id=alert.public_id)
    return AlertDecision.objects.create(
        alert=alert,
        decision=decision,
        words=words,
        at=clock.now(),
        by_kind=by.kind,
        by_id=by.id,
        by_role=by.role,
    )


def check_can_decide(alert: Alert, decision: str) -> None:
    if not states.allowed(alert.state, decision):
        raise Refused(_("It stands as %(state)s already.") % {"state": alert.get_state_display()})
