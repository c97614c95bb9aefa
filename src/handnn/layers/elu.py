"""The exponential linear unit."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer
from handnn.settings import finite


class ELU(Layer):
    """The exponential linear unit: ``z`` if positive, else ``alpha (exp(z) - 1)``, elementwise.

    Its derivative at 0 is taken to be `alpha`. Source: Clevert, Unterthiner and Hochreiter, "Fast
    and Accurate Deep Network Learning by Exponential Linear Units (ELUs)" (2015). It is PyTorch's
    ``ELU``.

    Args:
        alpha: How far below 0 it goes, a finite number.
        name: What the layer is called in its network.

    Raises:
        SettingError: If `alpha` is not a finite number.

    Examples:
        >>> import handnn as hn
        >>> hn.ELU()([-100, -1, 0, 3]).round(2)
        array([-1.  , -0.63,  0.  ,  3.  ])
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("alpha",)
    same_width: ClassVar[bool] = True
    sample_ndim = None

    def __init__(self, alpha: float = 1.0, name: str | None = None) -> None:
        super().__init__(name=name)
        self.alpha = finite("ELU", "alpha", alpha)

    def forward(self, x: Any) -> Any:
        """``x`` where it is positive, ``alpha (exp(x) - 1)`` elsewhere."""
        with np.errstate(over="ignore"):  # exp(x) of a large x may be infinite: x is taken there
            return np.where(x > 0, x, self.alpha * (np.exp(x) - 1))
