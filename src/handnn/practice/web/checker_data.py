"""What the checker of a page knows: all expressions, right and wrong, as one table of parts.

The slips are tried here, in Python. The page is told what each makes of a cell, and works it out in
the learner's own numbers. Wrong expressions share most of their parts with the right one and with
each other, so each costs a few bytes.

Two worksheets of the same kind differ only in their numbers. What they have in common is apart from
those, so that many of them take little more room than one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from handnn.arithmetic import Given, Number, as_json, in_order, writing_rules
from handnn.explanation import MANY_TERMS
from handnn.practice.checking import NOT_CLEAR_TEXTS, Checker
from handnn.practice.expressions import symbol
from handnn.practice.feedback import NOT_CLEAR
from handnn.practice.rounding import NOISE, Program
from handnn.practice.slips import SLIPS, Slip
from handnn.practice.writing_slips import AFTER_OTHERS, BEFORE_OTHERS, WritingSlip


def checker_data(checker: Checker) -> dict[str, Any]:
    """What the page's checker is made of, but for the numbers: see `cell_values`.

    Returns:
        A dictionary: the ``cells`` (each its symbol and its array), ``constants``, ``operations``
        and ``nodes`` (each an operation and its operands: cells first, then constants, then nodes);
        ``asked``, in the order of the work: each a cell, its expression, and its candidates, each a
        slip, what it is about, and an expression; the texts of all that; how to write it.

    Examples:
        >>> import handnn as hn
        >>> from handnn.practice.checking import Checker
        >>> data = checker_data(Checker(hn.worksheet(hn.gallery["single-neuron"]).key))
        >>> data["cells"][0], data["operations"][:2]
        (['W[1,1]', 'W'], ['product', 'sum'])
    """
    key = checker.key
    cells = [(symbol(cell), cell.variable.name) for cell in key.given]
    cells += [(cell.symbol, cell.variable.name) for cell in key.cells]
    asked = [cell for cell in key.cells if cell.asked]
    tried = [checker.candidates(cell) for cell in asked]
    wrong = [candidate.program.number for candidates in tried for candidate in candidates]
    table = _Table((name for name, _ in cells), [*(cell.number for cell in asked), *wrong])
    slips = {slip.name: i for i, slip in enumerate(SLIPS)}
    abouts: dict[str, int] = {}
    questions = [
        (
            table.cells[cell.symbol],
            table.place(cell.number),
            [
                (
                    slips[slip.name],
                    abouts.setdefault(about, len(abouts)),
                    table.place(program.number),
                )
                for slip, about, program in candidates
            ],
        )
        for cell, candidates in zip(asked, tried, strict=True)
    ]
    return {
        "decimals": key.decimals,
        "cells": [list(cell) for cell in cells],
        "constants": table.constants,
        "operations": table.operations,
        "nodes": table.nodes,
        "asked": questions,
        "slips": list(map(_texts, SLIPS)),
        "writing_slips": {
            "before": list(map(_texts, BEFORE_OTHERS)),
            "after": list(map(_texts, AFTER_OTHERS)),
        },
        "not_clear": (NOT_CLEAR, *NOT_CLEAR_TEXTS),
        "abouts": list(abouts),
        "most_terms": MANY_TERMS,
        "writing": writing_rules(),
    }


def _texts(slip: Slip | WritingSlip) -> tuple[str, str, str]:
    return slip.name, slip.hint, slip.cause


def cell_values(checker: Checker) -> list[float | None]:
    """The value of every cell; None where the page finds it from its expression.

    So the answers do not stand in the file in plain sight. Whoever works the expressions out, as
    the page itself does, has them.
    """
    key = checker.key
    values: dict[str, float | None] = dict(key.values)
    for cell in key.cells:
        if cell.asked:
            found = Program(cell.number).value(key.values)
            if abs(found - cell.value) <= NOISE * abs(cell.value):
                values[cell.symbol] = None
    return list(values.values())


class _Table:
    """Expressions as a table of parts; what is equal is there once."""

    def __init__(self, cells: Iterable[str], expressions: Iterable[Number]) -> None:
        self.cells = {name: i for i, name in enumerate(cells)}
        order = in_order(expressions)
        plain = [n.value for n in order if n.operation is None and not isinstance(n, Given)]
        constants = {repr(value): value for value in plain}  # tells -0.0 from 0.0
        self.constants = [as_json(value) for value in constants.values()]
        self.operations: list[str] = list(dict.fromkeys(n.operation for n in order if n.operation))
        self.nodes: list[list[int]] = []
        first = {text: len(self.cells) + i for i, text in enumerate(constants)}
        made: dict[Hashable, int] = {}
        self._places: dict[int, int] = {}
        self._kept = order  # so that no id is used again
        for number in order:
            if isinstance(number, Given):
                place = self.cells[symbol(number)]
            elif number.operation is None:
                place = first[repr(number.value)]
            else:
                operands = [self._places[id(operand)] for operand in number.operands]
                key = (number.operation, *operands)
                place = made.get(key, len(self.cells) + len(constants) + len(self.nodes))
                if key not in made:
                    made[key] = place
                    self.nodes.append([self.operations.index(number.operation), *operands])
            self._places[id(number)] = place

    def place(self, number: Number) -> int:
        """Where an expression is in the table."""
        return self._places[id(number)]
