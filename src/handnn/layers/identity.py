"""The layer that returns its input unchanged."""

from typing import Any, ClassVar

from handnn.layers.base import Layer
from handnn.step import Step


class Identity(Layer):
    """Return the input unchanged: a placeholder, for a name or for an activation later.

    Args:
        name: What the layer is called in its network.

    Examples:
        >>> import handnn as hn
        >>> hn.Identity()([2, 1, 3])
        array([2., 1., 3.])
    """

    same_width: ClassVar[bool] = True
    sample_ndim = None

    def forward(self, x: Any) -> Any:
        """``x``."""
        return x

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """The gradient, unchanged."""
        return grad
