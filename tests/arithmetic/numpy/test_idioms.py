"""Every idiom that NumPy code for layers commonly uses, on arrays that remember.

Each runs on floats and on a record of the same floats. The values must be NumPy's own, an
evaluation of the expressions must find them again, and reverse mode must agree with central
differences.
"""

import re

import numpy as np
import pytest

from handnn.arithmetic import (
    Variable,
    as_recorded,
    differentiate,
    evaluate,
    record,
    recording,
    symbols,
)

X = np.array([0.7, -1.3, 2.1, 0.4])
POSITIVE = np.array([0.7, 1.3, 2.1, 0.4])
M = np.array([[0.5, -1.5, 2.5, 1.25], [1.0, 0.3, -0.7, 2.0], [-0.2, 0.9, 1.1, -1.6]])
CUBE = np.linspace(-1.1, 2.3, 24).reshape(2, 3, 4)


def in_place(a):
    a = a.copy()
    a += 1.5
    a *= 2
    a -= X
    a /= 3
    a[1] += a[0]
    return a


def assign_rows(a):
    out = np.zeros_like(a)
    for i, row in enumerate(a):
        out[i] = row * i
    out[0, :] = a[1] ** 2
    return out


def assign_empty(a):
    out = np.empty_like(a)
    out[:] = 2 * a
    out[..., 0] = 7
    return out


def masked_assignment(a):
    a = a.copy()
    a[a < 0] = 0.25
    return a * 2


def masked_scaling(a):
    a = a.copy()
    a[a < 0] *= 0.1
    return a


def rows_masked(a):
    a = a.copy()
    a[a[:, 0] > 0] = 0.5
    return a


def neurons_in_a_loop(a):
    return np.array([sum(w * v for w, v in zip(row, a[0], strict=True)) + 1 for row in a])


def running_total(a):
    total = 0.0
    for value in a:
        total += value * 2
    return total


