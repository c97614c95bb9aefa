"""Einstein sums of plain arrays; what is a product of matrices is multiplied as such."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

Labels = list[int]


def einstein_sum(arrays: Sequence[Any], labels: Sequence[Labels], output: Labels) -> Any:
    """`np.einsum` by labels, at the speed of matrix products where it is one.

    Args:
        arrays: The factors.
        labels: For each of them a label for every axis, each once.
        output: The labels of the result.
    """
    if len(arrays) == 2:
        product = _matrix_product(arrays[0], arrays[1], labels[0], labels[1], output)
        if product is not None:
            return product
    return numpy_einsum(arrays, labels, output)


def numpy_einsum(arrays: Sequence[Any], labels: Sequence[Labels], output: Labels) -> Any:
    """`np.einsum` itself, which adds up in an order of its own."""
    pairs: list[Any] = [part for pair in zip(arrays, labels, strict=True) for part in pair]
    return np.einsum(*pairs, output)


def _matrix_product(a: Any, b: Any, of_a: Labels, of_b: Labels, output: Labels) -> Any:
    """The contraction as a product of matrices, or of stacks of them; None where it is none."""
    stack = [label for label in output if label in of_a and label in of_b]
    rows = [label for label in of_a if label in output and label not in stack]
    columns = [label for label in of_b if label in output and label not in stack]
    inner = [label for label in of_a if label not in output]
    if (
        not inner
        or len(of_a) != len(stack) + len(rows) + len(inner)
        or set(inner) != {label for label in of_b if label not in output}
        or len(of_b) != len(stack) + len(inner) + len(columns)
        or len(output) != len(stack) + len(rows) + len(columns)
    ):
        return None
    sizes = dict(zip(of_a, a.shape, strict=True))
    others = dict(zip(of_b, b.shape, strict=True))
    if any(sizes[label] != others[label] for label in (*stack, *inner)):
        return None  # one of them is stretched
    sizes.update(others)
    a = _as_matrices(a, of_a, stack, rows, inner, sizes)
    b = _as_matrices(b, of_b, stack, inner, columns, sizes)
    product = np.matmul(a, b) if stack else a.dot(b)
    made = (*stack, *rows, *columns)
    if len(rows) != 1 or len(columns) != 1:
        product = product.reshape([sizes[label] for label in made])
    return product if made == tuple(output) else product.transpose(list(map(made.index, output)))


def _as_matrices(
    array: Any,
    labels: Labels,
    stack: list[int],
    rows: list[int],
    columns: list[int],
    sizes: dict[int, int],
) -> Any:
    """An array as a stack of matrices, with several labels in each row and column."""
    order = (*stack, *rows, *columns)
    if order != tuple(labels):
        array = array.transpose(list(map(labels.index, order)))
    if len(rows) == len(columns) == 1:
        return array
    shape = [sizes[label] for label in stack]
    return array.reshape([*shape, prod(sizes[n] for n in rows), prod(sizes[n] for n in columns)])
