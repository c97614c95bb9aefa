"""From squares to characters: on which line each row is, and at which column of text each square.

Every row of squares takes one line of text and every rule one more. Columns need more thought,
because a square is as wide as the numbers in it: each strip of blocks is measured by itself; then
the strips are put side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from handnn.arithmetic import format_number, to_ascii
from handnn.render.strips import place_strips
from handnn.render.text.rows import Rows
from handnn.sheet.page import Block, Cell, Mark, Page

MARGIN = 1
NARROWEST = 3  # characters inside a square
OVERHANG = 2  # characters by which a name may be wider than its square
_SIGNS = str.maketrans(
    dict(zip("φ≈↑×−÷", "f~^x-/", strict=True)) | {"→": "->", "←": "<-", "ᵀ": "^T"}
)


class Typeset:
    """A page measured in characters.

    Args:
        page: The page.
        ascii: Whether to keep to ASCII.
        digits: How many digits are kept of a number that is not whole; by default as many as in the
            arithmetic.

    Attributes:
        marks: The marks that are drawn in text.
        width: How many characters the widest line has.
    """

    def __init__(self, page: Page, ascii: bool, digits: int | None = None) -> None:
        self.page = page
        self.digits = digits
        self.ascii = ascii
        self.marks = [mark for mark in page.marks if mark.kind != "name"]
        self._blocks_in, self._marks_in = Rows(page.blocks), Rows(self.marks)
        self._strips = self._measure_strips()
        self._set_lines()
        self._set_columns()
        ends = [self.border(block, block.width) + 1 for block in page.blocks]
        ends += [
            column + len(text) for mark in self.marks for _, column, text in self.lettering(mark)
        ]
        self.width = max(ends)

    # -- text -------------------------------------------------------------------------------------

    def encoded(self, text: str) -> str:
        """The text, in ASCII where that is asked for."""
        if not self.ascii:
            return text
        return to_ascii(text.replace(" × ", " * ").translate(_SIGNS))

    def cell_texts(self, block: Block) -> list[list[str]]:
        """What is written in each square of a block."""
        return [[self.encoded(self._cell_text(cell)) for cell in row] for row in block.cells]

    def _cell_text(self, cell: Cell) -> str:
        if cell.elided:
            return "…"
        text = self._number(cell)
        return f"{text}→{self._number(cell.last)}" if cell.struck else text

    def _number(self, cell: Cell) -> str:
        if cell.blank:
            return "_" * cell.room
        text = cell.shown.text
        if self.digits is None or "." not in text:
            return text
        value = float(text)
        whole_digits = len(str(int(abs(value))))
        return format_number(float(f"{value:.{max(self.digits, whole_digits)}g}")).text

    # -- places -----------------------------------------------------------------------------------

    def rule_line(self, row: int) -> int:
        """The line of text of the rule above a row of squares."""
        return self._rule_lines[row]

    def row_line(self, row: int) -> int:
        """The line of text of a row of squares."""
        return self._row_lines[row]

    def border(self, block: Block, j: int) -> int:
        """The column of text of the border left of a block's column `j`."""
        return self._left[block.strip] + self._strips[block.strip].offset(block.column + j)

    def lettering(self, mark: Mark) -> Iterator[tuple[int, int, str]]:
        """Each line of a mark, with the line and the column of text where it starts."""
        row = mark.row + mark.height // 2
        first = self.row_line(row) - len(mark.lines) + 1
        for i, text in enumerate(map(self.encoded, mark.lines)):
            yield first + i, self._start(mark, len(text)), text

    def _start(self, mark: Mark, length: int) -> int:
        """The column of text of a mark: centred in its squares or its gap, or beside a block."""
        if mark.strip is not None:
            strip, left = self._strips[mark.strip], self._left[mark.strip]
            start, end = strip.offset(mark.column) + 1, strip.offset(mark.right)
            return left + start + (end - start - length) // 2
        before, after = self._neighbours(mark)
        if before and after:
            start, end = self.border(before, before.width) + 1, self.border(after, 0)
            return start + (end - start - length) // 2
        if before:
            return self.border(before, before.width) + 2
        return self.border(after, 0) - 1 - length if after else MARGIN

    def _neighbours(self, mark: Mark) -> tuple[Block | None, Block | None]:
        """The nearest blocks left and right of a mark; an arrow may start below a block."""
        above = mark.kind == "arrow"
        level = self._blocks_in.between(mark.row - above, mark.bottom)
        before = [block for block in level if block.right <= mark.column]
        after = [block for block in level if block.column >= mark.right]
        return (
            max(before, key=lambda block: block.right, default=None),
            min(after, key=lambda block: block.column, default=None),
        )

    # -- measuring --------------------------------------------------------------------------------

    def _measure_strips(self) -> dict[int, _Strip]:
        strips: dict[int, _Strip] = {}
        for block in self.page.blocks:
            strip = strips.setdefault(block.strip, _Strip())
            for j, texts in enumerate(zip(*self.cell_texts(block), strict=True)):
                strip.widen(block.column + j, max(map(_square_width, texts)))
        for mark in self.marks:
            if mark.strip is not None and mark.width == 1:
                strips[mark.strip].widen(mark.column, self._text_width(mark) - OVERHANG)
        return strips

    def _set_lines(self) -> None:
        ruled = {row for b in self.page.blocks for row in range(b.row, b.bottom + 1)}
        self._rule_lines: dict[int, int] = {}
        self._row_lines: dict[int, int] = {}
        line = 0
        for row in range(self.page.height + 1):
            if row in ruled:
                self._rule_lines[row] = line
                line += 1
            self._row_lines[row] = line
            line += 1

    def _set_columns(self) -> None:
        leftmost = dict.fromkeys(self._strips, MARGIN)
        for mark in self.marks:
            before, block = self._neighbours(mark)
            if mark.strip is None and not before and block:  # words between the margin and a block
                end = MARGIN + self._text_width(mark) + 1
                room = end - self._strips[block.strip].offset(block.column)
                leftmost[block.strip] = max(leftmost[block.strip], room)
        self._left = place_strips(leftmost, self._distances())

    def _distances(self) -> dict[tuple[int, int], int]:
        """How far right of one strip's beginning that of another one must at least be."""
        distances: dict[tuple[int, int], int] = {}
        for a, b in self._side_by_side():
            start = self._strips[b.strip].offset(b.column)
            end = self._strips[a.strip].offset(a.right) + 1
            distance = end + self._gap(a, b) - start
            pair = a.strip, b.strip
            distances[pair] = max(distances.get(pair, distance), distance)
        return distances

    def _side_by_side(self) -> Iterator[tuple[Block, Block]]:
        """Each two blocks with none between them in some row, once."""
        known = set()
        for row in range(self.page.height):
            level = self._blocks_in.between(row, row + 1)
            for a, b in pairwise(sorted(level, key=lambda block: block.column)):
                if (id(a), id(b)) not in known:
                    known.add((id(a), id(b)))
                    yield a, b

    def _gap(self, a: Block, b: Block) -> int:
        """How many characters stand between two blocks."""
        between = [
            self._text_width(mark) + 2
            for mark in self._marks_in.between(a.row, a.bottom)
            if a.right <= mark.column and mark.right <= b.column
        ]
        return max(1 if b.column - a.right == 1 else 4, *between, 0)

    def _text_width(self, mark: Mark) -> int:
        """How many characters the longest line of a mark has."""
        return max(len(self.encoded(line)) for line in mark.lines)


class _Strip:
    """The widths of a strip's columns."""

    def __init__(self) -> None:
        self._inside: dict[int, int] = {}

    def widen(self, column: int, inside: int) -> None:
        """Make a column at least `inside` characters wide between its rules."""
        self._inside[column] = max(self._inside.get(column, NARROWEST), inside)

    def offset(self, column: int) -> int:
        """How far the rule left of a column is from the strip's first rule."""
        return sum(inside + 1 for c, inside in self._inside.items() if c < column)


def _square_width(text: str) -> int:
    """How wide a number makes its square: a blank on either side, of which one may be the minus."""
    return len(text.removeprefix("-")) + 2
