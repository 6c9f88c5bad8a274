"""A balanced panel: an outcome for each unit and period, and when each unit was first treated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Panel:
    """n units, T periods.

    outcome : (n, T). first : (n,) index of the first treated period, T or more for one that starts
    after the panel, inf for never. times : (T,) names of the periods, ascending. units : (n,)
    names.
    cluster : (n,) codes; a unit each by default. covariates : (n, k) of before the start.
    """

    outcome: Floats
    first: Floats
    times: Floats
    units: NDArray[np.str_]
    cluster: Codes
    covariates: Floats
    covariate_names: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        return len(self.first)

    @property
    def periods(self) -> int:
        return len(self.times)

    @property
    def cohorts(self) -> list[float]:
        """First periods of treatment, ascending; inf at the end if some are never treated."""
        return [float(g) for g in np.unique(self.first)]

    @property
    def treated(self) -> list[float]:
        """Cohorts that start within the panel."""
        return [g for g in self.cohorts if g < self.periods]

    def kept(self, rows: NDArray[np.bool_]) -> "Panel":
        return Panel(
            self.outcome[rows], self.first[rows], self.times, self.units[rows],
            np.unique(self.cluster[rows], return_inverse=True)[1].reshape(-1),
            self.covariates[rows], self.covariate_names,
        )  # fmt: skip


def make_panel(
    units: ArrayLike, times: ArrayLike, outcome: ArrayLike, first_treated: ArrayLike, *,
    cluster: ArrayLike | None = None, covariates: dict[str, Floats] | None = None,
    fill_zero: bool = False, periods: ArrayLike | None = None,
) -> Panel:  # fmt: skip
    """A panel from one row a unit and period.

    Parameters
    ----------
    first_treated : the time of the unit's first treatment; nan, 0 or inf for never.
    periods : all times, with those of which no row tells; None for the times that rows have.
    covariates : a column each; the value of the unit's first period counts.
    fill_zero : a unit and period without a row had an outcome of 0.

    Raises
    ------
    Unusable : a unit has two rows for a period, rows are missing, a unit has two times of first
        treatment (or clusters), nobody or everybody is treated in the first period, or an outcome
        is not a number.
    """
    name, unit = np.unique(np.asarray(units, dtype=str), return_inverse=True)
    given_times = np.asarray(times, dtype=np.float64)
    when = np.unique(given_times if periods is None else np.asarray(periods, dtype=np.float64))
    unit, period = unit.reshape(-1), np.searchsorted(when, given_times)
    values = np.asarray(outcome, dtype=np.float64)
    shape = len(name), len(when)
    _check_rows(name, when, unit, period, values, fill_zero)
    made = np.zeros(shape)
    made[unit, period] = values
    given = np.asarray(first_treated, dtype=np.float64)
    given = np.where(np.isnan(given) | (given == 0), np.inf, given)
    first = _one_each(name, unit, given, "times of first treatment")
    which = unit if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1]
    own = _one_each(name, unit, which.reshape(-1).astype(np.float64), "clusters")
    return Panel(
        outcome=made,
        first=_index(first, when),
        times=when,
        units=name,
        cluster=np.unique(own, return_inverse=True)[1].reshape(-1),
        covariates=_covariates(covariates or {}, unit, period, shape),
        covariate_names=tuple(covariates or {}),
    )


def _check_rows(
    name: NDArray[np.str_], when: Floats, unit: Codes, period: Codes, values: Floats, fill: bool
) -> None:
    if not np.all(np.isfinite(values)):
        raise Unusable("An outcome is missing.")
    cell, count = np.unique(unit * len(when) + period, return_counts=True)
    if np.any(count > 1):
        twice = int(cell[np.argmax(count > 1)])
        where = f"unit {name[twice // len(when)]} and time {when[twice % len(when)]:g}"
        raise Unusable(f"There is more than one row for {where}.")
    if len(when) < 2:
        raise Unusable("A panel needs two periods or more.")
    missing = len(name) * len(when) - len(cell)
    if missing and not fill:
        raise Unusable(
            f"{missing:,} of {len(name) * len(when):,} pairs of unit and time have no row: the "
            "panel must be balanced (--fill-zero takes them for zeros)."
        )


def _one_each(name: NDArray[np.str_], unit: Codes, given: Floats, what: str) -> Floats:
    """The unit's value, which all its rows must share."""
    made = np.full(len(name), -1.0)
    made[unit] = given
    differ = made[unit] != given
    if np.any(differ):
        raise Unusable(f"Unit {name[unit[np.argmax(differ)]]} has two {what}.")
    return made


def _index(first: Floats, when: Floats) -> Floats:
    """Times as indices of periods; between two periods, the later one."""
    place = np.searchsorted(when, first, side="left").astype(np.float64)
    return np.where(np.isinf(first) | (place >= len(when)), np.inf, place)


def _covariates(
    given: dict[str, Floats], unit: Codes, period: Codes, shape: tuple[int, int]
) -> Floats:
    made = np.zeros((shape[0], len(given)))
    earliest = np.full(shape[0], shape[1])
    np.minimum.at(earliest, unit, period)
    row = np.flatnonzero(period == earliest[unit])
    for j, (name, values) in enumerate(given.items()):
        if not np.all(np.isfinite(values[row])):
            raise Unusable(f"Covariate {name} is missing for a unit in its first period.")
        made[unit[row], j] = values[row]
    return made
