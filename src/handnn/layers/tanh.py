"""The hyperbolic tangent."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer
from handnn.step import Step


class Tanh(Layer):
    """The hyperbolic tangent, between -1 and 1, elementwise.

    Args:
        name: What the layer is called in its network.

    Examples:
        >>> import handnn as hn
        >>> hn.Tanh()([0, 10_000, -10_000])
        array([ 0.,  1., -1.])
    """

    same_width: ClassVar[bool] = True
    sample_ndim = None

    def forward(self, x: Any) -> Any:
        """``tanh(x)``."""
        return np.tanh(x)

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """The derivative of tanh is ``1 - y²``."""
        return grad * (1.0 - step.output**2)
