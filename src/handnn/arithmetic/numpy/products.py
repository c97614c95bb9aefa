"""Matrix products of every kind, all told as one: a sum of products over shared axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handnn.arithmetic.einstein_sum import Labels, numpy_einsum
from handnn.arithmetic.moves import Move
from handnn.arithmetic.recorded_array import RecordedArray, as_recorded, viewed
from handnn.arithmetic.sums import Contracted


def sum_of_products(
    arrays: Sequence[Any], labels: Sequence[Labels], output: Labels, value: Any = None
) -> RecordedArray:
    """Einstein's summation, one label for each axis.

    Args:
        arrays: The factors.
        labels: For each of them a label for every axis.
        output: The labels of the result.
        value: The result, where it is known already.
    """
    if len(arrays) == 1:
        (array,) = map(as_recorded, arrays)
        moved = np.einsum(array.node.value, labels[0], output)
        if np.may_share_memory(moved, array.node.value):  # nothing is summed: it is a view
            return viewed(array, lambda a: np.einsum(a, labels[0], output))
    nodes, plain_labels = [], []
    for array, own in zip(arrays, labels, strict=True):
        array, own = _without_repeats(as_recorded(array), own)
        nodes.append(array.node)
        plain_labels.append(own)
    if value is None:
        value = numpy_einsum([node.value for node in nodes], plain_labels, output)
    return RecordedArray(Contracted(value, tuple(nodes), tuple(plain_labels), output))


def _without_repeats(array: RecordedArray, labels: Labels) -> tuple[RecordedArray, Labels]:
    """The diagonal, where a label stands twice."""
    distinct = list(dict.fromkeys(labels))
    if len(distinct) == len(labels):
        return array, labels

    def diagonal(arrays: list[Any]) -> Any:
        return np.einsum(arrays[0], labels, distinct)

    node = array.node
    return RecordedArray(Move(diagonal([node.value]), (node,), diagonal)), distinct


def matmul(a: Any, b: Any) -> Any:
    """``a @ b``: the last axis of `a` with the last but one of `b`, the rest broadcast."""
    a, b = as_recorded(a), as_recorded(b)
    left, right = a.ndim, b.ndim
    value = np.matmul(a.node.value, b.node.value)
    row, column, inner = 0, 1, 2
    batch = [3 + i for i in range(max(left, right, 2) - 2)]
    left_batch = batch[len(batch) - (left - 2) :] if left > 2 else []
    right_batch = batch[len(batch) - (right - 2) :] if right > 2 else []
    rows, columns = [row] * (left > 1), [column] * (right > 1)
    return sum_of_products(
        [a, b],
        [[*left_batch, *rows, inner], [*right_batch, inner, *columns]],
        [*(batch if max(left, right) > 2 else []), *rows, *columns],
        value,
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
    a, b = as_recorded(a), as_recorded(b)
    value = np.tensordot(a.node.value, b.node.value, (left, right))
    return sum_of_products([a, b], [left_labels, right_labels], output, value)


def dot(a: Any, b: Any, out: None = None) -> Any:
    """`np.dot`: the last axis of `a` with the last but one of `b`."""
    n_left, n_right = np.ndim(a), np.ndim(b)
    if n_left == 0 or n_right == 0:
        return np.multiply(a, b)
    a, b = as_recorded(a), as_recorded(b)
    value = np.dot(a.node.value, b.node.value)
    left = list(range(n_left))
    right = [n_left + i for i in range(n_right)]
    inner = -1 if n_right == 1 else -2
    right[inner] = left[-1]
    output = [*left[:-1], *(label for label in right if label != left[-1])]
    return sum_of_products([a, b], [left, right], output, value)


def inner(a: Any, b: Any) -> Any:
    """`np.inner`: the last axes of both."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    a, b = as_recorded(a), as_recorded(b)
    value = np.inner(a.node.value, b.node.value)
    left = list(range(a.ndim))
    right = [*range(a.ndim, a.ndim + b.ndim - 1), left[-1]]
    return sum_of_products([a, b], [left, right], [*left[:-1], *right[:-1]], value)


def vdot(a: Any, b: Any) -> Any:
    """`np.vdot`: all elements of both in order."""
    return inner(np.ravel(a), np.ravel(b))


def vecdot(a: Any, b: Any, axis: int = -1) -> Any:
    """`np.vecdot`: rows of `a` with rows of `b`."""
    left, right = np.moveaxis(a, axis, -1), np.moveaxis(b, axis, -1)
    return matmul(left[..., None, :], right[..., :, None])[..., 0, 0]


def einsum(*operands: Any, **kwargs: Any) -> Any:
    """`np.einsum` with a subscripts string, ellipsis included, or with lists of labels."""
    if not isinstance(operands[0], str):
        *pairs, output = operands
        return sum_of_products(pairs[::2], [list(own) for own in pairs[1::2]], list(output))
    subscripts, *arrays = operands
    arrays = [a if isinstance(a, RecordedArray) else np.asarray(a) for a in arrays]
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
