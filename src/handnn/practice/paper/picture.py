"""A worksheet as an SVG picture: everything one below the other."""

from __future__ import annotations

import math

from handnn.markup import element, escaped
from handnn.practice.paper.composing import composed
from handnn.practice.paper.paper import Paper
from handnn.render.style import colours, font_faces
from handnn.render.svg.panel import SQUARE
from handnn.render.svg.picture import SHAPES

WIDTH = 180.0  # millimetres, at least
MARGIN = 8.0
UNITS = SQUARE / 8.0  # of the picture in a millimetre: a square is as large as in other pictures


def picture(paper: Paper, answers: bool) -> str:
    """A worksheet, or its key, as the text of an SVG file.

    Args:
        paper: The worksheet.
        answers: Whether the answers are filled in.
    """
    (page,) = composed(paper, answers, WIDTH, math.inf)
    width = (max(placed.right for placed in page) + 2 * MARGIN) * UNITS
    height = (max(placed.bottom for placed in page) + 2 * MARGIN) * UNITS
    body = "".join(
        element(
            "g",
            placed.box.markup,
            transform=f"translate({(placed.x + MARGIN) * UNITS:.2f} "
            f"{(placed.y + MARGIN) * UNITS:.2f}) scale({placed.box.scale * UNITS:.4g})",
        )
        for placed in page
        if placed.box.markup
    )
    style = font_faces() + colours() + SHAPES.replace("\n", "")
    return element(
        "svg",
        element("title", escaped(paper.title)),
        element("desc", escaped(paper.task)),
        element("style", style),
        element("rect", width=width, height=height, class_="paper"),
        body,
        xmlns="http://www.w3.org/2000/svg",
        class_="handnn",
        role="img",
        text_anchor="middle",
        width=width,
        height=height,
        viewBox=f"0 0 {width:.2f} {height:.2f}",
    )
