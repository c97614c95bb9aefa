"""The regions of a plane, and samples in them: for one moment, or for several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from handnn.arrays import Array
from handnn.learning.figures.drawing import (
    ABOVE,
    ACROSS,
    HEIGHT,
    INKS,
    LEFT,
    UPWARDS,
    WIDTH,
    axes,
    figure,
    written_range,
)
from handnn.learning.figures.frames import Frame, frames
from handnn.markup import element, number

Range = tuple[float, float]

COLUMNS, ROWS = 120, 68  # points of a figure
SHAPES = (  # of samples: a circle, a square, a triangle, a diamond
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "m-4-4h8v8h-8z",
    "m0-5l5 9h-10z",
    "m0-5l5 5l-5 5l-5-5z",
)


def regions(
    title: str,
    grid: Array,
    samples: Array,
    classes: Array | None,
    across: Range,
    upwards: Range,
) -> str:
    """The regions of a plane, and samples in them.

    Args:
        title: What it shows, for a listener.
        grid: The class at each point, the topmost row first.
        samples: Their places, shape ``(samples, 2)``.
        classes: Their true classes; None if they are not known.
        across: The range of the first feature.
        upwards: The range of the second feature.
    """
    above = _above(samples, classes, across, upwards)
    return figure(title, WIDTH, HEIGHT, _regions(grid), above)


def moving_regions(
    title: str,
    label: str,
    moments: Iterable[tuple[str, Array]],
    samples: Array,
    classes: Array | None,
    across: Range,
    upwards: Range,
    legend: str = "",
) -> str:
    """The regions of a plane at several moments, and samples in them.

    Args:
        title: What it shows, for a listener.
        label: What a moment is, for its slider.
        moments: Each in words, and its grid.
        samples: See `regions`.
        classes: See `regions`.
        across: See `regions`.
        upwards: See `regions`.
        legend: What is to be read below, if anything.
    """
    shown = [Frame(words, _regions(grid)) for words, grid in moments]
    above = _above(samples, classes, across, upwards)
    return frames(title, label, shown, above=above, legend=legend)


def _regions(grid: Array) -> str:
    """The areas and the lines between them; a point of the grid is as wide as 1."""
    rows, columns = grid.shape
    size = f"{ACROSS / columns:.4f} {UPWARDS / rows:.4f}"
    place = f"translate({LEFT} {ABOVE}) scale({size})"
    return element("g", *_areas(grid), _border(grid), transform=place)


def _areas(grid: Array) -> Iterator[str]:
    """A path for each class: a rectangle for each of its runs in a row."""
    runs: dict[int, list[str]] = {}
    for i, row in enumerate(grid):
        starts = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
        for start, stop in pairwise(starts):
            runs.setdefault(int(row[start]), []).append(f"M{start} {i}H{stop}v1H{start}")
    for each, drawn in sorted(runs.items()):
        yield element("path", d="".join(drawn), **_look("area", each))


def _border(grid: Array) -> str:
    """A line wherever two neighbours differ: colour alone does not tell regions apart."""
    down = [f"M{j + 1} {i}v1" for i, j in np.argwhere(grid[:, 1:] != grid[:, :-1]).tolist()]
    along = [f"M{j} {i + 1}h1" for i, j in np.argwhere(grid[1:] != grid[:-1]).tolist()]
    path = "".join((*down, *along))
    return element("path", d=path, class_="border") if path else ""


def _above(samples: Array, classes: Array | None, across: Range, upwards: Range) -> str:
    """The samples, as far as they lie in the picture, and the axes."""
    (left, right), (bottom, top) = across, upwards
    parts = []
    for i, (x, y) in enumerate(samples):
        if left <= x <= right and bottom <= y <= top:
            px = LEFT + ACROSS * (x - left) / (right - left)
            py = ABOVE + UPWARDS * (top - y) / (top - bottom)
            parts.append(_sample(px, py, None if classes is None else int(classes[i])))
    labels = written_range("x[1]", across), written_range("x[2]", upwards)
    return "".join(parts) + axes(ACROSS, UPWARDS, *labels)


def _sample(x: float, y: float, of_class: int | None) -> str:
    """A shape in the colour of its class."""
    if of_class is None:
        return element("circle", cx=x, cy=y, r=4, class_="sample", fill="none")
    start = f"M{number(x)} {number(y)}"
    shape = SHAPES[of_class % len(SHAPES)]
    return element("path", d=start + shape, **_look("sample", of_class))


def _look(kind: str, of_class: int) -> dict[str, str]:
    """The colour of a class; in print, where all are black, every second one is paler."""
    ink = INKS[of_class % len(INKS)]
    return {"class_": kind + " odd" * (of_class % 2), "fill": f"var(--hn-{ink})"}
