"""ReLU with a learned slope below zero."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.layers.base import Layer


class PReLU(Layer):
    """ReLU with a learned slope below zero: ``z`` if positive, else ``a·z``.

    Its derivative at 0 is taken to be `a`. Source: He et al., "Delving Deep into Rectifiers"
    (2015). `a` is the ``weight`` of PyTorch's ``PReLU``, in which one slope has shape ``(1,)``.

    Args:
        a: The slope, or one for each feature, shape ``(features,)``; for pictures one for each
            channel, shape ``(channels, 1, 1)``.
        name: What the layer is called in its network.

    Raises:
        InputError: If `a` does not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> hn.PReLU(0.5)([-4, 3])
        array([-2.,  3.])
        >>> hn.PReLU([0.5, -1])([-4, -3])
        array([-2.,  3.])
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("a",)
    same_width: ClassVar[bool] = True
    sample_ndim = None

    a: Any

    def __init__(self, a: ArrayLike = 0.25, name: str | None = None) -> None:
        super().__init__(name=name)
        self.a = a
        if self.a.ndim == 1 and self.a.size > 1:
            self.in_features = self.out_features = self.a.size

    def forward(self, x: Any) -> Any:
        """``x`` where it is positive, ``a·x`` elsewhere."""
        return np.where(x > 0, x, self.a * x)
