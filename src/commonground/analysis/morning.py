"""One morning of the early warning: which streams are looked at, and over which days.

The same rules for an agency's own morning job and for the stores of many agencies: a stream is n
rows of a place and a day, with a number of reports each.
"""

from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = NDArray[np.str_]

DAYS = 365  # of history
LATE_DAYS = 28  # how far behind a source may be and still be looked at
LEAST_IN_STREAM = 30  # fewer in a year: nothing can be said of what is usual
AT_ONCE = "concerns"  # the kind of report that reaches us on its day


def last_days(kind: Words, day: Ints, as_of: int) -> dict[str, int]:
    """The last day to look at, by kind: yesterday, or where a source's records end before.

    kind, day : (n,) of all reports before the morning `as_of`, days as date.toordinal().
    Days that a source has not sent yet are no quiet days. Concerns come at once.
    """
    kinds, row = np.unique(kind, return_inverse=True)
    ends = {name: int(day[row == i].max()) for i, name in enumerate(kinds.tolist())}
    return ends | {AT_ONCE: as_of - 1}


def in_the_year(day: Ints, until: int) -> Bools:
    """(n,) bool: the days of the year that ends with `until`."""
    return (day <= until) & (day > until - DAYS)


def can_look(
    place: NDArray[np.generic], day: Ints, until: int, as_of: int, count: Ints | None = None,
    late: int = LATE_DAYS,
) -> bool:  # fmt: skip
    """Can anything be said of these (n,) rows, one year of a stream?

    Not if its source stopped more than `late` days ago, or if there are few reports. Reports of
    one place, or of one day, have no elsewhere and no before to be compared with.
    """
    n = len(day) if count is None else int(count.sum())
    if until < as_of - 1 - late or n < LEAST_IN_STREAM:
        return False
    return bool((place != place[0]).any() and (day != day[0]).any())


def seed_of(stream: str, as_of: date) -> int:
    """A stream's shuffles of a morning are always the same."""
    return crc32(f"{stream} {as_of}".encode())
