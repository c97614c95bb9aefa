"""Expressions as data: what a program in another language needs to work them out again.

The numbers of one array become a list of instructions over numbered slots. The first slots hold the
cells of the arrays that are read, one array after the other in row-major order; then come
constants; each instruction fills the next slot. What expressions share is worked out once.

Layers do the same thing to many cells, so neighbouring instructions mostly differ by a constant
step in the slots they read. Such a run is written once: ``["multiply", 3, [3, 0], [1, 1]]``
multiplies slots 3 and 0, then 4 and 1, then 5 and 2.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from handnn.arithmetic.evaluation import in_order
from handnn.arithmetic.guards import Guard
from handnn.arithmetic.number import Given, Number

Slots = tuple[int, ...]
Instruction = tuple[str, Slots]  # an operation, and where its operands are


def compile_cells(
    cells: Sequence[Number], guards: Sequence[Guard], shapes: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    """Turn the expressions of one array into JSON data.

    Args:
        cells: The expressions, in row-major order.
        guards: The decisions they rest on.
        shapes: The shape of every array that they may read, by its name on paper.

    Returns:
        A dictionary: ``reads`` (names of arrays), ``constants``, ``runs`` of instructions,
        ``cells`` (where the results are, as runs ``[count, first slot, step]``) and ``guards``
        (pairs of a condition's slot and the truth it must have).

    Examples:
        >>> from handnn.arithmetic import Variable, compile_cells, record
        >>> W = record([[1, -1, 1]], Variable("W", "parameter"))
        >>> x = record([2, 1, 3], Variable("x", "input"))
        >>> compiled = compile_cells([(W @ x).cell(0)], [], {"W": (1, 3), "x": (3,)})
        >>> compiled["reads"]
        ['W', 'x']
        >>> compiled["runs"]
        [['multiply', 3, [0, 3], [1, 1]], ['sum', 1, [6, 7, 8]]]
        >>> compiled["cells"]
        [[1, 9, 0]]
    """
    numbers = in_order([*cells, *(guard.condition for guard in guards)])
    slots: dict[int, int] = {}  # by the number's id
    reads = list(dict.fromkeys(n.variable.name for n in numbers if isinstance(n, Given)))
    *starts, n_read = accumulate((math.prod(shapes[name]) for name in reads), initial=0)
    start = dict(zip(reads, starts, strict=True))
    constants: dict[str, float | bool] = {}
    places: dict[str, int] = {}
    for number in numbers:
        if isinstance(number, Given):
            name = number.variable.name
            slots[id(number)] = start[name] + flat_index(number.index, shapes[name])
        elif number.operation is None:
            key = repr(number.value)  # tells -0.0 from 0.0, and True from 1.0
            constants[key] = number.value
            slots[id(number)] = n_read + places.setdefault(key, len(places))
    instructions = _instructions(numbers, slots, n_read + len(constants))
    held = dict.fromkeys((slots[id(guard.condition)], guard.truth) for guard in guards)
    results = _runs(("", (slots[id(cell)],)) for cell in cells)
    return {
        "reads": reads,
        "constants": [as_json(value) for value in constants.values()],
        "runs": list(map(_written, _runs(instructions))),
        "cells": [[len(run), *run[0][1], *_steps(run)] for run in results],
        "guards": [list(guard) for guard in held],
    }


def flat_index(index: Sequence[int], shape: Sequence[int]) -> int:
    """The position of a cell when all cells stand in one row."""
    flat = 0
    for i, n in zip(index, shape, strict=True):
        flat = flat * n + i
    return flat


def as_json(value: float | bool) -> float | bool | str:
    """A value for JSON, which knows no infinity: those become the names JavaScript reads."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"


def _instructions(
    numbers: Iterable[Number], slots: dict[int, int], n_leaves: int
) -> list[Instruction]:
    """Every instruction once, operands first, in an order that puts equal operations together.

    Writes the slot of every result into `slots`.
    """
    found: dict[Instruction, int] = {}
    depth: dict[int, int] = {}  # how many instructions must come before, by slot
    results = [number for number in numbers if number.operation is not None]
    for number in results:
        instruction = str(number.operation), tuple(slots[id(o)] for o in number.operands)
        slot = found.setdefault(instruction, n_leaves + len(found))
        depth[slot] = 1 + max((depth.get(operand, 0) for operand in instruction[1]), default=0)
        slots[id(number)] = slot
    order = sorted(found, key=lambda i: (depth[found[i]], i[0], len(i[1])))
    moved = {found[instruction]: n_leaves + i for i, instruction in enumerate(order)}
    for number in results:
        slots[id(number)] = moved[slots[id(number)]]
    return [(name, tuple(moved.get(slot, slot) for slot in operands)) for name, operands in order]


def _runs(instructions: Iterable[Instruction]) -> Iterator[list[Instruction]]:
    """Neighbours that differ by the same step throughout."""
    run: list[Instruction] = []
    for instruction in instructions:
        if run and not _continues(run, instruction):
            yield run
            run = []
        run.append(instruction)
    if run:
        yield run


def _continues(run: list[Instruction], instruction: Instruction) -> bool:
    (name, last), (next_name, operands) = run[-1], instruction
    if name != next_name or len(last) != len(operands):
        return False
    return len(run) == 1 or _difference(last, operands) == _steps(run)


def _steps(run: list[Instruction]) -> Slots:
    return _difference(run[0][1], run[min(1, len(run) - 1)][1])


def _difference(before: Slots, after: Slots) -> Slots:
    return tuple(b - a for a, b in zip(before, after, strict=True))


def _written(run: list[Instruction]) -> list[Any]:
    name, operands = run[0]
    steps = [list(_steps(run))] if len(run) > 1 else []
    return [name, len(run), list(operands), *steps]
