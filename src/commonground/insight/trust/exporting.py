"""Stored figures as files; `trust.schema.json` and docs/reference/trust.md say what a name is."""

import csv
import io
import json
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import override

from commonground.common.texts import in_language
from commonground.surveys.instruments import instruments, items
from commonground.surveys.wording import counted

from . import methods_text
from .models import TrustEstimate, TrustRun
from .reading import figures_of
from .waves import stream_of

VERSION = 1
NUMBERS = (
    "estimate", "se", "low", "high", "n", "n_effective", "deff", "borrowed", "gap", "gap_low",
    "gap_high", "q",
)  # fmt: skip
HEAD = ("item", "construct", "area", "area_name", "group", "method", *NUMBERS, "flags")
Document = dict[str, Any]


def document(run: TrustRun, *, is_public: bool = False) -> Document:
    """Everything kept of one run; for the public only figures of the sample's own, of areas or of
    groups and of none within the other, and no test."""
    rows = _public(run) if is_public else run.estimates.select_related("neighbourhood")
    survey = run.survey
    with override("en"):
        return {
            "version": VERSION,
            "survey": {
                "id": survey.public_id, "instrument": survey.instrument, "mode": survey.mode,
                "stream": stream_of(survey), "opens_on": survey.opens_on.isoformat(),
                "closes_on": survey.closes_on.isoformat(), "example": survey.is_example,
                "self_selected": survey.is_self_selected,
            },
            "run": {
                "id": run.public_id, "made_at": run.made_at.isoformat(), "because": run.because,
                "weighting": run.weighting, "software": run.version, "asked": run.asked,
                "answered": run.answered,
            },
            "questions": _questions(run),
            "estimates": [_row(row, is_public) for row in rows],
            "changes": [] if is_public else _changes(run),
        }  # fmt: skip


def _public(run: TrustRun) -> QuerySet[TrustEstimate]:
    return figures_of(run).filter(Q(neighbourhood=None) | Q(group=""))


def _questions(run: TrustRun) -> Document:
    asked = instruments()[run.survey.instrument].items
    kept = set(run.estimates.values_list("item", flat=True))
    return {
        item.id: {
            "construct": item.construct, "words": item.words, "counts": counted(item),
            "validated": item.is_validated, "source": item.source,
        }
        for item in asked if item.id in kept
    }  # fmt: skip


def _row(row: TrustEstimate, is_public: bool) -> Document:
    place = row.neighbourhood
    hidden = ("gap", "gap_low", "gap_high", "q", "borrowed") if is_public else ()
    return {
        "item": row.item,
        "construct": items()[row.item].construct,
        "area": place.source_id if place else None,
        "area_name": place.name if place else None,
        "group": row.group or None,
        "method": row.method,
        **{name: _rounded(getattr(row, name)) for name in NUMBERS if name not in hidden},
        "flags": row.flags,
    }


def _rounded(value: float | int | None) -> float | int | None:
    return value if value is None or isinstance(value, int) else round(value, 4)


def _changes(run: TrustRun) -> list[Document]:
    numbers = ("difference", "se", "low", "high", "visible", "reliable", "q")
    return [
        {
            "item": row.item, "area": row.neighbourhood.source_id if row.neighbourhood else None,
            "since": row.before.survey.public_id, "broken_by": row.broken_by or None,
            "word": None if row.broken_by else row.word,
            **{name: _rounded(getattr(row, name)) for name in numbers},
        }
        for row in run.changes.select_related("neighbourhood", "before__survey")
    ]  # fmt: skip


def as_json(run: TrustRun) -> str:
    return json.dumps(document(run), ensure_ascii=False, indent=1)


def as_csv(run: TrustRun) -> str:
    told = io.StringIO()
    writer = csv.DictWriter(told, fieldnames=HEAD, lineterminator="\n")
    writer.writeheader()
    for row in run.estimates.select_related("neighbourhood"):
        made = _row(row, False)
        writer.writerow(made | {"flags": " ".join(made["flags"])})
    return told.getvalue()


def as_text(run: TrustRun) -> str:
    return f"{in_language(run.survey.asks.title)}\n\n" + "\n\n".join(methods_text.methods_text(run))


FORMS = {
    "csv": ("text/csv", as_csv),
    "json": ("application/json", as_json),
    "txt": ("text/plain", as_text),
}
