"""The loss against one weight, and the steps that gradient descent takes from where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from handnn.arithmetic import format_number
from handnn.arrays import Array
from handnn.learning.figures.drawing import (
    ABOVE,
    BELOW,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    axes,
    points,
    written_range,
)
from handnn.learning.figures.frames import Frame, frames
from handnn.markup import element

ACROSS, UPWARDS = WIDTH - LEFT - RIGHT, HEIGHT - ABOVE - BELOW


class Step(NamedTuple):
    """A step to another weight.

    Attributes:
        words: What it is.
        weight: The new weight.
        loss: The loss there.
    """

    words: str
    weight: float
    loss: float


def descent(
    title: str,
    symbol: str,
    curve: tuple[Array, Array],
    start: tuple[float, float],
    slope: float,
    steps: Sequence[Step],
    first: int,
) -> str:
    """A curve, its tangent at one point, and a step in each frame.

    Args:
        title: What it shows, for a listener.
        symbol: What the weight is called on paper.
        curve: The weights, in order, and the loss for each.
        start: The weight as it is, and the loss.
        slope: That of the tangent.
        steps: The steps, at least one.
        first: The step that is seen before another is chosen.
    """
    weights, losses = curve
    left, right = float(weights[0]), float(weights[-1])
    bottom = min(0.0, float(np.nanmin(losses)))
    top = float(np.max(losses, where=np.isfinite(losses), initial=start[1])) or 1.0

    def x(weight: Array | float) -> Array:
        return np.asarray(LEFT + ACROSS * (weight - left) / (right - left))

    def y(loss: Array | float) -> Array:
        return np.asarray(ABOVE + UPWARDS * (top - np.clip(loss, bottom, top)) / (top - bottom))

    def line(at: Array, of: Array, **look: str) -> str:
        return element("polyline", points=points(x(at), y(of)), class_="curve", **look)

    def dot(at: float, loss: float, fill: str) -> str:
        look = {"fill": fill, "stroke": "var(--hn-weights)", "stroke_width": 2.5}
        return element("circle", cx=float(x(at)), cy=float(y(loss)), r=6, **look)

    def step(to: Step) -> str:
        foot, base = float(x(to.weight)), ABOVE + UPWARDS
        way = f"M{x(start[0]):.1f} {base}H{foot:.1f}V{y(to.loss):.1f}"
        look = {"class_": "curve", "stroke": "var(--hn-weights)"}
        return element("path", d=way, **look) + dot(to.weight, to.loss, "var(--hn-paper)")

    ends = np.array([left, right])
    if slope:  # no farther than the picture
        low, high = sorted(start[0] + (np.array([bottom, top]) - start[1]) / slope)
        ends = np.clip(ends, low, high)
    tangent = start[1] + slope * (ends - start[0])
    below = (
        axes(
            ACROSS,
            UPWARDS,
            written_range(symbol, (left, right)),
            written_range("loss", (bottom, top)),
        )
        + line(weights, losses, stroke="var(--hn-ink)")
        + line(ends, tangent, stroke="var(--hn-grey)", stroke_dasharray="6 4")
    )
    return frames(
        title,
        "learning rate",
        [Frame(each.words, step(each)) for each in steps],
        first=first,
        below=below,
        above=dot(*start, "var(--hn-weights)"),
        legend=f"● now, ○ after the step; dashed: the tangent, slope {format_number(slope).text}",
    )
