"""The regions of a plane, and samples in them: for one moment, or for several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    points,
    written_range,
)
from handnn.learning.figures.frames import Frame, frames
from handnn.learning.figures.outlines import BEND, outlines
from handnn.markup import element, number

Range = tuple[float, float]
Classify = Callable[[Array], Array]

COLUMNS, ROWS = 121, 69  # points of a figure
SHAPES = (  # of samples: a circle, a square, a triangle, a diamond
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "m-4-4h8v8h-8z",
    "m0-5l5 9h-10z",
    "m0-5l5 5l-5 5l-5-5z",
)


def regions(
    title: str,
    classify: Classify,
    samples: Array,
    classes: Array | None,
    across: Range,
    upwards: Range,
) -> str:
    """The regions of a plane, and samples in them.

    Args:
        title: What it shows, for a listener.
        classify: Gives the class of each point of the plane, for points of shape ``(points, 2)``.
        samples: Their places, shape ``(samples, 2)``.
        classes: Their true classes; None if they are not known.
        across: The range of the first feature.
        upwards: The range of the second feature.
    """
    above = _above(samples, classes, across, upwards)
    return figure(title, WIDTH, HEIGHT, _regions(classify, across, upwards), above)


def moving_regions(
    title: str,
    label: str,
    moments: Iterable[tuple[str, Classify]],
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
        moments: Each in words, and what gives the classes then.
        samples: See `regions`.
        classes: See `regions`.
        across: See `regions`.
        upwards: See `regions`.
        legend: What is to be read below, if anything.
    """
    shown = [Frame(words, _regions(each, across, upwards)) for words, each in moments]
    above = _above(samples, classes, across, upwards)
    return frames(title, label, shown, above=above, legend=legend)


def _regions(classify: Classify, across: Range, upwards: Range) -> str:
    """The areas and the lines between them."""
    (left, right), (bottom, top) = across, upwards
    start, size = np.array([left, top]), np.array([right - left, bottom - top])
    found = outlines(lambda points: classify(start + size * points), COLUMNS, ROWS)
    areas = [
        element("path", d=_area(lines), **_look("area", each)) for each, lines in found.items()
    ]
    _, *others = found.values()  # what borders on the first is the outline of another one, too
    border = "".join(_border(line) for lines in others for line in lines)
    return element("g", *areas, element("path", d=border, class_="border") if border else "")


def _area(lines: Sequence[Array]) -> str:
    return "".join(f"M{_drawn(line)}Z" for line in lines)


def _border(line: Array) -> str:
    """An outline without the edges of the picture: colour alone does not tell regions apart."""
    path, is_drawing = "", False
    for start, end in pairwise([*line, line[0]]):
        is_edge = any((np.abs([start - at, end - at]) <= BEND).all(axis=0).any() for at in (0, 1))
        if not is_edge:
            path += f"L{_drawn([end])}" if is_drawing else f"M{_drawn([start, end])}"
        is_drawing = not is_edge
    return path


def _drawn(line: Sequence[Array] | Array) -> str:
    """Points of a square from 0 to 1, in the picture."""
    xs, ys = np.transpose(line)
    return points(LEFT + ACROSS * xs, ABOVE + UPWARDS * ys)


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
