"""The record of one run of a network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn import render
from handnn.arithmetic import format_number
from handnn.arrays import Array, freeze, frozen_copy
from handnn.backward import Backward
from handnn.backward_step import BackwardStep
from handnn.elision import visible
from handnn.errors import ArgumentError, ShapeError, UnexplainedError
from handnn.explanation import Explanation
from handnn.frozen import frozen
from handnn.losses import Loss, as_loss
from handnn.naming import default_name
from handnn.rendered import RenderedRecord
from handnn.step import RecordedLayer, Step, pick

MANY_STEPS = 40  # of one trace, before the arithmetic of the middle ones is left out
LAST_STEPS = 4


@frozen("run")
class Trace(RenderedRecord):
    """The record of one run of a network: its steps, each with input, output and parameters.

    A trace never changes, even when the network learns afterwards. It is what a learner reads, and
    what backpropagation runs on. Its steps are found by name, ``trace["hidden"]``, by position,
    ``trace[0]``, or in a loop, ``for step in trace``.

    Attributes:
        recorded: The network's own step as it ran, with the steps of its layers inside.

    Examples:
        >>> import handnn as hn
        >>> neuron = hn.Dense([[1, -1, 1]], [-5], name="neuron")
        >>> net = hn.Sequential(neuron, hn.ReLU())
        >>> trace = net.trace([2, 1, 3])
        >>> trace.input, trace.output
        (array([2., 1., 3.]), array([0.]))
        >>> trace["neuron"].output
        array([-1.])
        >>> trace
        Trace of 2 steps: neuron → relu_1; (3,) → (1,)
    """

    recorded: Step

    @cached_property
    def run(self) -> Step:
        """The network's own step; all steps inside it have names and symbols."""
        return self.recorded.placed()

    @property
    def backward_pass(self) -> None:
        """None: a trace records the run only."""

    @property
    def network(self) -> RecordedLayer:
        """The network that ran."""
        return self.recorded.layer

    @property
    def input(self) -> Array:
        """The input: one sample or a batch."""
        return self.recorded.input

    @property
    def output(self) -> Array:
        """The output."""
        return self.recorded.output

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, one per layer; for a layer that ran on its own, its only step."""
        return self.run.steps or (self.run,)

    def explain(self, name: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of the steps' outputs: symbols, then numbers, then the result.

        Args:
            name: A step, such as ``"hidden"``, or ``"block.hidden"`` for one inside another. All
                by default.
            index: Which cells of that step's output, indexed as in NumPy. All by default.

        Returns:
            An `Explanation`; `print` it, or iterate over its cells.

        Raises:
            NoSuchStepError: If there is no such step or cell.
            UnexplainedError: If a layer does something whose arithmetic cannot be followed.
        """
        if name is not None:
            return self[name].explain(index)
        if index is not None:
            raise ArgumentError(
                "explain needs the name of a step to find a cell in: "
                f"trace.explain({self.steps[0].name!r}, {index!r})."
            )
        return Explanation.joined([step.explain() for step in self.steps])

    def explanations(self) -> Iterator[Explanation | str]:
        """The arithmetic step by step; for a step that cannot be followed, the reason."""
        for step in self.steps:
            yield _explained(step)

    def describe(self) -> str:
        """The run in plain sentences, to be read aloud."""
        return render.narrate(self.run)

    def backward(
        self,
        loss: Loss | None = None,
        target: ArrayLike | None = None,
        *,
        grad: ArrayLike | None = None,
    ) -> Backward:
        """Backpropagate: the gradient of the loss with respect to every parameter.

        It starts from a loss and a target, or from a gradient with respect to the output. The
        parameters are those that this run used, even if the network has learned since.

        Args:
            loss: Such as ``CrossEntropy()``.
            target: The output that was wanted; see the loss.
            grad: The gradient to start from, in the output's shape.

        Returns:
            A `Backward` record.

        Raises:
            ArgumentError: If there is neither a loss with its target nor a gradient, or both.
            ShapeError: If the target or the gradient does not fit the output.
            InputError: If they do not hold valid numbers.

        Examples:
            >>> import handnn as hn
            >>> trace = hn.Sequential(hn.Dense([[1, -1, 1]], [2])).trace([2, 1, 3])
            >>> trace.backward(hn.SquaredError(), target=[4]).gradients["dense_1.b"]
            array([2.])
            >>> trace.backward(grad=[1]).gradients["dense_1.W"]
            array([[2., 1., 3.]])
        """
        if (loss is None) == (grad is None) or (loss is None) != (target is None):
            raise ArgumentError(
                "backward starts from a loss and a target, "
                "trace.backward(hn.SquaredError(), target=[1, 0]), "
                "or from the gradient with respect to the output, trace.backward(grad=[1, 1])."
            )
        output = self.output
        if loss is None or target is None:
            start = frozen_copy(grad, "grad")  # type: ignore[arg-type]  # not None, as checked above
            if start.shape != output.shape:
                raise ShapeError(
                    f"grad is the gradient with respect to the output and has its shape, "
                    f"{output.shape}; got an array of shape {start.shape}."
                )
            start = start.astype(output.dtype, copy=False)
            return Backward(self, self._backpropagated(start + 0.0))
        loss = as_loss(loss)
        prepared = loss.prepare_target(target, output.shape, output.dtype)
        value, start = loss.forward_and_gradient(output, prepared)
        gradients = self._backpropagated(start + 0.0)
        return Backward(self, gradients, float(value), loss, freeze(prepared))

    def _backpropagated(self, start: Array) -> BackwardStep:
        """Backpropagate `start`; as far as the input only where no layer has parameters."""
        learns = any(step.parameters for step in self.run.leaves())
        run: BackwardStep = self.network.backward(self.run, start, needs_input_grad=not learns)
        return run

    def first_non_finite(self) -> tuple[Step, tuple[int, ...]] | None:
        """The step and the cell of its output where NaN or infinity first appears, if any does."""
        for step in self.run.leaves():
            cells = np.argwhere(~np.isfinite(step.output))
            if len(cells):
                return step, tuple(int(i) for i in cells[0])
        return None

    def __getitem__(self, key: int | str) -> Step:
        """The step at a position (negative ones count from the end) or with a name."""
        return pick(self.steps, key, "The trace")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """To NumPy a trace is its output."""
        return np.array(self.output, dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.recorded.steps) or 1

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __repr__(self) -> str:
        n = len(self)
        chain = " → ".join(self.network.step_names() or [default_name(self.network)])
        shapes = f"{self.input.shape} → {self.output.shape}"
        return f"Trace of {n} step{'s' * (n != 1)}: {chain}; {shapes}"

    def _before(self) -> list[str]:
        return []

    def _after(self, width: int, ascii: bool) -> Iterator[str]:
        """The arithmetic of every step, and a warning if a number is not finite."""
        for i in visible(len(self), MANY_STEPS, LAST_STEPS):
            if i is None:
                first = MANY_STEPS - 1 - LAST_STEPS
                n = len(self) - MANY_STEPS + 1
                yield f"… {n:,} more steps; ask for one: trace[{first}].explain()"
                continue
            explained = _explained(self[i])
            yield explained if isinstance(explained, str) else explained.text(width, ascii)
        yield from self._warning()

    def _warning(self) -> Iterator[str]:
        """Where the first number that is not finite appears."""
        if not np.isfinite(self.input).all():
            yield "The input holds numbers that are not finite."
        elif found := self.first_non_finite():
            step, index = found
            cell, value = (
                step.variable("output").cell(index),
                format_number(float(step.output[index])).text,
            )
            yield f'The first number that is not finite is {cell} = {value}, in "{step.name}".'


def _explained(step: Step) -> Explanation | str:
    """A step's arithmetic, or the reason why it cannot be followed."""
    try:
        return step.explain()
    except UnexplainedError as error:
        return str(error)
