"""Operations that go element by element, with broadcasting."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn.arithmetic.guards import note_guards
from handnn.arithmetic.node import ZERO, Node, Place, constant_at, zero_at
from handnn.arithmetic.number import Number, Result, as_condition, as_quantity
from handnn.arithmetic.operations import Operation, is_recorded

_CONVERSIONS = {
    "numbers": (as_quantity,),
    "conditions": (as_condition,),
    "choice": (as_condition, as_quantity, as_quantity),
}
_CONSTANT_FIRST = frozenset({"maximum", "minimum"})


class Elementwise(Node):
    """What an operation made of its operands, element by element."""

    __slots__ = ("operation",)

    def __init__(self, operation: Operation, operands: tuple[Node, ...]) -> None:
        super().__init__(operation.on_arrays(*[operand.value for operand in operands]), operands)
        self.operation = operation

    def shortcut(self, place: Place) -> tuple[Node, Place] | None:
        """A sum with a plain 0 is its other term; a choice by a plain condition is its branch."""
        name = self.operation.name
        if name == "add":
            left, right = ((o, broadcast_place(place, o)) for o in self.operands)
            for term, other in ((left, right), (right, left)):
                if zero_at(*other) and np.asarray(term[0].value).dtype != bool:
                    return term
        elif name == "where":
            condition, *branches = self.operands
            if constant_at(condition, broadcast_place(place, condition)):
                branch = branches[not condition.plain(broadcast_place(place, condition))]
                return branch, broadcast_place(place, branch)
        return None

    def made(self, place: Place) -> Number:
        """The operation on the cells that meet at this place."""
        at = [(operand, broadcast_place(place, operand)) for operand in self.operands]
        name = self.operation.name
        if name in _CONSTANT_FIRST and constant_at(*at[1]):
            at.reverse()
        convert = _CONVERSIONS[self.operation.takes]
        return Result(
            self.plain(place),
            name,
            lambda: tuple(
                convert[min(i, len(convert) - 1)](operand.cell(where))
                for i, (operand, where) in enumerate(at)
            ),
        )

    def nothing(self) -> Any:
        """Of a choice, what its branches have; of a sum, where no term has anything."""
        name = self.operation.name
        if name == "where":
            condition, *branches = self.operands
            masks = [branch.nothing() for branch in branches]
            if all(mask is None for mask in masks):
                return None
            note_guards(condition, condition.value)
            yes, no = (False if mask is None else mask for mask in masks)
            mask = np.where(condition.value, yes, no)
            return np.broadcast_to(mask, np.shape(self.value)) if mask.any() else None
        if name == "add":
            masks = [operand.nothing() for operand in self.operands]
            return None if any(mask is None for mask in masks) else masks[0] & masks[1]
        return None

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """By the operation's own rules, summed back to the shapes of the operands."""
        recorded = is_recorded(g)
        if recorded:
            wrap = type(g)
            y = wrap(self)
            operands = [o.value if o.is_constant else wrap(o) for o in self.operands]
        else:
            y = self.value
            operands = [operand.value for operand in self.operands]
        parts: list[Any] = []
        for operand, rule, is_wanted in zip(
            self.operands, self.operation.rules, wanted, strict=True
        ):
            if rule is None or not is_wanted:
                parts.append(None)
                continue
            part = rule(g, y, *operands)
            if recorded:
                part = passed_on(g, part)
            elif self.operation.is_singular and not np.isfinite(part).all():
                part = np.where(g == 0, 0.0, part)  # what does not matter has no slope either
            parts.append(sum_to(part, np.shape(operand.value)))
        return parts


class PassedOn(Node):
    """A gradient that an operation passes on; nothing where nothing came.

    So the derivative of a branch that was not taken is left out, which may not even be finite.

    Args:
        passed: What is passed on.
        nothing: The mask of cells where nothing came.
    """

    __slots__ = ("_nothing",)

    def __init__(self, passed: Node, nothing: Any) -> None:
        super().__init__(np.where(nothing, 0.0, passed.value), (passed,))
        self._nothing = np.broadcast_to(nothing, np.shape(self.value))

    def source(self, place: Place) -> tuple[Node, Place]:
        """What is passed on, or a plain 0."""
        return (ZERO, ()) if self._nothing[place] else (self.operands[0], place)

    def nothing(self) -> Any:
        """Where nothing came."""
        return self._nothing

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """To what was passed on."""
        return [np.where(self._nothing, 0.0, g)]


def passed_on(g: Any, part: Any) -> Any:
    """A recorded gradient of an operand, left out where nothing of the gradient `g` came."""
    nothing = g.node.nothing()
    if nothing is None or not is_recorded(part):
        return part
    return type(g)(PassedOn(part.node, nothing))


def broadcast_place(place: Place, operand: Node) -> Place:
    """The place in an operand that meets a place of the result."""
    shape = np.shape(operand.value)
    if not shape:
        return ()
    inner = place[len(place) - len(shape) :]
    if 1 not in shape:
        return inner
    return tuple([p if n != 1 else 0 for p, n in zip(inner, shape, strict=True)])


def sum_to(array: Any, shape: tuple[int, ...]) -> Any:
    """Sum an array back to a shape it was broadcast from; widen one that is smaller."""
    came = np.shape(array)
    if came == shape:
        return array
    if len(came) > len(shape):
        array = np.sum(array, axis=tuple(range(len(came) - len(shape))))
        came = np.shape(array)
    axes = tuple([i for i, n in enumerate(shape) if n == 1 and came[i] != 1])
    if axes:
        array = np.sum(array, axis=axes, keepdims=True)
    return array
