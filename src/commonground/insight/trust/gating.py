"""What may be told: no figure of too few, and none that could be worked out from the others."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from commonground.analysis.surveys.gates import TOO_FEW

from .models import TrustEstimate

if TYPE_CHECKING:
    from .estimating import Made

NUMBERS = (
    "estimate", "se", "low", "high", "n", "n_effective", "deff", "df", "gap", "gap_low",
    "gap_high", "q",
)  # fmt: skip


def hide(row: TrustEstimate) -> None:
    for name in NUMBERS:
        setattr(row, name, None)
    row.flags = [TOO_FEW]


def hide_what_is_left(parts: Iterable["Made"], least: int) -> None:
    """`parts` make up the whole. What the whole and the figures shown leave can be worked out: the
    smallest shown are hidden too, until it is of two parts or more and of `least` answers."""
    parts = list(parts)
    shown = sorted(
        (one for one in parts if one.row.estimate is not None),
        key=lambda one: (one.n, one.row.neighbourhood_id or 0, one.row.group), reverse=True,
    )  # fmt: skip
    hidden = [one for one in parts if one.row.estimate is None]
    while hidden and shown and (len(hidden) < 2 or sum(one.n for one in hidden) < least):
        hidden.append(shown.pop())
        hide(hidden[-1].row)
