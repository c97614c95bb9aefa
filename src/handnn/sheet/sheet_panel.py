"""The by-hand page drawn: blocks, numbers and marks, all on the lines of the squared paper."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handnn.sheet.lettering import name_width, shortened
from handnn.sheet.markup import element, number
from handnn.sheet.model import Block, Cell, Mark, Page
from handnn.sheet.panel import (
    NAME_SIZE,
    SMALL_SIZE,
    SQUARE,
    Panel,
    fitting,
    lettering,
    named,
    numeral,
    strike,
    words,
    written,
)
from handnn.sheet.roles import colour_of
from handnn.sheet.squares import Place, places

PAD = 3  # between a number and the rules left and right of it
BESIDE = 8  # between a block and its name
SMALLEST = 0.78  # scale of the numbers, before wide columns take more squares
STRUCK = 0.8  # scale of a struck-out number


def sheet_panel(page: Page) -> Panel:
    """Draw a page."""
    return _Drawing(page).panel()


class _Drawing:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.places = places(page, _cell_squares, _mark_squares)
        self.roles = {block.name: block.role for block in page.blocks}
        self.scale = min((self._fit(block) for block in page.blocks), default=1.0)

    def panel(self) -> Panel:
        body = "".join(self._block(block) for block in self.page.blocks)
        body += "".join(self._mark(mark) for mark in self.page.marks)
        width = max(place.column + place.width for place in self.places.values())
        legend, legend_right = self._legend()
        return Panel(max(width, legend_right), self.page.height, body + legend, self.page.notes)

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

    def _fit(self, block: Block) -> float:
        """The scale at which the numbers of a block fit; the whole page is written at one."""
        widest = max(_cell_width(cell) for row in block.cells for cell in row)
        return fitting(widest, self.places[id(block)].unit * SQUARE - 2 * PAD, SMALLEST)

    def _numbers(self, block: Block, x: float, y: float, unit: float) -> str:
        numbers = ""
        for i, row in enumerate(block.cells):
            for j, cell in enumerate(row):
                at = x + unit * (j + 0.5), y + SQUARE * (i + 0.5)
                numbers += (
                    _dots(block, i, j, *at) if cell.elided else _number(cell, *at, self.scale)
                )
        return numbers

    # -- marks ------------------------------------------------------------------------------------

    def _mark(self, mark: Mark) -> str:
        place = self.places[id(mark)]
        x = (place.column + place.width / 2) * SQUARE
        y = (place.row + place.height / 2) * SQUARE
        if mark.kind == "one":
            return element("text", "1", class_="one", x=x, y=y + 4.5, font_size=14)
        if mark.kind == "name":
            return self._name(mark, place, x, y)
        if mark.kind == "caption":
            if mark.strip is None:
                return words(mark.lines[0], place.column * SQUARE, y)
            return named(mark.lines[0], x, y, "grey", size=SMALL_SIZE)
        return _stacked(mark, x, y, place.width * SQUARE - 6)

    def _name(self, mark: Mark, place: Place, x: float, y: float) -> str:
        """A name keeps close to the block that it stands left or right of."""
        name = mark.lines[0]
        role = self.roles.get(name.removeprefix("∂L/∂"))
        beside = [b for b in self.page.blocks if b.row <= mark.row < b.bottom]
        if any(block.column == mark.right for block in beside):
            return named(
                name, (place.column + place.width) * SQUARE - BESIDE, y, colour_of(role), "end"
            )
        if any(block.right == mark.column for block in beside):
            return named(name, place.column * SQUARE + BESIDE, y, colour_of(role), "start")
        return named(name, x, y, colour_of(role), size=SMALL_SIZE)

    def _legend(self) -> tuple[str, int]:
        """What the signs mean, at the top right of everything there, and where that ends."""
        lines = self.page.legend
        if not lines:
            return "", 0
        level = [
            place.column + place.width for place in self.places.values() if place.row < len(lines)
        ]
        left = max(level) + 2
        drawn = "".join(
            named(line, left * SQUARE, (i + 0.5) * SQUARE, "grey", "start", SMALL_SIZE + 2)
            for i, line in enumerate(lines)
        )
        widest = max(name_width(shortened(line), SMALL_SIZE + 2) for line in lines)
        return drawn, left + math.ceil(widest / SQUARE)


# -- cells ----------------------------------------------------------------------------------------


def _number(cell: Cell, x: float, y: float, scale: float) -> str:
    if not cell.struck:
        return written(cell.last, x, y, scale)
    old, new = numeral(cell), numeral(cell.last)
    style = lettering(cell)
    gap = 4 * scale
    width = (style.width(old) * STRUCK + style.width(new)) * scale + gap
    left = x - width / 2 + style.width(old) * STRUCK * scale / 2
    right = x + width / 2 - style.width(new) * scale / 2
    return (
        element(
            "text",
            old,
            class_="made off",
            x=left,
            y=y + style.height * style.size * scale * STRUCK / 2,
            font_size=style.size * scale * STRUCK,
        )
        + strike(old, style, left, y, scale * STRUCK)
        + element(
            "text",
            new,
            class_="made",
            x=right,
            y=y + style.height * style.size * scale / 2,
            font_size=style.size * scale,
        )
    )


def _cell_width(cell: Cell) -> float:
    """How wide the number in a cell is at full size."""
    if cell.elided:
        return 0
    width = lettering(cell).width(numeral(cell.last))
    return width + lettering(cell).width(numeral(cell)) * STRUCK + 4 if cell.struck else width


def _cell_squares(cell: Cell) -> int:
    return max(1, math.ceil((_cell_width(cell) * SMALLEST + 2 * PAD) / SQUARE))


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


# -- marks ----------------------------------------------------------------------------------------


def _stacked(mark: Mark, x: float, y: float, room: float) -> str:
    """One line, or φ over ≈, centred."""
    step = 20
    top = y - step * (len(mark.lines) - 1) / 2
    drawn = ""
    for i, line in enumerate(mark.lines):
        word = len(line) > 1
        full = SMALL_SIZE if word else NAME_SIZE
        size = full * fitting(name_width(line, full), room, 0.5)
        colour = "ink" if line[0].isalpha() else "grey"
        drawn += named(line, x, top + step * i, colour, size=size)
    return drawn


def _mark_squares(mark: Mark) -> int:
    lines: Sequence[str] = mark.lines
    if mark.kind == "name":
        return math.ceil((name_width(shortened(lines[0]), NAME_SIZE) + BESIDE) / SQUARE)
    if mark.kind == "caption":
        return math.ceil(name_width(lines[0], SMALL_SIZE) / SQUARE)
    if mark.kind == "function":
        return math.ceil((max(name_width(line, SMALL_SIZE) for line in lines) + 6) / SQUARE)
    return 1
