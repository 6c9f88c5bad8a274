"""Repeats of one kind of report in a neighbourhood: at the same place, and soon after close by."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from commonground.analysis.repeats import MOST, Near, near, places
from commonground.common import charts
from commonground.earlywarning.frames import Reports, without_place

METRES, EDGES = 200, (0, 8, 15, 22, 29)
LEAST, CERTAIN = 30, 0.05
KINDS = 3  # of reports, the most frequent ones
WEEKS = ("1", "2", "3", "4")


@dataclass(frozen=True)
class Repeats:
    """stream : what was reported. count : with a place. places : of these, how many places had one
    report, two, three, four or more, and how many reports those are. weeks : pairs by the weeks
    between them, with what chance would bring; None with too few to tell. latest : only the newest
    so many were looked at, 0 for all."""

    stream: str
    count: int
    places: tuple[tuple[str, int, int], ...]
    again_share: float
    chart: charts.MonthChart | None
    weeks: tuple[tuple[str, int, float], ...]
    words: str
    latest: int


def repeats(ours: Reports, streams: list[str]) -> list[Repeats]:
    """Of the most frequent kinds that have places."""
    known = ours.where(~without_place(ours))
    each = [(name, known.where(known.stream == name)) for name in streams[:KINDS]]
    return [_of(name, found) for name, found in each if len(found)]


def _of(stream: str, found: Reports) -> Repeats:
    counts = places(found.latitude, found.longitude)
    again = int(counts[counts > 1].sum())
    newest = found.where(np.argsort(np.argsort(-found.day, kind="stable"), kind="stable") < MOST)
    soon = _soon(newest)
    weeks = soon.observed.tolist() if soon else []
    return Repeats(
        stream, len(found), _places(counts), again / len(found),
        charts.month_chart(WEEKS, weeks) if soon else None,
        tuple(zip(WEEKS, weeks, soon.expected.tolist(), strict=True)) if soon else (),
        _words(soon), MOST if len(found) > MOST else 0,
    )  # fmt: skip


def _soon(found: Reports) -> Near | None:
    if len(found) < LEAST or np.ptp(found.day) == 0:
        return None
    return near(found.latitude, found.longitude, found.day, metres=METRES, edges=EDGES)


def _places(counts: np.ndarray) -> tuple[tuple[str, int, int], ...]:
    rows = [(str(n), counts[counts == n]) for n in (1, 2, 3)] + [("4+", counts[counts > 3])]
    return tuple((label, len(some), int(some.sum())) for label, some in rows)


def _words(soon: Near | None) -> str:
    if soon is None:
        return _("There are too few to tell whether one brings another.")
    told = {"n": soon.observed[0], "chance": f"{soon.expected[0]:.1f}", "metres": METRES}
    again = _(
        "%(n)s times one was followed by another within %(metres)s metres and a week; by chance "
        "it would be about %(chance)s."
    )
    more = (
        _("The days after one are the time to visit those who live next to it.")
        if soon.p_value[0] <= CERTAIN
        else _("We cannot tell that one brings another.")
    )
    return f"{again % told} {more}"
