"""Networks as plain NumPy: a function whose names are those on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from handnn import layers
from handnn.as_code.chain import COMPOSED, Sum, arrays_of, note, parts_of, refuse, symbols_of
from handnn.as_code.numbers import typed
from handnn.as_code.numpy_sequences import SEQUENCES, Names
from handnn.layers.base import Layer

_ADVICE = (
    "For another layer, its forward is NumPy already: that of your own layer is in your code, that "
    "of a layer of handnn's is shown by inspect.getsource."
)


def code_for(network: Layer, x: Any = None) -> str:
    """The code of a network, and of a run on an input if there is one; see `to_code`."""
    parts = list(parts_of(network))
    for part in parts:
        if isinstance(part, Layer) and type(part) not in KINDS:
            refuse(part, "NumPy", [*KINDS, *COMPOSED], _ADVICE)
    symbols = symbols_of(parts)
    arrays: dict[str, str] = {}
    body: list[str] = []
    opened: list[str] = []  # what is added where a residual connection comes back
    value = "x"
    for part in parts:
        if part is None:
            opened.append(value)
            continue
        own = next(symbols)
        if isinstance(part, Sum):
            lines, comment = [f"{own.output} = {opened.pop()} + {value}"], note(part.block)
        else:
            found = arrays_of(part)
            names = {name: own.parameters[name] for name in found}
            for name, array in found.items():
                arrays.setdefault(names[name], _array(names[name], array))
            lines, comment = list(KINDS[type(part)](part, value, own.output, names)), note(part)
        body += [*lines[:-1], lines[-1] + comment]
        value = own.output
    function = ["def net(x):", *(f"    {line}" for line in [*body, f"return {value}"])]
    imports = ["import math", ""] if any("math." in line for line in body) else []
    start = [*imports, "import numpy as np", "", *arrays.values(), *[""] * (2 if arrays else 1)]
    run = [] if x is None else ["", "", _array("x", x), "print(net(x))"]
    return "\n".join([*start, *function, *run])


def _array(name: str, array: Any) -> str:
    dtype = ", dtype=np.float32" if array.dtype == np.float32 else ""
    return typed(array, f"{name} = np.array(", f"{dtype})")


# -- layers ----------------------------------------------------------------------------------------


def _formula(formula: str) -> Callable[[Any, str, str, Names], Iterator[str]]:
    """A layer in a line of its input x, its settings and its arrays."""

    def lines(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
        settings = {name: repr(getattr(layer, name)) for name in layer.hyperparameter_names}
        yield f"{y} = {formula.format(x=x, **settings, **names)}"

    return lines


def _dense(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    yield f"{y} = {x} @ {names['W']}.T" + (f" + {names['b']}" if "b" in names else "")


def _softmax(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    if layer.temperature != 1:
        yield f"scores = {x} / {layer.temperature!r}"
        x = "scores"
    yield f"e = np.exp({x} - {x}.max(axis=-1, keepdims=True))"
    yield f"{y} = e / e.sum(axis=-1, keepdims=True)"


def _gelu(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    if layer.approximate == "tanh":
        inner = f"np.sqrt(2 / np.pi) * ({x} + 0.044715 * {x}**3)"
        yield f"{y} = {x} / 2 * (1 + np.tanh({inner}))"
    else:
        yield f"erf = np.vectorize(math.erf)({x} / math.sqrt(2))"
        yield f"{y} = {x} / 2 * (1 + erf)"


def _scaled(normed: str, names: Names) -> str:
    scaled = f"{normed} * {names['gamma']}" if "gamma" in names else normed
    return f"{scaled} + {names['beta']}" if "beta" in names else scaled


def _layer_norm(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    yield f"centred = {x} - {x}.mean(axis=-1, keepdims=True)"
    yield "variance = (centred**2).mean(axis=-1, keepdims=True)"
    yield f"{y} = {_scaled(f'centred / np.sqrt(variance + {layer.eps!r})', names)}"


def _rms_norm(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    yield f"rms = np.sqrt(({x}**2).mean(axis=-1, keepdims=True) + {layer.eps!r})"
    yield f"{y} = {_scaled(f'{x} / rms', names)}"


def _batch_norm(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    level = "" if layer.sample_ndim == 1 else "[:, None, None]"
    n = {name: symbol + level for name, symbol in names.items()}
    yield f"normed = ({x} - {n['running_mean']}) / np.sqrt({n['running_variance']} + {layer.eps!r})"
    yield f"{y} = {_scaled('normed', n)}"


def _flatten(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    yield f"{y} = {x}.reshape(*{x}.shape[:-{layer.sample_ndim}], -1)"


def _padded(layer: Any, x: str, n: int, fill: str = "") -> Iterator[str]:
    """A line that pads the last `n` axes of x, if there is a padding."""
    margins = np.broadcast_to(layer.padding, n).tolist()
    if any(margins):
        sides = ", ".join(f"({m}, {m})" for m in margins)
        yield f"padded = np.pad({x}, [(0, 0)] * ({x}.ndim - {n}) + [{sides}]{fill})"


def _windows(layer: Any, x: str, size: tuple[int, ...]) -> str:
    """All windows of x: places first, then cells, each on as many axes as the window has."""
    n = len(size)
    axes = tuple(range(-n, 0)) if n > 1 else -1
    windows = f"np.lib.stride_tricks.sliding_window_view({x}, {size if n > 1 else size[0]}, {axes})"
    steps = [f"::{step}" if step > 1 else ":" for step in np.broadcast_to(layer.stride, n).tolist()]
    if set(steps) == {":"}:
        return windows
    return f"{windows}[..., {', '.join([*steps, *[':'] * n])}]"


def _convolution(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    size = layer.K.shape[2:]
    n = len(size)
    pads = list(_padded(layer, x, n))
    yield from pads
    yield f"windows = {_windows(layer, 'padded' if pads else x, size)}"
    places, cells = "rc"[:n], "kl"[:n]
    equation = f"...i{places}{cells},oi{cells}->...o{places}"
    bias = f" + {names['b']}[{', '.join([':', *['None'] * n])}]" if "b" in names else ""
    yield f'{y} = np.einsum("{equation}", windows, {names["K"]}){bias}'


def _pool(call: str, fill: str = "") -> Callable[[Any, str, str, Names], Iterator[str]]:
    def lines(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
        pads = list(_padded(layer, x, 2, fill.format(x=x)))
        yield from pads
        size = tuple(np.broadcast_to(layer.size, 2).tolist())
        yield f"windows = {_windows(layer, 'padded' if pads else x, size)}"
        yield f"{y} = windows.{call}(axis=(-2, -1))"

    return lines


def _positions(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    yield f"tokens, d = {x}.shape[-2:]"
    yield f"angles = np.arange(tokens)[:, None] / {layer.base!r} ** (np.arange(d) // 2 * 2 / d)"
    yield "encoding = np.where(np.arange(d) % 2 == 0, np.sin(angles), np.cos(angles))"
    yield f"{y} = {x} + encoding"


KINDS: Mapping[type[Layer], Callable[[Any, str, str, Names], Iterator[str]]] = {
    layers.Dense: _dense,
    layers.ReLU: _formula("np.maximum({x}, 0)"),
    layers.LeakyReLU: _formula("np.where({x} > 0, {x}, {negative_slope} * {x})"),
    layers.PReLU: _formula("np.where({x} > 0, {x}, {a} * {x})"),
    layers.ELU: _formula("np.where({x} > 0, {x}, {alpha} * (np.exp(np.minimum({x}, 0)) - 1))"),
    layers.SiLU: _formula("{x} / (1 + np.exp(-{x}))"),
    layers.Softplus: _formula("np.logaddexp(0, {x})"),
    layers.Sigmoid: _formula("1 / (1 + np.exp(-{x}))"),
    layers.Tanh: _formula("np.tanh({x})"),
    layers.GELU: _gelu,
    layers.Softmax: _softmax,
    layers.Identity: _formula("{x}"),
    layers.Dropout: _formula("{x}  # a dropout drops only in training"),
    layers.LayerNorm: _layer_norm,
    layers.RMSNorm: _rms_norm,
    layers.BatchNorm: _batch_norm,
    layers.Embedding: _formula("{E}[{x}]"),
    layers.PositionalEncoding: _positions,
    layers.Flatten: _flatten,
    layers.Conv1D: _convolution,
    layers.Conv2D: _convolution,
    layers.MaxPool2D: _pool("max", ", constant_values={x}.min()"),
    layers.AveragePool2D: _pool("mean"),
    **SEQUENCES,
}