def softmax(a):
    e = np.exp(a - np.max(a, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def layer_norm(a):
    return (a - a.mean(axis=-1, keepdims=True)) / np.sqrt(a.var(axis=-1, keepdims=True) + 1e-5)


def stable_sigmoid(a):
    return np.where(
        a >= 0, 1 / (1 + np.exp(-np.abs(a))), np.exp(-np.abs(a)) / (1 + np.exp(-np.abs(a)))
    )


def gelu(a):
    return 0.5 * a * (1 + np.tanh(np.sqrt(2 / np.pi) * (a + 0.044715 * a**3)))


def python_branch(a):
    return a[0] * 2 if a[0] > a[1] else a[1] * 3


def safe_divide(a):
    return np.divide(1.0, a, out=np.zeros_like(a), where=a > 0)


def add_at(a):
    out = np.zeros_like(a)
    np.add.at(out, [0, 0, 2], a[1:])
    return out


def window_convolution(a):
    return np.lib.stride_tricks.sliding_window_view(a, 2) @ np.array([1.0, -1.0])


def window_convolution_2d(a):
    windows = np.lib.stride_tricks.sliding_window_view(a, (2, 2))
    return np.einsum("ijkl,kl->ij", windows, np.array([[1.0, 2.0], [3.0, -4.0]]))


def max_pool(a):
    return np.lib.stride_tricks.sliding_window_view(a, (2, 2)).max(axis=(-2, -1))


VECTOR = {
    "add": lambda a: a + 1.5,
    "reflected add": lambda a: 1.5 + a,
    "reflected subtract": lambda a: 1 - a,
    "reflected divide": lambda a: 2 / a,
    "array on the left": lambda a: X * a + X - a / POSITIVE,
    "power": lambda a: a**2 + a**3,
    "power of": lambda a: 2.0**a,
    "floor divide": lambda a: a // 0.31,
    "modulo": lambda a: a % 0.31,
    "negative": lambda a: -a + +a * 3,
    "in place": in_place,
    "numpy scalar": lambda a: np.float64(2) * a[0] + a[1] * np.float32(0.5) - np.int64(3),
    "python int": lambda a: 2 * a[0] - a[1] / 4,
    "inner product": lambda a: a @ X,
    "inner product reflected": lambda a: X @ a,
    "matrix times vector": lambda a: M @ a,
    "vector times matrix": lambda a: a @ M.T,
    "dot": lambda a: np.dot(M, a),
    "dot method": lambda a: a.dot(X),
    "dot of a number": lambda a: np.dot(2.0, a),
    "outer": lambda a: np.outer(a, X),
    "inner": lambda a: np.inner(M, a),
    "inner of a number": lambda a: np.inner(a, 2.0),
    "vdot": lambda a: np.vdot(a, a),
    "einsum vector": lambda a: np.einsum("ij,j->i", M, a),
    "einsum implicit": lambda a: np.einsum("ij,j", M, a),
    "einsum sum": lambda a: np.einsum("i->", a),
    "einsum square": lambda a: np.einsum("i,i->", a, a),
    "sum": lambda a: a.sum(),
    "np.sum": lambda a: np.sum(a, keepdims=True),
    "mean": lambda a: a.mean() + np.mean(a),
    "max": lambda a: a.max() * 2,
    "min": lambda a: np.min(a) * 2,
    "amax keepdims": lambda a: np.amax(a, axis=0, keepdims=True),
    "max of initial": lambda a: np.max(a, initial=0.5),
    "prod": lambda a: a.prod() + np.prod(a),
    "var": lambda a: a.var() + np.var(a, ddof=1),
    "std": lambda a: a.std() * np.std(a),
    "cumsum": lambda a: a.cumsum() + np.cumsum(a),
    "cumprod": lambda a: np.cumprod(a),
    "ptp": lambda a: np.ptp(a),
    "average": lambda a: np.average(a, weights=[1, 2, 3, 4]),
    "median": lambda a: np.median(a),
    "median keepdims": lambda a: a - np.median(a, keepdims=True),
    "median of an axis": lambda a: a - np.median(a, axis=-1, keepdims=True),
    "sum where": lambda a: np.sum(a, where=a > 0),
    "maximum": lambda a: np.maximum(a, 0),
    "maximum reflected": lambda a: np.maximum(0.0, a),
    "maximum of two": lambda a: np.maximum(a, a[::-1] * 2),
    "minimum": lambda a: np.minimum(a, 0.5),
    "fmax": lambda a: np.fmax(a, 0.1),
    "fmin": lambda a: np.fmin(a, 0.1),
    "clip": lambda a: np.clip(a, -1, 1),
    "clip method": lambda a: a.clip(0, 6),
    "clip above": lambda a: np.clip(a, None, 1),
    "clip keywords": lambda a: np.clip(a, min=-1, max=1),
    "where": lambda a: np.where(a > 0, a, 0.01 * a),
    "where expm1": lambda a: np.where(a > 0, a, np.expm1(a)),
    "where of a plain mask": lambda a: np.where(X > 0, a, -a),
    "where of places": lambda a: a[np.where(a > 0)],
    "select": lambda a: np.select([a < -1, a < 1], [a * 2, a**2], default=3.0),
    "sign": lambda a: np.sign(a) * a,
    "abs": lambda a: np.abs(a) + abs(a) + np.fabs(a),
    "heaviside": lambda a: np.heaviside(a, 0.5) * a,
    "comparison times": lambda a: (a > 0) * a,
    "comparison one minus": lambda a: (1 - (a > 0)) * a,
    "comparison as float": lambda a: (a > 0).astype(float) * a,
    "comparison as int": lambda a: (a > 0).astype(int) + 0.0,
    "comparison both": lambda a: np.where((a > 0) & (a < 1), a, 2 * a),
    "comparison either": lambda a: np.where((a < 0) | ~(a < 1), a, 2 * a),
    "logical": lambda a: np.where(np.logical_and(a > 0, np.logical_not(a > 1)), a, -a),
    "exclusive or": lambda a: np.where(np.logical_xor(a > 0, a > 1) ^ (a < 2), a, -a),
    "conditions counted": lambda a: (a > 0).sum() * a,
    "conditions averaged": lambda a: (a > 0).mean() * a,
    "exp": np.exp,
    "exp2": np.exp2,
    "expm1": np.expm1,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "arctan": np.arctan,
    "arcsinh": np.arcsinh,
    "arctan2": lambda a: np.arctan2(a, 2.0) + np.arctan2(1.0, a),
    "square": np.square,
    "reciprocal": np.reciprocal,
    "logaddexp": lambda a: np.logaddexp(a, 0.0) + np.logaddexp(a, a[::-1]),
    "logaddexp reduce": lambda a: np.logaddexp.reduce(a),
    "hypot": lambda a: np.hypot(a, 2.0),
    "exp of a number": lambda a: np.exp(a[0]) * np.tanh(a[1]),
    "maximum of a number": lambda a: np.maximum(a[0], 0) + np.maximum(0, a[1]),
    "positive, conjugate, real": lambda a: np.positive(a) + np.conjugate(a) + np.real(a),
    "round": lambda a: np.round(a, 1) + a.round() + np.rint(a) + np.floor(a) + np.ceil(a),
    "round of a number": lambda a: round(a[0]) + a[1],
    "trunc": lambda a: np.trunc(a) + a.astype(int),
    "gelu": gelu,
    "softplus": lambda a: np.log1p(np.exp(-np.abs(a))) + np.maximum(a, 0),
    "softplus plain": lambda a: np.log(1 + np.exp(a)),
    "swish": lambda a: a / (1 + np.exp(-a)),
    "mish": lambda a: a * np.tanh(np.log1p(np.exp(a))),
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "sigmoid stable": stable_sigmoid,
    "softmax": softmax,
    "log-softmax": lambda a: a - a.max() - np.log(np.exp(a - a.max()).sum()),
    "isnan": lambda a: np.where(np.isnan(a), 0.0, a),
    "isfinite": lambda a: np.where(np.isfinite(a) & ~np.isinf(a), a, 0.0),
    "nan_to_num": lambda a: np.nan_to_num(a),
    "reshape": lambda a: a.reshape(2, 2) * 2,
    "newaxis": lambda a: a[:, np.newaxis] * a[None, :],
    "expand_dims": lambda a: np.expand_dims(a, 0) - np.atleast_2d(a),
    "concatenate": lambda a: np.concatenate([a, -a]),
    "stack": lambda a: np.stack([a, a * 2], axis=1),
    "hstack": lambda a: np.hstack([a, a, 1.0]),
    "vstack": lambda a: np.vstack([a, X]),
    "column_stack": lambda a: np.column_stack([a, a**2]),
    "stack of numbers": lambda a: np.stack([a[0] * 2, a[1]]),
    "split": lambda a: np.split(a, 2)[1] * np.split(a, 2)[0],
    "array_split": lambda a: np.array_split(a, 3)[0] * 2,
    "tile": lambda a: np.tile(a, 2) * 2,
    "repeat": lambda a: np.repeat(a, 2) + a.repeat(2),
    "pad": lambda a: np.pad(a, 1) * 2,
    "pad edge": lambda a: np.pad(a, (1, 2), mode="edge") * 2,
    "roll": lambda a: np.roll(a, 1) * a,
    "flip": lambda a: np.flip(a) - a[::-1] * 2,
    "take": lambda a: np.take(a, [0, 2]) + a.take([1, 1]),
    "take along": lambda a: np.take_along_axis(a, np.argsort(a), axis=0),
    "diag": lambda a: np.diag(a) * 2,
    "append": lambda a: np.append(a, 1.0) * 2,
    "append bias": lambda a: np.append(a, a[0]) * 2,
    "index": lambda a: a[1:] * a[:-1],
    "index fancy": lambda a: a[[0, 0, 3]],
    "index last": lambda a: a[-1] + a[..., 0],
    "index mask": lambda a: a[a > 0] * 2,
    "index plain mask": lambda a: a[X > 0] * 2,
    "broadcast_to": lambda a: np.broadcast_to(a, (3, 4)) * M,
    "add reduce": lambda a: np.add.reduce(a),
    "maximum reduce": lambda a: np.maximum.reduce(a),
    "minimum reduce": lambda a: np.minimum.reduce(a),
    "multiply reduce": lambda a: np.multiply.reduce(a),
    "add reduceat": lambda a: np.add.reduceat(a, [0, 2]),
    "add outer": lambda a: np.add.outer(a, X),
    "multiply outer": lambda a: np.multiply.outer(a, a),
    "subtract outer": lambda a: np.subtract.outer(a, a),
    "add accumulate": lambda a: np.add.accumulate(a),
    "maximum accumulate": lambda a: np.maximum.accumulate(a),
    "add at": add_at,
    "diff": lambda a: np.diff(a),
    "convolve": lambda a: np.convolve(a, [1.0, 0.5], mode="valid"),
    "convolve same": lambda a: np.convolve(a, [1.0, 0.5, 2.0], mode="same"),
    "correlate": lambda a: np.correlate(a, np.array([1.0, 0.5])),
    "meshgrid": lambda a: np.meshgrid(a, X)[0] * 2,
    "sliding windows": window_convolution,
    "norm": lambda a: np.linalg.norm(a),
    "norm 1": lambda a: np.linalg.norm(a, 1),
    "norm 2": lambda a: np.linalg.norm(a, ord=2),
    "norm 3": lambda a: np.linalg.norm(a, ord=3),
    "norm inf": lambda a: np.linalg.norm(a, np.inf) + np.linalg.norm(a, -np.inf),
    "normalised": lambda a: a / np.linalg.norm(a, axis=-1, keepdims=True),
    "sort": lambda a: np.sort(a) * X,
    "sort descending": lambda a: a[np.argsort(-a)],
    "argmax": lambda a: a[np.argmax(a)] + a[a.argmin()],
    "copy": lambda a: a.copy() * np.copy(a),
    "asarray": lambda a: np.asarray(a) * 2 + np.array(a),
    "asarray dot": lambda a: M @ np.asarray(a),
    "asarray maximum": lambda a: np.maximum(np.asarray(a), 0),
    "asanyarray": lambda a: np.maximum(np.asanyarray(a), 0),
    "ascontiguousarray": lambda a: np.exp(np.ascontiguousarray(a)),
    "atleast_1d": lambda a: np.atleast_1d(a) * np.atleast_1d(a.sum()),
    "vectorize": lambda a: np.vectorize(lambda v: v * 2 + 1)(a),
    "apply_along_axis": lambda a: np.apply_along_axis(lambda v: v.sum() * v, 0, a),
    "builtin sum": lambda a: sum(a),
    "builtin max": lambda a: max(a) + min(a),
    "running total": running_total,
    "list of elements": lambda a: np.array([v * 2 for v in a]),
    "tolist": lambda a: np.array(a.tolist()) * 2,
    "python branch": python_branch,
    "masked assignment": masked_assignment,
    "masked scaling": masked_scaling,
    "zeros_like": lambda a: np.zeros_like(a) + a + np.ones_like(a) * a + np.full_like(a, 3.0),
    "zeros of dtype": lambda a: np.zeros(4, dtype=a.dtype) + a,
    "empty_like": assign_empty,
    "safe divide": safe_divide,
    "exp into": lambda a: np.exp(a, out=a.copy()),
    "searchsorted": lambda a: a[: np.searchsorted(np.sort(a), 0.5)],
    "any": lambda a: a * 2 if (a > 2).any() else a,
    "all": lambda a: a * 2 if np.all(a > 2) else a,
    "nonzero": lambda a: a[np.nonzero(a > 0)],
    "count_nonzero": lambda a: a * np.count_nonzero(a > 0),
    "number methods": lambda a: a[0].sum() + a[1].reshape(1) + a[2].astype(float) + a[3].item(),
    "mean of a number": lambda a: np.mean(a[0]) + np.sum(a[1]),
    "divmod by hand": lambda a: a[0] // 0.31 + a[1] % 0.31 + 2.0 // a[2] + 2.1 % a[3],
    "copyto": lambda a: _copied(a),
    "fill": lambda a: _filled(a),
    "trapezoid": lambda a: np.trapezoid(a),
}

MATRIX = {
    "matmul": lambda a: a @ M.T,
    "matmul reflected": lambda a: M.T @ a,
    "matmul of records": lambda a: a @ a.T,
    "np.matmul": lambda a: np.matmul(a, X),
    "transpose": lambda a: a.T * 2 + np.transpose(a) + a.swapaxes(0, 1) + np.moveaxis(a, 0, 1),
    "einsum matrix": lambda a: np.einsum("ij,kj->ik", a, M),
    "einsum trace": lambda a: np.einsum("ii->", a[:, :3]),
    "einsum diagonal": lambda a: np.einsum("ii->i", a[:, :3]),
    "einsum three": lambda a: np.einsum("ij,jk,k->i", a, a.T, X[:3]),
    "einsum ellipsis": lambda a: np.einsum("...j,kj->...k", a, M),
    "einsum elementwise": lambda a: np.einsum("ij,ij->ij", a, M),
    "einsum transpose": lambda a: np.einsum("ij->ji", a),
    "tensordot": lambda a: np.tensordot(a, M, axes=([1], [1])),
    "tensordot all": lambda a: np.tensordot(a, M, axes=2),
    "tensordot one": lambda a: np.tensordot(a, M.T, axes=1),
    "vdot": lambda a: np.vdot(a, M),
    "sum axis": lambda a: a.sum(axis=0) * 2,
    "sum last": lambda a: np.sum(a, axis=-1, keepdims=True) * a,
    "sum both": lambda a: np.sum(a, axis=(0, 1)),
    "mean axis": lambda a: a.mean(axis=1, keepdims=True) - a,
    "max axis": lambda a: a.max(axis=1),
    "max all": lambda a: a.max() - a.min(),
    "min keepdims": lambda a: np.min(a, axis=0, keepdims=True) * 2,
    "prod axis": lambda a: np.prod(a, axis=1),
    "var axis": lambda a: a.var(axis=0),
    "std axis": lambda a: np.std(a, axis=1, keepdims=True),
    "cumsum axis": lambda a: np.cumsum(a, axis=1),
    "ptp axis": lambda a: np.ptp(a, axis=1),
    "average axis": lambda a: np.average(a, axis=0),
    "logaddexp reduce axis": lambda a: np.logaddexp.reduce(a, axis=1),
    "softmax": softmax,
    "layer norm": layer_norm,
    "norm axis": lambda a: np.linalg.norm(a, axis=1),
    "norm of a matrix": lambda a: np.linalg.norm(a) + np.linalg.norm(a, "fro"),
    "norm inf axis": lambda a: np.linalg.norm(a, np.inf, axis=0),
    "ravel": lambda a: a.ravel() * 2 + a.flatten() + a.reshape(-1),
    "squeeze": lambda a: np.squeeze(a[:1]) * 2,
    "flatten order": lambda a: a.reshape(-1, order="F") * 2,
    "diagonal": lambda a: np.diagonal(a) + a.diagonal() + np.diag(a),
    "trace": lambda a: np.trace(a) + a.trace(),
    "tril": lambda a: np.tril(a) * 2,
    "triu": lambda a: np.triu(a, 1) * 2,
    "pad matrix": lambda a: np.pad(a, ((1, 1), (0, 2))) * 2,
    "pad value": lambda a: np.pad(a, 1, constant_values=3.0) * 2,
    "roll axis": lambda a: np.roll(a, 1, axis=0) * a,
    "flip axis": lambda a: np.flip(a, axis=1) * a,
    "rot90": lambda a: np.rot90(a) * 2,
    "take axis": lambda a: np.take(a, [2, 0], axis=0),
    "take_along_axis": lambda a: np.take_along_axis(a, np.argmax(a, axis=1)[:, None], axis=1),
    "index rows": lambda a: a[[0, 2], [1, 3]] * 2,
    "index mask": lambda a: a[a > 0],
    "index row mask": lambda a: a[a[:, 0] > 0],
    "index both": lambda a: a[1:, ::2] - a[..., [0, 1]][:2],
    "assign rows": assign_rows,
    "assign empty": assign_empty,
    "assign under row mask": rows_masked,
    "neurons in a loop": neurons_in_a_loop,
    "rows": lambda a: np.stack([row * 2 for row in a]),
    "rows dot": lambda a: np.array([row @ X for row in a]),
    "broadcast rows": lambda a: a + a[0] - a[:, :1],
    "windows": window_convolution_2d,
    "max pool": max_pool,
    "sort axis": lambda a: np.sort(a, axis=1),
    "split axis": lambda a: np.split(a, 2, axis=1)[1] * 2,
    "concatenate axis": lambda a: np.concatenate([a, a * 2], axis=1),
    "block": lambda a: np.block([[a, a], [a, M]]),
    "kron": lambda a: np.kron(a, np.array([[1.0, 2.0]])),
    "any axis": lambda a: a * (a > 1).any(axis=1, keepdims=True),
    "vecdot": lambda a: np.vecdot(a, M),
    "apply_along_axis": lambda a: np.apply_along_axis(lambda v: v * v.sum(), 1, a),
}

STACKED = {
    "matmul batch": lambda a: a @ M.T,
    "matmul broadcast": lambda a: M @ a.transpose(0, 2, 1),
    "matmul with a vector": lambda a: a @ X,
    "vector with matmul": lambda a: X[:3] @ a,
    "dot": lambda a: np.dot(a, M.T),
    "einsum batch": lambda a: np.einsum("bij,bkj->bik", a, a),
    "einsum attention": lambda a: np.einsum("...ij,...kj->...ik", a, M),
    "mean of axes": lambda a: a.mean(axis=(1, 2)),
    "tensordot axes": lambda a: np.tensordot(a, a, axes=([1, 2], [1, 2])),
}

OF_POSITIVE = {
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
    "power half": lambda a: a**0.5,
    "power of itself": lambda a: a**a,
    "np.power": lambda a: np.power(a, 1.7) + np.float_power(a, 2.5),
    "entropy": lambda a: -np.sum(a * np.log(a)),
    "arcsin": lambda a: np.arcsin(a / 3) + np.arccos(a / 3) + np.arctanh(a / 3),
    "arccosh": lambda a: np.arccosh(a + 2),
}

CASES = [
    pytest.param(idiom, values, id=f"{kind}: {name}")
    for kind, values, idioms in (
        ("vector", X, VECTOR),
        ("matrix", M, MATRIX),
        ("stacked", CUBE, STACKED),
        ("positive", POSITIVE, OF_POSITIVE),
    )
    for name, idiom in idioms.items()
]


def _copied(a):
    out = np.zeros_like(a)
    np.copyto(out, a * 2)
    np.copyto(out, 1.0, where=a > 0)
    return out


def _filled(a):
    out = a.copy()
    out.fill(2.0)
    return out * a


def cells_of(result):
    """The numbers of a result, also where NumPy's plain object loops left an array of objects."""
    array = as_recorded(result)
    return [array.cell(place) for place in np.ndindex(array.shape)]


def central_differences(function, values, weights, h=1e-6):
    gradient = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        step = np.zeros_like(values)
        step[place] = h
        upper = np.sum(weights * function(values + step))
        gradient[place] = (upper - np.sum(weights * function(values - step))) / (2 * h)
    return gradient


@pytest.mark.parametrize(("idiom", "values"), CASES)
def test_idiom(idiom, values):
    expected = np.asarray(idiom(values.copy()), dtype=float)
    x = record(values, Variable("x", "input"))
    with recording():
        result = idiom(x)
    assert np.shape(result) == expected.shape
    cells = cells_of(result)
    found = np.array([float(cell.value) for cell in cells]).reshape(expected.shape)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)
    again = np.asarray(evaluate(result), dtype=float)
    np.testing.assert_allclose(again, found, rtol=1e-12, atol=1e-15)

    weights = np.linspace(0.5, 1.5, expected.size).reshape(expected.shape)
    (gradient,) = differentiate([result], [weights], [x])
    numeric = central_differences(idiom, values, weights)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("idiom", "values"), CASES)
