"""Expressions as a learner works them out: sums of signed terms, products of factors.

Code adds two numbers at a time and takes the largest away before it computes a power of e; paper
does neither. The checker looks for slips in the form on paper, so an expression is brought into it
first: a sum holds all its terms, a product all its factors, and what is subtracted is a negative
term.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handnn.arithmetic import (
    OPERATIONS,
    Constant,
    Given,
    Number,
    Result,
    in_order,
    operate,
    simplify,
)

Values = Mapping[str, float]
"""The value of every cell by its symbol."""


def as_on_paper(number: Number) -> Number:
    """An expression with its sums and products flattened.

    Examples:
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([2.0, 1.0, 3.0], Variable("x", "input"))
        >>> sum_of_all = as_on_paper((x[0] + x[1] - x[2]).cell())
        >>> sum_of_all.operation, len(sum_of_all.operands)
        ('sum', 3)
    """
    return _flattened(number, {})


def _flattened(number: Number, known: dict[int, tuple[Number, Number]]) -> Number:
    """Flattened, once each: `known` holds the number too, so that no id is used again."""
    if id(number) not in known:
        known[id(number)] = number, _flatten(simplify(number), known)
    return known[id(number)][1]


def _flatten(number: Number, known: dict[int, tuple[Number, Number]]) -> Number:
    if number.operation is None:
        return number
    operands = tuple(_flattened(operand, known) for operand in number.operands)
    if number.operation in {"add", "sum", "subtract"}:
        if number.operation == "subtract":
            operands = (operands[0], negative(operands[1]))
        return add(*(term for operand in operands for term in terms(operand)))
    if number.operation in {"multiply", "product"}:
        return multiply(*(factor for operand in operands for factor in factors(operand)))
    if number.operation == "negative":
        return negative(operands[0])
    return made(number.operation, *operands)


def made(operation: str, *operands: Number) -> Number:
    """What an operation makes of numbers, also of plain ones: unlike code, paper keeps those."""
    return Result(
        OPERATIONS[operation].value(*[each.value for each in operands]), operation, operands
    )


def add(*operands: Number) -> Number:
    """The sum of terms; 0 of none, and the term itself of one."""
    if len(operands) < 2:
        return operands[0] if operands else Constant(0.0)
    return made("sum", *operands)


def multiply(*operands: Number) -> Number:
    """The product of factors; 1 of none, and the factor itself of one."""
    if len(operands) < 2:
        return operands[0] if operands else Constant(1.0)
    return made("product", *operands)


def negative(number: Number) -> Number:
    """The same with the opposite sign; of a sum, each term."""
    if number.operation == "negative":
        return number.operands[0]
    if number.operation == "sum":
        return add(*map(negative, number.operands))
    return operate("negative", number)


def terms(number: Number) -> tuple[Number, ...]:
    """The terms of a sum; of anything else, itself."""
    return number.operands if number.operation == "sum" else (number,)


def factors(number: Number) -> tuple[Number, ...]:
    """The factors of a product; of anything else, itself."""
    return number.operands if number.operation == "product" else (number,)


def unsigned(term: Number) -> Number:
    """A term without the minus in front of it."""
    return term.operands[0] if term.operation == "negative" else term


def symbol(given: Given) -> str:
    """The name of a cell on paper."""
    return given.variable.cell(given.index)


def cells_in(number: Number) -> Iterator[Given]:
    """The cells that an expression reads, each as often as it was written."""
    return (each for each in in_order([number]) if isinstance(each, Given))


def parts_of(number: Number) -> Iterator[tuple[Number, Callable[[Number], Number]]]:
    """Every part of an expression, from the outside in, and how to put another into its place."""
    stack: list[tuple[Number, Callable[[Number], Number]]] = [(number, lambda other: other)]
    while stack:
        part, put = stack.pop()
        yield part, put
        for i, operand in reversed(list(enumerate(part.operands))):
            stack.append((operand, _at(part, i, put)))


def _at(whole: Number, place: int, put: Callable[[Number], Number]) -> Callable[[Number], Number]:
    def put_inside(other: Number) -> Number:
        operands = [*whole.operands]
        operands[place] = other
        return put(_with_operands(whole, operands))

    return put_inside


def replace(number: Number, change: Callable[[Given], Number]) -> Number:
    """An expression with other numbers for its cells."""
    known: dict[int, Number] = {}
    for each in in_order([number]):
        if isinstance(each, Given):
            known[id(each)] = change(each)
        elif each.operation is None:
            known[id(each)] = each
        else:
            known[id(each)] = _with_operands(each, [known[id(o)] for o in each.operands])
    return known[id(number)]


def _with_operands(number: Number, operands: list[Number]) -> Number:
    """The same operation on others; sums and products stay flat."""
    operation = number.operation
    if operation == "sum":
        return add(*(term for operand in operands for term in terms(operand)))
    if operation == "product":
        return multiply(*(factor for operand in operands for factor in factors(operand)))
    if operation == "negative":
        return negative(operands[0])
    assert operation is not None
    return made(operation, *operands)


def with_values(number: Number, values: Values) -> Number:
    """An expression with other values in its cells."""

    def change(given: Given) -> Number:
        value = values.get(symbol(given), given.value)
        return Given(value, given.variable, given.index)

    return replace(number, change)


# -- as JSON --------------------------------------------------------------------------------------


def to_json(number: Number) -> Any:
    """An expression as data: a plain number, a cell's symbol, or an operation and its operands.

    Examples:
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> to_json(as_on_paper((3 * x[0] + x[1]).cell()))
        ['sum', ['product', 3.0, 'x[1]'], 'x[2]']
    """
    if isinstance(number, Given):
        return symbol(number)
    if number.operation is None:
        return number.value if isinstance(number.value, bool) else float(number.value)
    return [number.operation, *map(to_json, number.operands)]


def from_json(data: Any, cells: Mapping[str, Given]) -> Number:
    """The expression that `to_json` wrote.

    Args:
        data: What it wrote.
        cells: The cells by their symbols.

    Raises:
        ValueError: If it is no such data.
    """
    if isinstance(data, bool):
        return Constant(data)
    if isinstance(data, int | float) and math.isfinite(data):
        return Constant(float(data))
    if isinstance(data, str) and data in cells:
        return cells[data]
    if isinstance(data, list) and len(data) > 1 and data[0] in OPERATIONS:
        return made(data[0], *(from_json(each, cells) for each in data[1:]))
    raise ValueError(f"no expression: {str(data)[:60]!r}")
