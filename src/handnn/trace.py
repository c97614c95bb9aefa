"""The record of one run of a network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn import sheet as sheets
from handnn import terminal
from handnn.arithmetic import show, to_ascii
from handnn.arrays import Array, frozen_copy
from handnn.backward import Backward
from handnn.backward_step import BackwardStep
from handnn.errors import ArgumentError, ShapeError, UnexplainedError
from handnn.explanation import Explanation
from handnn.losses import Loss, as_loss
from handnn.step import Step, pick

MANY_STEPS = 40  # of one trace, before the arithmetic of the middle ones is left out
LAST_STEPS = 4


class Trace:
    """What happened when a network ran: its steps, each with input, output and parameters.

    A trace never changes, also when the network learns afterwards. It is what a learner reads, and
    what backpropagation walks in reverse. Its steps are found by name, ``trace["hidden"]``, by
    place, ``trace[0]``, or one after the other, ``for step in trace``.

    Args:
        run: The network's own step, with the steps of its layers inside.

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

    __slots__ = ("_placed", "_run")

    def __init__(self, run: Step) -> None:
        self._run = run
        self._placed: Step | None = None

    @property
    def run(self) -> Step:
        """The network's own step, everything inside it named for paper."""
        if self._placed is None:
            self._placed = self._run.placed()
        return self._placed

    @property
    def network(self) -> Any:
        """The network that ran."""
        return self._run.layer

    @property
    def input(self) -> Array:
        """What went in, shape ``(features,)`` or ``(batch, features)``."""
        return self._run.input

    @property
    def output(self) -> Array:
        """What came out."""
        return self._run.output

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, one per layer."""
        return self.run.steps

    def sheet(self) -> sheets.Sheet:
        """The by-hand sheet as data; `print` it, or give it to a pen."""
        return sheets.forward_sheet(self.run)

    def explain(self) -> Explanation:
        """The hand arithmetic of every cell, step by step."""
        return Explanation.joined([step.explain() for step in self.steps])

    def describe(self) -> str:
        """The run in plain sentences, to be read aloud."""
        return sheets.narrate(self.run)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the run into a file; the suffix says in which form.

        ``.html`` is a page that is alive: point at a cell, change a number, step through. ``.svg``
        is the sheet beside the diagram, ``.md`` and ``.tex`` have the arithmetic as Markdown and as
        LaTeX, ``.txt`` is what `print` shows, and ``.json`` the run as data. The file is there
        whole or not at all.

        Args:
            path: Where to; a file that is there already is replaced.

        Raises:
            ArgumentError: If the suffix is another one.
            FileAccessError: If the file cannot be written.
            UnexplainedError: If the form needs arithmetic that cannot be followed.
        """
        sheets.save_trace(self, path)

    def backward(
        self,
        loss: Loss | None = None,
        target: ArrayLike | None = None,
        *,
        grad: ArrayLike | None = None,
    ) -> Backward:
        """Walk the run in reverse: the gradient of the loss by every parameter.

        It starts from a loss and a target, or from a given gradient of the output. The parameters
        are those that this run used, also when the network has learned since.

        Args:
            loss: Such as ``CrossEntropy()``.
            target: What the network should have given; see the loss.
            grad: The gradient to start from, in the output's shape.

        Returns:
            A `Backward` record.

        Raises:
            ArgumentError: If there is neither a loss with its target nor a gradient, or both.
            ShapeError: If the target or the gradient does not fit the output.
            InputError: If they do not hold the numbers they should.

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
                "or from the gradient of the output, trace.backward(grad=[1, 1])."
            )
        output = self.output
        if loss is None or target is None:
            start = frozen_copy(grad, "grad")  # type: ignore[arg-type]  # given, as was checked
            if start.shape != output.shape:
                raise ShapeError(
                    f"grad is the gradient of the output and has its shape {output.shape}; "
                    f"got an array of shape {start.shape}."
                )
            start = start.astype(output.dtype, copy=False)
            return Backward(self, self._walked(start))
        loss = as_loss(loss)
        wanted = loss.as_target(target, output.shape, output.dtype)
        value, start = loss.forward_and_gradient(output, wanted)
        return Backward(self, self._walked(start), float(value), loss, wanted)

    def _walked(self, start: Array) -> BackwardStep:
        """The gradients from `start` back; by the input only where there is no other one to see."""
        learns = any(step.parameters for step in self.run.leaves())
        run: BackwardStep = self.network.backward(self.run, start, input_gradient=not learns)
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

    def __len__(self) -> int:
        return len(self._run.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __eq__(self, other: object) -> bool:
        return self.run == other.run if isinstance(other, Trace) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # arrays inside

    def __reduce__(self) -> tuple[Any, ...]:
        return Trace, (self._run,)

    def __repr__(self) -> str:
        n = len(self)
        chain = " → ".join(self.network.step_names())
        shapes = f"{self.input.shape} → {self.output.shape}"
        return f"Trace of {n} step{'s' * (n != 1)}: {chain}; {shapes}"

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The by-hand sheet, then the arithmetic of every cell: what `print` shows.

        Args:
            width: The longest line; the terminal's width by default.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        width = terminal.width() if width is None else width
        ascii = terminal.is_plain() if ascii is None else ascii
        sheet = sheets.draw(self.sheet(), width, ascii)
        text = "\n".join([sheet, "", *self._arithmetic(width, ascii), *self._warning()])
        return to_ascii(text) if ascii else text

    def _repr_html_(self) -> str:
        """The sheet for a notebook, alive."""
        return sheets.fragment(self)

    def __str__(self) -> str:
        return self.text()

    def _arithmetic(self, width: int, ascii: bool) -> Iterator[str]:
        """The arithmetic of every step; where it cannot be followed, why not."""
        for i in sheets.visible(len(self), MANY_STEPS, LAST_STEPS):
            if i is None:
                first = MANY_STEPS - 1 - LAST_STEPS
                left = len(self) - MANY_STEPS + 1
                yield f"… {left:,} more steps; ask for one: trace[{first}].explain()"
                continue
            try:
                yield self[i].explain().text(width, ascii)
            except UnexplainedError as error:
                yield str(error)

    def _warning(self) -> Iterator[str]:
        """Where numbers stopped being finite."""
        if not np.isfinite(self.input).all():
            yield "The input holds numbers that are not finite."
        elif found := self.first_non_finite():
            step, index = found
            cell, value = step.variable("output").cell(index), show(float(step.output[index])).text
            yield f'The first number that is not finite is {cell} = {value}, in "{step.name}".'
