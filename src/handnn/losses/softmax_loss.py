"""Losses on logits whose softmax is compared with the probabilities of the classes."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from handnn.arrays import Array, as_numbers, freeze
from handnn.errors import InputError, ShapeError
from handnn.losses.reduced import ReducedLoss

_FLATTEN = " The labels are a column; flatten it: y.{}."


class SoftmaxLoss(ReducedLoss):
    """A loss on logits, one per class, that is least where their softmax is the target.

    Subtracting the largest logit before `exp` does not change the result, and prevents overflow.
    """

    formed: ClassVar[str] = "on logits, {} over the batch"
    fused_activation: ClassVar[str | None] = "Softmax"
    is_difference = True

    def forward(self, output: Any, target: Any) -> Any:
        """``log(Σ exp(output)) - Σ target·output``, over the samples."""
        top, e = _exponentials(output)
        total = np.add.reduce(e, axis=-1, keepdims=True)
        return self.over_samples(self._total(np.log(total) + top, output, target), output)

    def gradient(self, output: Any, target: Any) -> Any:
        """Softmax minus target, over the samples."""
        return self.over_samples(self.probabilities(output) - target, output)

    def forward_and_gradient(self, output: Any, target: Any) -> tuple[Any, Any]:
        """Both, from one softmax, whose exponentials are turned into the gradient in place."""
        top, gradient = _exponentials(output)
        total = np.add.reduce(gradient, axis=-1, keepdims=True)
        value = self._total(np.log(total) + top, output, target)
        gradient /= total
        gradient -= target
        samples = self.divisor(output)
        if samples == 1:
            return value, gradient
        gradient /= samples
        return value / samples, gradient

    def _total(self, logarithms: Any, output: Any, target: Any) -> Any:
        """The sum over all samples of ``log(Σ exp(y)) - Σ t·y``, given the logarithms."""
        return np.add.reduce(logarithms, axis=None) - np.vdot(target, output)

    def prepare_target(self, target: ArrayLike, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """The target as one probability per class.

        Args:
            target: Class indices counted from 0, one per sample: shape ``(batch,)``, or a single
                number for a single sample; of sequences one per token, shape ``(tokens,)`` or
                ``(batch, tokens)``. Or probabilities, such as one-hot rows, in the output's
                shape.
            shape: The output's shape.
            dtype: The output's dtype.

        Raises:
            ShapeError: If the shapes do not fit.
            InputError: If a class does not exist, or the probabilities are negative or do not add
                up to 1.
        """
        array, kind = as_numbers(target, "The target"), type(self).__name__
        classes = shape[-1]
        if classes == 1:
            raise ShapeError(
                f"{kind} needs one output per class, but the network has a single output. "
                "For two classes and one output use BinaryCrossEntropy."
            )
        if array.shape == shape[:-1]:
            return freeze(np.eye(classes, dtype=dtype)[_class_indices(array, classes)])
        if array.shape != shape:
            flat = "ravel()" if len(shape) == 2 else "squeeze(-1)"
            column = len(shape) > 1 and array.shape == (*shape[:-1], 1)
            raise ShapeError(
                f"For an output of shape {shape} {kind} takes class indices of shape "
                f"{shape[:-1]} or probabilities of shape {shape}, but the target has shape "
                f"{array.shape}.{_FLATTEN.format(flat) if column else ''}"
            )
        sums = array.sum(axis=-1)
        if not (np.all(array >= 0) and np.allclose(sums, 1, rtol=0, atol=1e-6)):
            raise InputError(
                "The target's probabilities must not be negative and must add up to 1 for every "
                "sample. As class indices, give one whole number per sample."
            )
        return freeze(array.astype(dtype))

    def probabilities(self, output: Any) -> Any:
        """The softmax of the logits."""
        _, e = _exponentials(output)
        return e / np.add.reduce(e, axis=-1, keepdims=True)

    def classes(self, output: Array) -> Array | None:
        """The index of the largest logit."""
        return np.asarray(output.argmax(axis=-1))

    def target_classes(self, target: Array) -> Array | None:
        """The index of the 1, if every sample has one."""
        return target.argmax(axis=-1) if np.all(target.max(axis=-1) == 1) else None


def _exponentials(output: Any) -> tuple[Any, Any]:
    """The largest logit of each sample, and the exponentials of all after subtracting it."""
    top = np.maximum.reduce(output, axis=-1, keepdims=True)
    return top, np.exp(output - top)


def _class_indices(array: Array, classes: int) -> Array:
    whole = (
        array.astype(np.intp, casting="unsafe", copy=True) if np.all(np.isfinite(array)) else None
    )
    if whole is None or np.any(whole != array):
        invalid = array[~np.isfinite(array) | (array != np.floor(array))].flat[0]
        raise InputError(f"A class index is a whole number; the target holds {invalid:g}.")
    unknown = whole[(whole < 0) | (whole >= classes)]
    if unknown.size:
        raise InputError(
            f"The target holds class {unknown.flat[0]}, but the output has {classes} features: "
            f"the classes are 0 to {classes - 1}."
        )
    return whole
