"""The scale on which areas are compared: proportions are drawn together on a curved one."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Name = Literal["identity", "logit", "arcsine"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Towards a scale and back; variances by the delta method.

    identity : means and totals. logit : proportions, none of them 0 or 1. arcsine : proportions
    that may be, arcsin(sqrt(p)), whose variance hardly depends on p (1 / 4 n_effective).
    """

    name: Name

    def towards(self, direct: Floats, variance: Floats) -> tuple[Floats, Floats]:
        """(m,) direct estimates and variances on the scale. Raises Unusable outside 0 to 1."""
        if self.name == "identity":
            return direct, variance
        known = np.isfinite(direct)
        if np.any((direct[known] < 0) | (direct[known] > 1)):
            raise Unusable(f"--scale {self.name} is for proportions between 0 and 1.")
        product = direct * (1 - direct)
        if np.any(product[known] <= 0):
            raise Unusable(
                f"A proportion is 0 or 1, where --scale {self.name} has no variance: join the "
                "area with another, or leave its figure empty."
            )
        if self.name == "logit":
            return logit(direct), variance / product**2
        return np.arcsin(np.sqrt(direct)), variance / (4 * product)

    def back(self, estimate: Floats, mse: Floats, t: float) -> tuple[Floats, Floats, Floats]:
        """(estimate, low, high), each (m,), in the unit of the direct estimates."""
        se = np.sqrt(mse)
        ends = (estimate, estimate - t * se, estimate + t * se)
        return tuple(self._one(end) for end in ends)  # type: ignore[return-value]

    def slope(self, estimate: Floats) -> Floats:
        """(m,) derivative of the way back: mse * slope**2 is in the unit of the estimates."""
        if self.name == "identity":
            return np.ones_like(estimate)
        if self.name == "logit":
            return np.asarray(expit(estimate) * (1 - expit(estimate)))
        return np.asarray(np.sin(2 * estimate))

    def _one(self, value: Floats) -> Floats:
        if self.name == "identity":
            return value
        if self.name == "logit":
            return np.asarray(expit(value))
        return np.asarray(np.sin(np.clip(value, 0, np.pi / 2)) ** 2)
