"""The slow, obvious versions that the tests hold the quick ones against."""

from collections.abc import Sequence


def slow_gini(presence: Sequence[float], of: Sequence[float]) -> float:
    """Half the mean difference between two residents, over the mean: pair by pair."""
    rates = [x / w for x, w in zip(presence, of, strict=True)]
    people, mean = sum(of), sum(presence) / sum(of)
    apart = sum(
        w * v * abs(r - q)
        for r, w in zip(rates, of, strict=True)
        for q, v in zip(rates, of, strict=True)
    )
    return apart / people**2 / mean / 2


def slow_debt(weeks: Sequence[float], least: float) -> float:
    """The most that was missing over any run of weeks that ends with the last one, or nothing."""
    last = [least - done for done in weeks]
    return max(0.0, *(sum(last[start:]) for start in range(len(last)))) if last else 0.0


def slow_upper(count: int, of: int, tail: float) -> float:
    """Clopper & Pearson's upper limit: the share at which so few come with a chance of `tail`."""
    low, high = count / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(count, of, middle) > tail else (low, middle)
    return high


def _at_most(count: int, of: int, share: float) -> float:
    chance, total = (1 - share) ** of, 0.0
    for number in range(count + 1):
        total += chance
        if share < 1:
            chance *= (of - number) / (number + 1) * share / (1 - share)
    return total
