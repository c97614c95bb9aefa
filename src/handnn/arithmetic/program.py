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
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, repeat
from typing import Any

from handnn.arithmetic.evaluation import in_order
from handnn.arithmetic.guards import Guard
from handnn.arithmetic.number import Given, Number

Slots = tuple[int, ...]
Instruction = tuple[str, Slots]  # an operation, and where its operands are
Run = tuple[Instruction, int, Slots]  # the first instruction, how many, and the steps between them


def compile_cells(
    cells: Sequence[Number], guards: Sequence[Guard], shapes: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    """Turn the expressions of one array into JSON data.

    Args:
        cells: The expressions, in row-major order.
        guards: The decisions they rest on; one on an array that is not in `shapes` stays as it is,
            since nobody can change that array.
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
    known = [guard for guard in guards if _names_read(guard.condition) <= shapes.keys()]
    numbers = in_order([*cells, *(guard.condition for guard in known)])
    slots: dict[int, int] = {}  # by the number's id
    reads = list(dict.fromkeys([n.variable.name for n in numbers if isinstance(n, Given)]))
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
    held = dict.fromkeys((slots[id(guard.condition)], guard.truth) for guard in known)
    results = _runs(("", (slots[id(cell)],)) for cell in cells)
    return {
        "reads": reads,
        "constants": [as_json(value) for value in constants.values()],
        "runs": list(map(_written, _runs(instructions))),
        "cells": [[n, *first, *steps] for (_, first), n, steps in results],
        "guards": [list(guard) for guard in held],
    }


def _names_read(condition: Number) -> set[str]:
    """The names of the arrays that a condition reads."""
    return {n.variable.name for n in in_order([condition]) if isinstance(n, Given)}


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
    alike: dict[tuple[int, str, int], list[int]] = {}  # slots, by depth, operation and operands
    results = [number for number in numbers if number.operation is not None]
    for number in results:
        name = str(number.operation)
        operands = tuple(map(slots.__getitem__, map(id, number.operands)))
        slot = found.get((name, operands))
        if slot is None:
            slot = found[name, operands] = n_leaves + len(found)
            depth[slot] = 1 + max(map(depth.get, operands, repeat(0)), default=0)
            alike.setdefault((depth[slot], name, len(operands)), []).append(slot)
        slots[id(number)] = slot
    order = [slot for kind in sorted(alike) for slot in alike[kind]]
    moved = {slot: n_leaves + i for i, slot in enumerate(order)}
    for number in results:
        slots[id(number)] = moved[slots[id(number)]]
    instructions = list(found)
    return [
        (name, tuple(map(moved.get, operands, operands)))  # a leaf stays where it is
        for name, operands in [instructions[slot - n_leaves] for slot in order]
    ]


def _runs(instructions: Iterable[Instruction]) -> Iterator[Run]:
    """Neighbours that differ by the same step throughout."""
    run: list[Instruction] = []
    steps: Slots = ()
    for instruction in instructions:
        next_steps = _steps(run[-1], instruction) if run else None
        if run and (next_steps is None or (len(run) > 1 and next_steps != steps)):
            yield run[0], len(run), steps
            run = []
        steps = next_steps if run and next_steps is not None else (0,) * len(instruction[1])
        run.append(instruction)
    if run:
        yield run[0], len(run), steps


def _steps(before: Instruction, after: Instruction) -> Slots | None:
    """From slot to slot of two instructions; None if they are of different kinds."""
    (name, slots), (next_name, next_slots) = before, after
    if name != next_name or len(slots) != len(next_slots):
        return None
    return tuple(map(operator.sub, next_slots, slots))


def _written(run: Run) -> list[Any]:
    (name, operands), n, steps = run
    return [name, n, list(operands), *([list(steps)] if n > 1 else [])]
