"""Pooling: one number for each window of a picture."""

from typing import Any, ClassVar

import numpy as np

from handnn.errors import SettingError
from handnn.layers.base import Layer
from handnn.layers.windows import PerAxis, per_axis, windows_in


class Pooling(Layer):
    """Move a window over a picture: at every place, one number for what is in it."""

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("size", "stride", "padding")
    sample_ndim = 3

    def __init__(
        self,
        size: PerAxis,
        stride: PerAxis | None = None,
        padding: PerAxis = 0,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.size = per_axis(self, "size", size, 2)
        self.stride = self.size if stride is None else per_axis(self, "stride", stride, 2)
        self.padding = per_axis(self, "padding", padding, 2, least=0)
        if np.any(np.multiply(self.padding, 2) > self.size):
            raise SettingError(
                f"{type(self).__name__}: padding must be at most half the size {self.size}, so "
                f"that every window has a number in it; not {padding!r}."
            )

    def windows(self, x: Any, fill: float) -> Any:
        """What is in the window at all its positions; its cells are on the axis before those."""
        sizes = tuple(np.broadcast_to(self.size, 2).tolist())
        return windows_in(self, x, sizes, self.stride, self.padding, fill)
