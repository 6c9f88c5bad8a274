"""What an analyst asks of a survey before believing it; counts of groups, never a row.

`diagnostics` : weights {least, most, median, kish, trimmed, rounds, off, problem}; margins [{item,
value, answered, lives, ratio}] (answered None: fewer than ten); dissimilar; source; replicates
[{item, linear, replicate, how}]; follow_up [{item, early, late, n_early, n_late, difference, low,
high}]; sensitivity [{item, gaps, estimate, low, high, tipping}]; small_areas (see small_areas).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys import (
    Design,
    bootstrap,
    difference,
    estimate_mean,
    jackknife,
    rake,
    replicate_covariance,
)
from commonground.analysis.surveys.estimates import kish_size
from commonground.analysis.surveys.nonresponse import composition, sensitivity
from commonground.surveys.frames import values_of
from commonground.surveys.instruments import CHOICE, Item
from commonground.surveys.models import Survey

from .estimating import measured, scale_of
from .models import LEAST_EVER, TrustEstimate
from .weighing import TRIM, Lives, Weighed

GAPS = (-20.0, -10.0, -5.0, 5.0, 10.0)  # points; of a scale to ten, a tenth of each
HALF = 50.0
REPLICATES, SEED = 200, 20260302
Told = dict[str, object]


def diagnostics(
    survey: Survey, found: Weighed, rows: list[TrustEstimate], responded: float | None
) -> Told:
    whole = {
        row.item: row for row in rows
        if row.neighbourhood is None and not row.group and row.estimate is not None
    }  # fmt: skip
    asked = [item for item in measured(survey) if item.id in whole]
    if len(found.held.rows) < survey.asks.least:
        return {}
    told: Told = {"weights": _weights(found)} | _who_answered(found)
    told["sensitivity"] = [
        _sensitivity(item, whole[item.id], responded) for item in asked if responded
        and whole[item.id].low is not None
    ]  # fmt: skip
    if found.design is not None:
        told["replicates"] = _replicates(found, asked, whole)
        told["follow_up"] = _follow_up(survey, found, asked)
    return told


def _weights(found: Weighed) -> Told:
    weights = found.weights
    made = found.design.calibration if found.design is not None else None
    return {
        "least": float(weights.min()), "most": float(weights.max()),
        "median": float(np.median(weights)), "kish": kish_size(weights),
        "trimmed": made.trimmed if made else 0, "rounds": made.rounds if made else 0,
        "off": made.off if made else None, "problem": found.problem,
    }  # fmt: skip


def _who_answered(found: Weighed) -> Told:
    lines: list[Told] = []
    apart = {}
    for known in found.lives:
        counts = _counted(known, found)
        if counts.sum() < LEAST_EVER:
            continue
        values, lives = tuple(known.shares), np.array(list(known.shares.values()))
        made = composition(values, counts, lives)
        apart[known.item.id] = made.dissimilar
        parts = zip(values, _told(counts), made.answered, made.lives, made.ratio, strict=True)
        lines += [
            {
                "item": known.item.id, "value": value, "lives": float(live),
                "answered": float(answered) if told else None,
                "ratio": float(ratio) if told and live > 0 else None,
            }
            for value, told, answered, live, ratio in parts
        ]  # fmt: skip
    return {"margins": lines, "dissimilar": apart,
            "source": found.lives[0].source if found.lives else ""}  # fmt: skip


def _counted(known: Lives, found: Weighed) -> NDArray[np.float64]:
    given = [row.answers.get(known.item.id) for row in found.held.rows]
    return np.array([float(given.count(value)) for value in known.shares])


def _told(counts: NDArray[np.float64]) -> list[bool]:
    """Which shares are told: of ten answers or more, and so that what is left is ten or more too,
    of two values at the least."""
    told = counts >= LEAST_EVER
    while told.any() and not told.all():
        if (~told).sum() > 1 and counts[~told].sum() >= LEAST_EVER:
            break
        told[np.flatnonzero(told)[counts[told].argmin()]] = False
    return [bool(one) for one in told]


def _sensitivity(item: Item, row: TrustEstimate, responded: float) -> Told:
    gaps = np.array(GAPS) * scale_of(item) / 100 * (1 if item.kind == CHOICE else 10)
    threshold = HALF if item.kind == CHOICE else HALF / 10
    made = sensitivity(
        row.estimate, row.low, row.high, responded=min(responded, 1.0), gaps=gaps,
        threshold=threshold,
    )  # fmt: skip
    tipping = float(made.tipping)
    return {
        "item": item.id, "gaps": made.gaps.tolist(), "estimate": made.estimate.tolist(),
        "low": made.low.tolist(), "high": made.high.tolist(), "threshold": threshold,
        "tipping": tipping if np.isfinite(tipping) else None,
    }  # fmt: skip


def _replicates(found: Weighed, asked: list[Item], whole: dict[str, TrustEstimate]) -> list[Told]:
    """The same standard errors from leaving out or redrawing clusters, to doubt the first with."""
    if not asked:
        return []
    try:
        how, errors = _by_replicates(found, asked)
    except Unusable:
        return []
    return [
        {"item": item.id, "linear": whole[item.id].se, "replicate": float(error), "how": how}
        for item, error in zip(asked, errors, strict=True)
    ]


def _by_replicates(found: Weighed, asked: list[Item]) -> tuple[str, NDArray[np.float64]]:
    values = np.array([values_of(item, found.held.rows) * scale_of(item) for item in asked])
    there, filled = ~np.isnan(values), np.nan_to_num(values)

    def means(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return (filled @ weights) / (there.astype(np.float64) @ weights)

    if not found.margins:
        made = jackknife(found.design)
        return "jackknife", np.sqrt(np.diag(replicate_covariance(made, means)))
    drawn = bootstrap(_before(found.design, found), replicates=REPLICATES, seed=SEED)
    covariance = replicate_covariance(drawn, _raked(found, means))
    return "bootstrap", np.sqrt(np.diag(covariance))


def _before(design: Design, found: Weighed) -> Design:
    return design if found.held.design is None else found.held.design


def _raked(
    found: Weighed, means: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    def once(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        try:
            return means(rake(weights, list(found.margins), trim=TRIM)[0])
        except Unusable:  # a draw without one of the levels: as designed
            return means(weights)

    return once


def _follow_up(survey: Survey, found: Weighed, asked: list[Item]) -> list[Told]:
    """Who answered before the last reminder against who answered after it: the late ones are
    more like those who never did."""
    if survey.last_reminder_on is None:
        return []
    year, number, _day = survey.last_reminder_on.isocalendar()
    late = np.array([row.week >= f"{year}-W{number:02}" for row in found.held.rows])
    made = (_one_follow_up(survey, found, item, late) for item in asked)
    return [told for told in made if told is not None]


def _one_follow_up(
    survey: Survey, found: Weighed, item: Item, late: NDArray[np.bool_]
) -> Told | None:
    values = values_of(item, found.held.rows)
    there = ~np.isnan(values)
    groups = [there & ~late, there & late]
    if min(int(group.sum()) for group in groups) < survey.asks.least:
        return None
    filled, unit = np.nan_to_num(values), scale_of(item)
    try:
        first, second = (estimate_mean(found.design, filled, members=g) for g in groups)
        gap, _se, low, high = difference(found.design, second, first)
    except Unusable:
        return None
    return {
        "item": item.id, "early": unit * first.estimate, "late": unit * second.estimate,
        "n_early": first.n, "n_late": second.n, "difference": unit * gap,
        "low": unit * low, "high": unit * high,
    }  # fmt: skip
