"""Checks that a layer can be explained and drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn import terminal
from handnn.arithmetic import evaluate
from handnn.arrays import Array
from handnn.checks.subject import Outcome, Subject, failed, ok
from handnn.errors import UnexplainedError
from handnn.explanation import Explanation
from handnn.sequential import Sequential

CELLS = 12  # how many of each array are explained


def check_explanation(subject: Subject) -> Outcome:
    """The arithmetic of a cell, evaluated again, gives the cell's value; so for gradients."""
    step = subject.step
    try:
        arithmetic = _explained(step, step.output)
        back = subject.layer.backward(step, subject.grad(step))
        if not step.steps:
            for name, gradient in back.parameter_gradients.items():
                arithmetic += _explained(back, gradient, name)
            if back.input_gradient is not None:
                arithmetic += _explained(back, back.input_gradient, "input")
    except UnexplainedError as error:
        advice = "Write it with NumPy functions that can be followed."
        raise UnexplainedError(f"{error} {advice}") from error
    for cell in arithmetic:
        again = evaluate(cell.number)
        if not subject.close(again, cell.value):
            return failed(
                f"{cell.symbol} is {cell.value:.6g}, but its arithmetic gives {again:.6g}."
            )
    return ok(f"the arithmetic of {len(arithmetic)} cells gives their values")


def _explained(step: Any, array: Array, *of: str) -> list[Any]:
    """The cells of an array; of a large one, a selection across all of it."""
    if step.steps:
        return list(Explanation.joined([one.explain() for one in step.leaves()]))
    if array.size <= CELLS:
        return list(step.explain(*of))
    places = np.unique(np.linspace(0, array.size - 1, CELLS).astype(int))
    return list(step.explain(*of, index=np.unravel_index(places, array.shape)))


def check_drawing(subject: Subject) -> Outcome:
    """The run and the backward pass of a network with the layer fit the terminal in print."""
    trace = Sequential(subject.layer).trace(subject.x)
    back = trace.backward(grad=np.ones(trace.output.shape))
    for text in (str(trace), str(back)):
        longest = max(map(len, text.splitlines()))
        if longest > terminal.width():
            return failed(
                f"A printed line has {longest} characters; the terminal shows {terminal.width()}. "
                "Is the layer's name that long?"
            )
    return ok("the sheets of both passes, and their arithmetic")
