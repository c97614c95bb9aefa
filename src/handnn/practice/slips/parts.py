"""Parts of an expression that slips happen to, and cells beside a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from handnn.arithmetic import Constant, Given, Number
from handnn.practice.expressions import cells_in, parts_of, replace, symbol
from handnn.practice.key import Key

MOST_PLACES = 12  # along an axis, that are tried as the wrong row or column

FUNCTIONS = frozenset({"exp", "log", "sqrt", "tanh", "log2", "log1p", "square", "abs", "erf"})


def sums(number: Number) -> Iterator[tuple[Number, Callable[[Number], Number]]]:
    """Every sum in an expression, and how to put something else into its place."""
    return ((part, put) for part, put in parts_of(number) if part.operation == "sum")


def is_of_gradient(number: Number) -> bool:
    """Whether an expression reads a gradient."""
    return any(given.variable.role == "gradient" for given in cells_in(number))


def rectified(number: Number) -> tuple[Number, Number] | None:
    """The zero and the value of ``max(0, value)``."""
    if number.operation in {"maximum", "max"} and len(number.operands) == 2:
        zero, value = sorted(number.operands, key=lambda o: not isinstance(o, Constant))
        if isinstance(zero, Constant) and zero.value == 0:
            return zero, value
    return None


def is_condition(factor: Number) -> bool:
    """Whether a factor is 0 or 1, or a multiple, by a condition."""
    return factor.operation in {"bracket", "divide"} and any(
        part.operation == "bracket" for part, _ in parts_of(factor)
    )


def exchanged(number: Number, exchange: Mapping[str, Number]) -> Number:
    """An expression with other numbers for some of its cells."""
    return replace(number, lambda given: exchange.get(symbol(given), given))


def others_in_line(given: Given, key: Key) -> Iterator[Given]:
    """The other cells in the same row or column of the same array."""
    for axis in range(len(given.index)):
        yield from along(given, axis, key)


def along(given: Given, axis: int, key: Key) -> Iterator[Given]:
    """The other cells along one axis of the same array."""
    _, shape = key.arrays[given.variable.name]
    for i in range(min(shape[axis], MOST_PLACES)):
        if i != given.index[axis]:
            index = (*given.index[:axis], i, *given.index[axis + 1 :])
            other = key.places.get(given.variable.cell(index))
            if other is not None:
                yield other
