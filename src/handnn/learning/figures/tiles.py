"""Weights as tiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handnn.arrays import Array
from handnn.learning.figures.drawing import WIDTH, figure
from handnn.markup import element, escaped

NARROWEST = 64  # that a picture is: there is room for its name
TILE = 8  # the least that a weight takes
BETWEEN, LINE = 14, 20  # between two pictures; the line of a name
EDGE = 1  # of the figure, for the lines there
SMALLER = 0.22  # of its side, left free around a negative weight


def tiles(title: str, pictures: Array, names: Sequence[str]) -> str:
    """Weights as tiles: the stronger the colour, the larger the weight; negative ones are smaller.

    Args:
        title: What it shows, for a listener.
        pictures: The weights, shape ``(pictures, rows, columns)``.
        names: What each picture is called.
    """
    n, rows, columns = pictures.shape
    largest = float(np.abs(pictures).max()) or 1.0
    tile = max(TILE, min(NARROWEST // columns, 2 * TILE))
    wide = max(NARROWEST, tile * columns) + BETWEEN
    high = LINE + rows * tile + BETWEEN
    beside = min(n, max(1, (WIDTH + BETWEEN) // wide))
    parts = []
    for i, (picture, name) in enumerate(zip(pictures, names, strict=True)):
        x, y = EDGE + (i % beside) * wide, (i // beside) * high + LINE
        parts.append(element("text", escaped(name), x=x, y=y - 4))
        frame = {"x": x, "y": y, "width": columns * tile, "height": rows * tile}
        parts.append(element("rect", **frame, class_="tile"))
        for (row, column), weight in np.ndenumerate(picture):
            share = abs(float(weight)) / largest
            if share < 0.01:
                continue
            inset = SMALLER * tile * (weight < 0)
            parts.append(
                element(
                    "rect",
                    x=x + column * tile + inset,
                    y=y + row * tile + inset,
                    width=tile - 2 * inset,
                    height=tile - 2 * inset,
                    fill=f"var(--hn-{'negative' if weight < 0 else 'positive'})",
                    fill_opacity=share,
                )
            )
    width, height = beside * wide - BETWEEN, high * -(-n // beside) - BETWEEN
    return figure(title, width + 2 * EDGE, height + 2 * EDGE, *parts)
