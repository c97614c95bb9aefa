"""The logistic sigmoid."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer
from handnn.step import Step


def sigmoid(z: Any) -> Any:
    """``1 / (1 + exp(-z))`` of every element."""
    with np.errstate(over="ignore"):  # far below 0, exp(-z) is infinite and the quotient 0
        return 1.0 / (1.0 + np.exp(-z))


class Sigmoid(Layer):
    """The logistic sigmoid: ``1 / (1 + exp(-z))``, between 0 and 1, elementwise.

    Args:
        name: What the layer is called in its network.

    Examples:
        >>> import handnn as hn
        >>> hn.Sigmoid()([0, 10_000, -10_000])
        array([0.5, 1. , 0. ])
    """

    same_width: ClassVar[bool] = True
    sample_ndim = None

    def forward(self, x: Any) -> Any:
        """``1 / (1 + exp(-x))``."""
        return sigmoid(x)

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """The derivative of the sigmoid is ``y (1 - y)``."""
        return grad * step.output * (1.0 - step.output)
