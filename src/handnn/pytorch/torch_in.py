"""From modules of PyTorch to layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from handnn import layers
from handnn.arrays import freeze
from handnn.errors import LayerTypeError, SettingError
from handnn.layers.base import Layer
from handnn.naming import distinct_names
from handnn.pytorch import modules
from handnn.sequential import Sequential

_NARROW = (torch.float16, torch.bfloat16)
_PICTURE = 3  # axes: what a Flatten at the beginning takes


_Make = Callable[[Any, int | None], Layer]


class Unlike(Exception):
    """A module does something that no layer does; the message ends a sentence on the module."""


def layer_for(module: Any) -> Layer:
    """The layer of a module; see `from_torch`."""
    if not isinstance(module, nn.Module):
        raise LayerTypeError(f"hn.from_torch takes a torch.nn.Module, not {module!r}.")
    return _Maker().layer(module, "", None)


class _Maker:
    """Makes the layers of one module, each module's once."""

    def __init__(self) -> None:
        self._made: dict[int, Layer] = {}
        self._axes: int | None = None  # of a sample at the present place, where that is known

    def layer(self, module: Any, path: str, name: str | None) -> Layer:
        """The layer of a module at a path such as ``encoder.0``."""
        if isinstance(module, modules.Again):
            module = module.first[0]
        if id(module) in self._made:
            return self._made[id(module)]
        try:
            layer = self._layer(module, path, name)
        except Unlike as reason:
            _refuse(module, path, str(reason))
        except SettingError as reason:  # of the layer's own
            message = str(reason).rstrip(".")
            _refuse(module, path, f"cannot be a layer of handnn's: {message}")
        self._made[id(module)] = layer
        return layer

    def _layer(self, module: Any, path: str, name: str | None) -> Layer:
        if any(map(nn.parameter.is_lazy, module.parameters(recurse=False))):
            raise Unlike("has no numbers yet")
        if vars(module)["_forward_hooks"] or vars(module)["_forward_pre_hooks"]:
            raise Unlike("has a hook, which may change what it computes")
        # Whose forward is it? A subclass that only adds to the constructor is still the same.
        bases = (cls for cls in type(module).__mro__ if cls is not modules.Recurrent)
        kind = next(cls for cls in bases if "forward" in vars(cls))
        if kind in CHAINS:
            return self._chain(module, CHAINS[kind], path, name)
        if kind is modules.Recorded:
            self._axes = None
            return self._recorded(module, name)
        if kind in KINDS:
            layer = KINDS[kind](module, self._axes)
            layer.name = name
            self._axes = _AXES_AFTER.get(type(layer), self._axes)
            return layer
        if kind.__module__.startswith("torch."):
            raise Unlike("does what no layer of handnn does")
        raise Unlike("has a forward of its own, which cannot be read")

    def _recorded(self, module: Any, name: str | None) -> Layer:
        arrays = {key: freeze(_array(t).copy()) for key, t in module.recorded_tensors().items()}
        layer: Layer = module.recorded_layer.with_parameters(arrays)
        layer.name = name
        self._share(module, layer)
        return layer

    def _share(self, module: Any, layer: Layer) -> None:
        """Let the layers inside be the same as those made of their modules at other places."""
        for name, child in layer.children.items():
            inside = getattr(module, name)
            if isinstance(inside, modules.Again):
                known = self._made.get(id(inside.first[0]))
                if known is not None and vars(layer).get(name) is child:
                    setattr(layer, name, known)
            else:
                self._made[id(inside)] = child
                self._share(inside, child)

    def _chain(self, module: Any, kind: Any, path: str, name: str | None) -> Layer:
        names = [key for key, _ in module.named_modules(remove_duplicate=False) if key]
        names = [key for key in names if "." not in key]
        if not names:
            raise Unlike("is empty")
        inside = []
        for own, child in zip(names, module, strict=True):
            inside.append(
                self.layer(child, f"{path}.{own}".lstrip("."), None if own.isdigit() else own)
            )
        _leave_out_defaults(inside, names)
        made: Layer = kind(*inside, name=name)
        return made


def _leave_out_defaults(inside: Sequence[Layer], names: Sequence[str]) -> None:
    """Take the names away that layers have without being given one, such as ``relu_1``."""
    for layer in inside:
        name, layer.name = layer.name, None
        if distinct_names(inside) != tuple(names):
            layer.name = name


def _refuse(module: Any, path: str, reason: str) -> NoReturn:
    place = f'"{path}"' if path else "The module"
    raise LayerTypeError(
        f"hn.from_torch: {place} ({type(module).__name__}) {reason}. It reads nn.Sequential, "
        "and modules such as nn.Linear, nn.ReLU and nn.Conv2d. For all others, export to ONNX, "
        'torch.onnx.export(module, (x,), "net.onnx"), and hn.load("net.onnx").'
    )


