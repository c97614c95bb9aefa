"""The record of one backward pass: how a loss feels a change of every parameter."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from handnn import sheet as sheets
from handnn import terminal
from handnn.arithmetic import Variable, record, show, to_ascii
from handnn.arrays import Array, freeze, same
from handnn.backward_step import BackwardStep
from handnn.errors import NoSuchStepError, UnexplainedError
from handnn.explanation import Explanation, explain_array
from handnn.losses import Loss
from handnn.step import pick

if TYPE_CHECKING:
    from handnn.trace import Trace

MANY_GRADIENTS = 40  # of one pass, before their arithmetic is no longer printed


class Backward:
    """What happened when a trace was walked in reverse: the gradient of the loss by everything.

    A backward pass never changes. It is made by `Trace.backward`. Its steps have the names and
    positions of the trace's: ``back["hidden"]``, ``back[0]``.

    Args:
        trace: The record of the run.
        run: The network's own backward step, with those of its layers inside.
        loss: The loss, or None where the pass started from a given gradient.
        loss_function: The loss's function, or None likewise.
        target: The target as the loss took it, in the output's shape, or None likewise.

    Examples:
        >>> import handnn as hn
        >>> neuron = hn.Dense([[1, -1, 1]], [2], name="neuron")
        >>> net = hn.Sequential(neuron, hn.ReLU())
        >>> back = net.trace([2, 1, 3]).backward(hn.SquaredError(), target=[4])
        >>> back.loss
        2.0
        >>> back.gradients["neuron.W"]
        array([[4., 2., 6.]])
        >>> back.input_gradient
        array([ 2., -2.,  2.])
        >>> print(back.explain("neuron.W", (0, 2)))
        ∂L/∂W[1,3] = ∂L/∂z[1]·x[3]
        ∂L/∂W[1,3] = 2·3 = 6
    """

    __slots__ = (
        "_gradients",
        "_loss",
        "_loss_function",
        "_run",
        "_target",
        "_trace",
        "_whole_run",
    )

    def __init__(
        self,
        trace: Trace,
        run: BackwardStep,
        loss: float | None = None,
        loss_function: Loss | None = None,
        target: Array | None = None,
    ) -> None:
        self._trace = trace
        self._run = run
        self._loss = loss
        self._loss_function = loss_function
        self._target = target if target is None else freeze(target)
        self._gradients: Mapping[str, Array] | None = None
        self._whole_run: BackwardStep | None = None

    # -- what happened ----------------------------------------------------------------------------

    @property
    def trace(self) -> Trace:
        """The record of the run that was walked in reverse."""
        return self._trace

    @property
    def run(self) -> BackwardStep:
        """The network's own backward step, everything inside it named for paper."""
        return self._run

    @property
    def loss(self) -> float | None:
        """The loss, or None where the pass started from a given gradient."""
        return self._loss

    @property
    def loss_function(self) -> Loss | None:
        """What computed the loss, or None where the pass started from a given gradient."""
        return self._loss_function

    @property
    def target(self) -> Array | None:
        """The target as the loss took it (class indices as one-hot rows), in the output's shape."""
        return self._target

    @property
    def output_gradient(self) -> Array:
        """The gradient of the loss by the network's output; read-only."""
        return self.run.output_gradient

    @property
    def gradients(self) -> Mapping[str, Array]:
        """The gradient by every parameter, by its name in `net.parameters`; read-only.

        The gradients of a layer that was used at several places are added up.
        """
        if self._gradients is None:
            gradients = {
                name: _added([step.parameter_gradients[own] for step, own in uses])
                for name, uses in self._uses().items()
            }
            self._gradients = MappingProxyType(gradients)
        return self._gradients

    @property
    def input_gradient(self) -> Array:
        """The gradient by the network's input, computed when it is first asked for; read-only."""
        gradient = self.whole_run.input_gradient
        assert gradient is not None
        return gradient

    @property
    def whole_run(self) -> BackwardStep:
        """`run` once more, with the gradient by the network's input; made when first asked for."""
        if self._whole_run is None:
            step = self.run.step
            self._whole_run = step.layer.backward(step, self.output_gradient)
        return self._whole_run

    @property
    def dead_units(self) -> dict[str, tuple[int, ...]]:
        """For steps with parameters, the units through which no gradient flows, in no sample."""
        return {
            step.path: step.dead_units
            for step in self.run.leaves()
            if step.parameter_gradients and step.dead_units
        }

    def variable(self, name: str) -> Variable:
        """What a parameter is called on paper, by its name in `net.parameters`."""
        step, own = self._uses()[name][0]
        return step.step.parameter_variable(own)

    def notes(self) -> tuple[str, ...]:
        """Sentences about the units through which no gradient flows: where it stops."""
        notes = []
        leaves = list(self.run.leaves())
        for step, after in zip(leaves, [*leaves[1:], None], strict=True):
            for unit in step.dead_units if step.parameter_gradients else ():
                cell = Variable(step.step.symbols.output, "value").cell((unit,))
                why = "none comes from the layers after it"
                if after is not None and after.stops(unit):
                    why = f'"{after.path}" stops it'
                notes.append(f'No gradient flows through {cell} of "{step.path}": {why}.')
        return tuple(notes)

    def _uses(self) -> dict[str, list[tuple[BackwardStep, str]]]:
        """For every parameter the steps that used it, each with its name there."""
        owners = self.trace.network.parameter_owners()
        names = {(id(layer), own): name for name, (layer, own) in owners.items()}
        uses: dict[str, list[tuple[BackwardStep, str]]] = {name: [] for name in owners}
        for step in self.run.leaves():
            for name, (layer, own) in step.step.layer.parameter_owners().items():
                uses[names[id(layer), own]].append((step, name))
        return {name: places for name, places in uses.items() if places}

    def sheet(self) -> sheets.Sheet:
        """The by-hand sheet with every gradient in its place; `print` it, or give it to a pen."""
        return sheets.backward_sheet(self)

    # -- explanation ------------------------------------------------------------------------------

    def explain(self, of: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of the loss and of every gradient, from the last step to the first.

        Args:
            of: ``"loss"``, ``"output"`` or ``"input"`` (the gradient by these), or the name of a
                parameter such as ``"hidden.W"``; by default all but the gradient by the input.
            index: The cells asked for, as NumPy would index that gradient. All by default.

        Returns:
            An `Explanation`; `print` it, or go through its cells.

        Raises:
            NoSuchStepError: If there is no such gradient or cell.
            UnexplainedError: If a layer's code does something that cannot be followed.
        """
        if of is None:
            return Explanation.joined(list(self._explain_all()))
        if of in {"loss", "output"} and self.loss_function is not None:
            return self._explain_loss(of, () if of == "loss" else index)
        if of == "input":
            return next(self.whole_run.leaves()).explain("input", index)
        uses = self._uses().get(of)
        if uses is None:
            known = ["loss", "output"] * (self.loss_function is not None) + ["input"]
            names = ", ".join(map(repr, known + list(self.gradients)))
            raise NoSuchStepError(f"This backward pass has no gradient of {of!r}. It has: {names}.")
        if len(uses) > 1:
            return self._explain_sum(of, uses, index)
        step, name = uses[0]
        return step.explain(name, index)

    def _explain_all(self) -> Iterator[Explanation]:
        if self.loss_function is not None:
            yield self._explain_loss("loss")
            yield self._explain_loss("output")
        shared = {name: uses for name, uses in self._uses().items() if len(uses) > 1}
        names = {(id(step), own): name for name, uses in shared.items() for step, own in uses}
        for step in reversed(list(self.run.leaves())):
            for own in step.parameter_gradients:
                if (id(step), own) in names:
                    yield step.explain(own).about(_share(step, own))
                else:
                    yield step.explain(own)
            if step.input_gradient is not None:
                yield step.explain("input")
        for name, uses in shared.items():
            yield self._explain_sum(name, uses)

    def _explain_loss(self, of: str, index: Any = None) -> Explanation:
        assert self.loss_function is not None
        assert self.target is not None
        output, variable = self.trace.output, self.run.step.variable("output")
        if of == "loss":
            return self.loss_function.explain_value(output, self.target, variable, index)
        return self.loss_function.explain_gradient(output, self.target, variable, index)

    def _explain_sum(
        self, name: str, uses: list[tuple[BackwardStep, str]], index: Any = None
    ) -> Explanation:
        """The gradient by a parameter of a shared layer: those of all its places, added up."""
        step, own = uses[0]
        return explain_array(
            lambda: _added([record(s.parameter_gradients[o], _share(s, o)) for s, o in uses]),
            step.variable(own),
            self.gradients[name],
            index,
            name,
            "its places added up",
            f'.explain("{name}", {{}})',
        )

    def describe(self) -> str:
        """The run and its backward pass in plain sentences, to be read aloud."""
        lines = [sheets.narrate(self.trace.run)]
        if self.loss is not None:
            value = show(self.loss)
            about = "" if value.exact else "about "
            lines.append(f"The loss, {type(self.loss_function).__name__}, is {about}{value.text}.")
        return "\n".join([*lines, *self.notes()])

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the run and its backward pass into a file, in the form that the suffix says.

        See `Trace.save` for the suffixes.

        Args:
            path: Where to; a file that is there already is replaced.

        Raises:
            ArgumentError: If the suffix is another one.
            FileAccessError: If the file cannot be written.
            UnexplainedError: If the form needs arithmetic that cannot be followed.
        """
        sheets.save_backward(self, path)

    # -- a record among others --------------------------------------------------------------------

    def __getitem__(self, key: int | str) -> BackwardStep:
        """The backward step of the step at a position (forward order) or with a name."""
        return pick(self.run.steps, key, "The backward pass")

    def __len__(self) -> int:
        return len(self.run.steps)

    def __iter__(self) -> Iterator[BackwardStep]:
        return iter(self.run.steps)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Backward):
            return NotImplemented
        return (
            self.run == other.run
            and type(self.loss_function) is type(other.loss_function)
            and same(self.loss, other.loss)
            and same(self.target, other.target)
        )

    __hash__ = None  # type: ignore[assignment]  # arrays inside

    def __reduce__(self) -> tuple[Any, ...]:
        return Backward, (self.trace, self.run, self.loss, self.loss_function, self.target)

    def __repr__(self) -> str:
        start = f"loss {self.loss:.6g}" if self.loss is not None else "a given gradient"
        return f"Backward from {start}: {', '.join(self.gradients) or 'no parameters'}"

    def _repr_html_(self) -> str:
        """The sheet for a notebook, alive."""
        return sheets.fragment(self)

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The loss, the backward sheet, then the arithmetic of every gradient.

        Args:
            width: The longest line; the terminal's width by default.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        width = terminal.width() if width is None else width
        ascii = terminal.is_plain() if ascii is None else ascii
        start = "Backward from a given gradient of the output"
        if self.loss is not None:
            start = f"Backward from the loss {show(self.loss).text}, {self.loss_function!r}"
        sheet = sheets.draw(self.sheet(), width, ascii)
        text = "\n".join([start, "", sheet, "", self._arithmetic(width, ascii)])
        return to_ascii(text) if ascii else text

    def __str__(self) -> str:
        return self.text()

    def _arithmetic(self, width: int, ascii: bool) -> str:
        """The arithmetic of every gradient; where it cannot be followed, why not."""
        if len(self.gradients) > MANY_GRADIENTS:
            name = next(iter(self.gradients))
            return f'There are {len(self.gradients):,} gradients; ask for one: explain("{name}")'
        try:
            return self.explain().text(width, ascii)
        except UnexplainedError as error:
            return str(error)


def _added(gradients: list[Any]) -> Any:
    total = gradients[0]
    for gradient in gradients[1:]:
        total = total + gradient
    return freeze(total)


def _share(step: BackwardStep, own: str) -> Variable:
    """What a shared parameter's gradient is called on paper at one of its places."""
    variable = step.variable(own)
    return Variable(f"{variable.name}@{step.path}", variable.role)
