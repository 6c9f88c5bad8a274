"""Numbers as JSON has them."""

from math import isfinite


def finite(value: float) -> float | None:
    """JSON has neither infinity nor nan: null in their place."""
    return value if isfinite(value) else None
