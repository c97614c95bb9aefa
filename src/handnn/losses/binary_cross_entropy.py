"""Binary cross-entropy, on logits."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from handnn.arrays import Array
from handnn.errors import InputError, ShapeError
from handnn.losses.reduced import ReducedLoss, Reduction
from handnn.losses.weights import checked_weights, in_words


class BinaryCrossEntropy(ReducedLoss):
    """Sigmoid and negative log-likelihood combined, for outputs that each mean yes or no.

    The outputs are logits, any real numbers, and their sigmoids are the probabilities ``p`` of yes;
    so a network for this loss ends in a dense layer, not in a sigmoid. The loss of an output is
    ``-(t log p + (1 - t) log(1 - p)) = log(1 + exp(y)) - t·y``; the whole loss is the mean over all
    outputs of all samples. The gradient is sigmoid minus target, ``p - t``.

    With a *positive weight* ``w`` a yes in the target counts ``w`` times, where yes is rare: the
    first term is ``w·t log p``. The mean is still divided by the number of outputs, as in PyTorch.

    Args:
        pos_weight: The weight of yes, above 0; a list has one for each output.
        reduction: ``"mean"``, or ``"sum"`` for the sum over all outputs of all samples.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> loss = hn.BinaryCrossEntropy()
        >>> round(loss([0], target=[1]), 4)
        0.6931
        >>> loss([[1e4], [-1e4]], target=[1, 0])
        0.0
        >>> loss
        BinaryCrossEntropy(on logits, mean over features and over the batch)
        >>> round(hn.BinaryCrossEntropy(pos_weight=3)([0], target=[1]), 4)
        2.0794
    """

    formed: ClassVar[str] = "on logits, {} over features and over the batch"
    fused_activation: ClassVar[str | None] = "Sigmoid"

    def __init__(
        self, pos_weight: float | ArrayLike | None = None, reduction: Reduction = "mean"
    ) -> None:
        super().__init__(reduction)
        if pos_weight is not None:
            weights: Any = [pos_weight] if np.ndim(pos_weight) == 0 else pos_weight
            pos_weight = checked_weights("BinaryCrossEntropy", "pos_weight", weights)
        self.pos_weight: Any = pos_weight

    def forward(self, output: Any, target: Any) -> Any:
        """The mean of ``log(1 + exp(output)) - target·output``; yes and no apart if weighted."""
        if self.pos_weight is None:
            return self.over_numbers(np.sum(np.logaddexp(0.0, output) - target * output), output)
        yes = self._weight_of_yes(output) * target * np.logaddexp(0.0, -output)
        no = (1 - target) * np.logaddexp(0.0, output)
        return self.over_numbers(np.sum(yes + no), output)

    def gradient(self, output: Any, target: Any) -> Any:
        """Sigmoid minus target, each part with its weight, divided by the number of outputs."""
        with np.errstate(over="ignore"):  # far below 0, exp(-y) is infinite and the quotient 0
            p = 1.0 / (1.0 + np.exp(-output))
        if self.pos_weight is None:
            return self.over_numbers(p - target, output)
        yes = self._weight_of_yes(output) * target * (p - 1)
        return self.over_numbers(yes + (1 - target) * p, output)

    def _weight_of_yes(self, output: Any) -> Any:
        """The weight of yes for each output, in the output's dtype."""
        return np.asarray(self.pos_weight, output.dtype)

    def prepare_target(self, target: ArrayLike, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Targets from 0 (no) to 1 (yes), in the output's shape; see `Loss.prepare_target`.

        Raises:
            ShapeError: If the shapes do not fit, or the positive weights do not.
            InputError: If the target is not between 0 and 1.
        """
        array = super().prepare_target(target, shape, dtype)
        inside = (array >= 0) & (array <= 1)
        if not inside.all():
            raise InputError(
                "BinaryCrossEntropy takes targets between 0 (no) and 1 (yes); "
                f"the target holds {array[~inside].flat[0]:g}."
            )
        if self.pos_weight is not None and self.pos_weight.size not in (1, shape[-1]):
            raise ShapeError(
                f"BinaryCrossEntropy has {self.pos_weight.size} positive weights, but there are "
                f"{shape[-1]} outputs: give one weight for each, or a single number."
            )
        return array

    def classes(self, output: Array) -> Array | None:
        """1 for yes, 0 for no."""
        return (output > 0).astype(int)

    def target_classes(self, target: Array) -> Array | None:
        """The targets, if every one is 0 or 1."""
        return target.astype(int) if np.all((target == 0) | (target == 1)) else None

    def words(self) -> list[str]:
        """``on logits``, the weight of yes if there is one, then the reduction."""
        logits, reduction = super().words()[0].split(", ")
        if self.pos_weight is None:
            return [logits, reduction]
        several = len(self.pos_weight) > 1
        weight = in_words(self.pos_weight) if several else f"{self.pos_weight[0]:g}"
        return [logits, f"pos_weight {weight}", reduction]
