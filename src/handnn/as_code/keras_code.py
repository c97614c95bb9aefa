"""Networks as Keras, whose layers are then given their numbers.

A chain of layers is a ``keras.Sequential``. Where something is added, or a layer stands at several
places, it is a ``keras.Model``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from handnn import layers
from handnn.arrays import is_batch
from handnn.as_code.chain import Sum, call, note, parts_of, refuse, symbols_of
from handnn.as_code.numbers import typed
from handnn.errors import ArgumentError
from handnn.layers.base import Layer
from handnn.naming import snake_case

_ADVICE = 'Save a network of any layers as ONNX instead: net.save("net.onnx").'


class _Made(NamedTuple):
    """Layers of Keras's that one of handnn's becomes.

    Attributes:
        kind: The class of the last one.
        arguments: Its arguments.
        options: Its named ones; None is left out.
        arrays: Its arrays, each with what turns it into Keras's, such as ``.T``.
        before: A layer before it.
    """

    kind: str
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = {}
    arrays: Sequence[tuple[Any, str]] = ()
    before: str = ""


def code_for(network: Layer, x: Any = None) -> str:
    """The code of a network, and of a run on an input if there is one; see `to_code`."""
    parts = list(parts_of(network))
    row = [part for part in parts if isinstance(part, Layer)]
    for layer in row:
        if type(layer) not in KINDS:
            refuse(layer, "Keras", [*KINDS, layers.Residual], _ADVICE)
    learned = [id(layer) for layer in row if layer.parameters]
    is_chain = len(row) == len(parts) and len(set(learned)) == len(learned)
    start = _input(network, x)
    made = _chain(row, start) if is_chain else _graph(parts, start)
    lines = ["import keras", "import numpy as np", "", *made]
    if x is not None:
        batch = x if is_batch(x, network.sample_ndim) else x[None]
        lines += ["", typed(batch, "x = np.array(", ")"), "print(net(x))"]
    return "\n".join(lines)


def _input(network: Layer, x: Any) -> str:
    """What says how large a sample is."""
    if network.takes_whole_numbers:
        return 'keras.Input((None,), dtype="int32")'
    if x is not None:
        shape = x.shape[1:] if is_batch(x, network.sample_ndim) else x.shape
    elif network.sample_ndim in (None, 1) and network.in_features is not None:
        shape = (network.in_features,)
    else:
        raise ArgumentError(
            "hn.to_code: Keras must know how large a sample is, and this network does not say. "
            'Give one: hn.to_code(net, "keras", input=x).'
        )
    return f"keras.Input({shape!r})"


def _chain(row: Sequence[Layer], start: str) -> list[str]:
    """A ``keras.Sequential``; the activation of a product becomes its argument."""
    lines, numbers, n, i = [f"    {start},"], list[str](), 0, 0
    while i < len(row):
        layer, made = row[i], KINDS[type(row[i])](row[i])
        activation = _activation(row[i + 1]) if i + 1 < len(row) else None
        if activation and made.kind in ("Dense", "Conv1D", "Conv2D"):
            made = made._replace(options={"activation": activation, **made.options})
            i += 1
        i += 1
        calls = [each for each in (made.before, _call(made)) if each]
        n += len(calls)
        lines += [f"    {each}," for each in calls]
        lines[-1] += note(layer)
        numbers += _numbers(f"net.layers[{n - 1}]", made)
    return ["net = keras.Sequential([", *lines, "])", *numbers]


def _graph(parts: Sequence[Layer | Sum | None], start: str) -> list[str]:
    """A ``keras.Model``, whose values have the names that they have on paper."""
    symbols = symbols_of(parts)
    lines, numbers, opened = [f"x = {start}"], list[str](), list[str]()
    names: dict[int, str] = {}  # of the variables for layers with numbers
    value = "x"
    for part in parts:
        if part is None:
            opened.append(value)
            continue
        output = next(symbols).output
        if isinstance(part, Sum):
            lines.append(f"{output} = {opened.pop()} + {value}{note(part.block)}")
        else:
            made = KINDS[type(part)](part)
            function = _call(made)
            if part.parameters:
                if id(part) not in names:
                    names[id(part)] = name = f"{snake_case(made.kind)}_{len(names) + 1}"
                    lines.append(f"{name} = {function}{note(part)}")
                    numbers += _numbers(name, made)
                function = names[id(part)]
            source = f"{made.before}({value})" if made.before else value
            lines.append(f"{output} = {function}({source})")
        value = output
    return [*lines, f"net = keras.Model(x, {value})", *numbers]


def _call(made: _Made) -> str:
    return call(f"keras.layers.{made.kind}", *made.arguments, **made.options)


def _numbers(layer: str, made: _Made) -> list[str]:
    """The lines that give a layer its numbers."""
    found = [(array, change) for array, change in made.arrays if array is not None]
    if not found:
        return []
    arrays = [typed(array, "    np.array(", f"){change},") for array, change in found]
    return [f"{layer}.set_weights([", *arrays, "])"]


# -- layers ----------------------------------------------------------------------------------------


def _activation(layer: Layer | None) -> str | None:
    """The name of an activation; None if it has none."""
    if isinstance(layer, layers.Softmax) and layer.temperature != 1:
        return None
    if isinstance(layer, layers.GELU) and layer.approximate != "none":
        return None
    return _ACTIVATIONS.get(type(layer))


def _function(layer: Any) -> _Made:
    name = _activation(layer)
    if name is None:
        refuse(layer, "Keras with this setting", [*KINDS, layers.Residual], _ADVICE)
    return _Made("Activation", (name,))


def _dense(layer: Any) -> _Made:
    options = {"use_bias": False if layer.b is None else None}
    return _Made("Dense", (layer.out_features,), options, [(layer.W, ".T"), (layer.b, "")])


def _convolution(layer: Any) -> _Made:
    outputs, _, *size = layer.K.shape
    n = len(size)
    options = {
        "strides": None if layer.stride == 1 else layer.stride,
        "data_format": "channels_first",
        "use_bias": False if layer.b is None else None,
    }
    axes = ".transpose(2, 1, 0)" if n == 1 else ".transpose(2, 3, 1, 0)"
    padding = layer.padding
    before = call(f"keras.layers.ZeroPadding{n}D", padding, data_format="channels_first")
    return _Made(
        f"Conv{n}D",
        (outputs, size[0] if len(set(size)) == 1 else tuple(size)),
        options,
        [(layer.K, axes), (layer.b, "")],
        before if np.any(padding) else "",
    )


def _pool(kind: str) -> Callable[[Any], _Made]:
    def made(layer: Any) -> _Made:
        if np.any(layer.padding):
            refuse(layer, "Keras with a padding", [*KINDS, layers.Residual], _ADVICE)
        stride = None if layer.stride == layer.size else layer.stride
        return _Made(kind, (layer.size,), {"strides": stride, "data_format": "channels_first"})

    return made


def _layer_norm(layer: Any) -> _Made:
    absent = {
        "scale": False if layer.gamma is None else None,
        "center": False if layer.beta is None else None,
    }
    arrays = [(layer.gamma, ""), (layer.beta, "")]
    return _Made("LayerNormalization", (), {"epsilon": layer.eps, **absent}, arrays)


def _rms_norm(layer: Any) -> _Made:  # without a gamma, Keras's stays 1
    return _Made("RMSNormalization", (), {"epsilon": layer.eps}, [(layer.gamma, "")])


def _batch_norm(layer: Any) -> _Made:
    axis = 1 if layer.sample_ndim == 3 else None
    options = {"axis": axis, "momentum": 1 - layer.momentum, "epsilon": layer.eps}
    arrays = (layer.gamma, layer.beta, layer.running_mean, layer.running_variance)
    return _Made("BatchNormalization", (), options, [(array, "") for array in arrays])


_ACTIVATIONS: Mapping[Any, str] = {
    layers.ReLU: "relu",
    layers.SiLU: "silu",
    layers.Softplus: "softplus",
    layers.Sigmoid: "sigmoid",
    layers.Tanh: "tanh",
    layers.GELU: "gelu",
    layers.Softmax: "softmax",
}

KINDS: Mapping[type[Layer], Callable[[Any], _Made]] = {
    layers.Dense: _dense,
    layers.Conv1D: _convolution,
    layers.Conv2D: _convolution,
    layers.MaxPool2D: _pool("MaxPooling2D"),
    layers.AveragePool2D: _pool("AveragePooling2D"),
    layers.Flatten: lambda layer: _Made("Flatten"),
    layers.Embedding: lambda layer: _Made("Embedding", layer.E.shape, {}, [(layer.E, "")]),
    layers.LayerNorm: _layer_norm,
    layers.RMSNorm: _rms_norm,
    layers.BatchNorm: _batch_norm,
    layers.Dropout: lambda layer: _Made("Dropout", (layer.rate,)),
    layers.Identity: lambda layer: _Made("Identity"),
    layers.LeakyReLU: lambda layer: _Made(
        "LeakyReLU", (), {"negative_slope": layer.negative_slope}
    ),
    layers.ELU: lambda layer: _Made("ELU", (layer.alpha,)),
    **dict.fromkeys((kind for kind in _ACTIVATIONS), _function),
}
