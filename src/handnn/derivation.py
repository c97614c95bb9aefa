"""Gradients of a layer that defines only `forward`: reverse mode on arrays that remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from handnn.arithmetic import RecordedArray, Variable, as_result, differentiate, followed, record
from handnn.arrays import Array, alike, same
from handnn.errors import HandnnError, UnexplainedError
from handnn.naming import default_name
from handnn.step import RecordedLayer, Step


class Tape(NamedTuple):
    """A run of a layer as arrays that remember."""

    input: RecordedArray
    parameters: dict[str, RecordedArray]
    output: RecordedArray


def recorded_run(layer: RecordedLayer, x: Array, parameters: Mapping[str, Array]) -> Tape | None:
    """Run a layer's `forward` on arrays that remember; None where that cannot be followed.

    Args:
        layer: The layer.
        x: Its input.
        parameters: Its parameters.
    """
    recorded = {name: _recorded(array, name) for name, array in parameters.items()}
    start = _recorded(x, "x", layer.takes_whole_numbers)
    try:
        forward = layer.with_parameters(recorded).forward
        return Tape(start, recorded, followed(lambda: as_result(forward(start))))
    except Exception:  # whatever it is: run on plain arrays, the layer fails with it or does not
        return None


def is_followed(layer: RecordedLayer, step: Step) -> bool:
    """Whether arrays that remember give the output of the run, to the last bit.

    Args:
        layer: The layer with the arrays that `step` used.
        step: The recorded run.
    """
    try:
        tape = _replayed(layer, step)
    except UnexplainedError:
        return False
    return same(tape.output.value, step.output)


def derived_gradients(
    layer: RecordedLayer, step: Step, grad: Any, needs_input_grad: bool = True
) -> tuple[Any, dict[str, Any]]:
    """The gradients of a step, derived from its layer's `forward`.

    Args:
        layer: The layer with the parameters that `step` used.
        step: The recorded run.
        grad: The gradient of the loss with respect to the step's output. Where it is a recorded
            array, so are the results: the derivation explains itself.
        needs_input_grad: Whether the gradient with respect to the input is wanted.

    Returns:
        The gradient with respect to the input, if it is wanted, and those with respect to the
        parameters by name.

    Raises:
        UnexplainedError: If `forward` cannot be followed, or fails on arrays that remember.
    """
    tape = step.tape
    if tape is None or isinstance(grad, RecordedArray):
        tape = _replayed(layer, step)
    wrt = [*([tape.input] if needs_input_grad else []), *tape.parameters.values()]
    gradients = differentiate([tape.output], [grad], wrt)
    by_input = gradients.pop(0) if needs_input_grad else None
    return by_input, dict(zip(tape.parameters, gradients, strict=True))


def _replayed(layer: RecordedLayer, step: Step) -> Tape:
    """The run of a step once more, on arrays that remember."""
    x = _recorded(step.input, "x", layer.takes_whole_numbers)
    parameters = {name: _recorded(a, name) for name, a in layer.parameters.items()}
    try:
        with np.errstate(all="ignore"):
            replay = layer.with_parameters(parameters).replay
            output = followed(lambda: as_result(replay(step, x)))
    except Exception as error:
        raise _underivable(layer, _reason(error)) from error
    stored = np.asarray(getattr(step.output, "value", step.output))
    if output.shape != stored.shape or not alike(output.value, stored, stored).all():
        raise _underivable(layer, "it gives another output when it is run again")
    return Tape(x, parameters, output)


def _recorded(array: Any, name: str, whole_numbers: bool = False) -> RecordedArray:
    if isinstance(array, RecordedArray):
        return array
    return record(array, Variable(name, "parameter"), whole_numbers)


def _underivable(layer: RecordedLayer, reason: str) -> UnexplainedError:
    methods = "input_gradient and parameter_gradients" if layer.parameters else "input_gradient"
    return UnexplainedError(
        f'The gradient of "{default_name(layer)}" ({layer.label}) cannot be derived from its '
        f"forward: {reason}. Write {methods}, or keep to NumPy's functions."
    )


def _reason(error: BaseException) -> str:
    if isinstance(error.__cause__, HandnnError):  # NumPy puts one of its own around it
        error = error.__cause__
    if not isinstance(error, HandnnError):
        return f"{type(error).__name__}: {error}".removesuffix(".")
    return str(error).removesuffix(" The plain values are still there.").removesuffix(".")
