"""The backward sheet of a run that is drawn in strips: the run, and below it its gradients.

They stand from the last step to the first, each with its name, in the shape of its array.
"""

from __future__ import annotations

from collections.abc import Iterator

from handnn.arithmetic import Variable
from handnn.arrays import Array
from handnn.backward_step import BackwardStep
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.expression import grids_of
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.strips import add_line, add_row, listed
from handnn.step import Step

Named = tuple[Variable, Array]


def add_gradients(builder: PageBuilder, backward_pass: BackwardPass) -> None:
    """Place the gradients of a backward pass below everything else, a row for each step.

    Args:
        builder: The page.
        backward_pass: The pass.
    """
    for label, path, arrays, lines in _rows(backward_pass):
        for line in lines:
            add_line(builder, line)
        grids = [
            grid
            for variable, array in arrays
            for grid in grids_of(array, variable, builder.limits, variable.role == "target")
        ]
        add_row(builder, label, listed(grids), path)


def _rows(
    backward_pass: BackwardPass,
) -> Iterator[tuple[str, str, list[Named], tuple[Step, ...]]]:
    """What stands above, the path of the step, the arrays of each row, and the lines before it."""
    back = backward_pass.back
    output = back.run.variable("output")
    gradient = output.gradient, back.output_gradient
    if back.target is None:
        given = ", which is given" if back.loss is None else ""
        yield f"the gradient of the output{given}", "", [gradient], ()
    else:
        target = Variable("t", "target", output.batched), back.target
        yield "the target, and the gradient of the output", "", [target, gradient], ()
    for step in reversed(backward_pass.steps):
        arrays = list(_gradients(step))
        if arrays:
            yield f"the gradients of {step.path}", step.path, arrays, step.lines


def _gradients(step: BackwardStep) -> Iterator[Named]:
    for name, gradient in step.parameter_gradients.items():
        yield step.variable(name), gradient
    if step.input_gradient is not None:
        yield step.step.variable("input").gradient, step.input_gradient
