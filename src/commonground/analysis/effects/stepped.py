"""Who starts when: a stepped wedge whose order is drawn by lot, so that anybody can draw it again.

A draw needs no random numbers: areas are put in the order of SHA-256 of "seed/area", which every
computer works out alike. Areas that are owed something start first, outside the draw: chance never
delays a promise, and they are no part of the comparison that chance makes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from commonground.analysis.errors import Unusable

TRIES, KEPT = 1000, 0.1


@dataclass(frozen=True, slots=True)
class Order:
    """owed : start at once, not drawn. steps : areas that start together, in turn.

    seed : as given. draws : how many orders were drawn; with `balance`, one of the best tenth of
    1,000 was taken, `taken` its number. imbalance : the largest difference between a step's mean
    and all areas' of a balanced value, in standard deviations; None without.
    """

    owed: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]
    seed: str
    draws: int
    taken: int
    imbalance: float | None


def draw_order(
    areas: Collection[str], steps: int, *, seed: str, owed: Collection[str] = (),
    strata: Mapping[str, str] | None = None,
    balance: Mapping[str, Sequence[float]] | None = None,
) -> Order:  # fmt: skip
    """Areas put in steps by lot, as evenly as they can be.

    Parameters
    ----------
    seed : any words, to be recorded before the draw; the order of `areas` does not matter.
    owed : areas that start at once, whatever the lot says; the others are drawn.
    strata : the stratum of each area; each is spread over the steps on its own.
    balance : values of each area (past counts, people), in which steps should be alike.

    Raises
    ------
    Unusable : no seed, fewer than two steps or than one area for each, an area that occurs twice,
        or one without its stratum or values.
    """
    _check(areas, steps, seed, owed, strata, balance)
    drawn = sorted(set(areas) - set(owed))
    first = tuple(sorted(set(owed) & set(areas)))
    if balance is None:
        return Order(first, _order(drawn, steps, seed, strata), seed, 1, 0, None)
    table = np.array([balance[area] for area in drawn], dtype=np.float64)
    place = {area: i for i, area in enumerate(drawn)}
    orders = [_order(drawn, steps, _nth(seed, k), strata) for k in range(TRIES)]
    off = np.array([_imbalance(order, table, place) for order in orders])
    best = np.argsort(off, kind="stable")[: int(KEPT * TRIES)]
    taken = int(best[int(_digest(f"{seed}/which"), 16) % len(best)])
    return Order(first, orders[taken], seed, TRIES, taken, float(off[taken]))


def _nth(seed: str, k: int) -> str:
    return f"{seed}/{k}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _order(
    areas: Sequence[str], steps: int, seed: str, strata: Mapping[str, str] | None
) -> tuple[tuple[str, ...], ...]:
    """Each stratum in its own order, dealt to the steps in turn; which step is first dealt to, and
    gets one more where they do not come out even, is drawn as well."""
    names = sorted({strata[area] for area in areas}) if strata else [""]
    made: list[list[str]] = [[] for _ in range(steps)]
    turns = sorted(range(steps), key=lambda step: _digest(f"{seed}/step {step}"))
    at = 0
    for name in names:
        own = [area for area in areas if not strata or strata[area] == name]
        for area in sorted(own, key=lambda area: _digest(f"{seed}/{area}")):
            made[turns[at % steps]].append(area)
            at += 1
    return tuple(tuple(step) for step in made)


def _imbalance(
    order: tuple[tuple[str, ...], ...], table: np.ndarray, place: Mapping[str, int]
) -> float:
    spread = np.maximum(table.std(axis=0), 1e-12)
    means = [table[[place[area] for area in step]].mean(axis=0) for step in order]
    return float(np.max(np.abs(np.array(means) - table.mean(axis=0)) / spread))


def _check(
    areas: Collection[str], steps: int, seed: str, owed: Collection[str],
    strata: Mapping[str, str] | None, balance: Mapping[str, Sequence[float]] | None,
) -> None:  # fmt: skip
    drawn = set(areas) - set(owed)
    if not seed.strip():
        raise Unusable("A draw needs a seed, recorded before it.")
    if len(set(areas)) < len(areas):
        raise Unusable("An area is in the list twice.")
    if strangers := set(owed) - set(areas):
        raise Unusable(f"{min(strangers)} is owed something, but is not among the areas.")
    if steps < 2 or len(drawn) < steps:
        raise Unusable(
            f"{len(drawn)} areas are left to draw for {steps} steps: there must be two steps or "
            "more, and an area for each."
        )
    for given, what in ((strata, "stratum"), (balance, "value to balance by")):
        if given is not None and (without := drawn - set(given)):
            raise Unusable(f"{min(without)} has no {what}.")
