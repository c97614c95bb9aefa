"""The record of one backward pass: the gradient of a loss with respect to every parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, NoReturn

from handnn.arithmetic import Variable, format_number, record
from handnn.arrays import Array, freeze
from handnn.backward_step import BackwardStep
from handnn.errors import ArgumentError, NoSuchStepError, UnexplainedError
from handnn.explanation import Explanation, explain_array
from handnn.frozen import frozen
from handnn.losses import Loss
from handnn.parameters import parameter_owners
from handnn.record import Record
from handnn.rendered import RenderedRecord
from handnn.step import Step, pick

MANY_GRADIENTS = 40  # of one pass, before their arithmetic is no longer printed


@frozen("backward_run", "loss_kind", "loss", "target")
class Backward(RenderedRecord):
    """The gradients of a loss with respect to everything in a run, from its output to its input.

    A backward pass never changes. It is made by `Trace.backward`. Its steps have the names and
    positions of the trace's: ``back["hidden"]``, ``back[0]``.

    Attributes:
        trace: The record of the run.
        backward_run: The network's own backward step, with those of its layers inside.
        loss: The loss, or None if the pass started from a gradient of the output.
        loss_function: What computed the loss, or None if there is no loss.
        target: The target as the loss used it (class indices as one-hot rows), in the output's
            shape, or None if there is no loss, or none that takes a target.

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

    trace: Record
    backward_run: BackwardStep
    loss: float | None = None
    loss_function: Loss | None = None
    target: Array | None = None

    # -- the gradients ----------------------------------------------------------------------------

    @property
    def run(self) -> Step:
        """The network's own step in the run; all steps inside it have names and symbols."""
        return self.trace.run

    @property
    def backward_pass(self) -> Backward:
        """This pass itself."""
        return self

    @property
    def loss_kind(self) -> type | None:
        """The class of what computed the loss, or None if there is no loss."""
        return None if self.loss_function is None else type(self.loss_function)

    @property
    def output_gradient(self) -> Array:
        """The gradient of the loss with respect to the network's output; read-only."""
        return self.backward_run.output_gradient

    @cached_property
    def gradients(self) -> Mapping[str, Array]:
        """The gradient with respect to every parameter, by its name in `net.parameters`; read-only.

        For a layer that was used at several places, the sum of its gradients there.
        """
        return MappingProxyType(
            {
                name: freeze(_added([step.parameter_gradients[own] for step, own in uses]))
                for name, uses in self._uses().items()
            }
        )

    @property
    def input_gradient(self) -> Array:
        """The gradient with respect to the network's input, computed on first use.

        Raises:
            ArgumentError: If the input is whole numbers, which have none.
        """
        gradient = self.whole_run.input_gradient
        assert gradient is not None
        return gradient

    @cached_property
    def whole_run(self) -> BackwardStep:
        """`backward_run` together with the gradient with respect to the network's input."""
        step = self.backward_run.step
        if step.layer.takes_whole_numbers:
            raise ArgumentError(
                "The input is whole numbers, and there is no gradient with respect to these: they "
                "cannot change a little. The gradients with respect to the parameters are in "
                "back.gradients."
            )
        whole: BackwardStep = step.layer.backward(step, self.output_gradient)
        return whole

    @property
    def dead_units(self) -> dict[str, tuple[int, ...]]:
        """For steps with parameters, the units through which no gradient flows in any sample."""
        return {
            step.path: step.dead_units
            for step in self.backward_run.leaves()
            if step.parameter_gradients and step.dead_units
        }

    def variable(self, name: str) -> Variable:
        """The variable on paper for a parameter, by its name in `net.parameters`."""
        step, own = self._uses()[name][0]
        return step.step.parameter_variable(own)

    def notes(self) -> tuple[str, ...]:
        """Sentences about the units through which no gradient flows: where it stops."""
        notes = []
        leaves = list(self.backward_run.leaves())
        for step, after in zip(leaves, [*leaves[1:], None], strict=True):
            for unit in step.dead_units if step.parameter_gradients else ():
                cell = Variable(step.step.symbols.output, "value").cell((unit,))
                why = "none comes from the layers after it"
                if after is not None and after.stops(unit):
                    why = f'"{after.path}" stops it'
                notes.append(f'No gradient flows through {cell} of "{step.path}": {why}.')
        return tuple(notes)

    def _uses(self) -> dict[str, list[tuple[BackwardStep, str]]]:
        """For every parameter, the steps that used it, each with the parameter's name there."""
        owners = parameter_owners(self.run.layer)
        names = {(id(layer), own): name for name, (layer, own) in owners.items()}
        uses: dict[str, list[tuple[BackwardStep, str]]] = {name: [] for name in owners}
        for step in self.backward_run.leaves():
            for name, (layer, own) in parameter_owners(step.step.layer).items():
                uses[names[id(layer), own]].append((step, name))
        return {name: places for name, places in uses.items() if places}

    # -- explanation ------------------------------------------------------------------------------

    def explain(self, name: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of the loss and of every gradient, from the last step to the first.

        Args:
            name: ``"loss"``, or what the gradient is with respect to: ``"output"``, ``"input"``, or
                a parameter such as ``"hidden.W"``. All but ``"input"`` by default. The name of a
                step, such as ``"relu_1"``, asks for all its gradients. If a step is itself called
                ``"output"``, ask ``back["output"].explain()`` for those of the step.
            index: Which cells of that gradient, indexed as in NumPy. All by default.

        Returns:
            An `Explanation`; `print` it, or iterate over its cells.

        Raises:
            NoSuchStepError: If there is no such gradient or cell.
            ArgumentError: If there is an index, but no single gradient to find it in.
            UnexplainedError: If a layer's code does something that cannot be followed.
        """
        if name is None:
            if index is not None:
                raise ArgumentError(
                    "explain needs the name of a gradient to find a cell in: "
                    f"back.explain({next(iter(self.gradients), 'input')!r}, {index!r})."
                )
            return Explanation.joined(list(self._explain_all()))
        if (of_run := self._explain_of_run(name, index)) is not None:
            named_so = any(step.name == name for step in self)
            return of_run.noting(_either(name)) if named_so else of_run
        uses = self._uses().get(name)
        if uses is None:
            try:
                step = self[name]
            except NoSuchStepError:
                step = None
            if step is not None:
                return self._explain_step(name, step, index)
            known = ["loss", "output"] * (self.loss_function is not None) + ["input"]
            names = ", ".join(map(repr, known + list(self.gradients)))
            steps = ", ".join(repr(each.name) for each in self.backward_run.steps)
            raise NoSuchStepError(
                f"This backward pass has no gradient of {name!r}. It has: {names}"
                + (f"; and those of the steps {steps}." if steps else ".")
            )
        if len(uses) > 1:
            return self._explain_sum(name, uses, index)
        step, own = uses[0]
        return step.explain(own, index)

    def explanations(self) -> Iterator[Explanation | str]:
        """The arithmetic of the run step by step, then that of the gradients."""
        yield from self.trace.explanations()
        try:
            yield self.explain()
        except UnexplainedError as error:
            yield str(error)

    def _explain_all(self) -> Iterator[Explanation]:
        if self.loss_function is not None:
            yield self._explain_loss("loss")
            yield self._explain_loss("output")
        shared = {name: uses for name, uses in self._uses().items() if len(uses) > 1}
        names = {(id(step), own): name for name, uses in shared.items() for step, own in uses}
        for step in reversed(list(self.backward_run.leaves())):
            yield from (line.explain() for line in step.lines)
            for own in step.parameter_gradients:
                if (id(step), own) in names:
                    yield step.explain(own).about(_share(step, own))
                else:
                    yield step.explain(own)
            if step.input_gradient is not None:
                yield step.explain("input")
        for name, uses in shared.items():
            yield self._explain_sum(name, uses)

    def _explain_of_run(self, name: str, index: Any) -> Explanation | None:
        """The loss, or the gradient of the network's output or input; None for other names."""
        if name in {"loss", "output"} and self.loss_function is not None:
            return self._explain_loss(name, () if name == "loss" else index)
        if name == "input":
            return next(self.whole_run.leaves()).explain("input", index)
        return None

    def _explain_step(self, name: str, step: BackwardStep, index: Any) -> Explanation:
        """All gradients of a step, or a cell of the only one that it has."""
        if not (step.parameter_gradients or step.steps or step.step.layer.takes_whole_numbers):
            whole = self.whole_run
            step = pick(whole.steps or (whole,), name, "The backward pass")
            return step.explain("input", index)
        if index is None:
            return step.explain()
        if isinstance(index, str) and index in step.parameter_gradients:
            raise ArgumentError(
                f"The name of a gradient begins with its step: back.explain('{name}.{index}')."
            )
        raise ArgumentError(
            f"{name!r} has several gradients. Name the one to find a cell in: "
            f"back[{name!r}].explain({next(iter(step.parameter_gradients), 'input')!r}, {index!r})."
        )

    def _explain_loss(self, of: str, index: Any = None) -> Explanation:
        assert self.loss_function is not None
        output, variable = self.run.output, self.run.variable("output")
        if of == "loss":
            return self.loss_function.explain_value(output, self.target, variable, index)
        return self.loss_function.explain_gradient(output, self.target, variable, index)

    def _explain_sum(
        self, name: str, uses: list[tuple[BackwardStep, str]], index: Any = None
    ) -> Explanation:
        """The gradient with respect to a parameter of a shared layer: the sum over its places."""
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
        lines = [self.trace.describe()]
        if self.loss is not None:
            value = format_number(self.loss)
            about = "" if value.exact else "about "
            lines.append(f"The loss, {type(self.loss_function).__name__}, is {about}{value.text}.")
        return "\n".join([*lines, *self.notes()])

    # -- steps ------------------------------------------------------------------------------------

    def __getitem__(self, key: int | str) -> BackwardStep:
        """The backward step of the step at a position (forward order) or with a name."""
        return pick(self.backward_run.steps or (self.backward_run,), key, "The backward pass")

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise ArgumentError(
            "A backward pass holds several arrays. Choose one, such as "
            f"back.gradients[{next(iter(self.gradients), 'hidden.W')!r}] or back.input_gradient."
        )

    def __len__(self) -> int:
        return len(self.backward_run.steps) or 1

    def __iter__(self) -> Iterator[BackwardStep]:
        return iter(self.backward_run.steps or (self.backward_run,))

    def __repr__(self) -> str:
        start = f"loss {self.loss:.6g}" if self.loss is not None else "a given gradient"
        return f"Backward from {start}: {', '.join(self.gradients) or 'no parameters'}"

    def _before(self) -> list[str]:
        if self.loss is None:
            return ["Backward from a given gradient of the output", ""]
        loss = format_number(self.loss).text
        return [f"Backward from the loss {loss}, {self.loss_function!r}", ""]

    def _after(self, width: int, ascii: bool) -> Iterator[str]:
        """The arithmetic of every gradient, or the reason why it cannot be followed."""
        if len(self.gradients) > MANY_GRADIENTS:
            name = next(iter(self.gradients))
            yield f'There are {len(self.gradients):,} gradients; ask for one: explain("{name}")'
            return
        try:
            yield self.explain().text(width, ascii)
        except UnexplainedError as error:
            yield str(error)


def _added(gradients: list[Any]) -> Any:
    total = gradients[0]
    for gradient in gradients[1:]:
        total = total + gradient
    return total


def _either(name: str) -> str:
    """Which of two meanings of a name was explained, and how to ask for the other one."""
    meant = "the loss itself" if name == "loss" else f"the network's {name}"
    return f'"{name}" is {meant} here.\nFor the layer of that name: back["{name}"].explain()'


def _share(step: BackwardStep, own: str) -> Variable:
    """The variable on paper for a shared parameter's gradient at one of its places."""
    variable = step.variable(own)
    return Variable(f"{variable.name}@{step.path}", variable.role)
