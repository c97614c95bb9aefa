"""From layers to modules of PyTorch."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from handnn import layers
from handnn.errors import LayerTypeError, NetworkError
from handnn.layers.base import Layer
from handnn.parameters import buffer_owners, parameter_owners
from handnn.pytorch import modules
from handnn.sequential import Sequential

# PyTorch's modules begin with random numbers; here they begin with none, and are given some.
EMPTY: Mapping[str, Any] = {"device": "meta"}


def module_for(network: Any) -> nn.Module:
    """The module of a network; see `to_torch`."""
    if not isinstance(network, Layer):
        raise LayerTypeError(
            f"hn.to_torch takes a network or a layer of handnn's, not {network!r}."
        )
    return _Maker().module(network)


class _Maker:
    """Makes the modules of one network, each layer's once."""

    def __init__(self) -> None:
        self._made: dict[int, nn.Module] = {}

    def module(self, layer: Any) -> nn.Module:
        """The module of a layer with its numbers."""
        if id(layer) in self._made:
            return modules.Again(self._made[id(layer)])
        # Whose forward is it? A subclass with the same does the same.
        own: list[Any] = [cls for cls in type(layer).__mro__ if cls in KINDS or cls in CHAINS]
        kind: Any = next((cls for cls in own if cls.forward is type(layer).forward), None)
        if kind in CHAINS:
            made = CHAINS[kind](OrderedDict(self._inside(layer)))
        else:
            made = KINDS[kind](layer) if kind in KINDS else None
            made = self._recorded(layer) if made is None else made
        _fill(made, layer)
        self._made[id(layer)] = made
        return made

    def _inside(self, layer: Layer) -> dict[str, nn.Module]:
        return {_free(name, layer): self.module(c) for name, c in layer.children.items()}

    def _recorded(self, layer: Layer) -> nn.Module:
        inside = self._inside(layer)
        owners = {**parameter_owners(layer), **buffer_owners(layer)}
        places = {
            name: (None if holder is layer else self._made[id(holder)], own)
            for name, (holder, own) in owners.items()
        }
        return modules.Recorded(layer.with_parameters({}), inside, places)


def _fill(module: nn.Module, layer: Layer) -> None:
    """Give a module a layer's own parameters and buffers."""
    for name in layer.parameter_names:
        if (array := getattr(layer, name)) is not None:
            module.register_parameter(_free(name, layer), nn.Parameter(_tensor(array)))
    for name in layer.buffer_names:
        if (array := getattr(layer, name)) is not None:
            module.register_buffer(_free(name, layer), _tensor(array))
    module.cpu()  # where they are; a recurrent module now gathers its weights


def _tensor(array: Any) -> torch.Tensor:
    return torch.from_numpy(np.array(array))


def _free(name: str, layer: Layer) -> str:
    """A name that a module may give to what is in it."""
    if hasattr(nn.Module(), name):
        raise NetworkError(
            f'"{name}" in {layer.label} cannot keep its name in PyTorch, where every module has a '
            f'"{name}" of its own. Rename it.'
        )
    return name


def _dense(layer: Any) -> nn.Module:
    bias = layer.b is not None
    return modules.Linear(layer.in_features, layer.out_features, bias=bias, **EMPTY)


def _convolution(kind: type[nn.Module]) -> Callable[[Any], nn.Module]:
    def make(layer: Any) -> nn.Module:
        outputs, inputs, *size = layer.K.shape
        bias = layer.b is not None
        return kind(inputs, outputs, size, layer.stride, layer.padding, bias=bias, **EMPTY)

    return make


def _pool(kind: type[nn.Module]) -> Callable[[Any], nn.Module]:
    return lambda layer: kind(layer.size, layer.stride, layer.padding)


def _embedding(layer: Any) -> nn.Module:
    return modules.Embedding(*layer.E.shape, _weight=torch.empty(layer.E.shape))


