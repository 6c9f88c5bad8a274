"""Answers as rows and as arrays for analysis.surveys. The design comes from the survey's record."""

from collections import Counter
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
    populations = populations_of(survey, rows)
    clusters = [[r.cluster for r in rows], list(range(len(rows)))] if len(populations) > 1 else []
    return make_design(
        len(rows),
        weights=weights,
        strata=[r.stratum for r in rows],
        clusters=clusters,
        populations=populations,
    )


def values_of(item: Item, rows: list[Response]) -> NDArray[np.float64]:
    """(n,) 1 for a good answer and 0 for another, or the number given; nan where skipped."""
    given = [row.answers.get(item.id) for row in rows]
    if item.kind == NUMBER:
        return np.array([np.nan if g is None else float(g) for g in given])
    if item.kind == CHOICE:
        return np.array([np.nan if g is None else float(g in item.good) for g in given])
    raise ValueError(f"{item.id} is no figure")
