"""Sentences below the drawing: what it leaves out, and how to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from handnn.sheet.layout.chain import Leaf
from handnn.sheet.page import Block, Cell

MANY_NOTES = 8


def notes_on(blocks: Sequence[Block], ask: Callable[[], str]) -> tuple[str, ...]:
    """What a reader of these blocks must be told; `ask` gives the code that asks for one cell."""
    cells = list(_cells(blocks))
    notes = []
    if any(cell.struck for cell in cells):
        notes.append("Two numbers in one cell: ReLU makes 0 of the first.")
    if any(not cell.shown.exact or not cell.last.shown.exact for cell in cells):
        notes.append("≈ Values are rounded for display.")
    if any(cell.elided for cell in cells):
        notes.append(f"… stands for cells left out. Ask for any of them: print({ask()})")
    return tuple(notes)


def matrix_note(leaf: Leaf, name: str) -> str:
    """Where to see a parameter that does not fit beside its layer."""
    shape = " × ".join(map(str, leaf.step.parameters[name].shape))
    symbol = leaf.step.symbols.parameters[name]
    return f'{symbol} ({shape}) is not drawn: {leaf.access}.parameters["{name}"]'


def few(notes: Sequence[str]) -> tuple[str, ...]:
    """So many of them as a reader will read."""
    if len(notes) <= MANY_NOTES:
        return tuple(notes)
    left = len(notes) - MANY_NOTES + 1
    return (*notes[: MANY_NOTES - 1], f"… and {left} more units.")


def _cells(blocks: Iterable[Block]) -> Iterator[Cell]:
    return (cell for block in blocks for row in block.cells for cell in row)


def ask_for_value(blocks: Sequence[Block], chain: Sequence[Leaf]) -> str:
    """Code that asks for the first cell left out of what a step gives."""
    by_path = {leaf.path: leaf for leaf in chain}
    for block in blocks:
        leaf = by_path.get(block.step)
        if leaf and block.name == leaf.step.symbols.output and not block.repeated:
            shown = {cell.index for row in block.cells for cell in row if not cell.elided}
            index = _first_missing(leaf.step.output.shape, shown)
            if index is not None:
                return f"{leaf.access}.explain({_written(index)})"
    first = chain[0]
    return f"{first.access}.explain({_written((0,) * first.step.output.ndim)})"


def _first_missing(shape: tuple[int, ...], shown: set[tuple[int, ...]]) -> tuple[int, ...] | None:
    for axis, n in enumerate(shape):
        seen = {index[axis] for index in shown}
        if len(seen) < n:
            missing = next(i for i in range(n) if i not in seen)
            return tuple(missing if a == axis else 0 for a in range(len(shape)))
    return None


def _written(index: tuple[int, ...]) -> str:
    return str(index[0] if len(index) == 1 else index)
