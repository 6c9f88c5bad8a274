"""Reports by area and period, with what was counted, joined and left out.

What goes in are reports that residents made by themselves (earlywarning.frames): nothing that
officers found, nothing that we asked for, nothing sensitive.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.earlywarning import frames
from commonground.places.models import Neighbourhood

from .choices import Choices

if TYPE_CHECKING:
    from commonground.analysis.effects.results import Check  # its package loads SciPy


@dataclass(frozen=True)
class Counts:
    """outcome : (n, T) reports of `areas` by period; since : first day. rows : by step of the
    work, how many were left. unknown : areas asked for that are none of ours. gaps : of each
    source, whether its records came in all the time: without them nothing is no fall."""

    outcome: np.ndarray
    areas: tuple[str, ...]
    since: date
    period_days: int
    rows: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...]
    gaps: "tuple[Check, ...]" = ()

    def of(self, areas: Collection[str]) -> np.ndarray:
        return self.outcome[[self.areas.index(area) for area in areas]]


def every_area() -> list[str]:
    rows = Neighbourhood.objects.filter(closed_on=None).order_by("public_id")
    return list(rows.values_list("public_id", flat=True))


def count(chosen: Choices, *, since: date, periods: int) -> Counts:
    """`periods` periods from `since` on, of every area, as known today."""
    until = date.fromordinal(since.toordinal() + periods * chosen.period_days - 1)
    found = frames.between(clock.today(), since, until)
    wanted = found.where(np.isin(found.stream, chosen.streams))
    ours = every_area()
    row = np.searchsorted(ours, wanted.neighbourhood)
    known = np.isin(wanted.neighbourhood, ours)
    period = (wanted.day - since.toordinal()) // chosen.period_days
    made = np.zeros((len(ours), periods))
    np.add.at(made, (row[known], period[known]), 1)
    rows = (
        (gettext_noop("reports of these days"), len(found)),
        (gettext_noop("of the registered types"), len(wanted)),
        (gettext_noop("in an area of ours"), int(known.sum())),
    )  # fmt: skip
    asked = {*chosen.areas, *chosen.buffer, *chosen.pool}
    return Counts(
        made, tuple(ours), since, chosen.period_days, rows, tuple(sorted(asked - set(ours))),
        _gaps(found, chosen, since, until),
    )  # fmt: skip


def _gaps(
    found: frames.Reports, chosen: Choices, since: date, until: date
) -> "tuple[Check, ...]":  # fmt: skip
    """Of each source of the registered types, by its records of every type and place."""
    from commonground.analysis.effects.audits import silence  # its package loads SciPy

    kinds, days = found.kind(), (since.toordinal(), until.toordinal())
    sources = sorted({stream.partition(".")[0] for stream in chosen.streams})
    return tuple(
        silence(found.day[kinds == kind], *days, least=chosen.period_days / 2) for kind in sources
    )


def history(chosen: Choices, most: int = 60) -> Counts:
    """Whole periods up to yesterday, as far back as there are reports; 8 at the least."""
    yesterday = clock.today().toordinal() - 1
    length = chosen.period_days
    first = date.fromordinal(yesterday + 1 - most * length)
    counted = count(chosen, since=first, periods=most)
    some = np.flatnonzero(counted.outcome.sum(axis=0))
    if not len(some) or most - some[0] < LEAST:
        raise Refused(_("There are too few such reports of the time before to plan with."))
    start = int(some[0])
    return Counts(
        counted.outcome[:, start:], counted.areas,
        date.fromordinal(first.toordinal() + start * length), length, counted.rows,
        counted.unknown,
    )  # fmt: skip


LEAST = 8
