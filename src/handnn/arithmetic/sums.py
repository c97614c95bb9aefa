"""Sums over axes: sums, products, maxima; and every product of matrices as one Einstein sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, product, repeat
from typing import Any

import numpy as np

from handnn.arithmetic.einstein_sum import Labels, einstein_sum
from handnn.arithmetic.elementwise import sum_to
from handnn.arithmetic.guards import note_guards
from handnn.arithmetic.node import ZERO, Leaf, Node, Place, Plain, moved_from, zero_at
from handnn.arithmetic.number import Constant, Number, Result, as_condition, as_quantity, made_by
from handnn.arithmetic.operations import has_nan, is_recorded, only_where

Factor = tuple[bool, Number]  # whether it is a cell of a parameter, and the cell


class Reduced(Node):
    """One operation over all cells along some axes.

    Args:
        name: ``"sum"``, ``"product"``, ``"max"``, ``"min"``, ``"and"`` or ``"or"``.
        value: The values.
        operand: What is reduced.
        axes: The axes, counted from 0, in order.
        keepdims: Whether they stay as axes of length 1.
    """

    __slots__ = ("_keepdims", "axes", "name")

    def __init__(
        self, name: str, value: Any, operand: Node, axes: tuple[int, ...], keepdims: bool
    ) -> None:
        super().__init__(value, (operand,))
        self.name = name
        self.axes = axes
        self._keepdims = keepdims

    def _places(self, place: Place) -> Iterator[Place]:
        """The places of the cells that are reduced to one."""
        (operand,) = self.operands
        shape = np.shape(operand.value)
        kept = iter(place)
        spans = []
        for axis, n in enumerate(shape):
            if axis in self.axes:
                spans.append(range(n))
                if self._keepdims:
                    next(kept)
            else:
                i = next(kept)
                spans.append(range(i, i + 1))
        return product(*spans)

    def _terms(self, place: Place) -> list[Place]:
        """Those of them that matter: a plain 0 adds nothing to a sum."""
        places = list(self._places(place))
        if self.name != "sum" or len(places) < 2:
            return places
        (operand,) = self.operands
        return [at for at in places if not zero_at(operand, at)] or places[:1]

    def shortcut(self, place: Place) -> tuple[Node, Place] | None:
        """The only cell, where there is only one."""
        terms = self._terms(place)
        return None if len(terms) != 1 or self._converts else (self.operands[0], terms[0])

    def nothing(self) -> Any:
        """Of a sum, where no term is anything."""
        mask = self.operands[0].nothing() if self.name == "sum" else None
        if mask is None:
            return None
        nothing = np.all(mask, axis=self.axes, keepdims=self._keepdims)
        return nothing if np.any(nothing) else None

    @property
    def _converts(self) -> bool:
        """Whether a cell alone would have to become a condition, or a quantity."""
        (operand,) = self.operands
        is_condition = np.asarray(operand.value).dtype == bool
        return is_condition != (self.name in ("and", "or"))

    def made(self, place: Place) -> Number:
        """The operation on all cells."""
        (operand,) = self.operands
        convert = as_condition if self.name in ("and", "or") else as_quantity
        terms = self._terms(place)
        if len(terms) == 1:
            return convert(operand.cell(terms[0]))
        return Result(
            self.plain(place),
            self.name,
            lambda: tuple(convert(operand.cell(at)) for at in terms),
        )

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """To every term of a sum; of a maximum, to the first cell that is it."""
        if self.name in ("and", "or"):
            return [None]
        (operand,) = self.operands
        recorded = is_recorded(g)
        x = type(g)(operand) if recorded else operand.value
        y = type(g)(self) if recorded else self.value
        if not self._keepdims and self.axes:
            g, y = (np.expand_dims(array, self.axes) for array in (g, y))
        shape = np.shape(operand.value)
        if self.name == "sum":
            return [np.broadcast_to(g, shape)]
        if self.name == "product":
            return [self._product_gradient(g, y, x)]
        return [self._extreme_gradient(g, y, x)]

    def _extreme_gradient(self, g: Any, y: Any, x: Any) -> Any:
        recorded = is_recorded(g)
        values = self.operands[0].value
        extreme = y.node.value if recorded else y
        is_extreme = values == extreme
        unordered = np.isnan(values) if has_nan(extreme) else False
        first = _first_along(is_extreme | unordered, self.axes)
        if recorded:
            condition = x == y
            note_guards(condition.node, is_extreme)
            passed = only_where(condition, g)
            if np.any(unordered):  # NaN is no number's equal
                passed = np.where(unordered, g, passed)
            return np.where(first, passed, 0.0)
        return np.where(first, g, 0.0)

    def _product_gradient(self, g: Any, y: Any, x: Any) -> Any:
        """The product of all other factors, each with its own gradient."""
        if not is_recorded(g) and np.all(x != 0) and np.isfinite(y).all():
            return g * y / x
        lines = np.moveaxis(x, self.axes, range(len(self.axes)))
        kept = np.shape(lines)[len(self.axes) :]
        lines = np.reshape(lines, (-1, *kept))
        seed = np.reshape(np.moveaxis(g, self.axes, range(len(self.axes))), kept)
        parts = []
        for i in range(len(lines)):
            part = seed
            for j in range(len(lines)):
                if j != i:
                    part = part * lines[j]
            parts.append(part)
        moved = np.reshape(np.stack(parts), [np.shape(x)[a] for a in self.axes] + list(kept))
        return np.moveaxis(moved, range(len(self.axes)), self.axes)


def _first_along(marks: Any, axes: tuple[int, ...]) -> Any:
    """Only the first of the marks along some axes together."""
    lines = np.moveaxis(marks, axes, range(len(axes)))
    flat = lines.reshape(int(np.prod(lines.shape[: len(axes)], dtype=int)), -1)
    first = np.zeros(flat.shape, dtype=bool)
    if flat.size:
        first[flat.argmax(axis=0), np.arange(flat.shape[1])] = True
    return np.moveaxis((first & flat).reshape(lines.shape), range(len(axes)), axes)


class Contracted(Node):
    """An Einstein sum: products of cells, summed over the labels that the result lacks.

    Args:
        value: The values.
        operands: The factors, as arrays.
        labels: For each of them a label for every axis, none of them twice.
        output: The labels of the result.
        gradient: Which operand is a gradient, if one is: where nothing of it came there is no term.
    """

    __slots__ = ("_gradient", "_nothing", "labels", "output")

    def __init__(
        self,
        value: Any,
        operands: tuple[Node, ...],
        labels: tuple[Labels, ...],
        output: Labels,
        gradient: int | None = None,
    ) -> None:
        super().__init__(value, operands)
        self.labels = labels
        self.output = output
        self._gradient = gradient
        self._nothing = None if gradient is None else operands[gradient].nothing()

    def _spans(self) -> tuple[dict[int, int], Labels]:
        """The size of every label, and the labels that are summed over."""
        sizes: dict[int, int] = {}
        for operand, labels in zip(self.operands, self.labels, strict=True):
            for label, size in zip(labels, np.shape(operand.value), strict=True):
                if sizes.setdefault(label, size) == 1:  # an axis of 1 is stretched, also to none
                    sizes[label] = size
        return sizes, [label for label in sizes if label not in self.output]

    def shortcut(self, place: Place) -> tuple[Node, Place] | None:
        """The factor alone, where there is only one factor and one term."""
        if len(self.operands) > 1:
            return None
        (places,) = self._places(place)
        return (self.operands[0], places[0]) if len(places) == 1 else None

    def _places(self, place: Place) -> list[list[Place]]:
        """For each operand the places of its factors, term by term.

        Where one of them is a gradient, only of the terms where something of it came.
        """
        sizes, summed = self._spans()
        spans = [range(sizes[label]) for label in summed]
        terms = [(*place, *values) for values in product(*spans)]
        labels = (*self.output, *summed)
        columns = zip(*terms, strict=True) if terms else repeat(())
        along = dict(zip(labels, columns, strict=False))
        places: list[list[Place]] = []
        for operand, own in zip(self.operands, self.labels, strict=True):
            shape = np.shape(operand.value)
            axes = [
                along[label] if size != 1 else (0,) * len(terms)
                for label, size in zip(own, shape, strict=True)
            ]
            places.append(list(zip(*axes, strict=True)) if axes else [()] * len(terms))
        if self._gradient is None or self._nothing is None:
            return places
        came = [not self._nothing[at] for at in places[self._gradient]]
        return [list(compress(each, came)) for each in places]

    def source(self, place: Place) -> tuple[Node, Place] | None:
        """A plain 0 where nothing of the gradient came."""
        return None if self._nothing is None or self._places(place)[0] else (ZERO, ())

    def nothing(self) -> Any:
        """Of a gradient, where nothing of it came."""
        if self._gradient is None or self._nothing is None:
            return None
        arrays = [np.ones(np.shape(operand.value)) for operand in self.operands]
        arrays[self._gradient] = np.where(self._nothing, 0.0, 1.0)
        nothing = contract(arrays, self.labels, self.output) == 0
        return nothing if np.any(nothing) else None

    def made(self, place: Place) -> Number:
        """The sum of the products; a product alone, where there is only one."""
        places = self._places(place)
        if not places[0]:
            return Constant(self.plain(place))
        if len(places[0]) == 1:
            return self._products(places)[0]
        return Result(self.plain(place), "sum", lambda: self._products(places))

    def _products(self, places: list[list[Place]]) -> tuple[Number, ...]:
        columns = [_factors(*each) for each in zip(self.operands, places, strict=True)]
        return tuple(map(multiplied, *columns))

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """For each factor the same sum with the gradient in the factor's place."""
        wrap = type(g) if is_recorded(g) else None
        arrays = [wrap(o) if wrap and not o.is_constant else o.value for o in self.operands]
        parts: list[Any] = []
        for i, (operand, labels) in enumerate(zip(self.operands, self.labels, strict=True)):
            if not wanted[i]:
                parts.append(None)
                continue
            factors = [*arrays[:i], g, *arrays[i + 1 :]]  # where it stood stands its gradient
            of_factors = [*self.labels[:i], self.output, *self.labels[i + 1 :]]
            at = i
            if wrap and len(factors) == 2 and _is_parameter_first(self.operands):
                factors, of_factors, at = factors[::-1], of_factors[::-1], 1 - i
            known = {label for own in of_factors for label in own}
            present = [label for label in labels if label in known]
            part = contract(factors, of_factors, present, at)
            shape = np.shape(operand.value)
            if len(present) < len(labels):  # summed over alone: the same for every cell there
                alone = tuple(k for k, label in enumerate(labels) if label not in known)
                part = np.expand_dims(part, alone)
            part = sum_to(part, shape)
            parts.append(part if np.shape(part) == shape else np.broadcast_to(part, shape))
        return parts


