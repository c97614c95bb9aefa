"""A sample that is a picture, drawn as squares: the larger the number, the more ink."""

from __future__ import annotations

import numpy as np

from handnn.arrays import Array
from handnn.markup import element

SIDE = 16  # of a point, in units of the drawing


def pixels(sample: Array, shape: tuple[int, int]) -> str:
    """Draw the features of one sample as a picture.

    The smallest number is left blank, the largest one is full of ink; so is one that is not finite.

    Args:
        sample: Shape ``(rows * columns,)``.
        shape: Rows and columns.

    Examples:
        >>> import numpy as np
        >>> print(pixels(np.array([0, 4, 1, 0]), (2, 2)).count("<rect"))
        4
    """
    rows, columns = shape
    finite = np.isfinite(sample)
    low, high = (sample[finite].min(), sample[finite].max()) if finite.any() else (0.0, 1.0)
    shares = np.where(finite, (sample - low) / (high - low or 1.0), 1.0)
    points = [
        element(
            "rect",
            x=i % columns * SIDE,
            y=i // columns * SIDE,
            width=SIDE,
            height=SIDE,
            fill_opacity=round(float(share), 3),
        )
        for i, share in enumerate(shares)
    ]
    return element(
        "svg",
        *points,
        viewBox=f"0 0 {columns * SIDE} {rows * SIDE}",
        role="img",
        aria_label=f"The input as a picture, {rows} × {columns}",
    )
