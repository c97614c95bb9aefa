"""The output beside its target: the columns from which the gradients start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from handnn.arithmetic import Variable
from handnn.arrays import Array
from handnn.losses import Loss
from handnn.losses.softmax_loss import SoftmaxLoss
from handnn.sheet.page import Role
from handnn.step import Step


class Term(NamedTuple):
    """A column right of the output.

    Attributes:
        label: What stands left of it.
        variable: What it is called.
        role: What its numbers are.
        values: Its numbers, in the output's shape.
    """

    label: tuple[str, str]
    variable: Variable
    role: Role
    values: Any


def compare(step: Step, loss: Loss | None, target: Array | None, gradient: Array) -> Iterator[Term]:
    """The columns right of an output: its target, and the gradient with respect to it.

    Where that gradient is a difference, as for squared error and for softmax with cross-entropy,
    the columns read as an equation.

    Args:
        step: The last step of the run.
        loss: What computed the loss, if anything did.
        target: What the output should have been, in its shape.
        gradient: The gradient of the loss with respect to the output.
    """
    y = step.variable("output")
    batched = y.batched
    is_difference = loss is not None and loss.is_difference
    if isinstance(loss, SoftmaxLoss):
        p = loss.probabilities(step.output)
        yield Term(("softmax", "≈"), Variable("p", "value", batched), "value", p)
    if target is not None:
        label = ("", "−") if is_difference else ("", "")
        yield Term(label, Variable("t", "target", batched), "target", target)
    if is_difference:
        samples = _samples(step, loss)
        label = (f"÷{samples}", "=") if samples > 1 else ("", "=")
    else:
        label = ("given" if loss is None else "loss", "→")
    yield Term(label, y.gradient, "gradient", gradient)


def row_origin(step: Step, loss: Loss | None) -> str:
    """How the row of gradients that leads back from the output follows from the columns."""
    if loss is None or not loss.is_difference:
        return "(the column, transposed)"
    name = "p" if isinstance(loss, SoftmaxLoss) else step.variable("output").name
    samples = _samples(step, loss)
    return f"= ({name} − t)ᵀ" + (f" ÷ {samples}" if samples > 1 else "")


def share_legend(step: Step, loss: Loss | None) -> tuple[str, ...]:
    """Why the difference is divided, where it is: ``÷3: the loss is the mean over 3 samples``."""
    samples = _samples(step, loss)
    return (f"÷{samples}: the loss is the mean over {samples} samples",) if samples > 1 else ()


def _samples(step: Step, loss: Loss | None) -> int:
    """How many samples the difference is divided by; 1 where there is no difference."""
    return loss.divisor(step.output) if loss is not None and loss.is_difference else 1
