"""A run as data that a browser computes again, from whatever the reader makes of its givens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from handnn.arithmetic import Variable, as_json, compile_cells, writing_rules
from handnn.arrays import Array
from handnn.explanation import CellExplanation
from handnn.record import Record

Givens = Mapping[Variable, Array]


def program_of(record: Record, explained: Iterable[CellExplanation]) -> dict[str, Any]:
    """Everything that a record computed, as JSON data that can be computed again.

    Args:
        record: A trace or a backward pass.
        explained: The arithmetic of all cells that it computed, in the order of the work.

    Returns:
        A dictionary: ``variables`` (by name on paper: ``role``, ``shape``, ``batched``),
        ``givens`` (by name, the values in row-major order), ``computed`` (in order, each with its
        ``name`` and what `compile_cells` says of it), and how to write it: ``writing``, the
        `writing_rules`.

    Examples:
        >>> import handnn as hn
        >>> trace = hn.Sequential(hn.ReLU()).trace([-1, 3])
        >>> program = program_of(trace, trace.explain())
        >>> program["givens"]
        {'x': [-1.0, 3.0]}
        >>> program["computed"][0]["name"], program["computed"][0]["runs"]
        ('y', [['maximum', 2, [2, 0], [0, 1]]])
    """
    return _program(_givens(record), explained)


def _givens(record: Record) -> dict[Variable, Array]:
    """What a run was given or drew, the arrays of its layers, and the start of the way back."""
    run, back = record.run, record.backward_pass
    givens = {run.variable("input"): run.input}
    for step in (run, *run.leaves()):
        arrays = (*step.parameters.items(), *step.buffers.items())
        givens |= {step.parameter_variable(name): array for name, array in arrays}
        givens |= {variable: step.saved[name] for name, variable in step.drawn.items()}
    if back is not None:
        output = run.variable("output")
        if back.loss is None:
            givens[output.gradient] = back.output_gradient
        if back.target is not None:
            givens[Variable("t", "target", output.batched)] = back.target
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
        "writing": writing_rules(),
    }


def _described(variable: Variable, shape: tuple[int, ...]) -> dict[str, Any]:
    return {"role": variable.role, "shape": list(shape), "batched": variable.batched}
