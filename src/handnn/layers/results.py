"""What a layer's methods return: whether it is what they should, and what to say if not."""

from collections.abc import Mapping
from typing import Any

from handnn.errors import LayerError, ShapeError
from handnn.step import Step


def fits(x: Any, output: Any) -> bool:
    """Whether an output has the dimensions and the samples of the input it was made from."""
    dimensions = getattr(output, "ndim", None)
    return bool(dimensions == x.ndim and (dimensions == 1 or output.shape[0] == x.shape[0]))


def misfit(title: str, x: Any, output: Any) -> LayerError:
    """The error to raise when an output does not fit its input."""
    expected = "(features,)" if x.ndim == 1 else f"({x.shape[0]}, features)"
    came = f"shape {output.shape}" if hasattr(output, "shape") else f"a {type(output).__name__}"
    return LayerError(
        f"{title} gave {came} for an input of shape {x.shape}; "
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
    title: str, step: Step, by_input: Any, by_parameters: Mapping[str, Any]
) -> None:
    """Refuse gradients that are missing, or that have not the shapes of their arrays."""
    if by_input is not None and by_input.shape != step.input.shape:
        raise ShapeError(
            f"input_gradient of {title} gave shape {by_input.shape}, but its input has "
            f"shape {step.input.shape}. The gradient with respect to an array has that array's "
            "shape."
        )
    for name in step.parameters:
        if name not in by_parameters:
            raise LayerError(
                f"parameter_gradients of {title} gave nothing for {name!r}. "
                "It returns a gradient for every name in parameter_names."
            )
