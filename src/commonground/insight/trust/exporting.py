"""Stored figures as files; `trust.schema.json` and docs/reference/trust.md say what a name is.

Coarse files, for everybody but analysts, tell numbers no finer than the pages. Where an area is
hidden, "57.3505 % of everybody" and the other areas' figures leave one way only in which its 22
people can have answered; "57 %" leaves hundreds.
"""

import csv
import io
import json
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import override

from commonground.common.texts import in_language
from commonground.surveys.instruments import CHOICE, Item, instruments, items
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
DIGITS = 4
COARSE = {"deff": 1, "borrowed": 2, "q": 2}  # digits; all others are in the unit of the answers
HEAD = ("item", "construct", "area", "area_name", "group", "method", *NUMBERS, "flags")
Document = dict[str, Any]


def document(run: TrustRun, *, is_public: bool = False, is_coarse: bool = False) -> Document:
    """Everything kept of one run; for the public only figures of the sample's own, of areas or of
    groups and of none within the other, coarse and with no test."""
    is_coarse = is_coarse or is_public
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
            "estimates": [_row(row, is_public, is_coarse) for row in rows],
            "changes": [] if is_public else _changes(run, is_coarse),
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


def _row(row: TrustEstimate, is_public: bool, is_coarse: bool) -> Document:
    place, item = row.neighbourhood, items()[row.item]
    hidden = ("gap", "gap_low", "gap_high", "q", "borrowed") if is_public else ()
    return {
        "item": row.item,
        "construct": item.construct,
        "area": place.source_id if place else None,
        "area_name": place.name if place else None,
        "group": row.group or None,
        "method": row.method,
        **{
            name: _rounded(getattr(row, name), name, item, is_coarse)
            for name in NUMBERS if name not in hidden
        },
        "flags": row.flags,
    }  # fmt: skip


def _rounded(
    value: float | int | None, name: str, item: Item, is_coarse: bool
) -> float | int | None:
    if value is None or isinstance(value, int):
        return value
    if not is_coarse:
        return round(value, DIGITS)
    if name == "n_effective":
        return float(f"{value:.2g}")
    told = (0 if item.kind == CHOICE else 1) + (name == "se")
    return round(value, COARSE.get(name, told))


def _changes(run: TrustRun, is_coarse: bool) -> list[Document]:
    numbers = ("difference", "se", "low", "high", "visible", "reliable", "q")
    return [
        {
            "item": row.item, "area": row.neighbourhood.source_id if row.neighbourhood else None,
            "since": row.before.survey.public_id, "broken_by": row.broken_by or None,
            "word": None if row.broken_by else row.word,
            **{
                name: _rounded(getattr(row, name), name, items()[row.item], is_coarse)
                for name in numbers
            },
        }
        for row in run.changes.select_related("neighbourhood", "before__survey")
    ]  # fmt: skip


def as_json(run: TrustRun, is_coarse: bool) -> str:
    return json.dumps(document(run, is_coarse=is_coarse), ensure_ascii=False, indent=1)


def as_csv(run: TrustRun, is_coarse: bool) -> str:
    told = io.StringIO()
    writer = csv.DictWriter(told, fieldnames=HEAD, lineterminator="\n")
    writer.writeheader()
    for row in run.estimates.select_related("neighbourhood"):
        made = _row(row, False, is_coarse)
        writer.writerow(made | {"flags": " ".join(made["flags"])})
    return told.getvalue()


def as_text(run: TrustRun) -> str:
    return f"{in_language(run.survey.asks.title)}\n\n" + "\n\n".join(methods_text.methods_text(run))


FORMS = {
    "csv": ("text/csv", as_csv),
    "json": ("application/json", as_json),
    "txt": ("text/plain", lambda run, _is_coarse: as_text(run)),
}
