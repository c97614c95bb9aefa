"""Softmax: numbers to probabilities."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer
from handnn.settings import positive
from handnn.step import Step


class Softmax(Layer):
    """Turn the features of each sample into probabilities: positive, with a sum of 1.

    ``exp(z - max z)``, divided by the sum of these. Subtracting the largest first does not change
    the result, and prevents overflow. With a temperature T, z is divided by T before: above 1, the
    probabilities are more alike; below 1, the largest stands out more.

    Args:
        temperature: T, a positive number.
        name: What the layer is called in its network.

    Raises:
        SettingError: If `temperature` is not a positive number.

    Examples:
        >>> import handnn as hn
        >>> hn.Softmax()([10_000, 10_000])
        array([0.5, 0.5])
        >>> hn.Softmax()([0, 2]).round(2), hn.Softmax(temperature=4)([0, 2]).round(2)
        (array([0.12, 0.88]), array([0.38, 0.62]))
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("temperature",)
    same_width: ClassVar[bool] = True
    shown_names: ClassVar[tuple[str, ...] | None] = ()
    sample_ndim = None

    def __init__(self, temperature: float = 1.0, name: str | None = None) -> None:
        super().__init__(name=name)
        self.temperature = positive("Softmax", "temperature", temperature)

    def forward(self, x: Any) -> Any:
        """Probabilities along the last axis."""
        if self.temperature != 1:
            x = x / self.temperature
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """``y (grad - Σ grad·y) / T``: each probability depends on all inputs of its sample."""
        y = step.output
        gradient = y * (grad - np.sum(grad * y, axis=-1, keepdims=True))
        return gradient if self.temperature == 1 else gradient / self.temperature
