"""Sentences below the drawing: what it leaves out, and how to see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from handnn.sheet.chain import Leaf
from handnn.sheet.model import Block, Cell

MANY_NOTES = 8


def notes_on(blocks: Sequence[Block], chain: Sequence[Leaf]) -> tuple[str, ...]:
    """What a reader of these blocks must be told."""
    cells = list(_cells(blocks))
    notes = []
    if any(cell.struck for cell in cells):
        notes.append("-5→0: ReLU makes 0 of -5.")
    if any(not cell.shown.exact or not cell.last.shown.exact for cell in cells):
        notes.append("≈ Values are rounded for display.")
    if any(cell.elided for cell in cells):
        notes.append(_elision_note(blocks, chain))
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


def _elision_note(blocks: Sequence[Block], chain: Sequence[Leaf]) -> str:
    """How to ask for one cell, by the example of the first one left out of what a step gives."""
    by_path = {leaf.path: leaf for leaf in chain}
    for block in blocks:
        if block.role in ("pre-activation", "activation", "value") and not block.repeated:
            shown = {cell.index for row in block.cells for cell in row if not cell.elided}
            index = _first_missing(by_path[block.step].step.output.shape, shown)
            if index is not None:
                return _ask(by_path[block.step], index)
    return _ask(chain[0], (0,) * chain[0].step.output.ndim)


def _first_missing(shape: tuple[int, ...], shown: set[tuple[int, ...]]) -> tuple[int, ...] | None:
    for axis, n in enumerate(shape):
        seen = {index[axis] for index in shown}
        if len(seen) < n:
            missing = next(i for i in range(n) if i not in seen)
            return tuple(missing if a == axis else 0 for a in range(len(shape)))
    return None


def _ask(leaf: Leaf, index: tuple[int, ...]) -> str:
    asked = index[0] if len(index) == 1 else index
    return (
        f"… stands for cells left out. Ask for any of them: print({leaf.access}.explain({asked}))"
    )
