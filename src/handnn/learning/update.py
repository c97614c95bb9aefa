"""The record of one update: every parameter before and after it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from handnn import notebook, render
from handnn.arithmetic import Variable, format_number, record
from handnn.arrays import Array, freeze
from handnn.code import CodeStep, Line
from handnn.errors import ArgumentError, NoSuchStepError
from handnn.explanation import Explanation, explain_array
from handnn.files.atomic import write_atomic
from handnn.frozen import frozen
from handnn.learning.schedules import Schedule
from handnn.learning.schedules.base import LEARNING_RATE, UPDATES
from handnn.learning.update_lines import as_code, known, line_of
from handnn.parameters import rebind_buffers
from handnn.record import BackwardRecord
from handnn.rendered import RenderedRecord
from handnn.step import Step

NORM = Variable("norm", "value")


def assign_new_buffers(run: Step) -> None:
    """Give the layers of a training run the new values of their buffers."""
    for step in run.leaves():
        if step.new_buffers:
            rebind_buffers(step.layer, step.new_buffers)


class Rule(Protocol):
    """What a change needs of the optimizer that made it."""

    def apply_rule(
        self, parameter: Any, gradient: Any, state: Mapping[str, Any]
    ) -> tuple[Any, Mapping[str, Any]]:
        """The new parameter and the new state."""

    def clipped(self, gradient: Any, norm: Any) -> Any:
        """The gradient as the rule takes it."""


@frozen("name", "old", "gradient", "new")
class Change:
    """One parameter's part of an update. It never changes, and its arrays are read-only.

    Attributes:
        name: The parameter's name in its network, such as ``"hidden.W"``.
        old: The parameter before.
        gradient: The gradient of the loss with respect to it.
        new: The parameter after.
        variable: The parameter's variable on paper; `explain` calls the new one ``new W1``.
        optimizer: What made the change.
        state: The optimizer's state of this parameter before.
        norm: The length of all gradients together, where they are clipped by it.
    """

    name: str
    old: Array
    gradient: Array
    new: Array
    variable: Variable
    optimizer: Rule
    state: Mapping[str, Any]
    norm: float | None = None

    def __post_init__(self) -> None:
        for array in (self.old, self.gradient, self.new):
            freeze(array)

    def explain(self, index: Any = None) -> Explanation:
        """The hand arithmetic of the change: the optimizer's own rule on arrays that remember.

        Args:
            index: Which cells, indexed as in NumPy. All by default.

        Raises:
            NoSuchStepError: If there is no such cell.
            UnexplainedError: If the rule does something that cannot be followed.
        """
        ask = f'.explain("{self.name}", {{}})'
        new = self.variable.updated
        return explain_array(
            self._rerun, new, self.new, index, self.name, repr(self.optimizer), ask
        )

    def _rerun(self) -> Any:
        state = {
            key: known(value, self._memory(key)) if isinstance(value, np.ndarray) else value
            for key, value in self.state.items()
        }
        old = record(self.old, self.variable)
        norm = None if self.norm is None else record(np.asarray(self.norm), NORM)
        gradient = self.optimizer.clipped(known(self.gradient, self.variable.gradient), norm)
        return self.optimizer.apply_rule(old, gradient, state)[0]

    def line(self, position: int) -> Line:
        """The change as a line of code at a position among others."""
        new = self.variable.updated
        label = f"{new.name} by {self.optimizer!r}"
        return line_of(self._rerun, new, self.name, position, label)

    @property
    def given(self) -> dict[Variable, Array]:
        """The arrays that the rule takes."""
        memories = {
            self._memory(key): value
            for key, value in self.state.items()
            if isinstance(value, np.ndarray)
        }
        return {self.variable: self.old, self.variable.gradient: self.gradient, **memories}

    def _memory(self, key: str) -> Variable:
        return Variable(f"{key}_{self.variable.name}", "state")

    def __repr__(self) -> str:
        return f"Change of {self.name} by {self.optimizer!r}"

    def __str__(self) -> str:
        return str(self.explain())


@frozen("changes")
class Update(RenderedRecord):
    """The record of one update of a network's parameters. It never changes.

    Made by `Optimizer.update`; ``update["hidden.W"]`` has `old`, `gradient` and `new`. The sheet
    shows the three of every parameter side by side.

    Attributes:
        changes: The changes by the names of the parameters; read-only.
        optimizer: What made them, in words.
        number: Which update of the optimizer it was, counted from 1.
        lr: The learning rate that a schedule gave; None where it is a number that stays the same.
        schedule: That schedule.
        norm: The length of all gradients together, where they are clipped by it.
        back: The backward pass that the gradients are from. The spreadsheet of the update has it
            too, so that the new parameters follow when an input is changed.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> update = hn.SGD(lr=0.1).update(net, back)
        >>> change = update["dense_1.b"]
        >>> change.old, change.gradient, change.new
        (array([0.]), array([-2.]), array([0.2]))
        >>> print(update.explain("dense_1.W", (0, 0)))
        new W[1,1] = W[1,1] - 0.1·∂L/∂W[1,1]
        new W[1,1] = 1 - 0.1·(-4) = 1.4

        Of a learning rate that changes, and of gradients that are clipped, the arithmetic is
        written out too:

        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[2])
        >>> optimizer = hn.SGD(lr=hn.StepSchedule(0.1, every=10), clip_norm=1)
        >>> update = optimizer.update(net, back)
        >>> print(update.explain("lr"))
        lr (StepSchedule(lr=0.1, every=10), after 0 updates)
          lr = 0.1·0.1^floor(t / 10)
          lr = 0.1·0.1^floor(0 / 10) = 0.1
        >>> print(update.explain("norm"))
        norm (of all gradients together)
          norm = √(∂L/∂W[1,1]^2 + ∂L/∂W[1,2]^2 + ∂L/∂b[1]^2)
          norm = √((-0.4)^2 + (-0.6)^2 + (-0.2)^2) ≈ 0.7483
        >>> print(update.explain("dense_1.W", (0, 0)))
        new W[1,1] = W[1,1] - 0.1·∂L/∂W[1,1]·(1 / max(1, norm))
        new W[1,1] ≈ 1.4 - 0.1·(-0.4)·(1 / max(1, 0.7483)) = 1.44
    """

    changes: Mapping[str, Change]
    optimizer: str
    number: int = 1
    lr: float | None = None
    schedule: Schedule | None = None
    norm: float | None = None
    back: BackwardRecord | None = None

    def explain(self, name: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of the update.

        Args:
            name: A parameter, such as ``"hidden.W"``; ``"lr"`` for a learning rate that changes;
                ``"norm"`` for the length of all gradients together, where they are clipped by it.
                All by default.
            index: Which cells of that parameter, indexed as in NumPy. All by default.

        Raises:
            NoSuchStepError: If there is no such parameter or cell.
            UnexplainedError: If the optimizer's rule does something that cannot be followed.
        """
        beside = self._explained_beside()
        if name in beside and name not in self.changes:
            return beside[name]
        if name is not None:
            return self[name].explain(index)
        if index is not None:
            raise ArgumentError(
                "explain needs the name of a parameter to find a cell in: "
                f"update.explain({next(iter(self), 'hidden.W')!r}, {index!r})."
            )
        changes = [change.explain() for change in self.changes.values()]
        return Explanation.joined([*beside.values(), *changes])

    @property
    def run(self) -> CodeStep:
        """The update as code: a line for every new parameter.

        Raises:
            ArgumentError: If nothing was updated.
            UnexplainedError: If the optimizer's rule does something that cannot be followed.
        """
        if not self.changes:
            raise ArgumentError("There is no sheet: the update changed no parameters.")
        lines: list[Line] = []
        given: dict[Variable, Array] = {}
        if self.schedule is not None:
            t = np.asarray(self.number - 1.0)
            rate, what = self.schedule.rate, f"lr by {self.schedule!r}"
            lines.append(line_of(lambda: rate(known(t, UPDATES)), LEARNING_RATE, "lr", 0, what))
        if self.norm is not None:
            what = "norm of all gradients together"
            lines.append(line_of(self._norm, NORM, "norm", len(lines), what))
        for change in self.changes.values():
            lines.append(change.line(len(lines)))
            given |= change.given
        if self.schedule is not None:
            given[UPDATES] = t
        return as_code(self._title, lines, given)

    @property
    def backward_pass(self) -> None:
        """None: the gradients are given."""

    @property
    def follows(self) -> BackwardRecord | None:
        """The backward pass that the gradients are from."""
        return self.back

    def explanations(self) -> Iterator[Explanation | str]:
        """The arithmetic parameter by parameter; the reason, if it cannot be followed."""
        yield self.explain()

    def save(
        self, path: str | os.PathLike[str], input_shape: tuple[int, int] | None = None
    ) -> None:
        """Write the update into a file, as `Trace.save` does.

        ``.json`` has the old value, the gradient and the new value of every parameter.

        Args:
            path: The file; an existing one is replaced.
            input_shape: Rows and columns, if a sample is an image: a page then opens with it.

        Raises:
            ArgumentError: If there is no such format, or nothing was updated, or there is an
                `input_shape` for something other than a page.
            ShapeError: If `input_shape` does not fit the input.
            FileAccessError: If the file cannot be written.
            UnexplainedError: If the rule does something that cannot be followed.
        """
        if Path(path).suffix.lower() != ".json" or input_shape is not None:
            RenderedRecord.save(self, path, input_shape)
            return
        content = {
            "format": "handnn update",
            "version": 1,
            "optimizer": self.optimizer,
            "parameters": {
                name: {
                    "old": render.json_values(change.old),
                    "gradient": render.json_values(change.gradient),
                    "new": render.json_values(change.new),
                }
                for name, change in self.changes.items()
            },
        }
        write_atomic(Path(path), json.dumps(content, ensure_ascii=False, indent=1) + "\n")

    def describe(self) -> str:
        """The update in plain sentences, to be read aloud."""
        if not self.changes:
            return f"{self!r}."
        lines = render.narrate(self.run).splitlines()
        parameters = f"{len(self)} parameter{'s' * (len(self) != 1)}"
        return "\n".join([f"{self._title} changes {parameters}.", *lines[1:]])

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The sheet, then the arithmetic of every cell: what `print` shows."""
        return RenderedRecord.text(self, width, ascii) if self.changes else repr(self)

    def _before(self) -> list[str]:
        return [repr(self), ""]

    def _after(self, width: int, ascii: bool) -> Iterator[str]:
        yield self.explain().text(width, ascii)

    def _norm(self) -> Any:
        return np.sqrt(sum(_squares(change) for change in self.changes.values()))

    def _explained_beside(self) -> dict[str, Explanation]:
        """The arithmetic of what all changes have in common."""
        explained = {}
        if self.schedule is not None:
            explained["lr"] = self.schedule.explain(self.number - 1)
        if self.norm is not None:
            explained["norm"] = explain_array(
                self._norm,
                NORM,
                np.asarray(self.norm),
                None,
                "norm",
                "of all gradients together",
                '.explain("norm")',
            )
        return explained

    def __getitem__(self, name: str) -> Change:
        """The change of one parameter."""
        if name not in self.changes:
            known = ", ".join(map(repr, self.changes)) or "none"
            raise NoSuchStepError(f"The update has no parameter {name!r}. It changed: {known}.")
        return self.changes[name]

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.changes)

    @property
    def _title(self) -> str:
        which = "" if self.lr is None else f" {self.number}"
        lr = "" if self.lr is None else f", lr {format_number(self.lr).text}"
        return f"Update{which} by {self.optimizer}{lr}"

    def __repr__(self) -> str:
        return f"{self._title}: {', '.join(self) or 'no parameters'}"

    def _repr_html_(self) -> str:
        """The live sheet for a notebook."""
        if not self.changes:
            return notebook.arithmetic(repr(self), "")
        return RenderedRecord._repr_html_(self)


def _squares(change: Change) -> Any:
    return np.sum(np.square(known(change.gradient, change.variable.gradient)))
