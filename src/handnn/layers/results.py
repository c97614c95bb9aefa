"""Checks of what a layer's methods take and return, and the errors to raise."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from handnn.errors import ArgumentError, LayerError, ShapeError
from handnn.step import Step


def fits(x: Any, output: Any) -> bool:
    """Whether an output has the dimensions and the samples of the input it was made from."""
    try:
        dimensions: int = output.ndim
    except AttributeError:
        return False
    same: bool = dimensions == x.ndim and (dimensions == 1 or output.shape[0] == x.shape[0])
    return same


def check_output(title: str, x: Any, output: Any) -> None:
    """Check that an output is an array with one row of features per sample of `x`."""
    if fits(x, output):
        return
    expected = "(features,)" if x.ndim == 1 else f"({x.shape[0]}, features)"
    actual = f"shape {output.shape}" if hasattr(output, "shape") else f"a {type(output).__name__}"
    raise LayerError(
        f"{title} gave {actual} for an input of shape {x.shape}; "
        f"expected {expected}. Let forward return one row of features per sample."
    )


def failed(title: str, x: Any, error: Exception) -> LayerError:
    """The error to raise when a layer's own code has raised one."""
    if "read-only" in str(error):
        return LayerError(
            f"{title} tried to write into its input or into a parameter. forward must leave "
            "them as they are: work on a copy, x = x.copy()."
        )
    return LayerError(
        f"{title} could not run on an input of shape {getattr(x, 'shape', '?')}: "
        f"{type(error).__name__}: {error}"
    )


def check_gradients(
    title: str, step: Step, input_gradient: Any, parameter_gradients: Mapping[str, Any]
) -> None:
    """Check that no gradient is missing, and that that of the input has the input's shape."""
    if input_gradient is not None and input_gradient.shape != step.input.shape:
        raise ShapeError(
            f"input_gradient of {title} gave shape {input_gradient.shape}, but its input has "
            f"shape {step.input.shape}. The gradient with respect to an array has that array's "
            "shape."
        )
    for name in step.parameters:
        if name not in parameter_gradients:
            raise LayerError(
                f"parameter_gradients of {title} gave nothing for {name!r}. "
                "It returns a gradient for every name in parameter_names."
            )


def several_inputs(title: str, call: str, inputs: tuple[Any, ...]) -> ArgumentError:
    """The error to raise when a layer is called with several arguments.

    Args:
        title: What the message calls the layer.
        call: The code of the call, without its arguments.
        inputs: The arguments.
    """
    if all(np.ndim(x) == 0 for x in inputs):
        numbers = ", ".join(map(str, inputs))
        return ArgumentError(
            f"{title} takes one input, not {len(inputs)} numbers. Put them in a list: "
            f"{call}([{numbers}])."
        )
    return ArgumentError(
        f"{title} takes one input, not {len(inputs)}. Several samples are the rows of one array: "
        f"{call}(np.stack([x1, x2]))."
    )


def backward_without_a_run() -> ArgumentError:
    """The error to raise when a network is asked for a backward pass as in other libraries."""
    return ArgumentError(
        "A network keeps no run to go back through; a trace does: "
        "net.trace(x).backward(hn.SquaredError(), target=[1, 0])."
    )
