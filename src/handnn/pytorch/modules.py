"""PyTorch's modules with handnn's names for their parameters, and a few that it does not have.

A module is what it says it is: `Linear` is an ``nn.Linear`` in every respect, except that its
weight is registered as `W` and its bias as `b`. ``module.weight`` still finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from handnn.engines.program import Program, recorded_program
from handnn.errors import UnexplainedError
from handnn.layers.base import Layer
from handnn.naming import layer_title


class Renamed(nn.Module):
    """A module whose parameters and buffers have other names.

    Attributes:
        names: For each name in PyTorch that in handnn.
    """

    names: ClassVar[Mapping[str, str]] = {}

    def __getattr__(self, name: str) -> Any:
        return super().__getattr__(self.names.get(name, name))

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(self.names.get(name, name), value)

    def register_parameter(self, name: str, param: Any) -> None:
        """Register it under its other name."""
        super().register_parameter(self.names.get(name, name), param)

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Register it under its other name."""
        super().register_buffer(self.names.get(name, name), tensor, persistent)


class Linear(Renamed, nn.Linear):
    """``z = x Wᵀ + b``."""

    names: ClassVar[Mapping[str, str]] = {"weight": "W", "bias": "b"}


class Conv1d(Renamed, nn.Conv1d):
    """The kernels are `K`."""

    names: ClassVar[Mapping[str, str]] = {"weight": "K", "bias": "b"}


class Conv2d(Renamed, nn.Conv2d):
    """The kernels are `K`."""

    names: ClassVar[Mapping[str, str]] = {"weight": "K", "bias": "b"}


class Embedding(Renamed, nn.Embedding):
    """The table is `E`."""

    names: ClassVar[Mapping[str, str]] = {"weight": "E"}


class LayerNorm(Renamed, nn.LayerNorm):
    """The scale is `gamma`, the shift `beta`."""

    names: ClassVar[Mapping[str, str]] = {"weight": "gamma", "bias": "beta"}


class RMSNorm(Renamed, nn.RMSNorm):
    """The scale is `gamma`."""

    names: ClassVar[Mapping[str, str]] = {"weight": "gamma"}


class _BatchNorm(Renamed):
    """A batch norm that takes a single sample too, and does not count the batches."""

    names: ClassVar[Mapping[str, str]] = {
        "weight": "gamma",
        "bias": "beta",
        "running_var": "running_variance",
    }
    sample_ndim: ClassVar[int]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.num_batches_tracked = None

    def forward(self, x: Tensor) -> Tensor:
        """A sample alone is a batch of one."""
        if x.dim() > self.sample_ndim:
            return super().forward(x)
        return super().forward(x[None])[0]

    def _load_from_state_dict(self, *args: Any) -> None:
        nn.Module._load_from_state_dict(self, *args)  # PyTorch's own adds that count


class BatchNorm1d(_BatchNorm, nn.BatchNorm1d):
    """For features."""

    sample_ndim = 1


class BatchNorm2d(_BatchNorm, nn.BatchNorm2d):
    """For the channels of pictures."""

    sample_ndim = 3


class Recurrent(Renamed):
    """A recurrent module that gives its states alone: all of them, or the last one."""

    names: ClassVar[Mapping[str, str]] = {
        "weight_ih_l0": "Wx",
        "weight_hh_l0": "Wh",
        "bias_ih_l0": "b",
    }

    def __init__(self, *args: Any, return_sequences: bool, **options: Any) -> None:
        super().__init__(*args, batch_first=True, **options)
        self.return_sequences = return_sequences

    def forward(self, x: Tensor) -> Tensor:
        """The states."""
        states: Tensor = super().forward(x)[0]
        return states if self.return_sequences else states[..., -1, :]


class RNN(Recurrent, nn.RNN):
    """Elman's, with one bias."""


class LSTM(Recurrent, nn.LSTM):
    """Long short-term memory, with one bias."""


class GRU(Recurrent, nn.GRU):
    """A gated recurrent unit."""

    names: ClassVar[Mapping[str, str]] = {
        "weight_ih_l0": "Wx",
        "weight_hh_l0": "Wh",
        "bias_ih_l0": "bx",
        "bias_hh_l0": "bh",
    }


