"""Counts of each neighbourhood and stream, week by week or month by month: what charts read.

Made of the sealed `Reports` alone, a year at a time, so that five years of a city fit.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from commonground.analysis.charts.series import Unit
from commonground.analysis.covering import LEAST_ADDRESSES, LEAST_RESIDENTS
from commonground.analysis.morning import LEAST_IN_STREAM
from commonground.places.models import BoundaryVersion

from . import frames
from .alerting import addresses
from .frames import CONCERNS, ORDINAL_OF_1970, Reports
from .streams import TOGETHER, Stream

YEARS = 5
A_YEAR = 365
MARGIN = 70  # days: the window around a day five years back, and weeks that are not over
DENSE = 10  # a period without any report, where so many are usual, is a gap in the source


@dataclass(frozen=True)
class Counts:
    """One kind of record.

    stream, place : (s,) str, a stream and a neighbourhood's public id. counts : (s, t). starts :
    (t,) datetime64[D]. until : the last day of the last period.
    """

    unit: Unit
    until: date
    starts: np.ndarray
    stream: np.ndarray
    place: np.ndarray
    counts: np.ndarray


def counts(as_of: date, latest: Reports, unit: Unit = "week") -> list[Counts]:
    """Of each kind of record that reached us up to these weeks or months, over up to five years.

    latest : the reports that the morning's scan read, their place known.
    """
    drawn = _drawn(latest)
    found = [_tally(reports, sorted(drawn), unit) for reports in _years(as_of, latest, unit)]
    ends = frames.last_days(latest, as_of, _scanned(unit))
    oldest = as_of.toordinal() - 1 - frames.LATE_DAYS[_scanned(unit)]
    kinds = {name.partition(".")[0] for tally in found for name in tally.stream}
    made = [
        _of_kind(kind, found, drawn, unit, ends[kind])
        for kind in sorted(kinds)
        if ends.get(kind, 0) >= oldest
    ]
    return [one for one in made if one is not None]


def _scanned(unit: Unit) -> frames.Unit:
    return "month" if unit == "month" else "day"


def _drawn(latest: Reports) -> dict[str, date]:
    """By its public id, since when each of today's neighbourhoods has the edges it has.

    Without those so small that a count of them would be one of a home or two.
    """
    rows = BoundaryVersion.objects.filter(valid_to=None, neighbourhood__closed_on=None)
    found = rows.values_list("neighbourhood__public_id", "valid_from", "neighbourhood__population")
    return {
        place: since
        for place, since, population in found
        if (population >= LEAST_RESIDENTS if population else _has_addresses(latest, place))
    }


def _has_addresses(latest: Reports, place: str) -> bool:
    """Where nobody counted the residents: did the year's reports come from enough addresses?"""
    there = latest.where(latest.neighbourhood == place)
    return len(np.unique(addresses(there))) >= LEAST_ADDRESSES


@dataclass(frozen=True)
class _Tally:
    """Rows of one year: n reports of a stream, in a place, in a period."""

    stream: list[str]
    row: np.ndarray
    place: np.ndarray
    period: np.ndarray
    n: np.ndarray


def _years(as_of: date, latest: Reports, unit: Unit) -> Iterator[Reports]:
    """The latest reports, and those of the years before them, as far back as there are any."""
    yield latest
    until = frames.first_day(as_of, _scanned(unit)) - timedelta(days=1)
    last = as_of - timedelta(days=YEARS * A_YEAR + MARGIN)
    while until > last:
        since = max(until - timedelta(days=A_YEAR - 1), last)
        reports = frames.between(as_of, since, until, _scanned(unit))
        if not len(reports):
            return
        yield reports.where(~frames.without_place(reports))
        until = since - timedelta(days=1)


def _tally(reports: Reports, places: list[str], unit: Unit) -> _Tally:
    known = np.isin(reports.neighbourhood, places)
    reports = reports.where(known)
    names, row = np.unique(reports.stream, return_inverse=True)
    place = np.searchsorted(places, reports.neighbourhood) if places else row
    period = periods(reports.day, unit)
    shape = (len(names), len(places), int(period.max(initial=0)) + 1)
    keys, n = np.unique(np.ravel_multi_index((row, place, period), shape), return_counts=True)
    return _Tally(names.tolist(), *np.unravel_index(keys, shape), n)


