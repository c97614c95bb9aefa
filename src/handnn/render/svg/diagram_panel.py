"""The network diagram drawn: circles with values in them, and edges that show sign and size."""

from __future__ import annotations

import math

from handnn.markup import element
from handnn.render.colours import colour_of
from handnn.render.svg.panel import (
    SQUARE,
    Panel,
    cell_number,
    fitting,
    lettering,
    name_at,
    number_text,
    words_at,
)
from handnn.sheet.diagram import Diagram, UnitRow
from handnn.sheet.page import Cell

RADIUS = 18
LABELS = 2  # squares for the names of the rows
THINNEST, THICKEST = 0.75, 1.75
SMALLEST = 0.6  # scale of a long number in a unit

Point = tuple[float, float]


def diagram_panel(diagram: Diagram) -> Panel:
    """Draw a diagram."""
    return _Drawing(diagram).panel()


class _Drawing:
    def __init__(self, diagram: Diagram) -> None:
        self.rows = diagram.rows
        widest = max(len(row.units) for row in self.rows)
        longest = max(_width(unit) for row in self.rows for unit in row.units)
        self.node = max(2 * RADIUS, 2 * round((longest * 0.8 + 14) / 2))
        self.scale = fitting(longest, self.node - 10, SMALLEST)
        self.spacing = max(2, math.ceil((self.node + 16) / SQUARE))
        self.pitch = 4 if widest <= 5 else 5
        self.width = LABELS + self.spacing * widest
        self.heaviest = max(
            (abs(e.weight.value or 0) for r in self.rows for e in r.edges), default=1
        )

    def panel(self) -> Panel:
        edges, units = "", ""
        for i, row in enumerate(self.rows):
            if i:
                edges += self._edges(self.rows[i - 1], row, i)
            height = self._centre(i, row, 0)[1]
            units += name_at(row.name, SQUARE / 2, height, colour_of(row.role))
            for j, unit in enumerate(row.units):
                units += self._unit(unit, self._centre(i, row, j))
        height = self.pitch * (len(self.rows) - 1) + 2
        return Panel(self.width, height, edges + units)

    def _centre(self, i: int, row: UnitRow, j: int) -> Point:
        """The centre of a unit."""
        middle = LABELS + (self.width - LABELS) / 2
        x = middle + self.spacing * (j - (len(row.units) - 1) / 2)
        return x * SQUARE, (1 + self.pitch * i) * SQUARE

    def _edges(self, above: UnitRow, row: UnitRow, i: int) -> str:
        if row.gap:
            y = self._centre(i, row, 0)[1]
            return words_at(row.gap, self._middle, y - self.pitch * SQUARE / 2, "middle")
        if row.band:
            return self._band(above, row, i)
        lines = ""
        for edge in row.edges:
            source, weight = above.units[edge.source], edge.weight.value or 0.0
            (x1, y1), (x2, y2) = (
                self._centre(i - 1, above, edge.source),
                self._centre(i, row, edge.target),
            )
            share = abs(weight) / self.heaviest
            classes = ["edge", *["negative"] * (weight < 0), *["mute"] * source.off]
            lines += element(
                "line",
                x1=x1,
                y1=y1,
                x2=x2,
                y2=y2,
                class_=" ".join(classes),
                stroke_width=round(THINNEST + (THICKEST - THINNEST) * share, 2),
                data_cell=edge.weight.symbol,
            )
        return lines

    @property
    def _middle(self) -> float:
        return (LABELS + self.width) * SQUARE / 2

    def _band(self, above: UnitRow, row: UnitRow, i: int) -> str:
        """A layer that is not dense: a band across, with its name."""
        y = self._centre(i, row, 0)[1] - self.pitch * SQUARE / 2
        wires = ""
        for j in range(len(above.units)):
            x, top = self._centre(i - 1, above, j)
            wires += element("line", x1=x, y1=top, x2=x, y2=y, class_="edge")
        for j in range(len(row.units)):
            x, bottom = self._centre(i, row, j)
            wires += element("line", x1=x, y1=y, x2=x, y2=bottom, class_="edge")
        widest = max(len(above.units), len(row.units), 2)
        width = (self.spacing * (widest - 1) + 2) * SQUARE
        band = element(
            "rect",
            x=self._middle - width / 2,
            y=y - SQUARE / 2,
            width=width,
            height=SQUARE,
            rx=6,
            class_="band",
        )
        return wires + band + words_at(row.band, self._middle, y, "middle", width - 12)

    def _unit(self, unit: Cell, at: Point) -> str:
        x, y = at
        if unit.elided:
            return "".join(
                element("circle", cx=x + dx, cy=y, r=1.75, class_="dot") for dx in (-8, 0, 8)
            )
        outline = element(
            "rect",
            x=x - self.node / 2,
            y=y - RADIUS,
            width=self.node,
            height=2 * RADIUS,
            rx=RADIUS,
            class_="unit off" if unit.off else "unit",
        )
        return outline + cell_number(unit, x, y, self.scale, data=True)


def _width(unit: Cell) -> float:
    """How wide its number is at full size."""
    return lettering(unit).width(number_text(unit))
