"""Figures of what was learned, as SVG for a page: curves, regions of a plane, weights as tiles.

No colour carries a meaning alone: curves differ in their dashes, samples in their shapes, and a
negative weight is drawn as a smaller square.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from handnn.arithmetic import format_number
from handnn.arrays import Array
from handnn.markup import element, escaped
from handnn.render.style import PRINT, colours

WIDTH, HEIGHT = 420, 240  # of a diagram, in pixels
LEFT, BELOW, ABOVE, RIGHT = 52, 34, 12, 12  # room for labels
MANY_POINTS = 200  # of a curve, before some are left out
TILE, BETWEEN, BESIDE = 9, 14, 10  # pixels of a weight, between pictures; pictures in a row
DASHES = (None, "6 4", "2 3", "10 3 2 3")
INKS = ("value", "weights", "activation", "grey")
SMALLER = 0.22  # of its side, left free around a negative weight

_CSS = (
    f"svg.hn-figure{{display:block;max-width:100%;height:auto;font:14px {PRINT};"
    "background:var(--hn-paper)}"
    ".hn-figure text{fill:var(--hn-grey)}.hn-figure .axis{stroke:var(--hn-rule);fill:none}"
    ".hn-figure .border{stroke:var(--hn-ink);stroke-width:1.5;fill:none}"
    ".hn-figure .area{shape-rendering:crispEdges}"
    ".hn-figure .curve{fill:none;stroke-width:2}"
    ".hn-figure .sample{stroke:var(--hn-ink);stroke-width:0.75}"
    ".hn-figure .tile{fill:var(--hn-cell);stroke:var(--hn-rule)}"
)


class Curve(NamedTuple):
    """A curve over the epochs.

    Attributes:
        name: What it shows.
        values: A number for each epoch.
        highest: Where the axis ends that it is drawn on.
    """

    name: str
    values: Sequence[float]
    highest: float


def curves(title: str, shown: Sequence[Curve]) -> str:
    """Curves over the epochs, each named at its end.

    Args:
        title: What it shows, for a listener.
        shown: The curves, at least one.
    """
    width, height = WIDTH - LEFT - RIGHT - 110, HEIGHT - ABOVE - BELOW
    n = len(shown[0].values)
    parts = [_axes(width, height, ("1", str(n)), ("0", format_number(shown[0].highest).text))]
    free: list[float] = []
    for i, curve in enumerate(shown):
        at = np.unique(np.linspace(0, n - 1, min(n, MANY_POINTS)).astype(int))
        heights = np.clip(np.asarray(curve.values)[at] / (curve.highest or 1.0), 0, 1)
        xs, ys = LEFT + width * at / max(1, n - 1), ABOVE + height * (1 - heights)
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
        ink = f"var(--hn-{INKS[i % len(INKS)]})"
        dashes = DASHES[i % len(DASHES)]
        parts.append(
            element("polyline", points=points, class_="curve", stroke=ink, stroke_dasharray=dashes)
        )
        label = float(ys[-1]) + 5
        while any(abs(label - other) < 16 for other in free):
            label -= 16
        free.append(label)
        parts.append(element("text", escaped(curve.name), x=LEFT + width + 6, y=label))
    return _figure(title, WIDTH, HEIGHT, parts)


def regions(
    title: str,
    grid: Array,
    samples: Array,
    classes: Array | None,
    across: tuple[float, float],
    upwards: tuple[float, float],
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
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - ABOVE - BELOW
    rows, columns = grid.shape
    w, h = width / columns, height / rows
    parts = [*_areas(grid, w, h), _border(grid, w, h)]
    (left, right), (bottom, top) = across, upwards
    for i, (x, y) in enumerate(samples):
        if left <= x <= right and bottom <= y <= top:
            px = LEFT + width * (x - left) / (right - left)
            py = ABOVE + height * (top - y) / (top - bottom)
            parts.append(_sample(px, py, None if classes is None else int(classes[i])))
    ticks = ([f"{value:.3g}" for value in ends] for ends in (across, upwards))
    parts.append(_axes(width, height, *ticks))
    return _figure(title, WIDTH, HEIGHT, parts)


def tiles(title: str, pictures: Array, names: Sequence[str]) -> str:
    """Weights as tiles: the stronger the colour, the larger the weight; negative ones are smaller.

    Args:
        title: What it shows, for a listener.
        pictures: The weights, shape ``(pictures, rows, columns)``.
        names: What each picture is called.
    """
    _, rows, columns = pictures.shape
    largest = float(np.abs(pictures).max()) or 1.0
    wide, high = columns * TILE + BETWEEN, rows * TILE + 2 * BETWEEN
    parts = []
    for i, (picture, name) in enumerate(zip(pictures, names, strict=True)):
        x, y = (i % BESIDE) * wide, (i // BESIDE) * high
        parts.append(element("text", escaped(name), x=x, y=y + BETWEEN - 3, font_size=11))
        y += BETWEEN
        frame = {"x": x, "y": y, "width": columns * TILE, "height": rows * TILE}
        parts.append(element("rect", **frame, class_="tile"))
        for (row, column), weight in np.ndenumerate(picture):
            share = abs(float(weight)) / largest
            if share < 0.01:
                continue
            inset = SMALLER * TILE * (weight < 0)
            parts.append(
                element(
                    "rect",
                    x=round(x + column * TILE + inset, 2),
                    y=round(y + row * TILE + inset, 2),
                    width=round(TILE - 2 * inset, 2),
                    height=round(TILE - 2 * inset, 2),
                    fill=f"var(--hn-{'negative' if weight < 0 else 'positive'})",
                    fill_opacity=round(share, 2),
                )
            )
    beside = min(BESIDE, len(pictures))
    return _figure(title, beside * wide, high * -(-len(pictures) // BESIDE), parts)


def _figure(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    drawn = element(
        "svg",
        *parts,
        class_="hn-figure",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
    )
    return element("style", colours(".hn-figure") + _CSS) + drawn


def _axes(width: float, height: float, across: Sequence[str], upwards: Sequence[str]) -> str:
    bottom = ABOVE + height
    (first, last), (low, high) = across, upwards
    return (
        element("path", d=f"M{LEFT} {ABOVE}V{bottom:g}H{LEFT + width:g}", class_="axis")
        + element("text", first, x=LEFT, y=bottom + 18)
        + element("text", last, x=LEFT + width, y=bottom + 18, text_anchor="end")
        + element("text", low, x=LEFT - 6, y=bottom, text_anchor="end")
        + element("text", high, x=LEFT - 6, y=ABOVE + 10, text_anchor="end")
    )


def _areas(grid: Array, w: float, h: float) -> Iterator[str]:
    """A rectangle for each run of equal classes in a row."""
    for i, row in enumerate(grid):
        starts = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
        for start, stop in pairwise(starts):
            yield element(
                "rect",
                x=round(LEFT + start * w, 2),
                y=round(ABOVE + i * h, 2),
                width=round((stop - start) * w, 2),
                height=round(h, 2),
                class_="area",
                fill=f"var(--hn-{_ink(int(row[start]))})",
                fill_opacity=0.2,
            )


def _border(grid: Array, w: float, h: float) -> str:
    """A line wherever two neighbours differ: colour alone does not tell regions apart."""
    down = [(i, j + 1, "v", h) for i, j in np.argwhere(grid[:, 1:] != grid[:, :-1]).tolist()]
    along = [(i + 1, j, "h", w) for i, j in np.argwhere(grid[1:] != grid[:-1]).tolist()]
    path = "".join(
        f"M{LEFT + j * w:.1f} {ABOVE + i * h:.1f}{way}{n:.2f}" for i, j, way, n in (*down, *along)
    )
    return element("path", d=path, class_="border") if path else ""


def _sample(x: float, y: float, of_class: int | None) -> str:
    """A circle, a square, a triangle or a diamond, in the colour of its class."""
    if of_class is None:
        return element("circle", cx=round(x, 1), cy=round(y, 1), r=3, class_="sample", fill="none")
    fill = f"var(--hn-{_ink(of_class)})"
    shape = (
        "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
        "m-3-3h6v6h-6z",
        "m0-4l4 7h-8z",
        "m0-4l4 4l-4 4l-4-4z",
    )[of_class % 4]
    return element("path", d=f"M{x:.1f} {y:.1f}{shape}", class_="sample", fill=fill)


def _ink(of_class: int) -> str:
    return INKS[of_class % len(INKS)]