def _array(tensor: torch.Tensor | None) -> Any:
    """The numbers of a tensor, wherever it is."""
    if tensor is None:
        return None
    if tensor.is_meta:
        raise Unlike("has no numbers yet")
    if tensor.dtype in _NARROW:
        tensor = tensor.float()
    return tensor.detach().cpu().numpy()


def _only(module: Any, **settings: Any) -> None:
    """Check that settings without a counterpart are as every layer of handnn has them."""
    for name, usual in settings.items():
        value = getattr(module, name)
        if value != usual:
            raise Unlike(f"has {name}={value!r}, which no layer of handnn has")


def _dense(module: Any, axes: int | None) -> Layer:
    return layers.Dense(_array(module.weight), _array(module.bias))


def _convolution(kind: Any) -> Callable[[Any, int | None], Layer]:
    def make(module: Any, axes: int | None) -> Layer:
        n = len(module.kernel_size)
        _only(module, dilation=(1,) * n, groups=1, padding_mode="zeros")
        padding = module.padding
        if padding == "valid":
            padding = 0
        elif padding == "same":
            if any(size % 2 == 0 for size in module.kernel_size):
                raise Unlike("has padding='same', but a kernel of an even size")
            padding = [size // 2 for size in module.kernel_size]
        made: Layer = kind(_array(module.weight), _array(module.bias), module.stride, padding)
        return made

    return make


def _pair(value: Any) -> Any:
    return (value, value) if isinstance(value, int) else tuple(value)


def _max_pool(module: Any, axes: int | None) -> Layer:
    _only(module, ceil_mode=False, return_indices=False)
    if _pair(module.dilation) != (1, 1):
        _only(module, dilation=1)
    return layers.MaxPool2D(module.kernel_size, module.stride, module.padding)


def _average_pool(module: Any, axes: int | None) -> Layer:
    _only(module, ceil_mode=False, divisor_override=None)
    if _pair(module.padding) != (0, 0):
        _only(module, count_include_pad=True)
    return layers.AveragePool2D(module.kernel_size, module.stride, module.padding)


def _flatten(module: Any, axes: int | None) -> Layer:
    _only(module, end_dim=-1)
    if module.start_dim < 0:
        return layers.Flatten(-module.start_dim)
    _only(module, start_dim=1)
    return layers.Flatten(axes or _PICTURE)


def _embedding(module: Any, axes: int | None) -> Layer:
    _only(module, max_norm=None)
    return layers.Embedding(_array(module.weight))


def _layer_norm(module: Any, axes: int | None) -> Layer:
    if len(module.normalized_shape) > 1:
        raise Unlike("normalises several axes, while handnn's LayerNorm normalises the last")
    return layers.LayerNorm(_array(module.weight), _array(module.bias), module.eps)


def _rms_norm(module: Any, axes: int | None) -> Layer:
    if len(module.normalized_shape) > 1:
        raise Unlike("normalises several axes, while handnn's RMSNorm normalises the last")
    weight = module.weight
    eps = module.eps
    if eps is None:
        eps = torch.finfo(torch.get_default_dtype() if weight is None else weight.dtype).eps
    return layers.RMSNorm(_array(weight), eps)


def _plain_norm(module: Any, axes: int | None) -> Layer:
    kind = layers.LayerNorm if module.kind == "layer_norm" else layers.RMSNorm
    return kind(eps=module.eps)


def _batch_norm(module: Any, axes: int | None) -> Layer:
    if module.running_mean is None:
        raise Unlike("keeps no running mean and variance, without which it cannot be used")
    if module.momentum is None:
        _only(module, momentum=0.1)
    if isinstance(module, nn.BatchNorm3d) or axes == 2:
        raise Unlike("normalises what handnn's BatchNorm does not: it takes features or pictures")
    mean, variance = _array(module.running_mean), _array(module.running_var)
    gamma = [1.0] * len(mean) if module.weight is None else _array(module.weight)
    beta = None if module.bias is None else _array(module.bias)
    sample_ndim = _PICTURE if isinstance(module, nn.BatchNorm2d) else 1
    return layers.BatchNorm(
        gamma, beta, mean, variance, module.momentum, module.eps, sample_ndim=sample_ndim
    )


def _prelu(module: Any, axes: int | None) -> Layer:
    a = _array(module.weight)
    if a.size > 1 and axes in (2, _PICTURE):
        a = a.reshape(-1, *[1] * (axes - 1))  # one for each channel
    return layers.PReLU(a)


def _recurrent(kind: Any) -> _Make:
    def make(module: Any, axes: int | None) -> Layer:
        _only(module, batch_first=True, bidirectional=False, proj_size=0)
        options = {"activation": module.nonlinearity} if kind is layers.RNN else {}
        made = []
        for i in range(module.num_layers):
            names = ("weight_ih", "weight_hh", *(["bias_ih", "bias_hh"] if module.bias else []))
            Wx, Wh, *b = (_array(getattr(module, f"{name}_l{i}")) for name in names)
            if kind is not layers.GRU and b:
                b = [b[0] + b[1]]
            made.append(kind(Wx, Wh, *b, **options))
        if isinstance(module, modules.Renamed):
            made[0].return_sequences = module.return_sequences
        return made[0] if len(made) == 1 else Sequential(*made)

    return make


def _attention(module: Any, axes: int | None) -> Layer:
    _only(module, batch_first=True, bias_k=None, add_zero_attn=False)
    if module.in_proj_weight is None:
        raise Unlike("takes keys or values of another size, while handnn's takes one sequence")
    Wq, Wk, Wv = np.split(_array(module.in_proj_weight), 3)
    bq = bk = bv = None
    if module.in_proj_bias is not None:
        bq, bk, bv = np.split(_array(module.in_proj_bias), 3)
    Wo, bo = _array(module.out_proj.weight), _array(module.out_proj.bias)
    return layers.MultiHeadAttention(Wq, Wk, Wv, Wo, bq, bk, bv, bo, module.num_heads)


def _block(module: Any, axes: int | None) -> Layer:
    activations = {functional.relu: layers.ReLU, functional.gelu: layers.GELU}
    if module.activation in activations:
        activation = activations[module.activation]()
    elif type(module.activation) in (nn.ReLU, nn.GELU):
        activation = KINDS[type(module.activation)](module.activation, None)
    else:
        raise Unlike("has another activation than ReLU and GELU")
    return layers.TransformerBlock(
        _attention(module.self_attn, axes),
        _layer_norm(module.norm1, axes),
        _dense(module.linear1, axes),
        activation,
        _dense(module.linear2, axes),
        _layer_norm(module.norm2, axes),
        norm_first=module.norm_first,
    )


def _encoder(module: Any, axes: int | None) -> Layer:
    parts = [*module.layers, *([] if module.norm is None else [module.norm])]
    for each in parts:
        if type(each) not in (nn.TransformerEncoderLayer, nn.LayerNorm):
            raise Unlike(f"has a {type(each).__name__} inside, which is none of its usual parts")
    return Sequential(*(KINDS[type(each)](each, axes) for each in parts))


def _softmax(module: Any, axes: int | None) -> Layer:
    if module.dim == -1 or (module.dim in (None, 1) and axes in (None, 1)):
        return layers.Softmax()
    raise Unlike(f"has dim={module.dim}, while handnn's Softmax is along the last axis")


def _softplus(module: Any, axes: int | None) -> Layer:
    _only(module, beta=1)
    return layers.Softplus()


CHAINS: Mapping[type[nn.Module], type[Layer]] = {
    nn.Sequential: Sequential,
    modules.Residual: layers.Residual,
}

KINDS: Mapping[type[nn.Module], _Make] = {
    nn.Linear: _dense,
    nn.Conv1d: _convolution(layers.Conv1D),
    nn.Conv2d: _convolution(layers.Conv2D),
    nn.MaxPool2d: _max_pool,
    nn.AvgPool2d: _average_pool,
    nn.Flatten: _flatten,
    nn.Embedding: _embedding,
    nn.LayerNorm: _layer_norm,
    nn.RMSNorm: _rms_norm,
    modules.PlainNorm: _plain_norm,
    nn.BatchNorm1d.__base__: _batch_norm,  # where its forward is
    modules.BatchNorm1d.__base__: _batch_norm,
    nn.Dropout: lambda module, axes: layers.Dropout(module.p),
    nn.Identity: lambda module, axes: layers.Identity(),
    nn.ReLU: lambda module, axes: layers.ReLU(),
    nn.LeakyReLU: lambda module, axes: layers.LeakyReLU(module.negative_slope),
    nn.PReLU: _prelu,
    modules.PReLU: lambda module, axes: layers.PReLU(_array(module.a)),
    nn.ELU: lambda module, axes: layers.ELU(module.alpha),
    nn.GELU: lambda module, axes: layers.GELU(module.approximate),
    nn.SiLU: lambda module, axes: layers.SiLU(),
    nn.Softplus: _softplus,
    nn.Sigmoid: lambda module, axes: layers.Sigmoid(),
    nn.Tanh: lambda module, axes: layers.Tanh(),
    nn.Softmax: _softmax,
    nn.RNN: _recurrent(layers.RNN),
    nn.LSTM: _recurrent(layers.LSTM),
    nn.GRU: _recurrent(layers.GRU),
    nn.MultiheadAttention: _attention,
    nn.TransformerEncoderLayer: _block,
    nn.TransformerEncoder: _encoder,
    modules.Softmax: lambda module, axes: layers.Softmax(module.temperature),
}

_AXES_AFTER: Mapping[type[Layer], int] = {
    layers.Conv1D: 2,
    layers.Conv2D: 3,
    layers.MaxPool2D: 3,
    layers.AveragePool2D: 3,
    layers.Embedding: 2,
    layers.RNN: 2,
    layers.LSTM: 2,
    layers.GRU: 2,
    layers.TransformerBlock: 2,
    layers.Flatten: 1,
}
