"""How far may paths have drifted apart before the effect is gone? Told as checks."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .att import att
from .checks import FEW_TREATED
from .honest import Paths, breakdown_relative, even, relative
from .influence import covariance
from .panel import Codes, Floats, Panel
from .results import Check, critical
from .saying import Said, said
from .smooth import breakdown_smooth, shortest

MOST_EARLIER = 12  # periods before the start: drifts of longer ago say less, and cost time
DRIFT_EACH = 3  # clusters for each drift that a mix is chosen of
NAMES = ("sensitivity-drift", "sensitivity-trend")


def of_one_start(panel: Panel, level: float) -> tuple[Check, ...]:
    """For difference-in-differences where all treated start together."""
    if len(panel.treated) != 1 or panel.treated[0] < 2 or not np.isinf(panel.first).any():
        return _untold(NEEDS)
    cells = att(panel, "never")
    times = [t - g for g, t in cells.cells]
    own = cells.influence.columns(range(len(times)))
    return of_event_study(panel, times, cells.estimate, own, summed=False, level=level)


def of_ratios(panel: Panel, level: float) -> tuple[Check, ...]:
    """For counts, by logs of ratios: an event study by Poisson pseudo-likelihood, in which each
    period has its own ratio, has the ratios of the two sides' totals."""
    if len(panel.treated) != 1 or panel.treated[0] < 2 or not np.isinf(panel.first).any():
        return _untold(NEEDS)
    start, inside = int(panel.treated[0]), np.isfinite(panel.first)
    y = panel.outcome
    totals = np.array([y[inside].sum(axis=0), y[~inside].sum(axis=0)])
    if totals.min() <= 0:
        return _untold(said("In some period one side has no counts, and so there is no ratio."))
    path = np.log(totals[0]) - np.log(totals[1])
    own = panel.n * np.where(inside[:, None], y / totals[0], -y / totals[1])
    after = np.arange(1, panel.periods)
    base = np.where(after >= start, start - 1, after - 1)
    made = of_event_study(
        panel, (after - start).tolist(), path[after] - path[base], own[:, after] - own[:, base],
        summed=False, level=level,
    )  # fmt: skip
    return tuple(replace(check, text=Said.of(check.text) + LOGS) for check in made)


LOGS = said("(In logs of ratios: -0.1 is about 10 % less.)")
NEEDS = said("It needs one start, two periods before it, and units never treated.")


def of_event_study(
    panel: Panel, times: Sequence[float], parts: Floats, influence: Floats, *, summed: bool,
    level: float,
) -> tuple[Check, ...]:  # fmt: skip
    """times : (c,) periods since the start. parts : (c,) effects; before the start they are changes
    from the period before, or with `summed` all against the one just before the start."""
    if min(_sides(panel)) < FEW_TREATED:
        return _untold(
            said(
                "Fewer than {few} clusters with or without: errors are not known well enough.",
                few=str(FEW_TREATED),
            )
        )
    paths = event_paths(times, parts, influence, panel.cluster, summed=summed)
    if paths is None:
        return _untold(said("There are under two periods before the start."))
    return _relative(paths, level), _smooth(estimated(paths, sum(_sides(panel)), level), level)


def _untold(why: Said) -> tuple[Check, ...]:
    text = said("Not known how large a drift would undo the effect.")
    return (Check(NAMES[0], None, text + why),)


def _sides(panel: Panel) -> tuple[int, int]:
    last = max(panel.cohorts)
    inside = len(np.unique(panel.cluster[panel.first < last]))
    return inside, len(np.unique(panel.cluster[panel.first == last]))


def event_paths(
    times: Sequence[float], parts: Floats, influence: Floats, cluster: Codes, *, summed: bool
) -> Paths | None:
    """None with no drift from one period to the next before the start."""
    place = {int(time): i for i, time in enumerate(times)}
    after = [place[t] for t in _run(place, 0, 1)]
    before = [place[t] for t in reversed(_run(place, -1, -1))][-MOST_EARLIER - summed :]
    turn = np.zeros((len(before) - summed, len(before)))
    for i in range(len(turn)):
        turn[i, i + summed] = 1
        turn[i, i] -= summed
    if not len(turn) or not after:
        return None
    earlier, own = turn @ parts[before], influence[:, before] @ turn.T
    between = covariance(np.column_stack([own, influence[:, after]]), cluster)
    if np.diag(between).min() <= 0:
        return None
    return Paths(earlier, parts[after], between)


def estimated(paths: Paths, clusters: int, level: float) -> Paths:
    """Errors as wide as they are where the mix of earlier drifts is chosen by a covariance that is
    itself estimated: as in a regression on all drifts but one, residual variance and leverage, and
    Student's t. Only the last drifts are used where there are few clusters."""
    known = clusters - 2
    used = min(paths.p, max(known // DRIFT_EACH, 1))
    left = known - (used - 1)
    wider = clusters / left * (known - 1) / (left - 1)
    wider *= (critical(level, left) / critical(level)) ** 2
    rows = slice(paths.p - used, None)
    return Paths(paths.earlier[rows], paths.after, paths.covariance[rows, rows] * wider)


def _run(place: dict[int, int], first: int, step: int) -> list[int]:
    """Times without a gap, away from the start."""
    made = []
    while first in place:
        made.append(first)
        first += step
    return made


def _relative(paths: Paths, level: float) -> Check:
    most = breakdown_relative(paths, level=level)
    low, high = relative(paths, 1.0, level=level)
    ends = said(
        "With drifts up to the largest of the {many} seen before, the {level} interval would be "
        "{low} to {high}.",
        many=str(paths.p), level=f"{level:.0%}", low=f"{low:.4g}", high=f"{high:.4g}",
    )  # fmt: skip
    if most == 0:
        return Check(NAMES[0], None, NOTHING + ends)
    text = said(
        "Averaged over the times since the start, the effect stays away from 0 until treated and "
        "others drift apart, from each period to the next, {times} times as much as they ever did "
        "before the start.",
        times="10" if np.isinf(most) else f"{most:.2g}",
    )
    return Check(NAMES[0], bool(most >= 1), text + ends)


NOTHING = said(
    "Even with paths exactly parallel, the effect averaged over the times since the start cannot "
    "be told from 0: there is nothing for a drift to undo."
)


def _smooth(paths: Paths, level: float) -> Check:
    straight = shortest(paths, 0.0, level=level)
    ends = said(
        "With a drift straight on from before, the {level} interval would be {low} to {high}.",
        level=f"{level:.0%}", low=f"{straight.low:.4g}", high=f"{straight.high:.4g}",
    )  # fmt: skip
    value, between = paths.summed(even(paths))
    if abs(value[-1]) <= critical(level) * np.sqrt(between[-1, -1]):
        return Check(NAMES[1], None, ends)
    most = breakdown_smooth(paths, level=level)
    if most == 0:
        return Check(NAMES[1], False, said("Such a drift undoes the effect.") + ends)
    text = said(
        "Averaged over the times since the start, the effect stays away from 0 as long as the "
        "drift's slope changes by less than {most} from one period to the next.",
        most=f"{most:.3g}",
    )
    return Check(NAMES[1], True, text + ends)
