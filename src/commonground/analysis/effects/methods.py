"""One way in to all estimators: an estimator in words that can be registered, and what it finds.

Each method's module is loaded when it is asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from commonground.analysis.errors import Unusable

from .aggregating import Aggregate
from .panel import Panel
from .results import Effect

if TYPE_CHECKING:  # each method's module is loaded when it is asked for
    from .att import Controls
    from .shuffling import Contrast

METHODS = (
    "did", "callaway-santanna", "sun-abraham", "roth-santanna", "synthetic-control",
    "synthetic-did", "its", "poisson",
)  # fmt: skip
STAGGERED = ("callaway-santanna", "sun-abraham", "roth-santanna")
MIXES = ("synthetic-control", "synthetic-did")


@dataclass(frozen=True, slots=True)
class Estimator:
    """method : one of METHODS. aggregate, inference, not_yet : staggered methods. season : its.
    permutations : random timing. What a method does not use is ignored."""

    method: str
    aggregate: Aggregate = "simple"
    inference: Literal["sampling", "design"] = "sampling"
    not_yet: bool = False
    season: int = 0
    permutations: int = 0

    @property
    def by_design(self) -> bool:
        return self.method == "roth-santanna" or self.inference == "design"


def effect_of(panel: Panel, by: Estimator, *, level: float = 0.95, seed: int = 1) -> Effect:
    """The effect that the estimator finds, with its checks.

    Raises
    ------
    Unusable : the method is none, or it cannot use the panel (each module says why).
    """
    if by.method not in METHODS:
        raise Unusable(f"{by.method} is not a method: {', '.join(METHODS)}.")
    if by.method in STAGGERED:
        return _staggered(panel, by, level, seed)
    if by.method in MIXES:
        from .synthetic import synthetic

        return synthetic(panel, method=by.method, level=level)  # type: ignore[arg-type] # of MIXES
    if by.method == "its":
        from .its import its

        return its(panel, season=by.season, level=level, seed=seed)
    if by.method == "poisson":
        from .poisson import poisson

        return poisson(panel, level=level, seed=seed)
    from .did import did

    return did(panel, level=level, seed=seed)


def _staggered(
    panel: Panel, by: Estimator, level: float, seed: int, *, refuted: bool = True
) -> Effect:
    if by.by_design:
        from .random_timing import random_timing

        return random_timing(
            panel, method=by.method, aggregate=by.aggregate, permutations=by.permutations,
            level=level, seed=seed, refuted=refuted,
        )  # fmt: skip
    from .staggered import callaway_santanna, sun_abraham

    if by.method == "sun-abraham":
        return sun_abraham(panel, aggregate=by.aggregate, level=level, seed=seed, refuted=refuted)
    return callaway_santanna(
        panel, aggregate=by.aggregate, not_yet=by.not_yet, level=level, seed=seed, refuted=refuted
    )


def seen(panel: Panel, by: Estimator, *, seed: int = 1) -> tuple[float, float]:
    """(estimate, p-value) alone, for simulations: without the checks that take long."""
    if by.method not in MIXES:
        made = _unchecked(panel, by, seed)
        return made.estimate, made.p_value
    from .synthetic import block, fitted, in_space

    of = block(panel)
    estimate = fitted(of, by.method).estimate  # type: ignore[arg-type] # of MIXES
    placebos = in_space(of, by.method)  # type: ignore[arg-type] # of MIXES
    larger = np.sum(np.abs(placebos) >= abs(estimate))
    return estimate, float((1 + larger) / (1 + len(placebos)))


def stepped_down(panels: Sequence[Panel], by: Estimator, *, seed: int = 1) -> list[float] | None:
    """Westfall & Young's p-values of several outcomes of the same units; None where the method is
    no contrast of means, whose starts could be shuffled. Raises Unusable as `effect_of`."""
    from .checks import from_the_second
    from .stepping_down import together

    if by.method in (*MIXES, "its") or panels[0].covariates.shape[1]:
        return None
    if by.method in STAGGERED:
        panels = [from_the_second(panel)[0] for panel in panels]
    if by.method == "poisson":
        from .poisson import beyond_product

        panels = [beyond_product(panel) for panel in panels]
    return together(panels, _contrast(by, panels[0]), seed)


def _contrast(by: Estimator, panel: Panel) -> "Callable[[Panel], Contrast]":
    if by.by_design and by.method in STAGGERED:
        from .random_timing import contrast_of

        return partial(contrast_of, by.method, by.aggregate)
    if by.method in STAGGERED:
        from .staggered import Cohorts

        universal = by.method == "sun-abraham"
        controls: Controls = "not-yet" if by.not_yet else "never"
        if universal:
            controls = "never" if np.isinf(panel.first).any() else "last"
        return Cohorts(by.aggregate, controls, universal).contrast
    from .did import contrast

    return contrast


def _unchecked(panel: Panel, by: Estimator, seed: int) -> Effect:
    if by.method == "did":
        from .did import did

        return did(panel, seed=seed, refuted=False)
    if by.method == "poisson":
        from .poisson import poisson

        return poisson(panel, seed=seed, refuted=False)
    if by.method == "its":
        from .its import its

        return its(panel, season=by.season, seed=seed, refuted=False)
    return _staggered(panel, by, 0.95, seed, refuted=False)
