"""Is this morning's cluster the same thing as yesterday's? By the places that they share."""

from collections.abc import Collection, Hashable, Sequence

LIVES_DAYS = 14  # an alert that no morning found for so long is over


def follow(
    alive: Sequence[Collection[Hashable]], found: Sequence[Collection[Hashable]]
) -> list[int | None]:
    """For each of `found`, which of `alive` it goes on from; None where it is something new.

    alive, found : sets of places (location rows, cells), as they were last seen and as they are
    now. Two are the same thing when they share a place; where several do, the pair that shares
    the largest part of both (Jaccard 1912) is settled first, and each goes on at most once.
    """
    shares = [
        (_jaccard(set(now), set(before)), -i, -j)
        for i, now in enumerate(found)
        for j, before in enumerate(alive)
    ]
    goes_on: list[int | None] = [None] * len(found)
    taken: set[int] = set()
    for share, i, j in sorted(shares, reverse=True):
        if share > 0 and goes_on[-i] is None and -j not in taken:
            goes_on[-i] = -j
            taken.add(-j)
    return goes_on


def _jaccard(some: set[Hashable], others: set[Hashable]) -> float:
    return len(some & others) / len(some | others) if some or others else 0.0
