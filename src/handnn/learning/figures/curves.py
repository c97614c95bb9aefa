"""Curves over the epochs of a training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from handnn.arithmetic import format_number
from handnn.learning.figures.drawing import (
    ABOVE,
    BELOW,
    HEIGHT,
    INKS,
    LEFT,
    RIGHT,
    WIDTH,
    axes,
    figure,
    points,
)
from handnn.markup import element, escaped

MANY_POINTS = 200  # of a curve, before some are left out
DASHES = (None, "6 4", "2 3", "10 3 2 3")
LETTER, LINE = 10, 22  # the most that a name takes: for each letter, and upwards


class Curve(NamedTuple):
    """A curve over the epochs.

    Attributes:
        name: What it shows.
        values: A number for each epoch.
        highest: Where the axis ends that it is drawn on; it begins at 0.
    """

    name: str
    values: Sequence[float]
    highest: float


def curves(title: str, shown: Sequence[Curve], right: tuple[str, str] | None = None) -> str:
    """Curves over the epochs, each named at its end; the axis on the left is that of the first.

    Args:
        title: What it shows, for a listener.
        shown: The curves, at least one.
        right: Where the axis of the others begins and ends, if they have another one.
    """
    room = LETTER * max(len(curve.name) for curve in shown)
    width, height = WIDTH - LEFT - RIGHT - room, HEIGHT - ABOVE - BELOW
    first, n = shown[0], len(shown[0].values)
    highest = format_number(first.highest).text
    parts = [axes(width, height, ("1", "epoch", str(n)), ("0", first.name, highest))]
    taken: list[float] = []
    if right:
        path = f"M{LEFT + width} {ABOVE}V{ABOVE + height}"
        parts.append(element("path", d=path, class_="axis"))
        taken = [ABOVE + height + 5, LINE]
        for end, y in zip(right, taken, strict=True):
            parts.append(element("text", escaped(end), x=LEFT + width + 8, y=y))
    for i, curve in enumerate(shown):
        at = np.unique(np.linspace(0, n - 1, min(n, MANY_POINTS)).astype(int))
        heights = np.clip(np.asarray(curve.values)[at] / (curve.highest or 1.0), 0, 1)
        xs, ys = LEFT + width * at / max(1, n - 1), ABOVE + height * (1 - heights)
        ink = f"var(--hn-{INKS[i % len(INKS)]})"
        dashes = DASHES[i % len(DASHES)]
        line = {"class_": "curve", "stroke": ink, "stroke_dasharray": dashes}
        parts.append(element("polyline", points=points(xs, ys), **line))
        label = max(LINE, float(ys[-1]) + 5)
        away = LINE if label < HEIGHT / 2 else -LINE
        while any(abs(label - other) < LINE for other in taken):
            label += away
        taken.append(label)
        parts.append(element("text", escaped(curve.name), x=LEFT + width + 8, y=label))
    return figure(title, WIDTH, HEIGHT, *parts)
