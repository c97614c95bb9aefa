"""The loss against one weight, and the steps that gradient descent takes from where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from handnn.arithmetic import format_number
from handnn.arrays import Array
from handnn.learning.figures.drawing import (
    ABOVE,
    ACROSS,
    LEFT,
    UPWARDS,
    axes,
    points,
    written_range,
)
from handnn.learning.figures.frames import Frame, frames
from handnn.markup import element


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


class _Plot(NamedTuple):
    """The place of a diagram, and what its axes reach from and to."""

    left: float
    right: float
    bottom: float
    top: float

    def x(self, weight: Array | float) -> Array:
        return np.asarray(LEFT + ACROSS * (weight - self.left) / (self.right - self.left))

    def y(self, loss: Array | float) -> Array:
        """A loss beyond the diagram, or none at all, is drawn at its edge."""
        within = np.clip(np.nan_to_num(loss, nan=self.top), self.bottom, self.top)
        return np.asarray(ABOVE + UPWARDS * (self.top - within) / (self.top - self.bottom))

    def line(self, weights: Array, losses: Array, **look: str) -> str:
        drawn = points(self.x(weights), self.y(losses))
        return element("polyline", points=drawn, class_="curve", **look)

    def dot(self, weight: float, loss: float, fill: str) -> str:
        place = {"cx": float(self.x(weight)), "cy": float(self.y(loss))}
        look = {"fill": fill, "stroke": "var(--hn-weights)", "stroke_width": 2.5}
        return element("circle", **place, r=6, **look)

    def step(self, weight: float, to: Step) -> str:
        """The way along the axis, then up to the curve."""
        bottom = ABOVE + UPWARDS
        way = f"M{self.x(weight):.1f} {bottom}H{self.x(to.weight):.1f}V{self.y(to.loss):.1f}"
        look = {"class_": "curve", "stroke": "var(--hn-weights)"}
        return element("path", d=way, **look) + self.dot(to.weight, to.loss, "var(--hn-paper)")

    def tangent(self, weight: float, loss: float, slope: float) -> str:
        """A line through a point, no farther than the diagram."""
        ends = np.array([self.left, self.right])
        if slope:
            low, high = sorted(weight + (np.array([self.bottom, self.top]) - loss) / slope)
            ends = np.clip(ends, low, high)
        losses = loss + slope * (ends - weight)
        return self.line(ends, losses, stroke="var(--hn-grey)", stroke_dasharray="6 4")

    def axes(self, symbol: str) -> str:
        across = written_range(symbol, (self.left, self.right))
        upwards = written_range("loss", (self.bottom, self.top))
        return axes(ACROSS, UPWARDS, across, upwards)


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
    plot = _Plot(float(weights[0]), float(weights[-1]), *_range(losses))
    written = format_number(slope).text.replace("-", "−")
    return frames(
        title,
        "learning rate",
        [Frame(step.words, plot.step(start[0], step)) for step in steps],
        first=first,
        below=plot.axes(symbol)
        + plot.line(weights, losses, stroke="var(--hn-ink)")
        + plot.tangent(*start, slope),
        above=plot.dot(*start, "var(--hn-weights)"),
        legend="● now, ○ after the step; orange: the step along the axis, and up to its loss; "
        f"dashed: the tangent, slope\N{NO-BREAK SPACE}{written}",
    )


def _range(losses: Array) -> tuple[float, float]:
    """From 0, or from the lowest loss if that is lower, to the highest that is a number."""
    known = losses[np.isfinite(losses)]
    bottom, top = min(0.0, float(known.min())), float(known.max())
    return (bottom, top) if bottom < top else (bottom, bottom + 1)