def periods(day: np.ndarray, unit: Unit) -> np.ndarray:
    """(n,) the number of the week (from Monday) or month of each day, a date.toordinal()."""
    if unit == "week":
        return (day - 1) // 7
    return frames.months(day)


def starts_of(first: int, last: int, unit: Unit) -> np.ndarray:
    """datetime64[D], the first day of each period from one number to another."""
    numbers = np.arange(first, last + 1)
    if unit == "week":
        return (7 * numbers + 1 - ORDINAL_OF_1970).astype("datetime64[D]")
    return numbers.astype("datetime64[M]").astype("datetime64[D]")


def _of_kind(
    kind: str, found: list[_Tally], drawn: dict[str, date], unit: Unit, end: int
) -> Counts | None:
    """From the first whole period held, or the first after a gap, to the last whole one.

    Without neighbourhoods whose edges moved since: counts before and after are not of one area.
    """
    last = int(periods(np.array([end + 1]), unit)[0]) - 1
    names = sorted({n for t in found for n in t.stream if n.partition(".")[0] == kind})
    first = min(int(t.period[_rows(t, names)].min(initial=last + 1)) for t in found) + 1
    if last <= first:
        return None
    cube = np.zeros((len(names), len(drawn), last - first + 1))
    for tally in found:
        _add(cube, tally, names, first)
    cube = cube[:, :, _after_gaps(cube.sum(axis=(0, 1))) :]
    starts = starts_of(last - cube.shape[2] + 1, last, unit)
    same = np.array([drawn[place] <= starts[0].astype(object) for place in sorted(drawn)], bool)
    places = [place for place, is_same in zip(sorted(drawn), same, strict=True) if is_same]
    until = starts_of(last + 1, last + 1, unit)[0].astype(object) - timedelta(days=1)
    return _series(kind, cube[:, same], names, places, starts, until, unit)


def _rows(tally: _Tally, names: list[str]) -> np.ndarray:
    return np.isin(tally.row, [i for i, name in enumerate(tally.stream) if name in names])


def _add(cube: np.ndarray, tally: _Tally, names: list[str], first: int) -> None:
    where = {name: i for i, name in enumerate(names)}
    stream = np.array([where.get(name, -1) for name in tally.stream], dtype=np.int64)[tally.row]
    at = tally.period - first
    keep = (stream >= 0) & (at >= 0) & (at < cube.shape[2])
    np.add.at(cube, (stream[keep], tally.place[keep], at[keep]), tally.n[keep])


def _after_gaps(total: np.ndarray) -> int:
    """The first period after the last one that a source did not send."""
    gaps = np.flatnonzero(total[:-1] == 0) if np.median(total) >= DENSE else []
    return int(gaps[-1]) + 1 if len(gaps) else 0


def _series(
    kind: str, cube: np.ndarray, names: list[str], places: list[str], starts: np.ndarray,
    until: date, unit: Unit,
) -> Counts:  # fmt: skip
    """Each stream that can be looked at, and all of them together where there are several."""
    year = 52 if unit == "week" else 12
    totals = cube.sum(axis=1)
    enough = totals[:, -year:].sum(axis=1) >= LEAST_IN_STREAM
    sent = (totals[:, -1] > 0) | (np.median(totals[:, :-1], axis=1) < DENSE)
    rows = np.flatnonzero(enough & (sent | (kind == CONCERNS)))
    kept, chosen = [names[i] for i in rows], cube[rows]
    if len(names) > 1:
        kept.append(str(Stream(kind, TOGETHER)))
        chosen = np.concatenate([chosen, cube.sum(axis=0, keepdims=True)])
    return Counts(
        unit, until, starts, np.repeat(np.array(kept, dtype="U80"), len(places)),
        np.tile(np.array(places, dtype="U12"), len(kept)),
        chosen.reshape(-1, cube.shape[2]),
    )  # fmt: skip


def by_place(reports: Reports) -> Counter[str]:
    """How many of these reports each neighbourhood has, by its public id."""
    return Counter(reports.neighbourhood.tolist())
