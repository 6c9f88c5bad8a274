"""When an estimate may be shown: rules as data, in the order in which they are asked."""

from collections.abc import Callable
from typing import Protocol

TOO_FEW = "too-few-answers"  # the estimate is not shown
FEW = "few-answers"
UNSTEADY = "relative-se-30-percent"
WIDE = "interval-over-20-points"
NO_INTERVAL = "no-interval"
NO_SPREAD = "no-spread"  # every answer alike, or everybody asked

LEAST_SHOWN = 30  # NCHS: fewer answers are not reported
LEAST_STEADY = 60
RELATIVE_SE = 0.30
WIDEST = 0.20  # of a proportion


class Told(Protocol):
    """What the rules ask of an estimate."""

    @property
    def n(self) -> int: ...
    @property
    def estimate(self) -> float: ...
    @property
    def se(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def is_proportion(self) -> bool: ...


def _unsteady(made: Told) -> bool:
    return made.se > 0 and made.se >= RELATIVE_SE * abs(made.estimate)


def _wide(made: Told) -> bool:
    return made.is_proportion and made.high - made.low > WIDEST


# what each flag means in words: docs/methods/surveys.md
RULES: tuple[tuple[str, Callable[[Told], bool]], ...] = (
    (TOO_FEW, lambda made: made.n < LEAST_SHOWN),
    (FEW, lambda made: LEAST_SHOWN <= made.n < LEAST_STEADY),
    (UNSTEADY, _unsteady),
    (WIDE, _wide),
    (NO_INTERVAL, lambda made: not made.low <= made.high),
    (NO_SPREAD, lambda made: made.se == 0),
)


def gate(made: Told) -> tuple[str, ...]:
    """The flags that an estimate carries; with `too-few-answers` nobody may publish it."""
    return tuple(flag for flag, holds in RULES if holds(made))
