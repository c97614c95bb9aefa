"""A figure of several frames, one of which is seen at a time.

A script of its own lets the reader turn to another. Without it the figure stands still, and has
nothing to press.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from handnn.learning.figures.drawing import HEIGHT, WIDTH, drawing, style
from handnn.markup import element, escaped
from handnn.render.html.document import css_of
from handnn.render.html.script import joined


class Frame(NamedTuple):
    """One frame of a figure.

    Attributes:
        words: What is seen in it.
        drawn: What is drawn, as SVG.
    """

    words: str
    drawn: str


def frames(
    title: str,
    label: str,
    shown: Sequence[Frame],
    *,
    first: int = -1,
    below: str = "",
    above: str = "",
    legend: str = "",
) -> str:
    """A figure with frames: a drawing, and below it a slider and the words of the frame.

    Args:
        title: What it shows, for a listener.
        label: What differs from frame to frame, for the slider.
        shown: The frames, at least one.
        first: The frame that is seen before another is chosen.
        below: What is drawn below all frames.
        above: What is drawn above all frames.
        legend: What is to be read below, if anything.
    """
    seen = shown[first]
    drawn = [
        element(
            "g",
            element("desc", escaped(frame.words)),
            frame.drawn,
            class_="hn-frame",
            display=None if frame is seen else "none",
        )
        for frame in shown
    ]
    figure = element(
        "handnn-frames",
        drawing(title, WIDTH, HEIGHT, below, *drawn, above),
        element("output", escaped(seen.words), aria_live="off"),
        element("p", escaped(legend)) if legend else "",
        class_="hn-figure",
        data_label=label,
    )
    assets = files("handnn.learning.figures") / "assets"
    rules = style() + css_of(assets / "frames.css")
    return element("style", rules) + figure + element("script", _script())


@cache
def _script() -> str:
    """One classic script; run twice on a page, it does nothing the second time."""
    code = joined(("frames",), files("handnn.learning.figures") / "assets")
    return f'(() => {{\n"use strict";\n{code}}})();\n'
