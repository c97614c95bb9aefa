"""ReLU with a small slope below zero."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer
from handnn.settings import finite
from handnn.step import Step


class LeakyReLU(Layer):
    """ReLU with a small slope below zero: ``z`` if positive, else ``negative_slope·z``.

    Its derivative at 0 is taken to be `negative_slope`. Source: Maas, Hannun and Ng, "Rectifier
    Nonlinearities Improve Neural Network Acoustic Models" (2013).

    Args:
        negative_slope: The slope below zero, a finite number.
        name: What the layer is called in its network.

    Raises:
        SettingError: If `negative_slope` is not a finite number.

    Examples:
        >>> import handnn as hn
        >>> hn.LeakyReLU(negative_slope=0.1)([-1, 3])
        array([-0.1,  3. ])
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("negative_slope",)
    same_width: ClassVar[bool] = True
    sample_ndim = None

    def __init__(self, negative_slope: float = 0.01, name: str | None = None) -> None:
        super().__init__(name=name)
        self.negative_slope = finite("LeakyReLU", "negative_slope", negative_slope)

    def forward(self, x: Any) -> Any:
        """``x`` where it is positive, ``negative_slope·x`` elsewhere."""
        return np.where(x > 0, x, self.negative_slope * x)

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """The gradient where the input was positive, ``negative_slope`` times it elsewhere."""
        return np.where(step.input > 0, grad, self.negative_slope * grad)
