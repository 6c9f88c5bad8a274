"""How long imports are kept. The records name nobody, but a point can be somebody's home."""

from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject

from . import store
from .models import ImportRun

INCIDENTS, REFUSED = _("Imported calls, crimes and requests"), _("Lists of rows refused at import")
RETENTION = [
    Rule(
        store=INCIDENTS,
        model="",  # Parquet files, one month of a kind and more
        name="incidents",
        personal=(),
        days=7 * 365,
        least=1500,  # the briefing's usual band looks back 48 months
        most=25 * 365,
        since=_("after the month in which it happened"),
        stays=_("the counts of each import, and monthly figures that were printed or sent"),
    ),
    Rule(
        store=REFUSED,
        model="",  # files below HOME/refused
        name="refused_rows",
        personal=(),
        days=90,
        least=7,
        most=365,
        since=_("after the import"),
        stays=_("how many rows were refused"),
        for_residents=False,  # line, number in the source and reason: nothing of anybody
    ),
]
NOT_PERSONAL = {
    "incidents.ImportRun": "a file's name, its hash and counts; who imported is an opaque id",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    """Months that were over by then ("crimes:2010-01"), or imports with a list of refusals."""
    if rule.store == INCIDENTS:
        first_kept = clock.local_day(before)
        return [key for key in _months() if _following(key.partition(":")[2]) <= first_kept]
    files = {file.stem.rpartition("-")[2] for file in _lists()}
    rows = ImportRun.objects.filter(public_id__in=files, started_at__lt=before)
    return list(rows.values_list("public_id", flat=True))


def _months() -> list[str]:
    held = store.current().kinds
    return [f"{kind}:{month}" for kind in sorted(held) for month in sorted(held[kind])]


def _following(month: str) -> date:
    """The first day after a month such as "2010-01"."""
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1)


def _lists(of: str = "*") -> list[Path]:
    return list((Path(settings.HOME) / "refused").glob(f"*-{of}.csv"))


def erase(rule: Rule, key: str) -> int:
    """A key from elsewhere (a ledger) that names nothing here gives 0."""
    if rule.store == INCIDENTS:
        kind, _colon, month = key.partition(":")
        return store.drop(kind, month)
    run = ImportRun.objects.filter(public_id=key).first()
    files = _lists(run.public_id) if run else []
    for file in files:
        file.unlink(missing_ok=True)
    ImportRun.objects.filter(public_id=key).update(refused_file="")
    return len(files)


def export(subject: Subject) -> list[Record]:
    """The records name nobody: nothing in them is about a subject."""
    return []
