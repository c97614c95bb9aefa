"""The sigmoid linear unit."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer


class SiLU(Layer):
    """The sigmoid linear unit, or swish: ``z · sigmoid(z) = z / (1 + exp(-z))``, elementwise.

    Sources: Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units for Neural Network Function
    Approximation in Reinforcement Learning" (2017); Ramachandran, Zoph and Le, "Searching for
    Activation Functions" (2017). It is PyTorch's ``SiLU``.

    Args:
        name: What the layer is called in its network.

    Examples:
        >>> import handnn as hn
        >>> hn.SiLU()([-2, -1, 0, 1, 10]).round(2)
        array([-0.24, -0.27,  0.  ,  0.73, 10.  ])
    """

    same_width: ClassVar[bool] = True
    sample_ndim = None

    def forward(self, x: Any) -> Any:
        """``x / (1 + exp(-x))``."""
        with np.errstate(over="ignore"):  # far below 0, exp(-x) is infinite and the quotient 0
            return x / (1.0 + np.exp(-x))
