"""What we wrote out goes too; keeping's other rows are about stores and ids, never words."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from commonground.common.retention import Record, Rule, Subject

from . import written
from .models import WrittenFile

DISCLOSURES, BACKUPS = _("Files written for a request or a court"), _("Backups")
RETENTION = [
    Rule(
        store=DISCLOSURES,
        model="keeping.WrittenFile",
        name="disclosures",
        personal=("path",),
        days=30,
        least=1,
        most=365,
        since=_("after the file was written"),
        stays=_("the number of the request, the day, and how much was disclosed"),
    ),
    Rule(
        store=BACKUPS,
        model="keeping.WrittenFile",
        name="backups",
        personal=("path",),
        days=90,
        least=7,
        most=730,
        since=_("after it was made; the newest stays"),
        stays=_("that a backup was made, and when"),
    ),
]
NOT_PERSONAL = {"keeping.LegalHold": "a court or a law and its number, opaque ids, and days"}
KINDS = {DISCLOSURES: WrittenFile.Kind.DISCLOSURE, BACKUPS: WrittenFile.Kind.BACKUP}


def expired(rule: Rule, before: datetime) -> list[str]:
    rows = WrittenFile.objects.filter(kind=KINDS[rule.store]).exclude(path="")
    due = rows.filter(written_at__lt=before).order_by("written_at")
    if rule.store == BACKUPS:  # a deployment that stopped making them keeps its last
        newest = next((r.pk for r in rows.order_by("-written_at") if written.is_there(r)), None)
        due = due.exclude(pk=newest)
    return list(due.values_list("public_id", flat=True))


def erase(rule: Rule, key: str) -> int:
    row = WrittenFile.objects.filter(kind=KINDS[rule.store], public_id=key).first()
    return written.remove(row) if row else 0


def export(subject: Subject) -> list[Record]:
    return []
