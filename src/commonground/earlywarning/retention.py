"""What this room keeps: areas and counts, which are nobody's, and words of staff."""

from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_noop as _

from commonground.common.retention import Record, Rule, Subject

from .models import AlertDecision

RETENTION = [
    Rule(
        store=_("Why an alert came about, in the words of staff"),
        model="earlywarning.AlertDecision",
        name="alert_words",
        least=90,
        most=3650,
        personal=("words", "by_id"),
        days=730,
        since=_("after the last decision about it"),
        stays=_("the decision, its day, and the role that took it"),
    ),
]
NOT_PERSONAL = {
    "earlywarning.ScanRun": "counts and settings",
    "earlywarning.Alert": "counts in an area of at least 100 residents",
    "earlywarning.Look": "a neighbourhood and one of two answers",
    "earlywarning.ReportsHeld": "counts of neighbourhoods",
    "earlywarning.Sighting": "the same, as one morning saw it",
}


def _full() -> QuerySet[AlertDecision]:
    return AlertDecision.objects.exclude(words="", by_id="")


def expired(rule: Rule, before: datetime) -> list[str]:
    last = _full().values("alert__public_id").annotate(last=Max("at")).order_by()
    return [row["alert__public_id"] for row in last if row["last"] < before]


def erase(rule: Rule, key: str) -> int:
    return _full().filter(alert__public_id=key).update(words="", by_id="")


def export(subject: Subject) -> list[Record]:
    """What a member of staff decided; an alert is about no concern in particular."""
    if not subject.staff:
        return []
    rows = AlertDecision.objects.filter(by_id=subject.staff).select_related("alert")
    return [_record(row) for row in rows]


def _record(row: AlertDecision) -> Record:
    return Record(
        store=RETENTION[0].store,
        key=row.alert.public_id,
        title=str(row.get_decision_display()),
        at=row.at,
        words=row.words,
        written_by="staff",
        author=row.by_id,
        facts={"stream": row.alert.stream},
    )
