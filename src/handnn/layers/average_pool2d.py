"""The mean of each window."""

from typing import Any

import numpy as np

from handnn.layers.pooling import Pooling


class AveragePool2D(Pooling):
    """Move a window over a picture, and take the mean of the numbers in it at every place.

    Source: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998). It is
    PyTorch's ``AvgPool2d``.

    Args:
        size: The size of the window; a number, or ``(rows, columns)``.
        stride: How far the window moves each time; by default its size, so that windows do not
            overlap. Rows and columns that are left over are left out.
        padding: How many zeros are added on both sides, which count too; at most half the size.
        name: What the layer is called in its network.

    Raises:
        SettingError: If a setting is not a whole number, or two, or the padding is too large.
        ShapeError: When the layer runs, if a picture has fewer points than the window.

    Examples:
        >>> import handnn as hn
        >>> pool = hn.AveragePool2D(2, name="pool")
        >>> picture = [[[1, 4, 2, 0], [3, 2, 0, 6]]]
        >>> pool(picture)
        array([[[2.5, 2. ]]])
        >>> print(pool.trace(picture)["pool"].explain((0, 0, 0)))
        y[1,1,1] = (x[1,1,1] + x[1,1,2] + x[1,2,1] + x[1,2,2]) / 4
        y[1,1,1] = (1 + 4 + 3 + 2) / 4 = 2.5
    """

    def forward(self, x: Any) -> Any:
        """The mean of each window."""
        return np.mean(self.windows(x, fill=0.0), axis=-3)
