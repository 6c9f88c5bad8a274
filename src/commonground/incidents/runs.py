"""Imports as a page shows them: by whom, and whether they came to their end."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonground.people.models import Staff

from . import store
from .models import ImportRun


@dataclass(frozen=True)
class Line:
    run: ImportRun
    kind: str
    by: str
    state: str  # done, running, stopped


def kind_name(kind: str) -> str:
    return {
        "calls": _("calls for service"), "crimes": _("crimes"), "requests": _("service requests"),
    }[kind]  # fmt: skip


def lines(rows: Sequence[ImportRun]) -> list[Line]:
    ids = {row.by_id for row in rows if row.by_kind == "staff"}
    found = Staff.objects.filter(public_id__in=ids) if ids else Staff.objects.none()
    names = dict(found.values_list("public_id", "display_name"))
    running = _running()
    return [
        Line(row, kind_name(row.kind), names.get(row.by_id, ""), _state(row, running))
        for row in rows
    ]


def _running() -> int | None:
    """The one that an import at work may be: the last begun, while the store is held."""
    if not store.is_busy():
        return None
    return ImportRun.objects.values_list("id", flat=True).first()


def _state(row: ImportRun, running: int | None) -> str:
    if row.finished_at:
        return "done"
    return "running" if row.id == running else "stopped"
