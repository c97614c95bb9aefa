"""Squared error: half the sum, as on paper, and the mean."""

from typing import Any, ClassVar

import numpy as np

from handnn.losses.reduced import ReducedLoss


class SquaredError(ReducedLoss):
    """Half the sum of the squared differences, as on paper: ``½ Σ (y - t)²``.

    The sum is over the features of a sample. For a batch it is the mean over the samples,
    and for sequences the mean over their tokens.

    Args:
        reduction: ``"mean"``, or ``"sum"`` for the sum over the samples.

    Raises:
        SettingError: If `reduction` is neither.

    Examples:
        >>> import handnn as hn
        >>> hn.SquaredError()([0, 3], target=[2, 2])
        2.5
        >>> hn.SquaredError()
        SquaredError(½ sum over features, mean over the batch)
    """

    formed: ClassVar[str] = "½ sum over features, {} over the batch"
    is_difference = True

    def forward(self, output: Any, target: Any) -> Any:
        """``½ Σ (output - target)²``, divided by the number of samples."""
        return self.over_samples(0.5 * np.sum(np.square(output - target)), output)

    def gradient(self, output: Any, target: Any) -> Any:
        """``output - target``: the factor 2 of the derivative and the half cancel."""
        return self.over_samples(output - target, output)


class MeanSquaredError(ReducedLoss):
    """The mean of the squared differences, over all features of all samples.

    Args:
        reduction: ``"mean"``, or ``"sum"`` for the sum of the squared differences.

    Raises:
        SettingError: If `reduction` is neither.

    Examples:
        >>> import handnn as hn
        >>> hn.MeanSquaredError()([0, 3], target=[2, 2])
        2.5
        >>> hn.MeanSquaredError()
        MeanSquaredError(mean over features and over the batch)
    """

    formed: ClassVar[str] = "{} over features and over the batch"

    def forward(self, output: Any, target: Any) -> Any:
        """``Σ (output - target)² / n``, where n counts all numbers."""
        return self.over_numbers(np.sum(np.square(output - target)), output)

    def gradient(self, output: Any, target: Any) -> Any:
        """``2 (output - target) / n``."""
        return self.over_numbers(2 * (output - target), output)
