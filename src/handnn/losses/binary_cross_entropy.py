"""Binary cross-entropy, on logits."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from handnn.arrays import Array
from handnn.errors import InputError
from handnn.losses.base import Loss


class BinaryCrossEntropy(Loss):
    """Sigmoid and negative log-likelihood combined, for outputs that each mean yes or no.

    The outputs are logits, any real numbers, and their sigmoids are the probabilities ``p`` of yes;
    so a network for this loss ends in a dense layer, not in a sigmoid. The loss of an output is
    ``-(t log p + (1 - t) log(1 - p)) = log(1 + exp(y)) - t·y``; the whole loss is the mean over all
    outputs of all samples. The gradient is sigmoid minus target, ``p - t``.

    Examples:
        >>> import handnn as hn
        >>> loss = hn.BinaryCrossEntropy()
        >>> round(loss([0], target=[1]), 4)
        0.6931
        >>> loss([[1e4], [-1e4]], target=[1, 0])
        0.0
        >>> loss
        BinaryCrossEntropy(on logits, mean over features and over the batch)
    """

    reduction: ClassVar[str] = "on logits, mean over features and over the batch"
    fused_activation: ClassVar[str | None] = "Sigmoid"

    def forward(self, output: Any, target: Any) -> Any:
        """The mean of ``log(1 + exp(output)) - target·output``."""
        return np.sum(np.logaddexp(0.0, output) - target * output) / output.size

    def gradient(self, output: Any, target: Any) -> Any:
        """Sigmoid minus target, divided by the number of outputs."""
        with np.errstate(over="ignore"):  # far below 0, exp(-y) is infinite and the quotient 0
            p = 1.0 / (1.0 + np.exp(-output))
        return (p - target) / output.size

    def prepare_target(self, target: ArrayLike, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Targets from 0 (no) to 1 (yes), in the output's shape; see `Loss.prepare_target`.

        Raises:
            ShapeError: If the shapes do not fit.
            InputError: If the target is not between 0 and 1.
        """
        array = super().prepare_target(target, shape, dtype)
        inside = (array >= 0) & (array <= 1)
        if not inside.all():
            raise InputError(
                "BinaryCrossEntropy takes targets between 0 (no) and 1 (yes); "
                f"the target holds {array[~inside].flat[0]:g}."
            )
        return array

    def classes(self, output: Array) -> Array | None:
        """1 for yes, 0 for no."""
        return (output > 0).astype(int)

    def target_classes(self, target: Array) -> Array | None:
        """The targets, if every one is 0 or 1."""
        return target.astype(int) if np.all((target == 0) | (target == 1)) else None
