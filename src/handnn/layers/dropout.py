"""Dropout: while learning, a random part of the numbers is set to 0."""

from typing import Any, ClassVar

import numpy as np

from handnn.errors import SettingError
from handnn.layers.base import Layer


class Dropout(Layer):
    """Set numbers to 0 at random in training; in use, pass everything on.

    A number stays where ``u ≥ rate``, and is divided by ``1 - rate``, so that on average sums stay
    the same; `u` is drawn evenly between 0 and 1, and kept in the step. Source: Srivastava et al.,
    "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014). It is PyTorch's
    ``Dropout``.

    Args:
        rate: The part that is set to 0, at least 0 and below 1.
        name: What the layer is called in its network.

    Raises:
        SettingError: If `rate` is not such a number.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dropout(0.5))
        >>> net([3, 4, 5])
        array([3., 4., 5.])
        >>> numbers = hn.GivenNumbers([0.61, 0.39, 0.75])
        >>> trace = net.trace([3, 4, 5], training=True, rng=numbers)
        >>> trace.output
        array([ 6.,  0., 10.])
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("rate",)
    same_width: ClassVar[bool] = True
    sample_ndim = None

    def __init__(self, rate: float = 0.5, name: str | None = None) -> None:
        super().__init__(name=name)
        if not np.issubdtype(type(rate), np.number) or not 0 <= rate < 1:
            raise SettingError(
                f"Dropout: rate must be a number, at least 0 and below 1, not {rate!r}."
            )
        self.rate = float(rate)

    def forward(self, x: Any) -> Any:
        """In training, ``x·mask`` with a mask of 0 and ``1 / (1 - rate)``; `x` in use."""
        if not self.training:
            return x
        u = self.draw("u", lambda rng: rng.random(np.shape(x)))
        scale = x.dtype.type(1 / (1 - self.rate))
        mask = np.where(u >= self.rate, scale, 0)
        return x * mask
