"""Gradients of a layer that defines only `forward`: reverse mode on the numbers that remember."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn.arithmetic import RecordedArray, Variable, as_recorded, differentiate, record
from handnn.arrays import Array
from handnn.errors import UnexplainedError
from handnn.step import RecordedLayer, Step


def derived_gradients(
    layer: RecordedLayer, step: Step, grad: Any
) -> tuple[Array, dict[str, Array]]:
    """The gradients of a step, derived from its layer's `forward`: exact, but slow.

    Args:
        layer: The layer with the parameters that `step` used.
        step: The recorded run.
        grad: The gradient of the loss by the step's output. Where its elements are numbers that
            remember, so are those of the results: the derivation explains itself.

    Returns:
        The gradient by the input, and those by the parameters by name.

    Raises:
        UnexplainedError: If `forward` does something whose arithmetic cannot be followed.
    """
    x = _recorded(step.input, "x")
    parameters = {name: _recorded(a, name) for name, a in layer.parameters.items()}
    output = as_recorded(layer.with_parameters(parameters).replay(step, x))
    if not isinstance(output, np.ndarray) or output.shape != step.output.shape:
        raise UnexplainedError(f"{layer.label} gave another output when it was run again.")
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