def contract(
    arrays: Sequence[Any], labels: Sequence[Labels], output: Labels, gradient: int | None = None
) -> Any:
    """An Einstein sum, recorded if one of the factors is.

    Args:
        arrays: The factors, plain or recorded.
        labels: For each of them a label for every axis.
        output: The labels of the result.
        gradient: Which of them is a gradient, if one is.
    """
    wrap = next((type(array) for array in arrays if is_recorded(array)), None)
    if wrap is not None:
        nodes = tuple(array.node if is_recorded(array) else Plain(array) for array in arrays)
        value = einstein_sum([node.value for node in nodes], labels, output)
        return wrap(Contracted(value, nodes, tuple(labels), output, gradient))
    return einstein_sum(arrays, labels, output)


def multiplied(*factors: Factor) -> Number:
    """One term of a matrix product, a parameter before what it weighs, as on paper."""
    if len(factors) == 2 and factors[1][0] and not factors[0][0]:
        factors = factors[::-1]
    numbers = tuple([number for _, number in factors])
    if len(numbers) == 1:
        return numbers[0]
    return made_by("multiply" if len(numbers) == 2 else "product", numbers)


def _factors(node: Node, places: Sequence[Place]) -> list[Factor]:
    """Cells of an array, each with whether it is a parameter's."""
    while (moved := node.sources(places)) is not None:
        node, places = moved
    if isinstance(node, Leaf):
        return list(zip(repeat(_is_parameter(node)), node.cells(places)))
    return [
        (_is_parameter(moved_from(node, place)[0]), as_quantity(node.cell(place)))
        for place in places
    ]


def _is_parameter_first(operands: tuple[Node, ...]) -> bool:
    """Whether the second of two factors is written first."""
    first, second = (
        _is_parameter(moved_from(operand, (0,) * np.ndim(operand.value))[0]) for operand in operands
    )
    return second and not first


def _is_parameter(node: Node) -> bool:
    return isinstance(node, Leaf) and node.variable.role == "parameter"
