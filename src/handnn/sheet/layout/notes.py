"""Sentences below the drawing: what it leaves out, and how to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from handnn.code import is_code
from handnn.explanation import index_text
from handnn.sheet.page import Block, Cell
from handnn.step import Step

MANY_NOTES = 8
STRUCK = "Two numbers in one cell: ReLU makes 0 of the first."


def notes_on(blocks: Sequence[Block], ask: Callable[[], str]) -> tuple[str, ...]:
    """What a reader of these blocks must know; `ask` gives the code that asks for one cell."""
    cells = list(_cells(blocks))
    notes = []
    if any(cell.struck for cell in cells):
        notes.append(STRUCK)
    if any(not cell.shown.exact or not cell.last.shown.exact for cell in cells):
        notes.append("≈ Values are rounded for display.")
    if any(cell.elided for cell in cells):
        notes.append(f"… stands for cells left out. Ask for any of them: print({ask()})")
    return tuple(notes)


def matrix_note(step: Step, name: str) -> str:
    """Where to see a parameter that does not fit beside its layer."""
    shape = " × ".join(map(str, step.parameters[name].shape))
    symbol = step.symbols.parameters[name]
    return f'{symbol} ({shape}) is not drawn: {_access(step)}.parameters["{name}"]'


def first_notes(notes: Sequence[str]) -> tuple[str, ...]:
    """The first few of many notes on units, and how many more there are."""
    if len(notes) <= MANY_NOTES:
        return tuple(notes)
    left = len(notes) - MANY_NOTES + 1
    return (*notes[: MANY_NOTES - 1], f"… and {left} more units.")


def ask_for_value(blocks: Sequence[Block], chain: Sequence[Step]) -> str:
    """Code that asks for the first cell that is left out of a step's output."""
    by_path = {step.path: step for step in chain}
    for block in blocks:
        step = by_path.get(block.step)
        if step and block.name == step.symbols.output and not block.repeated:
            shown = {cell.index for row in block.cells for cell in row if not cell.elided}
            index = _first_missing(step.output.shape, shown)
            if index is not None:
                return f"{_access(step)}.explain({index_text(index)})"
    first = chain[0]
    return f"{_access(first)}.explain({index_text((0,) * first.output.ndim)})"


def _access(step: Step) -> str:
    """How to get at a step in Python."""
    owner = "work" if is_code(step) and "." not in step.path else "trace"
    return f'{owner}["{step.path}"]'


def _cells(blocks: Iterable[Block]) -> Iterator[Cell]:
    return (cell for block in blocks for row in block.cells for cell in row)


def _first_missing(shape: tuple[int, ...], shown: set[tuple[int, ...]]) -> tuple[int, ...] | None:
    for axis, n in enumerate(shape):
        seen = {index[axis] for index in shown}
        if len(seen) < n:
            missing = next(i for i in range(n) if i not in seen)
            return tuple(missing if a == axis else 0 for a in range(len(shape)))
    return None
