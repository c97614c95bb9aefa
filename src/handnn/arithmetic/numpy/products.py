"""Matrix products of every kind, all told as one: a sum of products over shared axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handnn.arithmetic.number import Given, Number, operate
from handnn.arithmetic.recorded_array import (
    Objects,
    RecordedArray,
    as_objects,
    as_recorded,
    values_of,
)

Labels = list[int]


class SumOfProducts(Number):
    """One cell of a matrix product: its value is known, its terms are made when asked for.

    Args:
        value: The sum.
        factors: Arrays of numbers of the same shape; each term multiplies one element of each.
    """

    __slots__ = ("_terms", "factors")

    def __init__(self, value: float, factors: tuple[Objects, ...]) -> None:
        self.value = value
        self.factors = factors
        self._terms: tuple[Number, ...] | None = None

    @property
    def operation(self) -> str:
        """Always a sum."""
        return "sum"

    @property
    def operands(self) -> tuple[Number, ...]:
        """The products."""
        if self._terms is None:
            self._terms = tuple(map(_multiply, *(array.flat for array in self.factors)))
        return self._terms


def _multiply(*factors: Number) -> Number:
    """One term of a matrix product, a parameter before what it weighs, as on paper."""
    if len(factors) > 2:
        return operate("product", *factors)
    if len(factors) == 2 and _is_parameter(factors[1]) and not _is_parameter(factors[0]):
        factors = factors[::-1]
    return factors[0] if len(factors) == 1 else operate("multiply", *factors)


def _is_parameter(number: Number) -> bool:
    return isinstance(number, Given) and number.variable.role == "parameter"


def sum_of_products(arrays: Sequence[Any], labels: Sequence[Labels], output: Labels) -> Any:
    """Einstein's summation, one label for each axis.

    Only the sums are computed now; the terms of a cell are made when somebody asks for them.
    """
    objects = [as_objects(array) for array in arrays]
    sizes: dict[int, int] = {}
    for array, axes in zip(objects, labels, strict=True):
        for label, size in zip(axes, array.shape, strict=True):
            if sizes.setdefault(label, size) in {1, size}:
                sizes[label] = size
            elif size != 1:
                raise ValueError(
                    f"shapes {' and '.join(str(a.shape) for a in objects)} do not fit: "
                    f"{sizes[label]} is different from {size}"
                )
    summed = [label for label in sizes if label not in output]
    pairs: list[Any] = [
        part for a, axes in zip(objects, labels, strict=True) for part in (values_of(a), axes)
    ]
    with np.errstate(all="ignore"):
        values = np.einsum(*pairs, output)
    spread = [
        _spread(a, axes, output + summed, sizes) for a, axes in zip(objects, labels, strict=True)
    ]
    n_terms = int(np.prod([sizes[label] for label in summed], dtype=int))
    cells = np.empty(values.shape, dtype=object)
    for place in np.ndindex(values.shape):
        factors = tuple(array[(*place, ...)] for array in spread)
        if n_terms == 1:
            cells[place] = _multiply(*(factor.item() for factor in factors))
        else:
            cells[place] = SumOfProducts(float(values[place]), factors)
    return as_recorded(cells) if cells.ndim else cells[()]


def _spread(array: Objects, axes: Labels, order: Labels, sizes: dict[int, int]) -> Objects:
    """A view of `array` with its axes in `order`, repeated along those that it lacks."""
    axes = list(axes)
    for label in set(axes):
        while axes.count(label) > 1:
            first = axes.index(label)
            second = axes.index(label, first + 1)
            array = np.diagonal(array, axis1=first, axis2=second)
            axes = [a for i, a in enumerate(axes) if i not in {first, second}] + [label]
    array = array.transpose([axes.index(label) for label in order if label in axes])
    array = array[tuple(slice(None) if label in axes else None for label in order)]
    return np.broadcast_to(array, [sizes[label] for label in order])


def matmul(a: Any, b: Any) -> Any:
    """``a @ b``: the last axis of `a` with the last but one of `b`, the rest broadcast."""
    left, right = np.ndim(a), np.ndim(b)
    if left == 0 or right == 0:
        raise ValueError("matmul: an operand has no axes; use * for a single number")
    row, column, inner = 0, 1, 2
    batch = [3 + i for i in range(max(left, right, 2) - 2)]
    left_batch = batch[len(batch) - (left - 2) :] if left > 2 else []
    right_batch = batch[len(batch) - (right - 2) :] if right > 2 else []
    rows, columns = [row] * (left > 1), [column] * (right > 1)
    return sum_of_products(
        [a, b],
        [[*left_batch, *rows, inner], [*right_batch, inner, *columns]],
        [*(batch if max(left, right) > 2 else []), *rows, *columns],
    )


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """`np.tensordot`: sum over pairs of axes."""
    if isinstance(axes, int):
        axes = (range(np.ndim(a) - axes, np.ndim(a)), range(axes))
    left, right = (np.atleast_1d(np.asarray(list(np.atleast_1d(side)), dtype=int)) for side in axes)
    left_labels = list(range(np.ndim(a)))
    right_labels = [np.ndim(a) + i for i in range(np.ndim(b))]
    for i, j in zip(left, right, strict=True):
        right_labels[j] = left_labels[i]
    shared = {left_labels[i] for i in left}
    output = [label for label in left_labels + right_labels if label not in shared]
    return sum_of_products([a, b], [left_labels, right_labels], output)


def dot(a: Any, b: Any, out: None = None) -> Any:
    """`np.dot`: the last axis of `a` with the last but one of `b`."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    return tensordot(a, b, axes=(-1, -1 if np.ndim(b) == 1 else -2))


def inner(a: Any, b: Any) -> Any:
    """`np.inner`: the last axes of both."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    return tensordot(a, b, axes=(-1, -1))


def vdot(a: Any, b: Any) -> Any:
    """`np.vdot`: all elements of both in order."""
    return inner(np.ravel(a), np.ravel(b))


def vecdot(a: Any, b: Any, axis: int = -1) -> Any:
    """`np.vecdot`: rows of `a` with rows of `b`."""
    left, right = np.moveaxis(a, axis, -1), np.moveaxis(b, axis, -1)
    return matmul(left[..., None, :], right[..., :, None])[..., 0, 0]


def einsum(subscripts: str, *operands: Any, **kwargs: Any) -> Any:
    """`np.einsum` with a subscripts string, ellipsis included."""
    arrays = [
        operand if isinstance(operand, RecordedArray) else np.asarray(operand)
        for operand in operands
    ]
    inputs, arrow, output = subscripts.replace(" ", "").replace("...", "@").partition("->")
    terms = inputs.split(",")
    widest = max(
        (np.ndim(a) - len(t) + 1 for a, t in zip(arrays, terms, strict=True) if "@" in t), default=0
    )
    if not arrow:
        letters = sorted(set(inputs) - {",", "@"})
        output = "@" * ("@" in inputs) + "".join(c for c in letters if inputs.count(c) == 1)
    codes = {letter: 52 - 1 - i for i, letter in enumerate(sorted(set(inputs) - {",", "@"}))}

    def labels(term: str, n_free: int) -> Labels:
        free = list(range(widest - n_free, widest))
        return [label for letter in term for label in (free if letter == "@" else [codes[letter]])]

    return sum_of_products(
        arrays,
        [labels(t, np.ndim(a) - len(t) + 1) for a, t in zip(arrays, terms, strict=True)],
        labels(output, widest),
    )