class PReLU(nn.Module):
    """ReLU with learned slopes that meet the features as they do in NumPy."""

    def __init__(self) -> None:
        super().__init__()
        self.register_parameter("a", None)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` where it is positive, ``a·x`` elsewhere."""
        return torch.where(x > 0, x, self.a * x)


class Softmax(nn.Softmax):
    """Softmax with a temperature."""

    def __init__(self, temperature: float) -> None:
        super().__init__(dim=-1)
        self.temperature = temperature

    def forward(self, x: Tensor) -> Tensor:
        """Probabilities along the last axis."""
        return super().forward(x / self.temperature)

    def extra_repr(self) -> str:
        """The temperature."""
        return f"temperature={self.temperature}"


class PlainNorm(nn.Module):
    """A norm of the last axis, of any length, without parameters.

    Args:
        kind: ``"layer_norm"`` or ``"rms_norm"``.
        eps: What keeps a division by 0 away.
    """

    def __init__(self, kind: str, eps: float) -> None:
        super().__init__()
        self.kind, self.eps = kind, eps

    def forward(self, x: Tensor) -> Tensor:
        """The features, normalised."""
        norm = getattr(functional, self.kind)
        normed: Tensor = norm(x, x.shape[-1:], eps=self.eps)
        return normed

    def extra_repr(self) -> str:
        """The kind."""
        return f"{self.kind}, eps={self.eps}"


class Residual(nn.Sequential):
    """The input, plus what the modules make of it."""

    def forward(self, x: Tensor) -> Tensor:
        """``x + f(x)``."""
        return x + super().forward(x)


class Again(nn.Module):
    """A module that has its place earlier in the network too, where its parameters are listed."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.first = (module,)  # in a tuple, so that it is not registered a second time

    def forward(self, x: Tensor) -> Tensor:
        """What the module makes of it."""
        made: Tensor = self.first[0](x)
        return made

    def extra_repr(self) -> str:
        """The module's kind."""
        return f"the same {type(self.first[0]).__name__}"


class Recorded(nn.Module):
    """Runs the operations that a layer's `forward` performs, in PyTorch.

    They are recorded when an input of a new shape comes, of which another number of samples is
    none. The modules inside hold the parameters of the layers inside.

    Args:
        layer: The layer.
        children: The modules of the layers inside, by name.
        owners: For each parameter and buffer the module that holds it, and its name there; None for
            this one.
    """

    def __init__(
        self,
        layer: Layer,
        children: Mapping[str, nn.Module],
        owners: Mapping[str, tuple[nn.Module | None, str]],
    ) -> None:
        super().__init__()
        self.recorded_layer = layer
        self.recorded_owners = dict(owners)
        self.recorded_programs: dict[tuple[int | None, ...], Program] = {}
        for name, module in children.items():
            self.add_module(name, module)

    def recorded_tensors(self) -> dict[str, Tensor]:
        """The present parameters and buffers, by their names in the layer."""
        return {
            name: getattr(self if module is None else module, own)
            for name, (module, own) in self.recorded_owners.items()
        }

    def forward(self, x: Tensor) -> Tensor:
        """What the layer makes of it."""
        made: Tensor = self._program(x)(x, self.recorded_tensors())
        return made

    def _program(self, x: Tensor) -> Program:
        shape = tuple(x.shape)
        n = self.recorded_layer.sample_ndim
        is_batch = x.dim() > (1 if n is None else n)
        sample = shape[1:] if is_batch else shape
        program = self.recorded_programs.get((None, *sample)) or self.recorded_programs.get(shape)
        if program is None:
            program = self._recorded(x.detach().cpu().numpy())
            self.recorded_programs[program.shape] = program
        return program

    def _recorded(self, x: Any) -> Program:
        layer = self.recorded_layer
        try:
            return recorded_program(layer, x)
        except UnexplainedError as error:
            raise UnexplainedError(
                f"{layer_title(layer)} cannot run in PyTorch: {error}"
            ) from error

    def extra_repr(self) -> str:
        """The layer."""
        return self.recorded_layer.label
