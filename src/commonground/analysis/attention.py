"""Where attention goes: no place is asked about over and over, and some by chance alone.

Who looks sees more, and what is seen brings the next look (Lum & Isaac 2016; Ensign et al. 2018).
Two rules work against that: repeat alerts on one place ask for nothing, and each week a random
share of the places without an alert is looked at too. What they do is measured in
benchmarks/studies/drift.py.
"""

from collections.abc import Collection, Iterable, Sequence
from math import ceil

import numpy as np

from commonground.analysis.errors import Unusable

CAPPED_DAYS = 56  # a place is asked about at most once in so many days
SHARED = 0.5  # an alert is about places asked about before if so large a part of it is
LOOKED_AT = 0.05  # the share of places without an alert that are looked at each week


def is_repeat(
    places: Collection[str],
    day: int,
    asked: Iterable[tuple[Collection[str], int]],
    *,
    days: int = CAPPED_DAYS,
) -> bool:
    """Were at least half of an alert's places asked about in the last `days` days?

    places : names of the places (cells) of the alert that opens on `day`, an ordinal.
    asked : (places, day it opened) of each alert before that did ask for something. A repeat
    itself asks for nothing and must be left out: else a place could be silent for ever.

    Raises Unusable where there are no places.
    """
    here = set(places)
    if not here:
        raise Unusable("An alert has at least one place.")
    known: set[str] = set()
    for before, opened in asked:
        if 0 <= day - opened < days:
            known |= here & set(before)
    return len(known) >= SHARED * len(here)


def draw_looks(
    places: Collection[str],
    alerted: Collection[str],
    share: float = LOOKED_AT,
    *,
    seed: int | Sequence[int],
) -> list[str]:
    """The places to look at this week though nothing was found there, sorted by name.

    Each of `places` that is not in `alerted` has the same chance. Drawn are `share` of them,
    rounded up, so that a town of a few places has one too; the same for the same seed, whatever
    the order of `places`.

    Raises Unusable for a share under 0 or above 1.
    """
    if not 0 <= share <= 1:
        raise Unusable("The share of places to look at is between 0 and 1.")
    left = sorted(set(places) - set(alerted))
    drawn = np.random.default_rng(seed).choice(len(left), ceil(share * len(left)), replace=False)
    return [left[i] for i in sorted(drawn.tolist())]
