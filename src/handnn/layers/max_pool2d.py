"""The largest number of each window."""

from typing import Any

import numpy as np

from handnn.layers.pooling import Pooling


class MaxPool2D(Pooling):
    """Move a window over a picture, and keep the largest number in it at every place.

    The gradient goes to that number; to the first of several. Source: Scherer, Müller and Behnke,
    "Evaluation of Pooling Operations in Convolutional Architectures for Object Recognition" (2010).
    It is PyTorch's ``MaxPool2d``.

    Args:
        size: The size of the window; a number, or ``(rows, columns)``.
        stride: How far the window moves each time; by default its size, so that windows do not
            overlap. Rows and columns that are left over are left out.
        padding: How many cells are added on both sides, which are never the largest; at most half
            the size.
        name: What the layer is called in its network.

    Raises:
        SettingError: If a setting is not a whole number, or two, or the padding is too large.
        ShapeError: When the layer runs, if a picture has fewer points than the window.

    Examples:
        >>> import handnn as hn
        >>> pool = hn.MaxPool2D(2, name="pool")
        >>> picture = [[[1, 4, 2, 0], [3, 2, 0, 5]]]
        >>> pool(picture)
        array([[[4., 5.]]])
        >>> print(pool.trace(picture)["pool"].explain((0, 0, 0)))
        y[1,1,1] = max(x[1,1,1], x[1,1,2], x[1,2,1], x[1,2,2])
        y[1,1,1] = max(1, 4, 3, 2) = 4
    """

    def forward(self, x: Any) -> Any:
        """The largest number of each window."""
        return np.max(self.windows(x, fill=-np.inf), axis=-3)
