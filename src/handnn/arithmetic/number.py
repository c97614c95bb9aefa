"""Numbers of a record: what one asks an array for.

A number is a value together with the operation and the operands that produced it. It is plain data:
recorded arrays make numbers when somebody asks for a cell, and only as deep as somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.variable import Variable
from handnn.errors import UnexplainedError


class Number:
    """A value together with the operation and the operands that produced it.

    Attributes:
        value: A Python float, or a bool for a condition.
        operation: The key in `OPERATIONS`, or None for a number that is a start.
        operands: The numbers that the operation was applied to.

    Examples:
        >>> from handnn.arithmetic import Variable, numbers, record, symbols
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> y = (3 * x[0] + x[1]).cell()
        >>> y.value, y.operation
        (5.0, 'add')
        >>> symbols(y), numbers(y)
        ('3·x[1] + x[2]', '3·2 + (-1)')
    """

    __slots__ = ("value",)

    def __init__(self, value: float | bool) -> None:
        self.value = value

    operation: str | None = None
    operands: tuple[Number, ...] = ()

    def __repr__(self) -> str:
        made = f" by {self.operation}" if self.operation else ""
        return f"<{type(self).__name__} {self.value}{made}>"


class Given(Number):
    """A cell of an array that has a name: where arithmetic starts."""

    __slots__ = ("index", "variable")

    def __init__(self, value: float | bool, variable: Variable, index: tuple[int, ...]) -> None:
        self.value = value
        self.variable = variable
        self.index = index

    def __repr__(self) -> str:
        return f"<Given {self.variable.cell(self.index)} = {self.value}>"


class Constant(Number):
    """A plain number that the code brought along."""

    __slots__ = ()


class Result(Number):
    """A number that an operation made; its operands are made when they are asked for.

    Args:
        value: The result.
        operation: The key in `OPERATIONS`.
        operands: The operands, or a function that makes them.
    """

    __slots__ = ("_make", "operands", "operation")

    operation: str
    operands: tuple[Number, ...]

    def __init__(
        self,
        value: float | bool,
        operation: str,
        operands: tuple[Number, ...] | Callable[[], tuple[Number, ...]],
    ) -> None:
        self.value = value
        self.operation = operation
        if callable(operands):
            self._make = operands
        else:
            self.operands = operands

    if not TYPE_CHECKING:  # where a misspelt attribute is to be reported

        def __getattr__(self, name):
            """Make the operands, once: all later reading is of a plain attribute."""
            if name != "operands":
                raise AttributeError(f"A {type(self).__name__} has no attribute {name!r}.")
            self.operands = self._make()
            return self.operands


def as_condition(number: Number) -> Number:
    """A condition as it is; of another number, whether it is not zero."""
    if isinstance(number.value, bool):
        return number
    return operate("not_equal", number, 0.0)


def as_quantity(number: Number) -> Number:
    """A number as it is; of a condition, 1 if it holds and 0 if not."""
    return operate("bracket", number) if isinstance(number.value, bool) else number


def operate(name: str, *operands: Any) -> Number:
    """Apply an operation to numbers. Of constants alone it makes a constant.

    Args:
        name: The key in `OPERATIONS`.
        operands: Numbers; plain values count as constants.
    """
    operation = OPERATIONS[name]
    numbers = tuple(map(_as_number, operands))
    if operation.takes == "numbers":
        numbers = tuple(map(as_quantity, numbers))
    elif operation.takes == "conditions":
        numbers = tuple(map(as_condition, numbers))
    else:
        numbers = (as_condition(numbers[0]), *map(as_quantity, numbers[1:]))
    if name in SUMS and len(numbers) > 1:
        numbers = without_zeros(numbers)
    if len(numbers) == 1 and name in TRIVIAL_FOR_ONE:
        return numbers[0]
    return made_by(name, numbers)


def made_by(name: str, operands: tuple[Number, ...]) -> Number:
    """What an operation makes of operands of the kind that it takes; see `operate`."""
    value = OPERATIONS[name].value(*[operand.value for operand in operands])
    for operand in operands:
        if not isinstance(operand, Constant):
            return Result(value, name, operands)
    return Constant(value)


SUMS = frozenset({"add", "sum"})
TRIVIAL_FOR_ONE = frozenset({"add", "sum", "product", "max", "min", "and", "or"})


def without_zeros(terms: tuple[Number, ...]) -> tuple[Number, ...]:
    """The terms of a sum without the plain zeros that code begins with."""
    return tuple(t for t in terms if not (isinstance(t, Constant) and t.value == 0)) or terms[:1]


def _as_number(value: Any) -> Number:
    if isinstance(value, Number):
        return value
    if isinstance(value, bool | np.bool_):
        return Constant(bool(value))
    if isinstance(value, Real):
        return Constant(float(value))
    raise UnexplainedError(f"Arithmetic with {type(value).__name__} objects cannot be followed.")
