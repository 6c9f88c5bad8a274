"""The stored diagnostics, set beside the words of their questions for the analyst's page."""

from dataclasses import dataclass
from typing import Any

from commonground.surveys.instruments import Item, items

from .models import Method, TrustEstimate, TrustRun

Told = dict[str, Any]
SHIFTED = ("gaps", "estimate", "low", "high")


@dataclass(frozen=True)
class Doubts:
    weights: Told
    source: str
    margins: list[tuple[Item, list[tuple[Told, dict[str, str]]], float | None]]
    replicates: list[tuple[Item, Told, float]]  # and the ratio of the two
    follow_up: list[tuple[Item, Told]]
    sensitivity: list[tuple[Item, Told, list[tuple[float, float, float, float]]]]
    small_areas: list[tuple[Item, Told, list[TrustEstimate]]]


def doubts(run: TrustRun) -> Doubts:
    told, known = run.diagnostics, items()
    models: dict[str, list[TrustEstimate]] = {}
    rows = run.estimates.filter(method=Method.FAY_HERRIOT).select_related("neighbourhood")
    for row in rows.order_by("neighbourhood__name", "id"):
        models.setdefault(row.item, []).append(row)
    return Doubts(
        told.get("weights", {}),
        told.get("source", ""),
        _margins(told),
        [(known[r["item"]], r, r["replicate"] / r["linear"])
         for r in told.get("replicates", []) if r["linear"]],
        [(known[r["item"]], r) for r in told.get("follow_up", [])],
        [(known[r["item"]], r, list(zip(*(r[name] for name in SHIFTED), strict=True)))
         for r in told.get("sensitivity", [])],
        [(known[r["item"]], r, models.get(r["item"], [])) for r in told.get("small_areas", [])],
    )  # fmt: skip


def _margins(told: Told) -> list[tuple[Item, list[tuple[Told, dict[str, str]]], float | None]]:
    known, lines = items(), told.get("margins", [])
    found = []
    for id in dict.fromkeys(line["item"] for line in lines):
        words = {option.value: option.words for option in known[id].options}
        own = [(line, words[line["value"]]) for line in lines if line["item"] == id]
        found.append((known[id], own, told.get("dissimilar", {}).get(id)))
    return found
