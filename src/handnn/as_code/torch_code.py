"""Networks as PyTorch: an ``nn.Sequential`` whose parameters are then given their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from handnn import layers
from handnn.as_code.chain import call, note, refuse
from handnn.as_code.numbers import is_exact_in_float32, typed
from handnn.layers.base import Layer
from handnn.naming import snake_case
from handnn.sequential import Sequential

_ADVICE = "hn.to_torch(net) makes a module of every network."


def code_for(network: Layer, x: Any = None) -> str:
    """The code of a network, and of a run on an input if there is one; see `to_code`."""
    return _Writer(network).code(x)


class _Writer:
    """Writes one network."""

    def __init__(self, network: Layer) -> None:
        self._network = network if type(network) is Sequential else Sequential(network)
        arrays = [*network.parameters.values(), *network.buffers.values()]
        self._is_double = any(array.dtype == np.float64 for array in arrays)
        self._is_training_different = False
        counts = Counter(map(id, _inside(self._network)))
        self._repeated = {key for key, n in counts.items() if n > 1}
        self._names: dict[int, str] = {}  # of the variables for layers used at several places
        self._variables: list[str] = []  # the lines that make them
        self._classes: dict[str, None] = {}
        self._numbers: list[str] = []  # the lines that give parameters their numbers

    def code(self, x: Any) -> str:
        """The code."""
        made = "net = " + self._expression(self._network, "net", "")
        made += ".double()" * self._is_double
        lines = ["import torch", "from torch import nn", ""]
        for each in self._classes:
            lines += ["", each, "", ""]
        lines += [*self._variables, made]
        if self._numbers:
            lines += ["with torch.no_grad():", *self._numbers]
        if self._is_training_different:
            lines.append("net.eval()")
        if x is not None:
            lines += ["", self._tensor("x = ", x, is_input=True), "print(net(x))"]
        return "\n".join(lines)

    def _expression(self, layer: Any, place: str, indent: str) -> str:
        """What makes a layer, which is then found at a place such as ``net[0]``."""
        kind = type(layer)
        if kind in CHAINS:
            name, definition = CHAINS[kind]
            if definition:
                self._classes[definition] = None
            inner = indent + "    "
            lines = [f"{name}("]
            for i, child in enumerate(layer.children.values()):
                lines.append(f"{inner}{self._member(child, f'{place}[{i}]', inner)},{note(child)}")
            return "\n".join([*lines, f"{indent})"])
        if kind not in KINDS:
            refuse(layer, "PyTorch", [*KINDS, layers.Residual], _ADVICE)
        made, names = KINDS[kind]
        for name, theirs in names.items():
            if (array := getattr(layer, name, None)) is not None:
                array = array.ravel() if name == "a" else array  # a slope for each channel
                before = f"    {place}.{theirs}.copy_("
                self._numbers.append(self._tensor(before, array) + ")")
        self._is_training_different |= kind in (layers.Dropout, layers.BatchNorm)
        if kind is layers.Softmax and layer.temperature != 1:
            self._classes[_SOFTMAX] = None
        return made(layer)

    def _member(self, layer: Any, place: str, indent: str) -> str:
        """What stands for a layer inside a chain: a variable, if it stands at several places."""
        if id(layer) not in self._repeated:
            return self._expression(layer, place, indent)
        if id(layer) not in self._names:
            name = f"{snake_case(type(layer).__name__)}_{len(self._names) + 1}"
            self._names[id(layer)] = name
            self._variables.append(f"{name} = {self._expression(layer, name, '')}{note(layer)}")
        return self._names[id(layer)]

    def _tensor(self, before: str, array: Any, is_input: bool = False) -> str:
        """A tensor of an array, after what stands before it; as an input it keeps its dtype."""
        dtype = ""
        if array.dtype == np.float64 and (is_input or not is_exact_in_float32(array)):
            dtype = ", dtype=torch.float64"
        elif array.dtype == np.float32 and is_input:
            dtype = ", dtype=torch.float32"
        return typed(array, f"{before}torch.tensor(", f"{dtype})")


def _inside(layer: Layer) -> Iterator[Layer]:
    """The layers at every place inside a layer."""
    for child in layer.children.values():
        yield child
        yield from _inside(child)


_RESIDUAL = """\
class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)"""

_SOFTMAX = """\
class Softmax(nn.Module):
    def __init__(self, temperature):
        super().__init__()
        self.temperature = temperature

    def forward(self, x):
        return torch.softmax(x / self.temperature, dim=-1)"""

# For each chain its class, and how that is defined where PyTorch does not have it.
CHAINS: Mapping[type[Layer], tuple[str, str]] = {
    Sequential: ("nn.Sequential", ""),
    layers.Residual: ("Residual", _RESIDUAL),
}


def _softmax(layer: Any) -> str:
    t = layer.temperature
    return "nn.Softmax(dim=-1)" if t == 1 else f"Softmax({t!r})"


def _dense(layer: Any) -> str:
    bias = False if layer.b is None else None
    return call("nn.Linear", layer.in_features, layer.out_features, bias=bias)


def _convolution(name: str) -> Callable[[Any], str]:
    def made(layer: Any) -> str:
        outputs, inputs, *size = layer.K.shape
        options = {
            "stride": None if layer.stride == 1 else layer.stride,
            "padding": layer.padding or None,
            "bias": False if layer.b is None else None,
        }
        same = len(set(size)) == 1
        return call(f"nn.{name}", inputs, outputs, size[0] if same else tuple(size), **options)

    return made


def _pool(name: str) -> Callable[[Any], str]:
    def made(layer: Any) -> str:
        stride = None if layer.stride == layer.size else layer.stride
        return call(f"nn.{name}", layer.size, stride=stride, padding=layer.padding or None)

    return made


def _eps(layer: Any, usual: float | None = 1e-5) -> float | None:
    eps: float = layer.eps
    return None if eps == usual else eps


def _layer_norm(layer: Any) -> str:
    if layer.gamma is None:
        _no_width(layer)
    bias = False if layer.beta is None else None
    return call("nn.LayerNorm", layer.in_features, eps=_eps(layer), bias=bias)


def _rms_norm(layer: Any) -> str:
    if layer.gamma is None:
        _no_width(layer)
    return call("nn.RMSNorm", layer.in_features, eps=_eps(layer, None))


def _no_width(layer: Layer) -> None:
    refuse(
        layer,
        "PyTorch without a gamma, since PyTorch must know how many features there are",
        [*KINDS, layers.Residual],
        "Give it a gamma of ones.",
    )


def _batch_norm(layer: Any) -> str:
    name = "nn.BatchNorm1d" if layer.sample_ndim == 1 else "nn.BatchNorm2d"
    momentum = None if layer.momentum == 0.1 else layer.momentum
    return call(name, len(layer.gamma), eps=_eps(layer), momentum=momentum)


def _setting(name: str, option: str, usual: Any) -> Callable[[Any], str]:
    """A module with a single setting, which may be its usual one."""

    def made(layer: Any) -> str:
        value = getattr(layer, option)
        return call(f"nn.{name}", **{option: None if value == usual else value})

    return made


_WEIGHTS = {"W": "weight", "b": "bias"}
_KERNELS = {"K": "weight", "b": "bias"}
_NORM = {"gamma": "weight", "beta": "bias"}
_AVERAGES = {"running_mean": "running_mean", "running_variance": "running_var"}

# For each layer the call that makes it, and what its arrays are called in PyTorch.
KINDS: Mapping[type[Layer], tuple[Callable[[Any], str], Mapping[str, str]]] = {
    layers.Dense: (_dense, _WEIGHTS),
    layers.Conv1D: (_convolution("Conv1d"), _KERNELS),
    layers.Conv2D: (_convolution("Conv2d"), _KERNELS),
    layers.MaxPool2D: (_pool("MaxPool2d"), {}),
    layers.AveragePool2D: (_pool("AvgPool2d"), {}),
    layers.Flatten: (lambda layer: f"nn.Flatten({-layer.sample_ndim})", {}),
    layers.Embedding: (lambda layer: call("nn.Embedding", *layer.E.shape), {"E": "weight"}),
    layers.LayerNorm: (_layer_norm, _NORM),
    layers.RMSNorm: (_rms_norm, _NORM),
    layers.BatchNorm: (_batch_norm, _NORM | _AVERAGES),
    layers.Dropout: (lambda layer: f"nn.Dropout({layer.rate!r})", {}),
    layers.Identity: (lambda layer: "nn.Identity()", {}),
    layers.ReLU: (lambda layer: "nn.ReLU()", {}),
    layers.LeakyReLU: (_setting("LeakyReLU", "negative_slope", 0.01), {}),
    layers.PReLU: (lambda layer: f"nn.PReLU({layer.a.size})", {"a": "weight"}),
    layers.ELU: (_setting("ELU", "alpha", 1), {}),
    layers.GELU: (_setting("GELU", "approximate", "none"), {}),
    layers.SiLU: (lambda layer: "nn.SiLU()", {}),
    layers.Softplus: (lambda layer: "nn.Softplus()", {}),
    layers.Sigmoid: (lambda layer: "nn.Sigmoid()", {}),
    layers.Tanh: (lambda layer: "nn.Tanh()", {}),
    layers.Softmax: (_softmax, {}),
}
