"""Gradients of a layer that defines only `forward`: reverse mode on numbers that remember."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn.arithmetic import RecordedArray, Variable, as_recorded, differentiate, record
from handnn.arrays import Array
from handnn.errors import HandnnError, UnexplainedError
from handnn.naming import default_name
from handnn.step import RecordedLayer, Step


def derived_gradients(
    layer: RecordedLayer, step: Step, grad: Any
) -> tuple[Array, dict[str, Array]]:
    """The gradients of a step, derived from its layer's `forward`: exact, but slow.

    Args:
        layer: The layer with the parameters that `step` used.
        step: The recorded run.
        grad: The gradient of the loss with respect to the step's output. If its elements are
            numbers that remember, so are those of the results: the derivation explains itself.

    Returns:
        The gradient with respect to the input, and those with respect to the parameters, by name.

    Raises:
        UnexplainedError: If `forward` cannot be followed, or fails on numbers that remember.
    """
    x = _recorded(step.input, "x")
    parameters = {name: _recorded(a, name) for name, a in layer.parameters.items()}
    try:
        output = as_recorded(layer.with_parameters(parameters).replay(step, x))
    except Exception as error:
        raise _underivable(layer, _reason(error)) from error
    if not isinstance(output, np.ndarray) or output.shape != step.output.shape:
        raise _underivable(layer, "it gives another output when it is run again")
    leaves = {"": x, **parameters}
    wrt = [leaf for array in leaves.values() for leaf in array.flat]
    flat = differentiate(list(output.flat), list(grad.flat), wrt)
    dtype = object if isinstance(grad, RecordedArray) else step.output.dtype
    gradients = {}
    for name, array in leaves.items():
        gradients[name] = np.array(flat[: array.size], dtype=dtype).reshape(array.shape)
        flat = flat[array.size :]
    return gradients.pop(""), gradients


def _recorded(array: Array, name: str) -> RecordedArray:
    return array if isinstance(array, RecordedArray) else record(array, Variable(name, "parameter"))


def _underivable(layer: RecordedLayer, reason: str) -> UnexplainedError:
    methods = "input_gradient and parameter_gradients" if layer.parameters else "input_gradient"
    return UnexplainedError(
        f'The gradient of "{default_name(layer)}" ({layer.label}) cannot be derived from its '
        f"forward: {reason}. Write {methods}, or keep to NumPy's functions."
    )


def _reason(error: Exception) -> str:
    if not isinstance(error, HandnnError):
        return f"{type(error).__name__}: {error}".removesuffix(".")
    return str(error).removesuffix(" The plain values are still there.").removesuffix(".")
