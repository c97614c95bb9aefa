"""A function of each element: every cell of the result depends on the input's cell there alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from handnn.arithmetic import OPERATIONS, Variable, in_order
from handnn.arithmetic.elementwise import Elementwise
from handnn.arithmetic.moves import Cast, Move, Written
from handnn.arithmetic.named import Named
from handnn.arithmetic.node import Leaf, Node, Plain

NO_CELL, SEVERAL = -1, -2  # where a cell has not one origin

KEEP_DEGREE = frozenset({"add", "subtract", "negative", "abs", "maximum", "minimum"})
ASK_SIGN = frozenset(
    {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "sign"}
)


@dataclass(frozen=True)
class ElementFunction:
    """A function of each element, perhaps with constants and other given arrays.

    Attributes:
        is_relu: Whether it is ``max(0, x)``, which switches units off.
        is_identity: Whether it is ``x``.
        variables: The other named arrays that it takes.
    """

    is_relu: bool = False
    is_identity: bool = False
    variables: tuple[Variable, ...] = ()


class Shape(NamedTuple):
    """How a function of one number runs, if it is straight on both sides of 0.

    Then its degree and its values at -1, 0 and 1 are all there is to know.

    Attributes:
        degrees: 1 if f(cx) = c f(x) for every positive c, 0 if f(cx) = f(x); 0 itself is both.
        values: f(-1), f(0) and f(1).
    """

    degrees: frozenset[int]
    values: tuple[Any, Any, Any]


LINE = Shape(frozenset({1}), (-1.0, 0.0, 1.0))
RAMP = Shape(frozenset({1}), (0.0, 0.0, 1.0))


def read_element_function(node: Node, x: Node) -> ElementFunction | None:
    """The function of each element of another array that an array is, if it is one.

    Args:
        node: The array.
        x: The other one, of any shape.
    """
    if np.shape(node.value) != np.shape(x.value):
        return None
    steps = _between(x, node)
    own = np.arange(np.size(x.value)).reshape(np.shape(x.value))
    origins = _origins(steps, own, x)
    if origins is None:
        return None
    if origins is not own and ((origins != own) & (origins != NO_CELL)).any():
        return None
    shape = _shape(steps, x)
    others = (
        step.variable
        for step in steps
        if isinstance(step, Leaf) and not step.operands and step is not x
    )
    return ElementFunction(shape == RAMP, shape == LINE, tuple(others))


def _between(x: Node, node: Node) -> list[Node]:
    """What an array was made of, from `x` on and without what `x` was made of; operands first."""
    order, needed = in_order([node]), {id(node)}
    for step in reversed(order):
        if id(step) in needed and step is not x:
            needed.update(map(id, step.operands))
    return [step for step in order if id(step) in needed]


# -- where cells come from ------------------------------------------------------------------------


def _origins(steps: Sequence[Node], own: Any, x: Node) -> Any:
    """For every cell of the last array the place of the cell of `x` on which it depends.

    Args:
        steps: What it was made of, operands first.
        own: The places of the cells of `x`.
        x: The array.

    Returns:
        Places, or None where no cell depends on any. Many operations give `own` itself.
    """
    known: dict[int, Any] = {}
    for step in steps:
        operands = [known[id(operand)] for operand in step.operands] if step is not x else []
        known[id(step)] = own if step is x else _origins_in(step, operands)
    return known[id(steps[-1])]


def _origins_in(node: Node, operands: list[Any]) -> Any:
    found = [origins for origins in operands if origins is not None]
    if not found:
        return None
    shape = np.shape(node.value)
    if isinstance(node, Elementwise):
        origins = reduce(_together, found)
        return origins if origins.shape == shape else np.broadcast_to(origins, shape)
    if isinstance(node, Cast | Named):
        return found[0]
    if isinstance(node, Move | Written):
        cells = [
            np.full(np.size(operand.value), NO_CELL) if origins is None else origins.ravel()
            for operand, origins in zip(node.operands, operands, strict=True)
        ]
        if isinstance(node, Move):
            return np.concatenate([[NO_CELL], *cells])[node.places]
        before, new = cells
        written = before.copy()
        np.put(written, node.places, new)
        return written.reshape(shape)
    return np.full(shape, SEVERAL)


def _together(one: Any, other: Any) -> Any:
    """The origins of cells made of two cells each."""
    if one is other:
        return one
    both = np.where(one == other, one, SEVERAL)
    return np.where(other == NO_CELL, one, np.where(one == NO_CELL, other, both))


# -- what is made of a cell -----------------------------------------------------------------------


def _shape(steps: Sequence[Node], x: Node) -> Shape | None:
    """The shape of the function, if it is the same for all cells and straight on both sides."""
    known: dict[int, Shape | None] = {}
    for step in steps:
        if step is x:
            known[id(step)] = LINE
        elif isinstance(step, Plain):
            known[id(step)] = _constant(step.value)
        else:
            operands = [known[id(operand)] for operand in step.operands]
            shapes = [shape for shape in operands if shape is not None]
            known[id(step)] = _shape_in(step, shapes) if len(shapes) == len(operands) else None
    return known[id(steps[-1])]


def _constant(value: Any) -> Shape | None:
    cells = np.ravel(value)
    if not cells.size or (cells != cells[0]).any():
        return None
    number = cells[0].item()
    return Shape(frozenset({0} if number else {0, 1}), (number,) * 3)


def _shape_in(node: Node, operands: list[Shape]) -> Shape | None:
    if isinstance(node, Elementwise):
        name = node.operation.name
        degrees = _degrees(name, [operand.degrees for operand in operands])
        if not degrees:
            return None
        value = OPERATIONS[name].value
        columns = zip(*(operand.values for operand in operands), strict=True)
        low, middle, high = (value(*column) for column in columns)
        return Shape(degrees, (low, middle, high))
    if isinstance(node, Move) and not node.places.all():  # NumPy filled in zeros
        return None
    if isinstance(node, Written) and np.unique(node.places).size == np.size(node.value):
        operands = operands[1:]  # nothing is left of what was there before
    if isinstance(node, Cast | Move | Named | Written) and operands and len(set(operands)) == 1:
        return operands[0]
    return None


def _degrees(name: str, operands: list[frozenset[int]]) -> frozenset[int]:
    """The degrees of a function that an operation makes of others; none if it is not straight."""
    first, *others = operands
    if name == "where":
        yes, no = others
        found = yes & no if 0 in first else frozenset()
    elif name in KEEP_DEGREE:
        found = first.intersection(*others)
    elif name == "multiply":
        (second,) = others
        found = frozenset({a + b for a in first for b in second} & {0, 1})
    elif name == "divide":
        found = first if 0 in others[0] else frozenset()
    else:
        found = frozenset()
    if all(0 in degrees for degrees in operands):
        found |= {0}
    if name in ASK_SIGN and all(1 in degrees for degrees in operands):
        found |= {0}
    return found
