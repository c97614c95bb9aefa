"""The operators of a graph, in the functions of the array API standard.

Every function takes the namespace, the operands and the settings. Shapes, axes and places are plain
NumPy arrays, so that nothing of them has to be computed where the numbers are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod
from typing import Any

import numpy as np

from handnn.engines.error_function import erf
from handnn.engines.namespace import device_of

Operation = Callable[..., Any]

_OTHER_NAMES = {
    "power": "pow",
    "mod": "remainder",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "and": "logical_and",
    "or": "logical_or",
    "not": "logical_not",
}
_OF_CONDITIONS = {"add": "or", "multiply": "and", "maximum": "or", "minimum": "and"}
_REDUCE = {"ReduceSum": "sum", "ReduceProd": "prod", "ReduceMax": "max", "ReduceMin": "min"}


class Elements:
    """Operations that go element by element, under their names in handnn.

    Args:
        graph: The graph to which they are appended.
        dtype: The dtype of the operands.
    """

    def __init__(self, graph: Any, dtype: Any) -> None:
        self._graph = graph
        self._is_condition = np.dtype(dtype).kind == "b"

    def operation(self, name: str, *operands: str) -> str:
        """The operator of an operation; the name of the result."""
        if self._is_condition:
            name = _OF_CONDITIONS.get(name, name)
        added: str = self._graph.add(name, *operands)
        return added


def operation(kind: str) -> Operation:
    """What an operator does."""
    if kind in _REDUCE:
        return _reduction(_REDUCE[kind])
    return _OPERATIONS.get(kind) or _elementwise(_OTHER_NAMES.get(kind, kind))


def n_arrays(kind: str) -> int | None:
    """How many operands are arrays; those that follow are plain. None if all are."""
    return 1 if kind in _REDUCE else _N_ARRAYS.get(kind)


def is_shape(operand: Any) -> bool:
    """Whether an operand is a plain array of whole numbers, as shapes are."""
    return type(operand) is np.ndarray and operand.dtype.kind == "i"


def _elementwise(name: str) -> Operation:
    return lambda xp, *operands: getattr(xp, name)(*operands)


def _reduction(name: str) -> Operation:
    def reduce(xp: Any, x: Any, axes: Any, keepdims: int) -> Any:
        return getattr(xp, name)(x, axis=tuple(axes.tolist()), keepdims=bool(keepdims))

    return reduce


def _slice(xp: Any, x: Any, start: Any, stop: Any, axis: Any, step: Any) -> Any:
    (axis,) = axis.tolist()
    places = np.arange(x.shape[axis])[slice(start[0], _end(stop[0]), step[0])]
    if step[0] < 0:  # PyTorch has no such slice
        return _gather(xp, x, places, axis)
    along = slice(int(start[0]), int(stop[0]), int(step[0]))
    return x[(slice(None),) * axis + (along, ...)]


def _end(stop: Any) -> int | None:
    return None if stop < 0 else int(stop)


def _gather(xp: Any, x: Any, places: Any, axis: int) -> Any:
    """The parts of an array at some places along an axis."""
    if isinstance(places, np.ndarray):
        if not places.ndim:
            return x[(slice(None),) * axis + (int(places), ...)]
        places = xp.asarray(places.copy(), device=device_of(x), copy=True)
    else:
        places = xp.where(places < 0, places + x.shape[axis], places)
    if places.ndim == 1:
        return xp.take(x, places, axis=axis)
    taken = xp.take(x, xp.reshape(places, (-1,)), axis=axis)
    return xp.reshape(taken, (*x.shape[:axis], *places.shape, *x.shape[axis + 1 :]))


def _unsqueeze(xp: Any, x: Any, axes: Any) -> Any:
    for axis in sorted(axes.tolist()):
        x = xp.expand_dims(x, axis=axis)
    return x


def _pad(xp: Any, x: Any, pads: Any, zero: Any) -> Any:
    """Zeros on both sides of every axis."""
    for axis in range(x.ndim):
        sides = [x]
        for at, n in ((0, pads[axis]), (1, pads[axis + x.ndim])):
            if n:
                shape = (*x.shape[:axis], int(n), *x.shape[axis + 1 :])
                sides.insert(at * len(sides), xp.zeros(shape, dtype=x.dtype, device=device_of(x)))
        if len(sides) > 1:
            x = xp.concat(sides, axis=axis)
    return x


def _concat(xp: Any, *arrays: Any, axis: int) -> Any:
    if all(map(is_shape, arrays)):
        return np.concatenate(arrays, axis)
    return xp.concat(list(arrays), axis=axis)


def _einsum(xp: Any, *arrays: Any, equation: str) -> Any:
    """An Einstein sum by products of matrices, from left to right."""
    left, output = equation.split("->")
    terms = left.split(",")
    result, labels = arrays[0], terms[0]
    for i in range(1, len(arrays)):
        needed = output + "".join(terms[i + 1 :])
        result, labels = _product(xp, result, labels, arrays[i], terms[i], needed)
    result, labels = _summed(xp, result, labels, output)
    return _ordered(xp, result, labels, output)


def _product(xp: Any, a: Any, of_a: str, b: Any, of_b: str, needed: str) -> tuple[Any, str]:
    """The product of two arrays, summed over the labels that nobody needs."""
    a, of_a = _summed(xp, a, of_a, needed + of_b)
    b, of_b = _summed(xp, b, of_b, needed + of_a)
    stack = "".join(at for at in of_a if at in of_b and at in needed)
    inner = "".join(at for at in of_a if at in of_b and at not in needed)
    rows = "".join(at for at in of_a if at not in of_b)
    columns = "".join(at for at in of_b if at not in of_a)
    left = _merged(xp, _ordered(xp, a, of_a, stack + rows + inner), len(stack), len(rows))
    right = _merged(xp, _ordered(xp, b, of_b, stack + inner + columns), len(stack), len(inner))
    sizes = dict(zip(of_a + of_b, (*a.shape, *b.shape), strict=True))
    made = xp.matmul(left, right)
    labels = stack + rows + columns
    if len(rows) != 1 or len(columns) != 1:
        made = xp.reshape(made, tuple(sizes[at] for at in labels))
    return made, labels


def _summed(xp: Any, x: Any, labels: str, needed: str) -> tuple[Any, str]:
    axes = tuple(i for i, at in enumerate(labels) if at not in needed)
    if not axes:
        return x, labels
    return xp.sum(x, axis=axes), "".join(at for at in labels if at in needed)


def _ordered(xp: Any, x: Any, labels: str, order: str) -> Any:
    return x if labels == order else xp.permute_dims(x, tuple(map(labels.index, order)))


def _merged(xp: Any, x: Any, n_stack: int, n_first: int) -> Any:
    """A stack of matrices: the axes after it as two."""
    stack, rest = x.shape[:n_stack], x.shape[n_stack:]
    if n_first == len(rest) - 1 == 1:
        return x
    return xp.reshape(x, (*stack, prod(rest[:n_first]), prod(rest[n_first:])))


def _sizes(sizes: Iterable[Any]) -> tuple[int, ...]:
    return tuple(map(int, sizes))


def _expand(xp: Any, x: Any, shape: Any) -> Any:
    """Stretched, both ways: an axis that is longer stays."""
    return xp.broadcast_to(x, np.broadcast_shapes(tuple(x.shape), _sizes(shape)))


_OPERATIONS: dict[str, Operation] = {
    "erf": erf,
    "MatMul": lambda xp, a, b: xp.matmul(a, b),
    "Einsum": _einsum,
    "Transpose": lambda xp, x, perm: xp.permute_dims(x, tuple(perm)),
    "Reshape": lambda xp, x, shape: xp.reshape(x, _sizes(shape)),
    "Expand": _expand,
    "Unsqueeze": _unsqueeze,
    "Squeeze": lambda xp, x, axes: xp.squeeze(x, axis=_sizes(axes)),
    "Concat": _concat,
    "Slice": _slice,
    "Gather": _gather,
    "Pad": _pad,
    "Shape": lambda xp, x, start, end: np.asarray(x.shape[start:end]),
    "Identity": lambda xp, x: x,
}
_N_ARRAYS = dict.fromkeys(
    ("Reshape", "Expand", "Unsqueeze", "Squeeze", "Slice", "Gather", "Pad"), 1
)
