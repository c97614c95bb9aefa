"""The logistic sigmoid."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer
from handnn.step import Step


class Sigmoid(Layer):
    """The logistic sigmoid: ``1 / (1 + exp(-z))``, between 0 and 1, each number on its own.

    Computed as ``exp(-log(1 + exp(-z)))``, which is the same and neither overflows nor warns.

    Args:
        name: What the layer is called in its network.

    Examples:
        >>> import handnn as hn
        >>> hn.Sigmoid()([0, 10_000, -10_000])
        array([0.5, 1. , 0. ])
    """

    same_width: ClassVar[bool] = True

    def forward(self, x: Any) -> Any:
        """``1 / (1 + exp(-x))``."""
        e = np.exp(-np.abs(x))  # never above 1, so it cannot overflow
        return np.where(x >= 0, 1.0, e) / (1.0 + e)

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """The slope of the sigmoid is ``y (1 - y)``."""
        return grad * step.output * (1.0 - step.output)
