"""What may be told: no figure of too few, and none that could be worked out from the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from commonground.analysis.surveys import Estimate
from commonground.analysis.surveys.gates import TOO_FEW

from .models import TrustEstimate

NUMBERS = (
    "estimate", "se", "low", "high", "n", "n_effective", "deff", "df", "gap", "gap_low",
    "gap_high", "q",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A row, how many answers it is of even if that is not told, and the estimate behind it."""

    row: TrustEstimate
    n: int
    estimate: Estimate | None = None


def hide(row: TrustEstimate) -> None:
    for name in NUMBERS:
        setattr(row, name, None)
    row.flags = [TOO_FEW]


def hide_what_is_left(parts: Iterable[Made], least: int, silent: int = 0) -> None:
    """`parts`, and the `silent` who are in none of them, make up the whole. What the whole and the
    figures shown leave can be worked out: the smallest shown are hidden too, until it is of two
    parts or more and of `least` answers. `least` who are silent, and they alone, may be."""
    parts = list(parts)
    shown = sorted(
        (one for one in parts if one.row.estimate is not None),
        key=lambda one: (one.n, one.row.neighbourhood_id or 0, one.row.group), reverse=True,
    )  # fmt: skip
    left = [one.n for one in parts if one.row.estimate is None and one.n]  # nobody is no part
    if silent and (left or silent < least):
        left.append(silent)
    while left and shown and (len(left) < 2 or sum(left) < least):
        next_one = shown.pop()
        left.append(next_one.n)
        hide(next_one.row)


def silent_in(whole: Made, parts: Iterable[Made]) -> int:
    """How many answers of the whole are in none of its parts: people may skip what they are asked
    about themselves."""
    return whole.n - sum(one.n for one in parts)
