"""Slips at activations and other functions, and at masks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handnn.arithmetic import Constant, Given, symbols
from handnn.practice.expressions import cells_in, made, multiply, parts_of, symbol
from handnn.practice.key import KeyCell
from handnn.practice.slips.parts import (
    FUNCTIONS,
    exchanged,
    is_condition,
    others_in_line,
    rectified,
)
from handnn.practice.slips.slip import Situation, Wrong


def relu_skipped(at: Situation) -> Iterator[Wrong]:
    """The number before a ReLU in the place of the one after it."""
    for part, put in parts_of(at.number):
        if found := rectified(part):
            yield Wrong(put(found[1]), symbols(part))


def relu_too_many(at: Situation) -> Iterator[Wrong]:
    """A ReLU on an array that is read, where the network has none."""
    for name in {given.variable.name for given in cells_in(at.number)}:
        exchange = {}
        for given in cells_in(at.number):
            cell = at.key.by_symbol.get(symbol(given))
            if given.variable.name == name and cell is not None and not rectified(cell.number):
                exchange[symbol(given)] = made("maximum", Constant(0.0), given)
        if exchange:
            yield Wrong(exchanged(at.number, exchange), name)


def relu_reversed(at: Situation) -> Iterator[Wrong]:
    """What ReLU stops is kept, and what it lets through is 0."""
    for part, put in parts_of(at.number):
        if found := rectified(part):
            yield Wrong(put(made("minimum", *found)), symbols(part))


def relu_on_the_wrong_value(at: Situation) -> Iterator[Wrong]:
    """A ReLU of another cell in the same row or column."""
    for part, put in parts_of(at.number):
        for given in {symbol(each): each for each in cells_in(part)}.values():
            if rectified(part) and rectified(part)[1] is given:  # type: ignore[index]
                for other in others_in_line(given, at.key):
                    moved = made("maximum", Constant(0.0), other)
                    yield Wrong(put(moved), symbols(part))


def mask_forgotten(at: Situation) -> Iterator[Wrong]:
    """A product without its condition, or a branch that was not chosen."""
    for part, put in parts_of(at.number):
        if part.operation == "product":
            kept = [factor for factor in part.operands if not is_condition(factor)]
            if kept and len(kept) < len(part.operands):
                mask = next(factor for factor in part.operands if is_condition(factor))
                yield Wrong(put(multiply(*kept)), symbols(mask))
        elif part.operation == "where":
            condition, yes, no = part.operands
            for branch in (yes, no):
                yield Wrong(put(branch), symbols(condition))


def wrong_mask(at: Situation) -> Iterator[Wrong]:
    """A condition on another cell in the same row or column."""
    for part, put in parts_of(at.number):
        if part.operation == "bracket" or part.operation == "where":
            condition = part.operands[0]
            for given in {symbol(each): each for each in cells_in(condition)}.values():
                for other in others_in_line(given, at.key):
                    moved = exchanged(condition, {symbol(given): other})
                    yield Wrong(put(made(part.operation, moved, *part.operands[1:])), symbols(part))


def carried_on(at: Situation) -> Iterator[Wrong]:
    """The cells before an activation in the place of those behind it."""
    return without_functions(at, lambda cell: cell.number.operation not in FUNCTIONS)


def without_functions(at: Situation, is_meant: Callable[[KeyCell], bool]) -> Iterator[Wrong]:
    """For every array that is read, the one that it was made of element by element."""
    for name in {given.variable.name for given in cells_in(at.number)}:
        exchange = {}
        for given in cells_in(at.number):
            cell = at.key.by_symbol.get(symbol(given))
            if given.variable.name == name and cell is not None and is_meant(cell):
                inside = _before(cell)
                if inside is not None:
                    exchange[symbol(given)] = inside
        if exchange:
            before = next(iter(exchange.values()))
            yield Wrong(exchanged(at.number, exchange), before.variable.name)
        if len(exchange) > 1:
            for own, inside in exchange.items():
                yield Wrong(exchanged(at.number, {own: inside}), symbol(inside))


def _before(cell: KeyCell) -> Given | None:
    """The one cell that an activation, or another function, makes another of."""
    if cell.number.operation in {"sum", "product", "negative", None}:
        return None
    read = {symbol(given): given for given in cells_in(cell.number)}
    only = next(iter(read.values())) if len(read) == 1 else None
    return only if only and only.index == cell.index else None


def function_skipped(at: Situation) -> Iterator[Wrong]:
    """A number without the function that is applied to it, here or in a cell before."""
    for part, put in parts_of(at.number):
        if part.operation in FUNCTIONS or (
            part.operation == "power" and isinstance(part.operands[1], Constant)
        ):
            yield Wrong(put(part.operands[0]), symbols(part))
    for wrong in without_functions(at, lambda cell: cell.number.operation in FUNCTIONS):
        yield Wrong(wrong.number, f"the function that is applied to {wrong.about}")
