"""Collects the blocks and marks of a page while its left edge is not yet known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from handnn.sheet.layout.cells import Cells, transposed
from handnn.sheet.page import Bias, Block, Cell, Limits, Mark, MarkKind, Role

_Thing = TypeVar("_Thing", Block, Mark)


@dataclass
class PageBuilder:
    """A page in the making; columns may be negative until `align_left`.

    Attributes:
        limits: How much may be shown.
        blocks: The blocks placed so far.
        marks: The marks placed so far.
        bottom: The row below everything placed so far.
    """

    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    bottom: int = 0
    _strips: int = 0
    _aligned: tuple[int, int] = (0, 0)  # how many blocks and marks are in their final columns

    def new_strip(self) -> int:
        """The number of a new, empty strip."""
        self._strips += 1
        return self._strips

    def add_block(
        self,
        name: str,
        role: Role,
        step: str,
        at: tuple[int, int],
        cells: Cells,
        *,
        strip: int | None = None,
        bias: Bias = "",
        repeated: bool = False,
    ) -> Block:
        """Place a block, its first cell at a row and column; by default in a strip of its own."""
        strip = self.new_strip() if strip is None else strip
        block = Block(*at, name, role, step, cells, strip, bias, repeated)
        self.blocks.append(block)
        self.bottom = max(self.bottom, block.bottom)
        return block

    def overwrite(self, block: Block, results: Cells) -> Block:
        """Let every cell of a block become another one, in the same square."""
        cells = tuple(
            tuple(_becoming(cell, new) for cell, new in zip(*rows, strict=True))
            for rows in zip(block.cells, results, strict=True)
        )
        return self._replace(block, replace(block, cells=cells))

    def transpose(self, block: Block) -> Block:
        """Turn a block's columns into rows."""
        turned = replace(block, name=f"{block.name}ᵀ", cells=transposed(block.cells))
        self._replace(block, turned)
        self.bottom = max(thing.bottom for thing in [*self.blocks, *self.marks])
        return turned

    def _replace(self, block: Block, new: Block) -> Block:
        self.blocks[self.blocks.index(block)] = new
        return new

    def add_mark(
        self,
        kind: MarkKind,
        text: str | Sequence[str],
        at: tuple[int, int],
        size: tuple[int, int] = (1, 1),
        step: str = "",
        strip: int | None = None,
    ) -> None:
        """Place a mark at a row and column; its size is rows by columns."""
        lines = (text,) if isinstance(text, str) else tuple(text)
        mark = Mark(*at, kind, lines, *size, step, strip)
        self.marks.append(mark)
        self.bottom = max(self.bottom, mark.bottom)

    def add_heading(self, lines: Sequence[str]) -> int:
        """Place lines at the left below everything else; returns the row below them."""
        row = self.bottom + len(lines)
        self.add_mark("caption", lines, (row, 0))
        self.align_left()
        return row + 1

    def switch_off(self, off: Mapping[str, Any]) -> None:
        """Mark the cells that ReLU has switched off, wherever they are drawn.

        Args:
            off: For the name of an array, which of its cells are off.
        """
        for block in list(self.blocks):
            cells = tuple(
                tuple(replace(cell, off=True) if _is_off(cell, off) else cell for cell in row)
                for row in block.cells
            )
            if cells != block.cells:
                self._replace(block, replace(block, cells=cells))

    def align_left(self) -> None:
        """Shift everything added since the last call so that it starts at column 0."""
        b, m = self._aligned
        added: list[Block | Mark] = [*self.blocks[b:], *self.marks[m:]]
        shift = -min((thing.column for thing in added), default=0)
        self.blocks[b:] = [_shifted(block, shift) for block in self.blocks[b:]]
        self.marks[m:] = [_shifted(mark, shift) for mark in self.marks[m:]]
        self._aligned = len(self.blocks), len(self.marks)


def _is_off(cell: Cell, off: Mapping[str, Any]) -> bool:
    is_computed = not cell.elided and not cell.given
    return is_computed and bool(cell.variable.name in off and off[cell.variable.name][cell.index])


def _becoming(cell: Cell, new: Cell) -> Cell:
    return replace(cell, becomes=_becoming(cell.becomes, new) if cell.becomes else new)


def _shifted(thing: _Thing, shift: int) -> _Thing:
    return replace(thing, column=thing.column + shift)
