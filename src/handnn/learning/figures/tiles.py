"""Weights as tiles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from handnn.arrays import Array
from handnn.learning.figures.drawing import WIDTH, drawing, style
from handnn.markup import element, escaped

NARROWEST = 64  # that a picture is: there is room for its name
TILE = 8  # the least that a weight takes
BETWEEN, LINE = 14, 20  # between two pictures; the line of a name
EDGE = 1  # of a strip, for the lines there
SMALLER = 0.22  # of its side, left free around a negative weight

# On a narrow screen a strip has a row of its own, and all of it.
_CSS = (
    f".hn-strips{{display:flex;flex-wrap:wrap;gap:{BETWEEN - 2 * EDGE}px}}"
    "@container (max-width:480px){.hn-strips svg{width:100%;font-size:15px}}"
)


def tiles(title: str, pictures: Array, names: Sequence[str]) -> str:
    """Weights as tiles: the stronger the colour, the larger the weight; negative ones are smaller.

    The pictures are drawn in strips. A figure has room for two of them in a row, a phone for one.

    Args:
        title: What it shows, for a listener.
        pictures: The weights, shape ``(pictures, rows, columns)``.
        names: What each picture is called.
    """
    columns = pictures.shape[2]
    shares = pictures / (float(np.abs(pictures).max()) or 1.0)
    tile = max(TILE, min(NARROWEST // columns, 2 * TILE))
    wide = max(NARROWEST, tile * columns) + BETWEEN
    beside = max(1, (WIDTH + BETWEEN) // wide // 2)
    width = beside * wide - BETWEEN + 2 * EDGE  # of the last one too: its tiles are as large
    height = LINE + pictures.shape[1] * tile + EDGE
    strips = ""
    for start in range(0, len(pictures), beside):
        part = slice(start, start + beside)
        label = title if len(pictures) <= beside else f"{title}: {', '.join(names[part])}"
        strips += drawing(label, width, height, *_strip(shares[part], names[part], tile, wide))
    return element("style", style() + _CSS) + element("div", strips, class_="hn-figure hn-strips")


def _strip(pictures: Array, names: Sequence[str], tile: int, wide: int) -> Iterator[str]:
    """Pictures side by side, each below its name."""
    rows, columns = pictures.shape[1:]
    for i, (picture, name) in enumerate(zip(pictures, names, strict=True)):
        x, y = EDGE + i * wide, LINE
        yield element("text", escaped(name), x=x, y=y - 4)
        frame = {"x": x, "y": y, "width": columns * tile, "height": rows * tile}
        yield element("rect", **frame, class_="tile")
        for (row, column), share in np.ndenumerate(picture):
            if abs(share) < 0.01:
                continue
            inset = SMALLER * tile * (share < 0)
            yield element(
                "rect",
                x=x + column * tile + inset,
                y=y + row * tile + inset,
                width=tile - 2 * inset,
                height=tile - 2 * inset,
                fill=f"var(--hn-{'negative' if share < 0 else 'positive'})",
                fill_opacity=abs(float(share)),
            )
