"""The legend: short lines right of the sheet's first rows, longer ones below the sheet."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from handnn.elision import shortened
from handnn.render.svg.lettering import name_width
from handnn.render.svg.panel import LONGEST_NAME, SQUARE, name_at
from handnn.render.svg.placement import Place

SHORT = 30  # characters
SIZE = 17


@dataclass(frozen=True)
class Legend:
    """A legend, drawn.

    Attributes:
        drawn: The markup of its short lines.
        right: The column right of them; 0 where there are none.
        below: The longer lines.
    """

    drawn: str
    right: int
    below: tuple[str, ...]


def legend(lines: Collection[str], places: Collection[Place]) -> Legend:
    """Draw a legend beside what stands at some places."""
    short = [line for line in lines if len(line) <= SHORT]
    below = tuple(line for line in lines if len(line) > SHORT)
    column = max((place.right for place in places if place.row < len(short)), default=0) + 2
    drawn = "".join(
        name_at(line, column * SQUARE, (i + 0.5) * SQUARE, "grey", "start", SIZE)
        for i, line in enumerate(short)
    )
    widest = max((name_width(shortened(line, LONGEST_NAME), SIZE) for line in short), default=0)
    return Legend(drawn, column + math.ceil(widest / SQUARE) if short else 0, below)
