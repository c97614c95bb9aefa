"""ONNX's operators in NumPy, so that arrays that remember can run them.

Each is a function of its attributes and its inputs, of which optional ones may be missing or None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from handnn.arithmetic import erf
from handnn.layers.windows import windows_in

Attributes = Mapping[str, Any]
Operator = Callable[..., Any]


def _axes(a: Attributes, given: Any) -> tuple[int, ...] | None:
    """Axes, which are an attribute in older opsets and an input in newer ones."""
    axes = a.get("axes") if given is None else np.asarray(given).ravel().tolist()
    return None if axes is None else tuple(int(axis) for axis in axes)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _softmax(a: Attributes, x: Any) -> Any:
    axis = a.get("axis", -1)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def _gemm(a: Attributes, x: Any, w: Any, c: Any = None) -> Any:
    x = np.transpose(x) if a.get("transA") else x
    w = np.transpose(w) if a.get("transB") else w
    product = a.get("alpha", 1.0) * np.matmul(x, w)
    return product if c is None else product + a.get("beta", 1.0) * c


def _pads(a: Attributes, n: int, sizes: Sequence[int], x: Any, steps: Sequence[int]) -> Any:
    """What is added before and behind each of the last axes."""
    auto = a.get("auto_pad", "NOTSET")
    if auto in ("NOTSET", ""):
        pads = list(a.get("pads", [0] * 2 * n))
        return list(zip(pads[:n], pads[n:], strict=True))
    if auto == "VALID":
        return [(0, 0)] * n
    sides = []
    for length, size, step in zip(np.shape(x)[-n:], sizes, steps, strict=True):
        more = max((-(-length // step) - 1) * step + size - length, 0)
        less = more // 2
        sides.append((less, more - less) if auto == "SAME_UPPER" else (more - less, less))
    return sides


def _windows(a: Attributes, x: Any, sizes: Sequence[int], fill: float) -> Any:
    """The windows over the last axes: their cells on one axis, before those of the positions."""
    n = len(sizes)
    if any(step != 1 for step in a.get("dilations", [1] * n)) or a.get("ceil_mode"):
        raise NotImplementedError("dilations and ceil_mode")
    steps = list(a.get("strides", [1] * n))
    sides = _pads(a, n, sizes, x, steps)
    if any(map(any, sides)):
        around = [(0, 0)] * (np.ndim(x) - n)
        x = np.pad(x, around + sides, constant_values=fill)
    return windows_in(None, x, tuple(sizes), steps, 0)


def _conv(a: Attributes, x: Any, w: Any, b: Any = None) -> Any:
    if a.get("group", 1) != 1:
        raise NotImplementedError("groups of channels")
    cells = _windows(a, x, np.shape(w)[2:], 0.0)
    kernels = np.reshape(w, (*np.shape(w)[:2], -1))
    z = np.einsum("oik,nik...->no...", kernels, cells)
    return z if b is None else z + np.reshape(b, (-1, *[1] * (np.ndim(z) - 2)))


def _average_pool(a: Attributes, x: Any) -> Any:
    n = len(a["kernel_shape"])
    sums = np.sum(_windows(a, x, a["kernel_shape"], 0.0), axis=-n - 1)
    if a.get("count_include_pad"):
        return sums / int(np.prod(a["kernel_shape"]))
    counted = np.sum(_windows(a, np.ones(np.shape(x)), a["kernel_shape"], 0.0), axis=-n - 1)
    return sums / counted.astype(x.dtype)


def _batch_norm(a: Attributes, x: Any, scale: Any, b: Any, mean: Any, variance: Any) -> Any:
    if a.get("training_mode"):
        raise NotImplementedError("training mode")
    shape = (-1, *[1] * (np.ndim(x) - 2))
    scale, b, mean, variance = (np.reshape(v, shape) for v in (scale, b, mean, variance))
    return (x - mean) / np.sqrt(variance + a.get("epsilon", 1e-5)) * scale + b


def _layer_norm(a: Attributes, x: Any, scale: Any, b: Any = None) -> Any:
    axis = a.get("axis", -1)
    axes = tuple(range(axis % np.ndim(x), np.ndim(x)))
    off = x - np.mean(x, axis=axes, keepdims=True)
    variance = np.mean(np.square(off), axis=axes, keepdims=True)
    y = off / np.sqrt(variance + a.get("epsilon", 1e-5)) * scale
    return y if b is None else y + b


def _reshape(a: Attributes, x: Any, shape: Any) -> Any:
    sizes = [int(size) for size in np.asarray(shape)]
    if not a.get("allowzero"):
        sizes = [np.shape(x)[i] if size == 0 else size for i, size in enumerate(sizes)]
    return np.reshape(x, sizes)


def _flatten(a: Attributes, x: Any) -> Any:
    axis = a.get("axis", 1)
    front = np.shape(x)[:axis] if axis >= 0 else np.shape(x)[: np.ndim(x) + axis]
    return np.reshape(x, (int(np.prod(front, dtype=int)), -1))


def _slice(a: Attributes, x: Any, starts: Any = None, ends: Any = None, *more: Any) -> Any:
    starts = a["starts"] if starts is None else np.asarray(starts).tolist()
    ends = a["ends"] if ends is None else np.asarray(ends).tolist()
    axes, steps = (*more, None, None)[:2]
    axes = a.get("axes", range(len(starts))) if axes is None else np.asarray(axes).tolist()
    steps = [1] * len(starts) if steps is None else np.asarray(steps).tolist()
    index = [slice(None)] * np.ndim(x)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        size = np.shape(x)[axis]
        if step < 0 and end < -size:
            end = None
        index[axis] = slice(start, end, step)
    return x[tuple(index)]


def _gather(a: Attributes, x: Any, index: Any) -> Any:
    index = np.asarray(index)
    return np.take(x, index, axis=a.get("axis", 0)) if np.ndim(index) else _row(a, x, int(index))


def _row(a: Attributes, x: Any, place: int) -> Any:
    return x[(slice(None),) * (a.get("axis", 0) % np.ndim(x)) + (place,)]


def _pad(a: Attributes, x: Any, pads: Any = None, value: Any = None, axes: Any = None) -> Any:
    pads = a["pads"] if pads is None else np.asarray(pads).tolist()
    half = len(pads) // 2
    along = range(half) if axes is None else np.asarray(axes).tolist()
    sides = [(0, 0)] * np.ndim(x)
    for i, axis in enumerate(along):
        sides[axis] = (pads[i], pads[half + i])
    mode = a.get("mode", "constant")
    if mode != "constant":
        return np.pad(x, sides, mode=mode)
    fill = a.get("value", 0.0) if value is None else np.asarray(value).item()
    return np.pad(x, sides, constant_values=fill)


def _split(a: Attributes, x: Any, sizes: Any = None) -> Any:
    axis = a.get("axis", 0)
    sizes = a.get("split") if sizes is None else np.asarray(sizes).tolist()
    if sizes is None:
        n, count = np.shape(x)[axis], a["num_outputs"] if "num_outputs" in a else a["n_outputs"]
        each = -(-n // count)
        sizes = [min(each, n - i * each) for i in range(count)]
    return tuple(np.split(x, np.cumsum(sizes)[:-1].tolist(), axis=axis))


def _squeeze(a: Attributes, x: Any, axes: Any = None) -> Any:
    return np.squeeze(x, _axes(a, axes))


def _unsqueeze(a: Attributes, x: Any, axes: Any = None) -> Any:
    return np.expand_dims(x, _axes(a, axes) or ())


def _expand(a: Attributes, x: Any, shape: Any) -> Any:
    sizes = tuple(int(size) for size in np.asarray(shape))
    return np.broadcast_to(x, np.broadcast_shapes(np.shape(x), sizes))


def _cast(a: Attributes, x: Any) -> Any:
    return x.astype(a["to"])


def _clip(a: Attributes, x: Any, low: Any = None, high: Any = None) -> Any:
    low, high = a.get("min", low), a.get("max", high)
    x = x if low is None else np.maximum(x, low)
    return x if high is None else np.minimum(x, high)


def _reduce(function: Callable[..., Any]) -> Operator:
    def reduced(a: Attributes, x: Any, given: Any = None) -> Any:
        axes = _axes(a, given)
        if not axes:
            if a.get("noop_with_empty_axes"):
                return x
            axes = tuple(range(np.ndim(x)))
        return function(x, axis=axes, keepdims=bool(a.get("keepdims", 1)))

    return reduced


def _of(function: Callable[..., Any]) -> Operator:
    """A function of NumPy that has no attributes."""
    return lambda a, *inputs: function(*inputs)


def _several(function: Callable[[Any, Any], Any]) -> Operator:
    def folded(a: Attributes, first: Any, *others: Any) -> Any:
        for other in others:
            first = function(first, other)
        return first

    return folded


def _divide(x: Any, y: Any) -> Any:
    if np.result_type(x.dtype, y.dtype).kind in "iu":
        return np.trunc(x / y).astype(x.dtype)
    return x / y


def _mod(a: Attributes, x: Any, y: Any) -> Any:
    if a.get("fmod"):
        return x - np.trunc(x / y) * y
    return np.mod(x, y)


def _prelu(x: Any, slope: Any) -> Any:
    return np.where(x < 0, slope * x, x)


def _gelu(a: Attributes, x: Any) -> Any:
    if a.get("approximate", "none") == "tanh":
        return x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2
    return x * (1 + np.asarray(erf(x / 2**0.5))) / 2


def _constant_of_shape(a: Attributes, shape: Any) -> Any:
    value = a.get("value", np.zeros(1, np.float32))
    return np.full([int(size) for size in np.asarray(shape)], value.item(), value.dtype)


def _shape(a: Attributes, x: Any) -> Any:
    return np.array(np.shape(x)[a.get("start", 0) : a.get("end")], np.int64)


def _transpose(a: Attributes, x: Any) -> Any:
    return np.transpose(x, a.get("perm"))


OPERATORS: dict[str, Operator] = {
    **{
        name: _of(getattr(np, function))
        for name, function in (
            pair.split(":")
            for pair in [
                "Add:add",
                "Sub:subtract",
                "Mul:multiply",
                "Pow:power",
                "MatMul:matmul",
                "Neg:negative",
                "Abs:abs",
                "Sqrt:sqrt",
                "Reciprocal:reciprocal",
                "Exp:exp",
                "Log:log",
                "Sin:sin",
                "Cos:cos",
                "Tan:tan",
                "Sinh:sinh",
                "Cosh:cosh",
                "Tanh:tanh",
                "Asin:arcsin",
                "Acos:arccos",
                "Atan:arctan",
                "Asinh:arcsinh",
                "Acosh:arccosh",
                "Atanh:arctanh",
                "Sign:sign",
                "Floor:floor",
                "Ceil:ceil",
                "Round:rint",
                "Greater:greater",
                "GreaterOrEqual:greater_equal",
                "Less:less",
                "LessOrEqual:less_equal",
                "Equal:equal",
                "IsNaN:isnan",
                "And:logical_and",
                "Or:logical_or",
                "Not:logical_not",
                "Xor:logical_xor",
                "Where:where",
            ]
        )
    },
    "Div": _of(_divide),
    "Mod": _mod,
    "Max": _several(np.maximum),
    "Min": _several(np.minimum),
    "Sum": _several(np.add),
    "Mean": lambda a, *inputs: sum(inputs[1:], inputs[0]) / len(inputs),
    "Identity": _of(lambda x: x),
    "Dropout": lambda a, x, *more: x,
    "Relu": _of(lambda x: np.maximum(x, 0)),
    "LeakyRelu": lambda a, x: np.where(x < 0, a.get("alpha", 0.01) * x, x),
    "PRelu": _of(_prelu),
    "Elu": lambda a, x: np.where(x < 0, a.get("alpha", 1.0) * np.expm1(x), x),
    "Sigmoid": _of(_sigmoid),
    "HardSigmoid": lambda a, x: np.clip(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1),
    "Softplus": _of(lambda x: np.logaddexp(x, 0)),
    "Softsign": _of(lambda x: x / (1 + np.abs(x))),
    "Softmax": _softmax,
    "LogSoftmax": lambda a, x: np.log(_softmax(a, x)),
    "Erf": _of(erf),
    "Gelu": _gelu,
    "Clip": _clip,
    "Gemm": _gemm,
    "Conv": _conv,
    "MaxPool": lambda a, x: np.max(
        _windows(a, x, a["kernel_shape"], -np.inf), axis=-len(a["kernel_shape"]) - 1
    ),
    "AveragePool": _average_pool,
    "GlobalAveragePool": _of(lambda x: np.mean(x, axis=tuple(range(2, x.ndim)), keepdims=True)),
    "GlobalMaxPool": _of(lambda x: np.max(x, axis=tuple(range(2, x.ndim)), keepdims=True)),
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "Einsum": lambda a, *inputs: np.einsum(a["equation"], *inputs),
    "ReduceSum": _reduce(np.sum),
    "ReduceMean": _reduce(np.mean),
    "ReduceProd": _reduce(np.prod),
    "ReduceMax": _reduce(np.max),
    "ReduceMin": _reduce(np.min),
    "ReduceSumSquare": _reduce(lambda x, **options: np.sum(np.square(x), **options)),
    "ReduceL1": _reduce(lambda x, **options: np.sum(np.abs(x), **options)),
    "ReduceL2": _reduce(lambda x, **options: np.sqrt(np.sum(np.square(x), **options))),
    "Reshape": _reshape,
    "Flatten": _flatten,
    "Transpose": _transpose,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Expand": _expand,
    "Concat": lambda a, *inputs: np.concatenate(inputs, axis=a["axis"]),
    "Split": _split,
    "Slice": _slice,
    "Gather": _gather,
    "Pad": _pad,
    "Tile": _of(lambda x, times: np.tile(x, np.asarray(times).tolist())),
    "Cast": _cast,
    "Shape": _shape,
    "ConstantOfShape": _constant_of_shape,
    "Range": _of(lambda start, end, step: np.arange(start.item(), end.item(), step.item())),
}
"""The operators that are known, by name."""
