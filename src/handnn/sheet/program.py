"""A run as data that a browser works out again, from whatever the reader makes of its givens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from handnn.arithmetic import OPPOSITES, TEXT, Variable, as_json, compile_cells
from handnn.arrays import Array
from handnn.explanation import CellExplanation

if TYPE_CHECKING:
    from handnn.backward import Backward
    from handnn.trace import Trace

Givens = Mapping[Variable, Array]


def forward_program(trace: Trace) -> dict[str, Any]:
    """Everything that a run worked out, as JSON data that can be worked out again.

    Args:
        trace: The run.

    Returns:
        A dictionary: ``variables`` (by name on paper: ``role``, ``shape``, ``batched``),
        ``givens`` (by name, the values in row-major order), ``computed`` (in order, each with its
        ``name`` and what `compile_cells` says of it), and how to write it: ``notation`` (the forms
        of operations) and ``opposites`` (of comparisons).

    Raises:
        UnexplainedError: If a layer does something whose arithmetic cannot be followed.

    Examples:
        >>> import handnn as hn
        >>> program = forward_program(hn.Sequential(hn.ReLU()).trace([-1, 3]))
        >>> program["givens"]
        {'x': [-1.0, 3.0]}
        >>> program["computed"][0]["name"], program["computed"][0]["runs"]
        ('y', [['maximum', 2, [2, 0], [0, 1]]])
    """
    return _program(_givens(trace), trace.explain())


def backward_program(
    backward: Backward, input_gradient: bool = False, more: Iterable[CellExplanation] = ()
) -> dict[str, Any]:
    """Everything that a run and its backward pass worked out; see `forward_program`.

    Args:
        backward: The backward pass.
        input_gradient: Whether the gradient by the network's input belongs to it.
        more: What else is worked out from the run, such as the slopes of its activations.

    Raises:
        UnexplainedError: If a layer or the loss does something that cannot be followed.
    """
    trace = backward.trace
    givens = _givens(trace)
    output = trace.run.variable("output")
    if backward.target is None:
        givens[output.gradient] = backward.output_gradient
    else:
        givens[Variable("t", "target", output.batched)] = backward.target
    cells = [*trace.explain(), *more, *backward.explain()]
    return _program(givens, [*cells, *backward.explain("input")] if input_gradient else cells)


def _givens(trace: Trace) -> dict[Variable, Array]:
    """The input and the parameters of a run."""
    givens = {trace.run.variable("input"): trace.input}
    for step in trace.run.leaves():
        givens |= {step.parameter_variable(name): a for name, a in step.parameters.items()}
    return givens


def _program(givens: Givens, cells: Iterable[CellExplanation]) -> dict[str, Any]:
    variables = {v.name: _described(v, np.shape(array)) for v, array in givens.items()}
    shapes = {variable.name: np.shape(array) for variable, array in givens.items()}
    arrays: dict[Variable, list[CellExplanation]] = {}
    for cell in cells:
        arrays.setdefault(cell.variable, []).append(cell)
    computed = []
    for variable, explained in arrays.items():
        shape = tuple(i + 1 for i in explained[-1].index)  # the last cell stands in the far corner
        shapes[variable.name] = shape
        variables[variable.name] = _described(variable, shape)
        numbers = [cell.number for cell in explained]
        compiled = compile_cells(numbers, explained[0].guards, shapes)
        computed.append({"name": variable.name, **compiled})
    return {
        "variables": variables,
        "givens": {v.name: list(map(as_json, a.ravel().tolist())) for v, a in givens.items()},
        "computed": computed,
        "notation": TEXT.forms,
        "opposites": OPPOSITES,
    }


def _described(variable: Variable, shape: tuple[int, ...]) -> dict[str, Any]:
    return {"role": variable.role, "shape": list(shape), "batched": variable.batched}