def test_explained_gradient_is_the_gradient(idiom, values):
    x = record(values, Variable("x", "input"))
    result = as_recorded(idiom(x))
    weights = np.linspace(0.5, 1.5, result.size).reshape(result.shape)
    (plain,) = differentiate([result], [weights], [x])
    given = record(weights, Variable("g", "gradient"))
    (explained,) = differentiate([result], [given], [x])
    values = [cell.value for cell in cells_of(explained)]
    np.testing.assert_allclose(values, plain.ravel(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(evaluate(explained), plain, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "idiom",
    [
        lambda a: np.einsum("i,i->", a, X),
        lambda a: a @ X,
        np.sum,
        sum,
        running_total,
        np.cumsum,
        lambda a: np.add.accumulate(a),
        lambda a: np.convolve(a, [1.0, 0.5], mode="valid"),
        lambda a: np.zeros_like(a) + a,
        lambda a: np.tensordot(a, a, axes=1),
        np.mean,
    ],
)
def test_nothing_is_added_that_the_code_does_not_say(idiom):
    x = record(X, Variable("x", "input"))
    for cell in cells_of(idiom(x)):
        written = symbols(cell)
        assert not written.startswith("0")
        assert " 0 " not in written


@pytest.mark.parametrize("idiom", [softmax, gelu, np.tanh, np.prod, lambda a: a @ X, np.abs])
def test_gradients_start_with_no_zero_and_no_one(idiom):
    x = record(X, Variable("x", "input"))
    result = as_recorded(idiom(x))
    given = record(np.ones(result.shape), Variable("g", "gradient"))
    for derivative in cells_of(differentiate([result], [given], [x])[0]):
        written = symbols(derivative)
        assert not re.search(r"(?<![\d.])(1·|0 )", written)
