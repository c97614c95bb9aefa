"""One step of a backward pass: the gradients with respect to its input and its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

import numpy as np

from handnn.arithmetic import Variable, record
from handnn.arrays import Array, freeze, sum_to
from handnn.errors import NoSuchStepError
from handnn.explanation import Explanation, explain_array
from handnn.frozen import NOTHING, frozen, nothing
from handnn.step import Step, pick

Worked = tuple[tuple[Step, ...], Mapping[str, Any]]


class _Found:
    """Room for what is found out when somebody first asks; no field of a record."""

    __slots__ = ("_found",)

    _found: Worked


@frozen("step", "output_gradient", "input_gradient", "parameter_gradients", "steps")
class BackwardStep(_Found):
    """The gradient that one step passes back, and those with respect to its parameters.

    It never changes, and its arrays are read-only.

    Attributes:
        step: The step of the run that it belongs to.
        output_gradient: The gradient of the loss with respect to the step's output, in its shape.
        input_gradient: The gradient with respect to the step's input, or None where it was not
            requested.
        parameter_gradients: The gradients with respect to the parameters by name, each in its
            parameter's shape.
        steps: The backward steps inside this one, in forward order, when the layer is a container.
    """

    step: Step
    output_gradient: Array
    input_gradient: Array | None = None
    parameter_gradients: Mapping[str, Array] = field(default_factory=nothing)
    steps: tuple[BackwardStep, ...] = ()

    def __post_init__(self) -> None:
        freeze(self.output_gradient)
        if self.input_gradient is not None:
            freeze(self.input_gradient)
        for gradient in self.parameter_gradients.values():
            freeze(gradient)

    @property
    def name(self) -> str:
        """The name of its step."""
        return self.step.name

    @property
    def path(self) -> str:
        """The path of its step: its name, preceded by those of the steps that contain it."""
        return self.step.path

    @property
    def position(self) -> int:
        """The position of its step."""
        return self.step.position

    def leaves(self) -> Iterator[BackwardStep]:
        """The backward steps that have none inside them, in forward order."""
        if not self.steps:
            yield self
        for step in self.steps:
            yield from step.leaves()

    @property
    def dead_units(self) -> tuple[int, ...]:
        """The units of the step's output that receive no gradient in any sample."""
        samples = tuple(range(self.output_gradient.ndim - 1))
        reached = np.any(self.output_gradient != 0, axis=samples)
        return tuple(np.flatnonzero(~reached).tolist())

    def stops(self, unit: int) -> bool:
        """Whether a gradient reaches a unit of an activation but passes through in no sample."""
        arriving, passing = self.output_gradient, self.input_gradient
        if passing is None or not self.step.is_activation:
            return False
        return bool(np.any(arriving[..., unit] != 0) and not np.any(passing[..., unit] != 0))

    def explain(self, of: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of this step's gradients.

        Like `Step.explain`, it runs the layer's own code again, on arrays that remember.

        Args:
            of: ``"input"``, or the name of a parameter; by default every gradient there is.
            index: Which cells of that gradient, indexed as in NumPy. All by default.

        Raises:
            NoSuchStepError: If there is no such gradient or cell.
            UnexplainedError: If the layer's code does something that cannot be followed.
        """
        if self.steps:
            return Explanation.joined([step.explain() for step in self.steps])
        before = [] if of is not None else [line.explain() for line in self.lines]
        stored = dict(self.parameter_gradients)
        if self.input_gradient is not None:
            stored["input"] = self.input_gradient
        if of is not None and of not in stored:
            known = ", ".join(repr(name) for name in stored) or "none"
            raise NoSuchStepError(f"{self.path!r} has no gradient of {of!r}. It has: {known}.")
        names = [of] if of else stored
        asked = [self._explain_one(name, stored[name], index) for name in names]
        return Explanation.joined([*before, *asked])

    def _explain_one(self, of: str, stored: Array, index: Any) -> Explanation:
        label = f"{self.step.layer.label}, {self.variable(of).name}"
        ask = f'["{self.path}"].explain("{of}", {{}})'
        return explain_array(
            lambda: self.rerun(of), self.variable(of), stored, index, self.path, label, ask
        )

    def rerun(self, of: str) -> Any:
        """Compute one gradient again, on arrays whose elements remember how they were made."""
        step = self.step
        if self.lines:
            return self._worked[1][self.variable(of).name.removeprefix("∂L/∂")]
        layer = step.recorded_layer()
        x: Any = record(step.input, step.variable("input"), step.layer.takes_whole_numbers)
        y: Any = record(step.output, step.variable("output"))
        grad = record(self.output_gradient, step.variable("output").gradient)
        again = step.repeated(layer, x, y)
        if of == "input":
            return layer.input_gradient(again, grad)
        gradient = layer.parameter_gradients(again, grad)[of]
        return sum_to(gradient, step.parameters[of].shape)

    @property
    def lines(self) -> tuple[Step, ...]:
        """The gradients of the arrays to which the layer's code gave a name, as steps.

        There are none where the layer has gradient methods of its own, or its code gave no names.
        """
        return self._worked[0]

    @property
    def _worked(self) -> Worked:
        """The lines, and the gradients of input and parameters in terms of these."""
        try:
            return self._found
        except AttributeError:
            layer, gradient = self.step.layer, self.output_gradient
            found = ((), NOTHING) if self.steps else layer.gradients_of_lines(self.step, gradient)
            object.__setattr__(self, "_found", found)
            return found

    def variable(self, of: str) -> Variable:
        """The variable on paper for the gradient with respect to the input or to a parameter."""
        step = self.step
        own = step.variable("input") if of == "input" else step.parameter_variable(of)
        return own.gradient

    def __getitem__(self, key: int | str) -> BackwardStep:
        """The backward step inside this one at a position or with a name."""
        return pick(self.steps, key, f"The backward step {self.path!r}")

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[BackwardStep]:
        return iter(self.steps)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        kept = ", ".join(self.parameter_gradients) or "none"
        return f"BackwardStep({self.name!r}, {self.step.layer.label}; parameter gradients: {kept})"

    def __str__(self) -> str:
        return f"{self!r}\n{self.explain()}"
