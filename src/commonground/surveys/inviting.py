"""Asking people: codes on slips, mails to subscribers and after a contact, reminders.

A code that was used is never reminded, and nobody more than twice.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.common.texts import in_language
from commonground.common.wording import day
from commonground.messaging import outbox
from commonground.messaging.links import absolute
from commonground.messaging.models import OutboxMessage, Subscription
from commonground.messaging.sms import is_number
from commonground.places.models import Neighbourhood

from . import codes
from .models import MOST_REMINDERS, Invitation, Mode, Survey
from .planning import invitation

DAYS_BETWEEN = 7  # a reminder sooner than this is a nuisance
MOST_SLIPS = 1000
REMINDED = (Mode.ADDRESSES, Mode.SUBSCRIBERS)  # whom we wrote to, unasked


@transaction.atomic
def make_slips(*, survey: Survey, count: int, by: Actor) -> int:
    """Codes that belong to nobody: printed, cut and drawn from a hat."""
    check_can_make_slips(survey)
    if not 1 <= count <= MOST_SLIPS:
        raise Refused(_("Make between 1 and %(most)d slips at a time.") % {"most": MOST_SLIPS})
    rows = [invitation(survey) for _n in range(count)]
    Invitation.objects.bulk_create(sorted(rows, key=lambda row: row.id), batch_size=500)
    audit.record(by=by, verb="survey.slips", noun="survey", noun_id=survey.public_id, count=count)
    return count


def check_can_make_slips(survey: Survey) -> None:
    _refuse_unless(survey, Mode.SLIPS)


@transaction.atomic
def invite_subscribers(*, survey: Survey, by: Actor) -> int:
    """A code to each address that confirmed news of a neighbourhood; each address once."""
    _refuse_unless(survey, Mode.SUBSCRIBERS)
    Survey.objects.select_for_update().get(pk=survey.pk)  # a double tap writes to nobody twice
    if not survey.is_open:
        raise Refused(
            _("Write to the subscribers from %(day)s on: before that the link opens nothing.")
            % {"day": day(survey.opens_on)}
        )
    if survey.invitations.exists():
        raise Refused(_("The subscribers were invited already."))
    told: dict[str, Invitation] = {}
    for row in Subscription.objects.confirmed().select_related("neighbourhood").order_by("id"):
        if row.address not in told:
            told[row.address] = invitation(
                survey,
                neighbourhood=row.neighbourhood,
                subscription=row.public_id,
                language=row.language,
            )
    Invitation.objects.bulk_create(sorted(told.values(), key=lambda row: row.id), batch_size=500)
    for address, row in told.items():
        _write(row, address, "subscribers", round=0)
    audit.record(
        by=by, verb="survey.invite", noun="survey", noun_id=survey.public_id, count=len(told)
    )
    return len(told)


@transaction.atomic
def invite_after_contact(
    *, email: str, neighbourhood: Neighbourhood, language: str, is_sensitive: bool, about: str,
    others: Iterable[str] = (),
) -> bool:  # fmt: skip
    """One mail after a contact that ended, with "please do not ask" first; never a second.

    Nobody is asked about something sensitive. `about` is the public id of what it was; kept as a
    hash in the outbox only, so that the same contact is not asked about twice. `others` : what else
    the same person was in touch about; in one survey nobody is asked of two contacts.
    """
    survey = open_after_contact()
    if is_sensitive or survey is None:
        return False
    since = clock.start_of(survey.opens_on)
    written = Q(key=_once(about)) | Q(key__in=map(_once, others), created_at__gte=since)
    if OutboxMessage.objects.filter(written).exists():
        return False
    row = invitation(survey, neighbourhood=neighbourhood, language=language)
    row.save(force_insert=True)
    _write(row, email, "contacts", key=_once(about))
    return True


def _once(about: str) -> str:
    return "survey:" + hashlib.sha256(f"after-contact:{about}".encode()).hexdigest()[:40]


def open_after_contact() -> Survey | None:
    today = clock.today()
    rows = Survey.objects.filter(mode=Mode.CONTACTS, opens_on__lte=today, closes_on__gte=today)
    return rows.first()


def to_remind(survey: Survey) -> QuerySet[Invitation]:
    """Codes that were not used and were reminded less than twice."""
    return survey.invitations.filter(is_used=False, reminders__lt=MOST_REMINDERS)


@transaction.atomic
def remind(*, survey: Survey, by: Actor) -> list[Invitation]:
    """Count one more reminder for each code that was not used; mails go out, letters are printed
    from what is returned."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    check_can_remind(survey)
    rows = list(to_remind(survey).order_by("stratum", "id"))
    for row in rows:
        row.reminders += 1
    Invitation.objects.filter(id__in=[row.id for row in rows]).update(reminders=F("reminders") + 1)
    survey.last_reminder_on = clock.today()
    survey.save(update_fields=["last_reminder_on"])
    _remind_subscribers(survey, rows)
    audit.record(
        by=by, verb="survey.remind", noun="survey", noun_id=survey.public_id, count=len(rows)
    )
    return rows


@transaction.atomic
def take_letters(*, survey: Survey, rows: Iterable[Invitation], by: Actor) -> list[Invitation]:
    """Codes to print. Whoever has one can answer with it, so who took them is on record."""
    found = list(rows)
    audit.record(
        by=by, verb="survey.letters", noun="survey", noun_id=survey.public_id, count=len(found)
    )
    return found


def remind_from(survey: Survey) -> date:
    """The first day on which another reminder is no nuisance."""
    return (survey.last_reminder_on or survey.opens_on) + timedelta(days=DAYS_BETWEEN)


def check_can_remind(survey: Survey) -> None:
    if survey.mode not in REMINDED:
        raise Refused(_("Only people whom we wrote to can be reminded."))
    if not survey.is_open:
        raise Refused(_("Reminders go out while the questions are open."))
    if clock.today() < remind_from(survey):
        raise Refused(_("Wait a week after the invitation or the last reminder."))
    if not to_remind(survey).exists():
        raise Refused(_("Nobody is left to remind: each was reminded twice, or answered."))


def _remind_subscribers(survey: Survey, rows: list[Invitation]) -> None:
    held = {row.subscription: row for row in rows if row.subscription}
    living = Subscription.objects.confirmed().filter(public_id__in=held)
    for reader in living:
        row = held[reader.public_id]
        _write(row, reader.address, "reminder", round=row.reminders)


def _write(row: Invitation, address: str, mail: str, *, round: int = 0, key: str = "") -> None:
    folder = "text" if is_number(address) else "mail"
    with translation.override(row.language or "en"):
        subject = _("A few questions, if you like")
        body = render_to_string(
            f"surveys/{folder}/{mail}.txt",
            {
                "survey": row.survey,
                "asker": deployment().survey_body or deployment().agency,
                "title": in_language(row.survey.asks.title),
                "link": absolute(path_of(row)),
                "stop": absolute(stop_path(row)),
                "follow": absolute(reverse("follow")),
            },
        )
    outbox.enqueue(
        to=address, subject=subject, body=body.strip(),
        key=key or f"survey:{row.public_id}:{round}", can_wait=True,
    )  # fmt: skip


def path_of(row: Invitation) -> str:
    return reverse("survey", args=[codes.code_of(row.public_id)])


def stop_path(row: Invitation) -> str:
    return reverse("survey-stop", args=[codes.code_of(row.public_id)])


def _refuse_unless(survey: Survey, mode: Mode) -> None:
    if survey.mode != mode:
        raise Refused(_("This survey asks people in another way."))
    if survey.is_closed:
        raise Refused(_("These questions are closed."))
