"""A builder to lay blocks and marks out on, before the page knows where its left edge is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from handnn.sheet.layout.cells import Cells, transposed
from handnn.sheet.page import Bias, Block, Cell, Limits, Mark, MarkKind, Role

_Thing = TypeVar("_Thing", Block, Mark)


@dataclass
class PageBuilder:
    """Where a sheet is laid out; columns may be negative until `settle`.

    Attributes:
        limits: How much may be shown.
        blocks: What has been placed so far.
        marks: The marks between.
    """

    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    _strips: int = 0
    _settled: tuple[int, int] = (0, 0)

    def new_strip(self) -> int:
        """The number of a strip that nothing stands in yet."""
        self._strips += 1
        return self._strips

    def put(
        self,
        name: str,
        role: Role,
        step: tuple[str, ...],
        at: tuple[int, int],
        cells: Cells,
        *,
        strip: int | None = None,
        bias: Bias = "",
        repeated: bool = False,
    ) -> Block:
        """Place a block, its first cell at a row and column; by default in a strip of its own."""
        strip = self.new_strip() if strip is None else strip
        block = Block(name, role, step, *at, cells, strip, bias, repeated)
        self.blocks.append(block)
        return block

    def rework(self, block: Block, made: Cells) -> Block:
        """Let every cell of a block become another one, in the same square."""
        cells = tuple(
            tuple(_becoming(cell, new) for cell, new in zip(*rows, strict=True))
            for rows in zip(block.cells, made, strict=True)
        )
        reworked = replace(block, cells=cells)
        self.blocks[self.blocks.index(block)] = reworked
        return reworked

    def turn(self, block: Block) -> Block:
        """Lay a block down: rows for columns."""
        turned = replace(block, name=f"{block.name}ᵀ", cells=transposed(block.cells))
        self.blocks[self.blocks.index(block)] = turned
        return turned

    def mark(
        self,
        kind: MarkKind,
        text: str | Sequence[str],
        at: tuple[int, int],
        size: tuple[int, int] = (1, 1),
        step: tuple[str, ...] = (),
        strip: int | None = None,
    ) -> None:
        """Place a mark at a row and column; its size is rows by columns."""
        lines = (text,) if isinstance(text, str) else tuple(text)
        self.marks.append(Mark(kind, lines, *at, *size, step, strip))

    @property
    def bottom(self) -> int:
        """The row below everything placed so far."""
        placed: list[Block | Mark] = [*self.blocks, *self.marks]
        return max((thing.bottom for thing in placed), default=0)

    def settle(self) -> None:
        """Move what was placed since the last time so far right that it starts at column 0."""
        b, m = self._settled
        placed: list[Block | Mark] = [*self.blocks[b:], *self.marks[m:]]
        shift = -min((thing.column for thing in placed), default=0)
        self.blocks[b:] = [_moved(block, shift) for block in self.blocks[b:]]
        self.marks[m:] = [_moved(mark, shift) for mark in self.marks[m:]]
        self._settled = len(self.blocks), len(self.marks)


def _becoming(cell: Cell, new: Cell) -> Cell:
    return replace(cell, becomes=_becoming(cell.becomes, new) if cell.becomes else new)


def _moved(thing: _Thing, shift: int) -> _Thing:
    return replace(thing, column=thing.column + shift)
