"""Partners see their own tasks by a link: no account, an end, and a way to take it back."""

import secrets
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.people.rules import check
from commonground.tasks.ending import finish
from commonground.tasks.making import make_task
from commonground.tasks.models import Task

from .models import PartnerLink, Problem
from .working import WORK, note

LONGEST_DAYS = 180
PARTNER = Actor("system", "partner")


def source_of(problem: Problem) -> str:
    return f"problem:{problem.public_id}"


@transaction.atomic
def invite(
    *, problem: Problem, partner: str, title: str, due_on: date, by: Staff
) -> tuple[PartnerLink, str]:
    """A task for a partner, and the word in its link, which is shown once."""
    check(by, WORK, problem.neighbourhood)
    if not partner.strip():
        raise Refused(_("Say which organisation it is."))
    if due_on > clock.today() + timedelta(days=LONGEST_DAYS - 30):
        raise Refused(_("Choose a day within five months."))
    task = make_task(
        neighbourhood=problem.neighbourhood, title=title, due_on=due_on, by=by.actor(),
        source=source_of(problem), is_example=problem.is_example,
    )  # fmt: skip
    word = secrets.token_urlsafe(32)
    link = PartnerLink.objects.create(
        problem=problem, partner=" ".join(partner.split()), token_hash=_hashed(word),
        expires_on=due_on + timedelta(days=30),
    )  # fmt: skip
    link.tasks.add(task)
    note(problem, by, "partner.invite", link=link.public_id)
    return link, word


@transaction.atomic
def revoke(*, link: PartnerLink, by: Staff) -> None:
    check(by, WORK, link.problem.neighbourhood)
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        note(link.problem, by, "partner.revoke", link=link.public_id)


def link_of(word: str) -> PartnerLink | None:
    """Found by the hash alone; None when it ended, was taken back or never was."""
    rows = PartnerLink.objects.select_related("problem__neighbourhood")
    link = rows.filter(token_hash=_hashed(word)).first()
    return link if link and link.is_open else None


@transaction.atomic
def finish_for(*, link: PartnerLink, task: Task) -> None:
    """A partner says that their task is done. Any other task is not there."""
    finish(task=link.tasks.get(pk=task.pk), by=PARTNER)
    audit.record(
        by=PARTNER, verb="partner.finish", noun="problem", noun_id=link.problem.public_id,
        neighbourhood=link.problem.neighbourhood.public_id, link=link.public_id,
    )  # fmt: skip


def _hashed(word: str) -> str:
    return sha256(word.encode()).hexdigest()
