"""The rectified linear unit."""

from typing import Any, ClassVar

import numpy as np

from handnn.arithmetic import has_nan
from handnn.layers.base import Layer
from handnn.step import Step


class ReLU(Layer):
    """The rectified linear unit: ``max(0, z)``, elementwise.

    Its derivative at 0 is taken to be 0. Source: Nair and Hinton, "Rectified Linear Units Improve
    Restricted Boltzmann Machines" (2010).

    Args:
        name: What the layer is called in its network.

    Examples:
        >>> import handnn as hn
        >>> hn.ReLU()([-1, 3])
        array([0., 3.])
    """

    same_width: ClassVar[bool] = True
    sample_ndim = None

    def forward(self, x: Any) -> Any:
        """``max(0, x)``."""
        return np.maximum(x, 0.0)

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """The mask: the gradient where the input was positive, 0 elsewhere; for NaN, NaN."""
        mask = step.input > 0.0
        if has_nan(step.input):
            mask = np.where(np.isnan(step.input), np.nan, mask)
        return grad * mask
