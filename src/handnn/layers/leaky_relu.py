"""ReLU with a small slope below zero."""

from typing import Any, ClassVar

import numpy as np

from handnn.errors import SettingError
from handnn.layers.base import Layer
from handnn.step import Step


class LeakyReLU(Layer):
    """ReLU that lets a little through below zero: ``z`` where positive, ``alpha·z`` elsewhere.

    Its derivative at 0 is taken to be `alpha`. Source: Maas, Hannun and Ng, "Rectifier
    Nonlinearities Improve Neural Network Acoustic Models" (2013).

    Args:
        alpha: The slope below zero, a finite number.
        name: What the layer is called in its network.

    Raises:
        SettingError: If `alpha` is not a finite number.

    Examples:
        >>> import handnn as hn
        >>> hn.LeakyReLU(alpha=0.1)([-1, 3])
        array([-0.1,  3. ])
    """

    setting_names: ClassVar[tuple[str, ...]] = ("alpha",)
    same_width: ClassVar[bool] = True

    def __init__(self, alpha: float = 0.01, name: str | None = None) -> None:
        super().__init__(name=name)
        if not np.issubdtype(type(alpha), np.number) or not np.isfinite(alpha):
            raise SettingError(f"LeakyReLU: alpha must be a finite number, not {alpha!r}.")
        self.alpha = float(alpha)

    def forward(self, x: Any) -> Any:
        """``x`` where it is positive, ``alpha·x`` elsewhere."""
        return np.where(x > 0, x, self.alpha * x)

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """A gradient passes whole where the input was positive, times `alpha` elsewhere."""
        return np.where(step.input > 0, grad, self.alpha * grad)
