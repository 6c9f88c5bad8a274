"""Addresses and codes go soon after fieldwork; words and answers, which are nobody's, later."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject

from .models import Invitation, Remark, Response, Survey

ADDRESSES = _("Addresses that a survey was sent to")
REMARKS = _("Words written in a survey")
ANSWERS = _("Answers to a survey, without a name")
RETENTION = [
    Rule(
        store=ADDRESSES,
        model="surveys.Invitation",
        name="survey_addresses",
        personal=("address", "subscription", "digest", "language", "stratum"),
        days=30,
        least=1,
        most=90,
        since=_("after the survey closed"),
        stays=_("how many were asked and how many answered, by part of town"),
    ),
    Rule(
        store=REMARKS,
        model="surveys.Remark",
        name="survey_words",
        personal=("words",),
        days=365,
        least=30,
        most=730,
        since=_("after the survey closed"),
        stays=_("nothing"),
    ),
    Rule(
        store=ANSWERS,
        model="surveys.Response",
        name="survey_answers",
        personal=("answers", "week", "stratum"),
        days=1825,
        least=365,
        most=3650,
        since=_("after the survey closed"),
        stays=_("what was drawn, and how many answered"),
    ),
]
ROWS = {ADDRESSES: Invitation, REMARKS: Remark, ANSWERS: Response}
NOT_PERSONAL = {"surveys.Survey": "what is asked and how the sample was drawn, in codes and counts"}


def expired(rule: Rule, before: datetime) -> list[str]:
    """Surveys that closed before that moment and still hold such rows."""
    ended = Survey.objects.filter(closes_on__lt=clock.local_day(before))
    if rule.store == ADDRESSES:
        return list(
            ended.filter(invitations__isnull=False).distinct().values_list("public_id", flat=True)
        )
    held = ROWS[rule.store].objects.values_list("survey", flat=True).distinct()
    return list(ended.filter(public_id__in=held).values_list("public_id", flat=True))


def erase(rule: Rule, key: str) -> int:
    """All such rows of one survey; of its addresses the counts stay in the design."""
    survey = Survey.objects.filter(public_id=key).first()
    if survey is None:
        return 0
    if rule.store == ADDRESSES:
        _keep_counts(survey)
        return Invitation.objects.filter(survey=survey).delete()[0]
    return ROWS[rule.store].objects.filter(survey=key).delete()[0]


def _keep_counts(survey: Survey) -> None:
    if not survey.invitations.exists():
        return
    used = survey.invitations.filter(is_used=True).count()
    survey.design |= {"asked": survey.invitations.count(), "used": used}
    survey.save(update_fields=["design"])


def export(subject: Subject) -> list[Record]:
    """Nothing: no row of ours says whose it is, and an address is not a person's."""
    return []
