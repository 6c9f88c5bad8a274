"""What may be told: no figure of too few, and none that could be worked out from the others."""

from collections.abc import Iterable

from commonground.analysis.surveys.gates import TOO_FEW

from .models import TrustEstimate

NUMBERS = (
    "estimate", "se", "low", "high", "n", "n_effective", "deff", "df", "gap", "gap_low",
    "gap_high", "q",
)  # fmt: skip


def hide(row: TrustEstimate) -> None:
    for name in NUMBERS:
        setattr(row, name, None)
    row.flags = [TOO_FEW]


def hide_a_second(parts: Iterable[TrustEstimate]) -> None:
    """`parts` make up the whole. One hidden alone could be worked out from the total and the
    others: hide the smallest of those too."""
    parts = list(parts)
    shown = [row for row in parts if row.estimate is not None]
    if len(parts) - len(shown) == 1 and shown:
        hide(min(shown, key=lambda row: (row.n or 0, row.neighbourhood_id or 0, row.group)))
