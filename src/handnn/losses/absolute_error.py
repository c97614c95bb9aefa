"""The mean absolute error."""

from typing import Any, ClassVar

import numpy as np

from handnn.losses.reduced import ReducedLoss


class MeanAbsoluteError(ReducedLoss):
    """The mean of the distances between output and target: ``Σ |y - t| / n``.

    A single target that is far off counts less than in the squared error, but the gradient does not
    become smaller near the target: it is always 1, 0 or -1, divided by the number n of all outputs.

    Args:
        reduction: ``"mean"``, or ``"sum"`` for the sum of the distances.

    Raises:
        SettingError: If `reduction` is neither.

    Examples:
        >>> import handnn as hn
        >>> hn.MeanAbsoluteError()([0, 3], target=[2, 2])
        1.5
        >>> print(hn.MeanAbsoluteError().explain([0, 3], [2, 2]))
        loss (MeanAbsoluteError)
          L = (|y[1] - t[1]| + |y[2] - t[2]|) / 2
          L = (|0 - 2| + |3 - 2|) / 2 = 1.5
        loss (MeanAbsoluteError, ∂L/∂y)
          ∂L/∂y[1] = sign(y[1] - t[1]) / 2
          ∂L/∂y[1] = sign(0 - 2) / 2 = -0.5
          ∂L/∂y[2] = sign(3 - 2) / 2 = 0.5
    """

    formed: ClassVar[str] = "{} over features and over the batch"

    def forward(self, output: Any, target: Any) -> Any:
        """``Σ |output - target| / n``, where n counts all numbers."""
        return self.over_numbers(np.sum(np.abs(output - target)), output)

    def gradient(self, output: Any, target: Any) -> Any:
        """The sign of the difference, divided by n."""
        return self.over_numbers(np.sign(output - target), output)
