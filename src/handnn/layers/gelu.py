"""The Gaussian error linear unit."""

import math
from typing import Any, ClassVar, Literal

import numpy as np

from handnn.arithmetic import erf
from handnn.errors import SettingError
from handnn.layers.base import Layer


class GELU(Layer):
    """The Gaussian error linear unit: each number times the share of a bell curve below it.

    ``z/2 · (1 + erf(z / √2))``, elementwise. The approximation is
    ``z/2 · (1 + tanh(√(2/π) · (z + 0.044715 z³)))``. Source: Hendrycks and Gimpel, "Gaussian Error
    Linear Units (GELUs)" (2016). It is PyTorch's ``GELU``.

    Args:
        approximate: ``"none"`` for the exact function, ``"tanh"`` for the approximation.
        name: What the layer is called in its network.

    Raises:
        SettingError: If `approximate` is something else.

    Examples:
        Far from 0 it is ReLU; near 0 it bends smoothly:

        >>> import handnn as hn
        >>> hn.GELU()([-2, -1, 0, 1, 10]).round(2)
        array([-0.05, -0.16,  0.  ,  0.84, 10.  ])
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("approximate",)
    same_width: ClassVar[bool] = True
    sample_ndim = None

    def __init__(
        self, approximate: Literal["none", "tanh"] = "none", name: str | None = None
    ) -> None:
        super().__init__(name=name)
        if approximate not in ("none", "tanh"):
            raise SettingError(f"GELU: approximate must be 'none' or 'tanh', not {approximate!r}.")
        self.approximate = approximate

    def forward(self, x: Any) -> Any:
        """``x/2 · (1 + erf(x / √2))``, or the same with tanh."""
        if self.approximate == "tanh":
            return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return x / 2 * (1 + erf(x / math.sqrt(2)))
