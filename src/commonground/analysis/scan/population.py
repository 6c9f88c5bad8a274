"""Expected cases from census counts, indirectly standardised over strata.

As SaTScan counts them (user guide, "population file" and "indirect standardisation"; the dates
below are not in the guide and were found by its answers, see docs/methods/scan.md): people
change linearly between censuses and not at all before the first or after the last; a year means
1 July, a month its 15th, a day that whole day.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Population:
    """n census counts.

    location, stratum : (n,) row of the location, number of the stratum (of age and sex, say).
    since, until : (n,) day ordinals at whose beginning the count holds, as `census_days` gives.
    count : (n,) people. A location or stratum without a count at a census has nobody there.
    """

    location: Ints
    stratum: Ints
    since: Ints
    until: Ints
    count: Floats


def census_days(written: str, study_began: int) -> tuple[int, int]:
    """First and last day ordinal, at their beginning, for which a census count holds.

    written : "1973", "1973-07", "1973/7/1" or a year of two digits, in the century in which the
    study began (a day ordinal). Raises Unusable for anything else.
    """
    try:
        year, *rest = (int(part) for part in written.strip().replace("/", "-").split("-"))
        if year < 100:
            year += date.fromordinal(study_began).year // 100 * 100
        if len(rest) == 2:
            day = date(year, *rest).toordinal()
            return day, day + 1
        day = date(year, *((*rest, 15) if rest else (7, 1))).toordinal()
    except (TypeError, ValueError):
        raise Unusable(
            f"“{written}” is no census date: write a year, a month or a day, as in 2021-03-21."
        ) from None
    return day, day


def expected_cases(
    population: Population,
    edges: Ints,
    n_locations: int,
    *,
    location: Ints,
    stratum: Ints,
    count: Ints,
) -> Floats:
    """Cases to expect in each location and unit of time, had everybody the risk of their stratum.

    Parameters
    ----------
    edges : (t + 1,) day ordinals at which the units of time begin, and the day after the last.
    location, stratum, count : (c,) rows of the cases within the study.

    Returns
    -------
    (m, t) floats; their sum is the number of cases.

    Raises
    ------
    Unusable : a census count that is not a number of people, cases in a stratum or at a location
    in which nobody lives, a row that does not exist.
    """
    _check(population, n_locations, location, stratum)
    strata = int(max(population.stratum.max(), stratum.max(initial=0))) + 1
    begins, ends, knots = _knots(population)
    people = np.zeros((n_locations, strata, len(knots)))
    for knot in (begins, ends):
        rows = knot >= 0
        where = population.location[rows], population.stratum[rows], knot[rows]
        np.add.at(people, where, population.count[rows])
    days = _days(knots, np.asarray(edges))
    cases = np.bincount(stratum, weights=count, minlength=strata)
    lived = np.einsum("msk,k->s", people, days.sum(axis=0))
    if (cases[lived <= 0] > 0).any():
        raise Unusable("There are cases in a group of people whose population is zero.")
    risk = np.divide(cases, lived, out=np.zeros(strata), where=lived > 0)
    expected: Floats = np.einsum("msk,s->mk", people, risk) @ days.T
    _check_somebody_lives(expected, location[count > 0])
    return expected


def _check(population: Population, n_locations: int, location: Ints, stratum: Ints) -> None:
    if not len(population.count):
        raise Unusable("The population has no rows.")
    if not (np.isfinite(population.count).all() and (population.count >= 0).all()):
        raise Unusable("A population is not a number, or is below zero.")
    for rows, end in ((population.location, n_locations), (location, n_locations)):
        if len(rows) and not 0 <= rows.min() <= rows.max() < end:
            raise Unusable("A case or a population is at a location that does not exist.")
    if min(population.stratum.min(), stratum.min(initial=0)) < 0:
        raise Unusable("A stratum has a number below zero.")


def _check_somebody_lives(expected: Floats, location: Ints) -> None:
    if (expected.sum(axis=1)[location] <= 0).any():
        raise Unusable("There are cases at a location whose population is zero.")


def _knots(population: Population) -> tuple[Ints, Ints, Ints]:
    """Per count, the knot at which it begins to hold and, of a whole day, that at which it ends
    (else -1); and the day ordinal of each knot. One day's end and the next one's beginning are
    two knots at the same moment."""
    whole = population.until > population.since
    moments = np.concatenate([2 * population.since + 1, 2 * population.until[whole]])
    moments, knot = np.unique(moments, return_inverse=True)
    ends = np.full(len(whole), -1, dtype=np.int64)
    ends[whole] = knot[len(whole) :]
    return knot[: len(whole)], ends, moments // 2


def _days(knots: Ints, edges: Ints) -> Floats:
    """(t, k) days of each unit of time that a person counted at each knot lives."""
    days = np.zeros((len(edges) - 1, len(knots)))
    begin, end = edges[:-1, None], edges[1:, None]
    days[:, 0] = np.clip(np.minimum(end, knots[0]) - begin, 0, None)[:, 0]
    days[:, -1] += np.clip(end - np.maximum(begin, knots[-1]), 0, None)[:, 0]
    left, right = knots[:-1], knots[1:]
    low, high = np.maximum(begin, left), np.minimum(end, right)
    length = np.clip(high - low, 0, None)
    later = length * ((low + high) / 2 - left) / np.maximum(right - left, 1)
    days[:, 1:] += later
    days[:, :-1] += length - later
    return days
