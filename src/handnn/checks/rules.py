"""The common rules of gradients, as code, and which of them are right for a layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from handnn.arrays import Array, sum_to
from handnn.derivation import derived_gradients
from handnn.errors import UnexplainedError
from handnn.step import RecordedLayer, Step

OF_PARAMETERS = (
    "grad",
    "grad * step.input",
    "grad[..., :, None] * step.input[..., None, :]",
    "step.input[..., :, None] * grad[..., None, :]",
)
OF_INPUT = ("grad * self.{}", "grad @ self.{}", "grad @ self.{}.T")


def right_rules(layer: RecordedLayer, step: Step, grad: Array) -> dict[str, str]:
    """The rules that give a run's gradients, which are derived from `forward`.

    Args:
        layer: The layer.
        step: A run of it.
        grad: The gradient with respect to the run's output.

    Returns:
        The code of a rule for ``"input"`` and for each parameter, by name; for what no common rule
        is right, or nothing can be derived, there is none.
    """
    wanted = not layer.takes_whole_numbers
    try:
        by_input, by_parameter = derived_gradients(layer, step, grad, wanted)
    except UnexplainedError:
        return {}
    derived = {**({"input": by_input} if wanted else {}), **by_parameter}
    found = {}
    for name, gradient in derived.items():
        for rule in _rules(layer, name):
            if _gives(rule, {"self": layer, "step": step, "grad": grad}, gradient):
                found[name] = rule
                break
    return found


def _rules(layer: RecordedLayer, name: str) -> Iterator[str]:
    if name != "input":
        yield from OF_PARAMETERS
        return
    yield "grad"
    for parameter in layer.parameters:
        if "." not in parameter:
            yield from (rule.format(parameter) for rule in OF_INPUT)


def _gives(rule: str, names: dict[str, Any], gradient: Array) -> bool:
    """Whether the code of a rule gives a gradient, up to the sum over the samples."""
    try:
        value = sum_to(eval(rule, names), gradient.shape)
    except (ValueError, IndexError):  # the shapes do not fit
        return False
    return value.shape == gradient.shape and np.allclose(value, gradient)
