"""Squared error: half the sum, as on paper, and the mean."""

from typing import Any, ClassVar

import numpy as np

from handnn.losses.base import Loss, batch_mean


class SquaredError(Loss):
    """Half the sum of the squared differences, as on paper: ``½ Σ (y - t)²``.

    The sum is over the features of a sample. For a batch it is the mean over the samples,
    and for sequences the mean over their tokens.

    Examples:
        >>> import handnn as hn
        >>> hn.SquaredError()([0, 3], target=[2, 2])
        2.5
        >>> hn.SquaredError()
        SquaredError(½ sum over features, mean over the batch)
    """

    reduction: ClassVar[str] = "½ sum over features, mean over the batch"

    def forward(self, output: Any, target: Any) -> Any:
        """``½ Σ (output - target)²``, divided by the number of samples."""
        return batch_mean(0.5 * np.sum(np.square(output - target)), output)

    def gradient(self, output: Any, target: Any) -> Any:
        """``output - target``: the factor 2 of the derivative and the half cancel."""
        return batch_mean(output - target, output)


class MeanSquaredError(Loss):
    """The mean of the squared differences, over all features of all samples.

    Examples:
        >>> import handnn as hn
        >>> hn.MeanSquaredError()([0, 3], target=[2, 2])
        2.5
        >>> hn.MeanSquaredError()
        MeanSquaredError(mean over features and over the batch)
    """

    reduction: ClassVar[str] = "mean over features and over the batch"

    def forward(self, output: Any, target: Any) -> Any:
        """``Σ (output - target)² / n``, where n counts all numbers."""
        return np.sum(np.square(output - target)) / output.size

    def gradient(self, output: Any, target: Any) -> Any:
        """``2 (output - target) / n``."""
        return 2 * (output - target) / output.size
