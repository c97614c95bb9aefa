"""Softmax: numbers to probabilities."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer
from handnn.step import Step


class Softmax(Layer):
    """Turn the features of each sample into probabilities: positive, with a sum of 1.

    ``exp(z - max z)``, divided by the sum of these. Subtracting the largest first does not change
    the result, and prevents overflow.

    Args:
        name: What the layer is called in its network.

    Examples:
        >>> import handnn as hn
        >>> hn.Softmax()([10_000, 10_000])
        array([0.5, 0.5])
    """

    same_width: ClassVar[bool] = True
    shown_names: ClassVar[tuple[str, ...] | None] = ()
    sample_ndim = None

    def forward(self, x: Any) -> Any:
        """Probabilities along the last axis."""
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """``y (grad - Σ grad·y)``: each probability depends on all inputs of its sample."""
        y = step.output
        return y * (grad - np.sum(grad * y, axis=-1, keepdims=True))