def _layer_norm(layer: Any) -> nn.Module:
    if layer.gamma is None:
        return modules.PlainNorm("layer_norm", layer.eps)
    bias = layer.beta is not None
    return modules.LayerNorm(layer.in_features, layer.eps, bias=bias, **EMPTY)


def _rms_norm(layer: Any) -> nn.Module:
    if layer.gamma is None:
        return modules.PlainNorm("rms_norm", layer.eps)
    return modules.RMSNorm(layer.in_features, layer.eps, **EMPTY)


def _batch_norm(layer: Any) -> nn.Module:
    kind = modules.BatchNorm1d if layer.sample_ndim == 1 else modules.BatchNorm2d
    return kind(len(layer.gamma), layer.eps, layer.momentum, **EMPTY)


def _one_bias(kind: type[nn.Module]) -> Callable[[Any], nn.Module]:
    """A recurrent module of PyTorch's, which has two biases: the second one stays 0."""

    def make(layer: Any) -> nn.Module:
        bias = layer.b is not None
        options: dict[str, Any] = {"bias": bias, "return_sequences": layer.return_sequences}
        if kind is modules.RNN:
            options["nonlinearity"] = layer.activation
        made = kind(layer.in_features, layer.out_features, **options, **EMPTY)
        if bias:
            del made.bias_hh_l0
            made.register_buffer("bias_hh_l0", _tensor(np.zeros_like(layer.b)), persistent=False)
        return made

    return make


def _gru(layer: Any) -> nn.Module | None:
    if (layer.bx is None) != (layer.bh is None):
        return None  # PyTorch's has both biases or none
    sizes = layer.in_features, layer.out_features
    bias = layer.bx is not None
    return modules.GRU(*sizes, bias=bias, return_sequences=layer.return_sequences, **EMPTY)


def _softmax(layer: Any) -> nn.Module:
    t = layer.temperature
    return nn.Softmax(dim=-1) if t == 1 else modules.Softmax(t)


CHAINS: Mapping[type[Layer], type[nn.Sequential]] = {
    Sequential: nn.Sequential,
    layers.Residual: modules.Residual,
}

# None where PyTorch's module does not do the same with these settings.
KINDS: Mapping[type[Layer], Callable[[Any], nn.Module | None]] = {
    layers.Dense: _dense,
    layers.Conv1D: _convolution(modules.Conv1d),
    layers.Conv2D: _convolution(modules.Conv2d),
    layers.MaxPool2D: _pool(nn.MaxPool2d),
    layers.AveragePool2D: _pool(nn.AvgPool2d),
    layers.Flatten: lambda layer: nn.Flatten(-layer.sample_ndim),
    layers.Embedding: _embedding,
    layers.LayerNorm: _layer_norm,
    layers.RMSNorm: _rms_norm,
    layers.BatchNorm: _batch_norm,
    layers.Dropout: lambda layer: nn.Dropout(layer.rate),
    layers.Identity: lambda layer: nn.Identity(),
    layers.ReLU: lambda layer: nn.ReLU(),
    layers.LeakyReLU: lambda layer: nn.LeakyReLU(layer.negative_slope),
    layers.PReLU: lambda layer: modules.PReLU(),
    layers.ELU: lambda layer: nn.ELU(layer.alpha),
    layers.GELU: lambda layer: nn.GELU(layer.approximate),
    layers.SiLU: lambda layer: nn.SiLU(),
    # From the threshold on it is ReLU: at 20, as in PyTorch, one could see that in float64.
    layers.Softplus: lambda layer: nn.Softplus(threshold=40),
    layers.Sigmoid: lambda layer: nn.Sigmoid(),
    layers.Tanh: lambda layer: nn.Tanh(),
    layers.Softmax: _softmax,
    layers.RNN: _one_bias(modules.RNN),
    layers.LSTM: _one_bias(modules.LSTM),
    layers.GRU: _gru,
}
