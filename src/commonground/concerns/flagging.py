"""Sensitive: to the duty list, with an alarm, and out of everything public or automatic."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.messaging.outbox import enqueue
from commonground.people.models import Posting, Staff

from . import moving
from .models import Concern
from .rules import check_can_do
from .sensitive_words import SENSITIVE
from .wordlists import found_in

TEAM_ROLES = ("officer", "supervisor")


def sounds_sensitive(text: str) -> bool:
    """Every language's list is tried: people mix languages, and choose one by mistake."""
    return any(found_in(text, words) for words in SENSITIVE.values())


def look_for_danger(concern: Concern, text: str, by: Actor) -> None:
    """Flag the concern when its new words sound as if somebody is in danger."""
    if not concern.sensitive and sounds_sensitive(text):
        mark(concern, "words", by)


def mark(concern: Concern, because: str, by: Actor) -> None:
    """Set the flag and raise the alarm, inside the caller's transaction."""
    concern.sensitive, concern.sensitive_because = True, because
    concern.duty_taken_at = concern.duty_taken_by = None
    concern.save(
        update_fields=["sensitive", "sensitive_because", "duty_taken_at", "duty_taken_by"]
    )
    moving.note(by=by, verb="flag", concern=concern, because=because)
    raise_alarm(concern)


def raise_alarm(concern: Concern) -> None:
    """One neutral message to each who is on the list's side; it tells nothing but to look."""
    with override("en"):
        subject = _("Duty list: one new entry")
        body = _("Somebody should look at the duty list now:") + f"\n{_duty_url()}\n"
    for staff in alarm_readers(concern):
        key = f"duty:{concern.public_id}:{staff.public_id}:{clock.now():%Y%m%d%H}"
        enqueue(to=staff.email, subject=subject, body=body, key=key)


def _duty_url() -> str:
    return f"{deployment().base_url.rstrip('/')}/team/duty/"


def alarm_readers(concern: Concern) -> list[Staff]:
    """The neighbourhood's team; for police conduct the standards readers instead."""
    postings = Posting.objects.current()
    if concern.about_conduct:
        postings = postings.filter(role="standards")
    else:
        here = postings.filter(neighbourhood=concern.neighbourhood)
        postings = (here | postings.filter(neighbourhood=None)).filter(role__in=TEAM_ROLES)
    ids = postings.values("staff_id")
    return list(Staff.objects.filter(id__in=ids, is_active=True).exclude(email=""))


@transaction.atomic
def flag_sensitive(*, concern: Concern, by: Staff) -> Concern:
    """Staff see that somebody may be in danger."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.flag", concern)
    if concern.sensitive:
        raise Refused(_("This concern is already on the duty list."))
    mark(concern, "staff", by.actor())
    return concern


@transaction.atomic
def clear_flag(*, concern: Concern, by: Staff) -> Concern:
    """A person looked and found nobody in danger. A sensitive category keeps its flag."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.flag", concern)
    if concern.category.sensitive:
        raise Refused(_("This category is always sensitive. Change the category first."))
    if not concern.sensitive:
        raise Refused(_("This concern is not on the duty list."))
    concern.sensitive, concern.sensitive_because = False, ""
    concern.duty_taken_at = concern.duty_taken_by = None
    concern.save(
        update_fields=["sensitive", "sensitive_because", "duty_taken_at", "duty_taken_by"]
    )
    moving.note(by=by.actor(), verb="clear_flag", concern=concern)
    return concern


@transaction.atomic
def take_duty(*, concern: Concern, by: Staff) -> Concern:
    """Say who looks after a duty-list entry."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.flag", concern)
    if not concern.sensitive:
        raise Refused(_("This concern is not on the duty list."))
    concern.duty_taken_at, concern.duty_taken_by = clock.now(), by
    concern.save(update_fields=["duty_taken_at", "duty_taken_by"])
    moving.note(by=by.actor(), verb="take_duty", concern=concern)
    return concern
