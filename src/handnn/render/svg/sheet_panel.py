"""The by-hand page drawn: blocks, numbers and marks, all on the lines of the squared paper."""

from __future__ import annotations

import math

from handnn.markup import element, number
from handnn.render.colours import colour_of_name, roles_by_name
from handnn.render.svg.legend import legend
from handnn.render.svg.mark_drawing import drawn_mark, mark_squares
from handnn.render.svg.panel import (
    SQUARE,
    Panel,
    cell_number,
    fitting,
    lettering,
    number_at,
    number_text,
    strike,
)
from handnn.render.svg.placement import places
from handnn.sheet.page import Block, Cell, Page

PAD = 3  # between a number and the rules left and right of it
SMALLEST = 0.78  # scale of the numbers, before wide columns take more squares
STRUCK = 0.8  # scale of a struck-out number


def sheet_panel(page: Page) -> Panel:
    """Draw a page."""
    return _Drawing(page).panel()


class _Drawing:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.widths = {id(block): number_width(block) for block in page.blocks}
        self.places = places(page, lambda block: squares_for(self.widths[id(block)]), mark_squares)
        self.roles = roles_by_name(page.blocks)
        self.scale = min((self._fit(block) for block in page.blocks), default=1.0)

    def panel(self) -> Panel:
        body = "".join(self._block(block) for block in self.page.blocks)
        body += "".join(
            drawn_mark(mark, self.places[id(mark)], self.page.blocks) for mark in self.page.marks
        )
        key = legend(self.page.legend, self.places.values())
        width = max(key.right, *(place.right for place in self.places.values()))
        below = (*key.below, *self.page.notes)
        return Panel(width, self.page.height, body + key.drawn, below)

    # -- blocks -----------------------------------------------------------------------------------

    def _block(self, block: Block) -> str:
        place = self.places[id(block)]
        x, y = place.column * SQUARE, place.row * SQUARE
        unit = place.unit * SQUARE
        width, height = unit * block.width, SQUARE * block.height
        return (
            element("rect", x=x, y=y, width=width, height=height, class_="cells")
            + _bias_ground(block, x, y, unit)
            + _rules(block, x, y, unit)
            + element("rect", x=x, y=y, width=width, height=height, class_="outline")
            + _bias_rule(block, x, y, unit)
            + self._numbers(block, x, y, unit)
        )

    def _ink(self, block: Block, cell: Cell) -> str:
        """A gradient is written in the colour of what it is the gradient of."""
        if block.role != "gradient":
            return ""
        return colour_of_name(cell.variable.name, self.roles, "ink")

    def _fit(self, block: Block) -> float:
        """The scale at which the numbers of a block fit; all blocks share the smallest."""
        room = self.places[id(block)].unit * SQUARE - 2 * PAD
        return fitting(self.widths[id(block)], room, SMALLEST)

    def _numbers(self, block: Block, x: float, y: float, unit: float) -> str:
        numbers = ""
        for i, row in enumerate(block.cells):
            for j, cell in enumerate(row):
                at = x + unit * (j + 0.5), y + SQUARE * (i + 0.5)
                numbers += (
                    _dots(block, i, j, *at)
                    if cell.elided
                    else _number(cell, *at, self.scale, self._ink(block, cell))
                )
        return numbers


# -- cells ----------------------------------------------------------------------------------------


def _number(cell: Cell, x: float, y: float, scale: float, colour: str) -> str:
    if not cell.struck:
        return cell_number(cell.last, x, y, scale, colour)
    style, old, new = lettering(cell), number_text(cell), number_text(cell.last)
    width = cell_width(cell) * scale
    left = x - width / 2 + style.width(old) * STRUCK * scale / 2
    if cell.last.blank:
        return number_at(old, style, left, y, scale * STRUCK, "made")
    right = x + width / 2 - style.width(new) * scale / 2
    return (
        number_at(old, style, left, y, scale * STRUCK, "made off")
        + strike(old, style, left, y, scale * STRUCK)
        + number_at(new, style, right, y, scale, "made")
    )


def cell_width(cell: Cell) -> float:
    """How wide the number in a cell is at full size."""
    if cell.elided:
        return 0
    width = _width(cell.last)
    return width + _width(cell) * STRUCK + 4 if cell.struck else width


def _width(cell: Cell) -> float:
    """How wide its own number is at full size, or the room for it."""
    return lettering(cell).width("0" * cell.room if cell.blank else number_text(cell))


def number_width(block: Block) -> float:
    """How wide the widest number of a block is at full size."""
    return max(cell_width(cell) for row in block.cells for cell in row)


def squares_for(width: float) -> int:
    """How many squares in a row a number of this width needs."""
    return max(1, math.ceil((width * SMALLEST + 2 * PAD) / SQUARE))


def _dots(block: Block, i: int, j: int, x: float, y: float) -> str:
    """Three dots, in the direction in which cells are left out."""
    across = not all(row[j].elided for row in block.cells)
    down = not all(cell.elided for cell in block.cells[i])
    dx, dy = (0 if across and not down else 7), (0 if down and not across else 7)
    return "".join(
        element("circle", cx=x + k * dx, cy=y + k * dy, r=1.5, class_="dot") for k in (-1, 0, 1)
    )


# -- rules ----------------------------------------------------------------------------------------


def _rules(block: Block, x: float, y: float, unit: float) -> str:
    width, height = unit * block.width, SQUARE * block.height
    across = [
        f"M{number(x)} {number(y + SQUARE * i)}h{number(width)}" for i in range(1, block.height)
    ]
    down = [f"M{number(x + unit * j)} {number(y)}v{number(height)}" for j in range(1, block.width)]
    return element("path", d="".join(across + down), class_="rule") if across or down else ""


def _bias_ground(block: Block, x: float, y: float, unit: float) -> str:
    if not block.bias:
        return ""
    width, height = unit * block.width, SQUARE * block.height
    if block.bias == "column":
        return element("rect", x=x + width - unit, y=y, width=unit, height=height, class_="bias")
    return element("rect", x=x, y=y + height - SQUARE, width=width, height=SQUARE, class_="bias")


def _bias_rule(block: Block, x: float, y: float, unit: float) -> str:
    if not block.bias:
        return ""
    width, height = unit * block.width, SQUARE * block.height
    if block.bias == "column":
        return element(
            "path", d=f"M{number(x + width - unit)} {number(y)}v{height}", class_="heavy"
        )
    return element(
        "path", d=f"M{number(x)} {number(y + height - SQUARE)}h{number(width)}", class_="heavy"
    )
