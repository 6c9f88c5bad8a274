"""Audits of the rows that a result rests on: joins, gaps in time, and shares of units.

A join that quietly loses rows is the commonest error that published evaluations were corrected for:
each join counts its rows before and after, and names what found no partner.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

import numpy as np
from scipy.special import chdtrc

from commonground.analysis.errors import Unusable

from .panel import Codes, Floats
from .results import Check
from .saying import said

NAMED = 5
MOST_MISSING = 10  # periods in place of one that there is
TOO_RARE = 0.001  # ratios are looked at often, and a warning must mean something
DAY = 1_000_000  # months have six digits, days eight


@dataclass(frozen=True, slots=True)
class Joined:
    """left, right, rows : rows of each table, and of the two joined. left_alone, right_alone : keys
    that found no partner. twice : keys that occur more than once on the right."""

    name: str
    left: int
    right: int
    rows: int
    left_alone: tuple[Hashable, ...]
    right_alone: tuple[Hashable, ...]
    twice: tuple[Hashable, ...]

    def check(self) -> Check:
        text = said(
            "{name}: {left} and {right} rows became {rows}.",
            name=self.name, left=f"{self.left:,}", right=f"{self.right:,}", rows=f"{self.rows:,}",
        )  # fmt: skip
        if self.left_alone:
            text += said("{many} found no partner: {which}.", **_these(self.left_alone))
        if self.right_alone:
            which = _these(self.right_alone)
            text += said("{many} of the other table belong to none: {which}.", **which)
        if self.twice:
            text += said("{many} occur more than once there: {which}.", **_these(self.twice))
        return Check("join", len(text.parts) == 1, text)


def joined(name: str, left: Sequence[Hashable], right: Sequence[Hashable]) -> Joined:
    """What an inner join by these keys does with the rows (a key each row)."""
    one, two = Counter(left), Counter(right)
    rows = sum(count * two[key] for key, count in one.items())
    return Joined(
        name, len(left), len(right), rows, _sorted(set(one) - set(two)),
        _sorted(set(two) - set(one)), _sorted({key for key, count in two.items() if count > 1}),
    )  # fmt: skip


def _sorted(keys: set[Hashable]) -> tuple[Hashable, ...]:
    return tuple(sorted(keys, key=str))


def _these(keys: Sequence[Hashable]) -> dict[str, str]:
    return {"many": f"{len(keys):,}", "which": _some(keys)}


def _some(keys: Sequence[Hashable]) -> str:
    more = len(keys) - NAMED
    return ", ".join(map(str, keys[:NAMED])) + (f" and {more:,} more" if more > 0 else "")


def sample_ratio(treated: int, others: int, planned: float) -> Check:
    """Are as many units treated as was planned (chi-square)? A share that chance does not explain
    means that units were lost or moved, and the groups are not what was drawn.

    Raises Unusable for a planned share that is not between 0 and 1, or no units.
    """
    if not 0 < planned < 1:
        raise Unusable("The planned share of treated units must be between 0 and 1.")
    if treated + others == 0:
        raise Unusable("There are no units.")
    wanted = planned * (treated + others)
    rest = treated + others - wanted
    p = float(chdtrc(1, (treated - wanted) ** 2 / wanted + (others - rest) ** 2 / rest))
    values = {
        "treated": f"{treated:,}", "all": f"{treated + others:,}", "planned": f"{planned:.1%}",
        "p": f"{p:.3g}",
    }  # fmt: skip
    if p >= TOO_RARE:
        text = said(
            "{treated} of {all} units are treated, where {planned} were planned: as chance allows "
            "(p {p}).",
            **values,
        )
    else:
        text = said(
            "{treated} of {all} units are treated, where {planned} were planned: which chance does "
            "not explain: find out why (p {p}).",
            **values,
        )
    return Check("sample-ratio", p >= TOO_RARE, text)


def even_times(times: Floats) -> Floats | None:
    """All periods from the first to the last, with those that no row has; None where the steps
    between those there are do not fit into each other, or most would be missing.

    Numbers like 202406 or 20240601, all of them, are months or days.
    """
    dates = _are_dates(times)
    steps = _steps(times) if dates else times
    away = np.diff(steps)
    if len(away) == 0:
        return times
    many = away / away.min()
    if np.abs(many - np.rint(many)).max() > 1e-6 or many.sum() > MOST_MISSING * len(times):
        return None
    place = np.concatenate([[0], np.cumsum(np.rint(many)).astype(int)])
    full = steps[0] + away.min() * np.arange(place[-1] + 1)
    if dates:
        return _named(full, times)
    full[place] = times
    return np.asarray(full)


def _are_dates(times: Floats) -> bool:
    if np.any(times != np.floor(times)) or times.min() < 190001 or times.max() > 21991231:
        return False
    whole = times.astype(np.int64)
    if whole.max() < DAY:
        return bool(np.all((whole % 100 >= 1) & (whole % 100 <= 12)) and whole.max() <= 219912)
    month, day = whole // 100 % 100, whole % 100
    return bool(
        whole.min() >= 19000101
        and np.all((month >= 1) & (month <= 12) & (day >= 1))
        and np.all(day <= 31)
    )


def _steps(times: Floats) -> Floats:
    """Months since the year 0, or days; days that are all the first of a month count as months."""
    whole = times.astype(np.int64)
    if whole.max() < DAY:
        return (whole // 100 * 12 + whole % 100 - 1).astype(np.float64)
    if np.all(whole % 100 == whole[0] % 100):
        return ((whole // 10000) * 12 + whole // 100 % 100 - 1).astype(np.float64)
    texts = [f"{w // 10000:04d}-{w // 100 % 100:02d}-{w % 100:02d}" for w in whole.tolist()]
    return np.array(texts, dtype="datetime64[D]").astype(np.float64)


def _named(steps: Floats, times: Floats) -> Floats:
    whole = np.rint(steps).astype(np.int64)
    first = int(times[0])
    if first < DAY or np.all(times.astype(np.int64) % 100 == first % 100):
        months = (whole // 12) * 100 + whole % 12 + 1
        return (months if first < DAY else months * 100 + first % 100).astype(np.float64)
    days = whole.astype("datetime64[D]").astype(str)
    return np.array([float(str(day).replace("-", "")) for day in days])


def gaps(times: Floats) -> Check | None:
    """Periods count as steps of one: are some missing between those there are?"""
    full = even_times(times)
    if full is not None and len(full) == len(times):
        return None
    if full is None:
        text = said(
            "Times are not evenly spaced: times since the start count the periods there are."
        )
    else:
        missing = sorted(set(full.tolist()) - set(times.tolist()))
        text = said(
            "No unit has a row at {many} times in between ({which}): times since the start count "
            "the periods there are.",
            **_these([f"{time:g}" for time in missing]),
        )
    return Check("gaps-in-time", False, text)


def filled(rows: int, units: int, periods: int, added: int) -> Check:
    """Rows that `--fill-zero` stands in for; added : periods of which no unit had one."""
    cells = units * periods
    values = {
        "rows": f"{rows:,}", "units": f"{units:,}", "periods": f"{periods:,}", "all": f"{cells:,}",
        "missing": f"{cells - rows:,}",
    }  # fmt: skip
    if cells == rows:
        text = said(
            "{rows} rows became {units} units times {periods} periods, {all} in all: none is "
            "missing. No other table was joined to them.",
            **values,
        )
        return Check("rows", True, text)
    text = said(
        "{rows} rows became {units} units times {periods} periods, {all} in all: {missing} had no "
        "row and were taken for zeros.",
        **values,
    )
    if added:
        text += said("Among them are {added} periods without any row.", added=f"{added:,}")
    return Check("rows", None, text)


def starts(times: Floats, first: Floats) -> Check | None:
    """Starts that are taken for something that they may not mean; None where there are none.

    times : (T,) of the periods, ascending. first : (n,) of each unit as given, inf or 0 for never.
    """
    never, within = (first == 0) | ~np.isfinite(first), (first > times[0]) & (first < times[-1])
    odd = {
        "between": ~never & within & ~np.isin(first, times),
        "later": ~never & (first > times[-1]),
        "zero": (first == 0) & bool(np.any(times == 0)),
    }
    many = {name: f"{int(units.sum()):,}" for name, units in odd.items()}
    texts = {
        "between": said(
            "Units that start between two periods: {many}. They count from the later one on, and "
            "the period before it, which may be partly with it, counts as before.",
            many=many["between"],
        ),
        "later": said(
            "Units that start after the last period, and are taken for never treated: {many}.",
            many=many["later"],
        ),
        "zero": said(
            "0 stands for never, although there is a period 0. Units taken for never treated so: "
            "{many}. If they start then, count the periods from 1.",
            many=many["zero"],
        ),
    }  # fmt: skip
    told = [texts[name] for name, units in odd.items() if units.any()]
    return Check("starts", None, reduce(add, told)) if told else None


def silence(days: Codes, since: int, until: int, *, least: float) -> Check:
    """Were records still coming in? Days without any, of any place, that chance does not explain.

    days : (k,) of all records of one source, in any order, within since..until, both included.
    least : how many days without any are looked at; a shorter stretch is nothing that matters.
    """
    seen = np.unique(days)
    ends = np.concatenate([[since - 1], seen, [until + 1]])
    longest = int(np.argmax(np.diff(ends)))
    first, many = int(ends[longest]) + 1, int(np.diff(ends)[longest]) - 1
    rest = max(until - since + 1 - many, 1)
    expected = rest * np.exp(-len(days) / rest * many)  # such stretches, in Poisson's time
    values = {"many": f"{many:,}", "first": date.fromordinal(first).isoformat()}
    if many >= least and expected < TOO_RARE:
        text = said(
            "There is no record of any place for {many} days from {first} on, which is not chance: "
            "records are missing, and were taken for zeros.",
            **values,
        )
        return Check("gaps-in-time", False, text)
    text = said("No days without any record are more than chance brings.")
    return Check("gaps-in-time", True, text)
