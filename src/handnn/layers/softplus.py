"""A smooth ReLU."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer


class Softplus(Layer):
    """A smooth ReLU, which is always positive: ``ln(1 + exp(z))``, elementwise.

    Source: Dugas et al., "Incorporating Second-Order Functional Knowledge for Better Option
    Pricing" (2000). It is PyTorch's ``Softplus``.

    Args:
        name: What the layer is called in its network.

    Examples:
        >>> import handnn as hn
        >>> hn.Softplus()([-1, 0, 1, 100]).round(2)
        array([  0.31,   0.69,   1.31, 100.  ])
    """

    same_width: ClassVar[bool] = True
    sample_ndim = None

    def forward(self, x: Any) -> Any:
        """``ln(exp(0) + exp(x))``, computed so that it cannot overflow."""
        return np.logaddexp(0.0, x)
