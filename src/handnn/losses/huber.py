"""The Huber loss: squared near the target, linear far from it."""

from typing import Any, ClassVar

import numpy as np

from handnn.losses.reduced import ReducedLoss, Reduction
from handnn.settings import positive


class Huber(ReducedLoss):
    """Half the squared difference near the target, and a straight line far from it.

    A difference ``d = y - t`` of at most `delta` counts ``½ d²``, a larger one
    ``delta·(|d| - ½ delta)``. So a single target that is far off does not decide everything, and
    the gradient still becomes smaller near the target: it is the difference, clipped to `delta`.
    The loss is the mean over all features of all samples. Source: Huber, "Robust Estimation of a
    Location Parameter" (1964).

    Args:
        delta: Where the line begins.
        reduction: ``"mean"``, or ``"sum"`` for the sum over all features of all samples.

    Raises:
        SettingError: If `delta` is not above 0, or `reduction` is neither.

    Examples:
        >>> import handnn as hn
        >>> print(hn.Huber(delta=2).explain([0, 3], [5, 2]))
        loss (Huber)
          L = (2·(|y[1] - t[1]| - 1) + 0.5·|y[2] - t[2]|^2) / 2 (since |y[1] - t[1]| >
              2, |y[2] - t[2]| ≤ 2)
          L = (2·(|0 - 5| - 1) + 0.5·|3 - 2|^2) / 2 = 4.25 (since |0 - 5| > 2, |3 - 2| ≤
              2)
        loss (Huber, ∂L/∂y)
          ∂L/∂y[1] = min(2, max(-2, y[1] - t[1])) / 2
          ∂L/∂y[1] = min(2, max(-2, 0 - 5)) / 2 = -1
          ∂L/∂y[2] = min(2, max(-2, 3 - 2)) / 2 = 0.5
    """

    formed: ClassVar[str] = "{} over features and over the batch"

    def __init__(self, delta: float = 1.0, reduction: Reduction = "mean") -> None:
        super().__init__(reduction)
        self.delta = positive("Huber", "delta", delta)

    def forward(self, output: Any, target: Any) -> Any:
        """``½ d²`` or ``delta·(|d| - ½ delta)``, added up and divided by n."""
        distance, delta = np.abs(output - target), self.delta
        near, far = 0.5 * np.square(distance), delta * (distance - 0.5 * delta)
        return self.over_numbers(np.sum(np.where(distance <= delta, near, far)), output)

    def gradient(self, output: Any, target: Any) -> Any:
        """The difference, clipped to the range from ``-delta`` to ``delta``, divided by n."""
        return self.over_numbers(np.clip(output - target, -self.delta, self.delta), output)

    def words(self) -> list[str]:
        """``delta 1``, then the reduction."""
        return [f"delta {self.delta:g}", *super().words()]
