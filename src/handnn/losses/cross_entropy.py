"""Cross-entropy for several classes, on logits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from handnn.arrays import Array
from handnn.errors import ShapeError
from handnn.losses.reduced import Reduction
from handnn.losses.softmax_loss import SoftmaxLoss
from handnn.losses.weights import checked_weights, in_words
from handnn.settings import setting


class CrossEntropy(SoftmaxLoss):
    """Softmax and negative log-likelihood combined, for networks with one output per class.

    The outputs are logits, any real numbers, and their softmax is the probabilities ``p``; so a
    network for this loss ends in a dense layer, not in a softmax. The loss of a sample is the
    ``-log p`` of its class, or ``log(Σ exp(y)) - Σ t·y`` with the target probabilities ``t``. For a
    batch it is the mean over the samples, and for sequences the mean over their tokens, each of
    which has a class. The gradient is softmax minus target, ``p - t``.

    With *label smoothing* ε the target is ``(1 - ε)·t + ε / K``, where K is the number of classes:
    a network that is right need not be ever more certain (Szegedy et al., "Rethinking the Inception
    Architecture", 2016). With *class weights* ``w`` the term of each class counts ``w`` times, for
    classes that are rare; the mean is the weighted one, the sum divided by the weights of the
    classes that the target names.

    As in PyTorch, in every detail but one: there the mean over targets given as probabilities is
    not divided by their weights, though it is over the same targets as class indices.

    Args:
        label_smoothing: How much of the target is spread over all classes; from 0 to below 1.
        class_weights: One number above 0 for each class.
        reduction: ``"mean"``, or ``"sum"`` for the sum over the samples.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> loss = hn.CrossEntropy()
        >>> round(loss([3, 3, -1], target=1), 4)
        0.7023
        >>> loss([1e4, -1e4], target=[0, 1])
        20000.0
        >>> loss
        CrossEntropy(on logits, mean over the batch)
        >>> print(hn.CrossEntropy(label_smoothing=0.1).explain([3, 1], 0, "output"))
        loss (CrossEntropy, ∂L/∂y)
          ∂L/∂y[1] = exp(y[1]) / (exp(y[1]) + exp(y[2])) - (0.9·t[1] + 0.05)
          ∂L/∂y[1] = exp(3) / (exp(3) + exp(1)) - (0.9·1 + 0.05) ≈ -0.0692
          ∂L/∂y[2] = exp(1) / (exp(3) + exp(1)) - (0.9·0 + 0.05) ≈ 0.0692
    """

    def __init__(
        self,
        label_smoothing: float = 0.0,
        class_weights: ArrayLike | None = None,
        reduction: Reduction = "mean",
    ) -> None:
        super().__init__(reduction)
        kind = type(self).__name__
        self.label_smoothing = setting(kind, "label_smoothing", label_smoothing, below=1)
        self.class_weights = (
            None if class_weights is None else checked_weights(kind, "class_weights", class_weights)
        )
        self.is_difference = not self.label_smoothing and self.class_weights is None

    def forward(self, output: Any, target: Any) -> Any:
        """``log(Σ exp(output)) - Σ target·output``, over the samples."""
        if self.class_weights is None:
            return super().forward(output, self._smoothed(target))
        top = np.max(output, axis=-1, keepdims=True)
        logarithms = np.log(np.sum(np.exp(output - top), axis=-1, keepdims=True)) + top
        wanted = self._weighted(self._smoothed(target))
        shares = np.sum(wanted, axis=-1, keepdims=True)
        return self._divided(np.sum(shares * logarithms) - np.vdot(wanted, output), target)

    def gradient(self, output: Any, target: Any) -> Any:
        """Softmax minus target, each with its weight, over the samples."""
        if self.class_weights is None:
            return super().gradient(output, self._smoothed(target))
        wanted = self._weighted(self._smoothed(target))
        shares = np.sum(wanted, axis=-1, keepdims=True)
        return self._divided(shares * self.probabilities(output) - wanted, target)

    def forward_and_gradient(self, output: Any, target: Any) -> tuple[Any, Any]:
        """Both, from one softmax where there are no weights."""
        if self.is_difference:
            return super().forward_and_gradient(output, target)
        if self.class_weights is None:
            return super().forward_and_gradient(output, self._smoothed(target))
        return self.forward(output, target), self.gradient(output, target)

    def _smoothed(self, target: Any) -> Any:
        """The target with a part of it spread over all classes."""
        epsilon = self.label_smoothing
        return (1 - epsilon) * target + epsilon / target.shape[-1] if epsilon else target

    def _weighted(self, target: Any) -> Any:
        return np.asarray(self.class_weights, target.dtype) * target

    def _divided(self, total: Any, target: Any) -> Any:
        """A weighted sum (or its gradient), divided by the weights for the mean."""
        return total / np.sum(self._weighted(target)) if self.reduction == "mean" else total

    def weight(self, target: Array) -> float:
        """The weights of the classes that the target names."""
        if self.class_weights is None:
            return super().weight(target)
        return float(np.sum(self._weighted(target)))

    def prepare_target(self, target: ArrayLike, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """The target as one probability per class; see `SoftmaxLoss.prepare_target`.

        Raises:
            ShapeError: If the shapes do not fit, or the class weights do not.
            InputError: If a class does not exist, or the probabilities are negative or do not add
                up to 1.
        """
        prepared = super().prepare_target(target, shape, dtype)
        weights = self.class_weights
        if weights is not None and weights.shape != shape[-1:]:
            raise ShapeError(
                f"{type(self).__name__} has {weights.size} class weights, but the output has "
                f"{shape[-1]} classes: give one weight for each."
            )
        return prepared

    def words(self) -> list[str]:
        """``on logits``, what is not at its default, then the reduction."""
        logits, reduction = super().words()[0].split(", ")
        smoothing = [f"label smoothing {self.label_smoothing:g}"] * bool(self.label_smoothing)
        if self.class_weights is None:
            return [logits, *smoothing, reduction]
        weighted = "weighted " * (self.reduction == "mean") + reduction
        return [logits, *smoothing, f"class weights {in_words(self.class_weights)}", weighted]
