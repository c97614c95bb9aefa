"""Networks as modules of PyTorch, and back: `to_torch` and `from_torch`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from handnn.extras import package

if TYPE_CHECKING:
    from handnn.layers.base import Layer

__all__ = ["from_torch", "to_torch"]


def to_torch(network: Layer) -> Any:
    """A PyTorch module that computes what a network computes, with its parameters.

    Where PyTorch has a module for a layer, it is used: `Dense` becomes an ``nn.Linear``, a
    `Sequential` an ``nn.Sequential``. For every other layer, one of your own too, there is a module
    that runs the operations of its `forward`, which are recorded when it meets the first input of a
    shape; it does in training what it does in use. Parameters and buffers keep their names, in
    ``named_parameters()`` and in ``state_dict()``: those of `Layer.parameters`. They keep their
    dtype too, float64 unless the network was made with another; ``module.float()`` changes it.

    The module is in eval mode, in which it computes ``network(x)``. To train it, say
    ``module.train()``, as always in PyTorch; then a dropout drops. The network and the module do
    not share their numbers.

    Args:
        network: A network, or a layer.

    Returns:
        A ``torch.nn.Module``. It takes what the network takes, as a tensor: one sample or a batch.

    Raises:
        MissingExtraError: If PyTorch is not installed.
        LayerTypeError: If it is not a layer.
        NetworkError: If a name in it is one that a PyTorch module needs for itself.
        UnexplainedError: When the module is called, if the operations of a layer cannot be
            recorded, or rest on decisions in plain Python.
    """
    _need_torch("hn.to_torch")
    made = import_module("handnn.pytorch.torch_out").module_for(network)
    return made.eval()


def from_torch(module: Any) -> Layer:
    """A network that computes what a PyTorch module computes in eval mode, with its parameters.

    It is made for ``nn.Sequential``, nested or not, of modules that handnn has layers for; and for
    whatever `to_torch` made. Layers keep the names that they have there, and parameters their
    numbers, bit for bit; float16 and bfloat16 become float32.

    A recurrent module becomes a layer that gives its states, one after the other where it has
    several layers; an ``nn.MultiheadAttention`` one in which a sequence looks at itself; an
    ``nn.TransformerEncoder`` a chain of `TransformerBlock`, in which nothing is dropped. They are
    read where they say ``batch_first=True``.

    Where PyTorch leaves open how many axes a sample has, those of a batch are counted: an
    ``nn.Flatten()`` at the beginning takes pictures, shape ``(channels, rows, columns)``.

    Args:
        module: The module; whether it is in train mode does not matter.

    Returns:
        A `Sequential` for an ``nn.Sequential``, otherwise a layer.

    Raises:
        MissingExtraError: If PyTorch is not installed.
        LayerTypeError: If a module has a ``forward`` of its own, or no layer does what it does; the
            message names it, and says what else to do.
    """
    _need_torch("hn.from_torch")
    made: Layer = import_module("handnn.pytorch.torch_in").layer_for(module)
    return made


def _need_torch(call: str) -> None:
    package("torch", "torch", f"{call} needs PyTorch")
