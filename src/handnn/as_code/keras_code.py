"""Networks as Keras: a ``keras.Sequential`` whose layers are then given their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from handnn import layers
from handnn.arrays import is_batch
from handnn.as_code.chain import call, in_a_row, note, refuse
from handnn.as_code.numbers import typed
from handnn.errors import ArgumentError
from handnn.layers.base import Layer

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
    row = list(in_a_row(network))
    for i, layer in enumerate(row):
        if type(layer) not in KINDS:
            refuse(layer, "Keras", KINDS, _ADVICE)
        if layer.parameters and any(layer is other for other in row[:i]):
            refuse(layer, "Keras, where a Sequential has each layer once", KINDS, _ADVICE)
    made, numbers, n = [], [], 0
    for layer, each in _with_activations(row):
        made += [line for line in (each.before, _line(each)) if line]
        n += 2 if each.before else 1
        made[-1] += note(layer)
        found = [(array, change) for array, change in each.arrays if array is not None]
        if found:
            numbers.append(f"net.layers[{n - 1}].set_weights([")
            numbers += [typed(a, "    np.array(", f"){change},") for a, change in found]
            numbers.append("])")
    lines = ["import keras", "import numpy as np", ""]
    lines += ["net = keras.Sequential([", *(f"    {line}" for line in [_input(network, x), *made])]
    lines += ["])", *numbers]
    if x is not None:
        batch = x if is_batch(x, network.sample_ndim) else x[None]
        lines += ["", typed(batch, "x = np.array(", ")"), "print(net(x))"]
    return "\n".join(lines)


def _with_activations(row: Sequence[Layer]) -> Iterator[tuple[Layer, _Made]]:
    """What each layer becomes; the activation of a product becomes its argument."""
    i = 0
    while i < len(row):
        layer = row[i]
        made = KINDS[type(layer)](layer)
        following = row[i + 1] if i + 1 < len(row) else None
        if made.kind in ("Dense", "Conv1D", "Conv2D") and _activation(following):
            options = {"activation": _activation(following), **made.options}
            made = made._replace(options=options)
            i += 1
        yield layer, made
        i += 1


def _line(made: _Made) -> str:
    return f"{call(f'keras.layers.{made.kind}', *made.arguments, **made.options)},"


def _input(network: Layer, x: Any) -> str:
    """The line for the shape of a sample."""
    if network.takes_whole_numbers:
        return 'keras.Input((None,), dtype="int32"),'
    if x is not None:
        shape = x.shape[1:] if is_batch(x, network.sample_ndim) else x.shape
    elif network.sample_ndim in (None, 1) and network.in_features is not None:
        shape = (network.in_features,)
    else:
        raise ArgumentError(
            "hn.to_code: Keras must know how large a sample is, and this network does not say. "
            'Give one: hn.to_code(net, "keras", input=x).'
        )
    return f"keras.Input({shape!r}),"


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
        refuse(layer, "Keras with this setting", KINDS, _ADVICE)
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
    before = call(f"keras.layers.ZeroPadding{n}D", padding, data_format="channels_first") + ","
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
            refuse(layer, "Keras with a padding", KINDS, _ADVICE)
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
