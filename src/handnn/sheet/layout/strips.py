"""Lines of code drawn one below the other: arrays as blocks, operators between them, the result.

What does not fit the staircase, because several arrays meet, is drawn as the code has it. What the
code was given is printed; what it computed is handwritten.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from handnn.elision import shortened
from handnn.sheet.layout.expression import Grid, Token, grids_of, joined, tokens_of
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.page import Block, Limits, Role
from handnn.step import Step

LONGEST_CODE = 70  # characters of a line of code above its strip
_ROLES: dict[str, Role] = {"input": "input", "parameter": "parameter", "gradient": "gradient"}


class Strips:
    """Places lines of code on a page, each below the last.

    Args:
        builder: The page to place them on.
    """

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self._drawn: set[str] = set()

    def add(self, line: Step) -> None:
        """Place a line: its code, and below it the arrays that it takes and its result."""
        builder = self._builder
        row = builder.bottom + 1 if builder.blocks else 0
        code = shortened(line.layer.label, LONGEST_CODE)
        builder.add_mark("code", code, (row, 0), step=line.path)
        row += 1
        variable = line.variable("output")
        equation = equation_of(line, builder.limits)
        for part in _wrapped(equation, _room(builder.limits)):
            self._place(part, row, line, variable.name)
            row = builder.bottom + 1
        builder.align_left()

    def _place(self, tokens: Sequence[Token], row: int, line: Step, result: str) -> None:
        """Place grids and signs side by side, the smaller ones half-way down."""
        builder = self._builder
        height = max(len(token.cells) for token in tokens if isinstance(token, Grid))
        column = 0
        for token in tokens:
            if isinstance(token, str):
                width = max(1, -(-(len(token.strip()) + 1) // 4))
                at = (row, column)
                builder.add_mark("function", token.strip(), at, (height, width), line.path)
                column += width
                continue
            top = row + (height - len(token.cells)) // 2
            is_result = token.variable.name == result
            block = self._block(token, top, column, line, is_result)
            column = block.right

    def _block(self, grid: Grid, row: int, column: int, line: Step, is_result: bool) -> Block:
        builder = self._builder
        role = _ROLES.get(grid.variable.role, "value")
        block = builder.add_block(
            grid.name,
            role,
            line.path if is_result else "",
            (row, column),
            grid.cells,
            repeated=grid.name in self._drawn,
        )
        self._drawn.add(grid.name)
        builder.add_mark(
            "caption",
            grid.name,
            (block.bottom, block.column),
            (1, block.width),
            line.path,
            block.strip,
        )
        return block


def equation_of(line: Step, limits: Limits) -> list[Token]:
    """A line of code as an equation of grids; where it is none, its arrays and an arrow."""
    tokens, sign = tokens_of(line.rerun().node, limits), " = "
    if not tokens:
        grids = [
            grid
            for source in getattr(line, "sources", ())
            for grid in grids_of(source.value, source.variable, limits, source.is_given)
        ]
        tokens, sign = [token for grid in grids for token in (", ", grid)][1:], " → "
    variable = line.variable("output")
    result = grids_of(line.output, variable, limits, False, _lies(line, tokens))
    between = [token for grid in result for token in (", ", grid)][1:]
    return joined([*tokens, sign, *between])


def _lies(line: Step, tokens: Sequence[Token]) -> bool:
    """Whether a vector that results lies down, as all vectors do that it was made of."""
    grids = [token for token in tokens if isinstance(token, Grid)]
    lying = [len(grid.cells) == 1 and len(grid.cells[0]) > 1 for grid in grids]
    return line.output.ndim == 1 and bool(lying) and all(lying)


def _room(limits: Limits) -> float:
    """How many characters a row of grids may be wide, roughly: fewer the shorter segments are."""
    return math.inf if limits.segment >= Limits().segment else 14 + 16 * limits.segment


def _wrapped(tokens: Sequence[Token], room: float) -> list[list[Token]]:
    """The tokens in rows that are no wider than there is room, or have a single grid."""
    rows: list[list[Token]] = [[]]
    used = 0
    for i, token in enumerate(tokens):
        after = tokens[i + 1 : i + 2] if isinstance(token, str) else []
        width = sum(map(_width, (token, *after)))
        if isinstance(token, str) and after and rows[-1] and used + width > room:
            rows.append([])
            used = 0
        rows[-1].append(token)
        used += _width(token)
    return rows


def _width(token: Token) -> int:
    """Roughly how many characters wide a grid or a sign is."""
    if isinstance(token, str):
        return len(token) + 2
    columns = zip(*token.cells, strict=True)
    return 1 + sum(3 + max(len(cell.shown.text) for cell in column) for column in columns)
