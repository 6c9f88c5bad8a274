"""Answers as rows and as arrays for analysis.surveys. The design comes from the survey's record."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.surveys import Design, make_design

from .instruments import CHOICE, NUMBER, Item
from .models import Response, Survey


@dataclass(frozen=True)
class Rows:
    """One row an answer, in the order of their random keys."""

    rows: list[Response]
    weights: NDArray[np.float64]  # (n,) see `weights_of`
    design: Design | None  # None: nobody drew these people, so that no margin of error is theirs

    @property
    def places(self) -> NDArray[np.str_]:
        return np.array([row.place for row in self.rows])


def rows_of(survey: Survey) -> Rows:
    rows = list(Response.objects.filter(survey=survey.public_id).order_by("id"))
    weights = weights_of(survey, rows)
    return Rows(rows, weights, _design(survey, rows, weights))


def weights_of(survey: Survey, rows: list[Response]) -> NDArray[np.float64]:
    """Homes that each answer stands for: the design's weight, times letters sent over answers in
    the stratum (with two stages, in the cluster). 1 each where nothing was drawn."""
    if "weights" not in survey.design:
        return np.ones(len(rows))
    answers = Counter(_cell(row) for row in rows)
    base = survey.design["weights"]
    return np.array(
        [base[r.weight_class] * _sent(survey, r) / answers[_cell(r)] for r in rows],
        dtype=np.float64,
    )


def _cell(row: Response) -> tuple[str, int | None]:
    return row.stratum, row.cluster


def _sent(survey: Survey, row: Response) -> int:
    if row.cluster is not None:
        return int(survey.design["clusters"][str(row.cluster)]["drawn"])
    return int(survey.design["strata"][row.stratum]["drawn"])


def populations_of(survey: Survey, rows: list[Response]) -> list[NDArray[np.float64]]:
    """For each answer, how many there were to draw from: in its stratum, then in its cluster."""
    strata, clusters = survey.design["strata"], survey.design.get("clusters")
    if clusters is None:
        return [np.array([strata[r.stratum]["addresses"] for r in rows], dtype=np.float64)]
    first = [strata[r.stratum]["clusters"] for r in rows]
    second = [clusters[str(r.cluster)]["addresses"] for r in rows]
    return [np.array(first, dtype=np.float64), np.array(second, dtype=np.float64)]


def _design(survey: Survey, rows: list[Response], weights: NDArray[np.float64]) -> Design | None:
    if not rows or "weights" not in survey.design:
        return None
    if "clusters" in survey.design:
        return _of_clusters(survey, rows, weights)
    parts = joined((r.stratum, r.id) for r in rows)
    return make_design(
        len(rows),
        weights=weights,
        strata=[parts[r.stratum] for r in rows],
        populations=[_together(survey, rows, parts, "addresses")],
    )


def _of_clusters(survey: Survey, rows: list[Response], weights: NDArray[np.float64]) -> Design:
    """Where only one answered in some cluster, nothing tells how much answers differ in it, and
    clusters count as drawn with replacement: how much they differ then holds that too, and the
    error is rather too large (Särndal, Swensson & Wretman 1992, section 4.6)."""
    parts = joined((r.stratum, r.cluster) for r in rows)
    strata, clusters = [parts[r.stratum] for r in rows], [r.cluster for r in rows]
    if min(Counter(clusters).values()) < 2:
        return make_design(len(rows), weights=weights, strata=strata, clusters=[clusters])
    first, second = _together(survey, rows, parts, "clusters"), populations_of(survey, rows)[1]
    return make_design(
        len(rows), weights=weights, strata=strata, clusters=[clusters, list(range(len(rows)))],
        populations=[first, second],
    )  # fmt: skip


def joined(units: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Of each stratum the one that it counts as, from pairs of a stratum and what was drawn of it.

    One unit alone does not tell how much units differ: such strata are joined to one, or a single
    such stratum with the smallest of the others.
    """
    counts = Counter(stratum for stratum, _unit in set(units))
    alone = sorted(stratum for stratum, count in counts.items() if count == 1)
    if len(alone) == 1:
        alone += sorted(counts.keys() - set(alone), key=lambda s: (counts[s], s))[:1]
    return {stratum: alone[0] if stratum in alone else stratum for stratum in counts}


def _together(
    survey: Survey, rows: list[Response], parts: dict[str, str], what: str
) -> NDArray[np.float64]:
    """For each answer, how many there were to draw from in the strata that count as one."""
    sizes: Counter[str] = Counter()
    for stratum, part in parts.items():
        sizes[part] += survey.design["strata"][stratum][what]
    return np.array([sizes[parts[r.stratum]] for r in rows], dtype=np.float64)


def values_of(item: Item, rows: list[Response]) -> NDArray[np.float64]:
    """(n,) 1 for a good answer and 0 for another, or the number given; nan where skipped."""
    given = [row.answers.get(item.id) for row in rows]
    if item.kind == NUMBER:
        return np.array([np.nan if g is None else float(g) for g in given])
    if item.kind == CHOICE:
        return np.array([np.nan if g is None else float(g in item.good) for g in given])
    raise ValueError(f"{item.id} is no figure")
