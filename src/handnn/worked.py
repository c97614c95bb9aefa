"""The record of any NumPy code worked by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn.arithmetic import (
    Leaf,
    Node,
    RecordedArray,
    Variable,
    as_recorded,
    as_result,
    record,
    statement_at,
    to_ascii,
)
from handnn.arrays import Array, freeze, frozen_copy
from handnn.code import Code, CodeStep, Line, gradient_lines, line, lines_of
from handnn.code.given import explain_given
from handnn.code.moved import explain_moved, without_gradient
from handnn.code.running import Ran, as_code, run_call, run_function, run_script
from handnn.code.shown import names_not_given
from handnn.code.values import plain
from handnn.errors import ArgumentError, NoSuchStepError, ShapeError, UnexplainedError
from handnn.explanation import Explanation
from handnn.frozen import TRANSIENT, frozen, nothing
from handnn.losses import Loss
from handnn.run_record import RunRecord
from handnn.step import Place, Step
from handnn.symbols import Symbols

_LOSS_IS_A_LINE = (
    "Code has its loss in a line of its own, so that it is worked by hand too: let it end with "
    "one, such as L = np.sum((y - t) ** 2) / 2, and work.backward() starts from there. Or give the "
    "gradient to start from: work.backward(grad=hn.SquaredError().gradient(work.output, t))."
)


@frozen("run")
class Work(RunRecord):
    """Code worked by hand: every array to which it gave a name, each explained by those before.

    Its steps are found by name, ``work["h"]``, by position, ``work[0]``, or in a loop. An array
    whose name was given several times is ``work["h(2)"]``; ``work["h"]`` is the last of them.

    Attributes:
        recorded: The whole as a step, with the lines of the code inside.
        result: What the code gave back, as plain arrays; None for a script.
        leaves: What `given` remembers.
        plain_numbers: The numbers that a function was given and that are not followed, by name.
        moved: What arrays remember, by name, whose numbers are all numbers of others.

    Examples:
        >>> import numpy as np
        >>> import handnn as hn
        >>> def neuron(x, w, b):
        ...     z = w @ x + b
        ...     return np.maximum(z, 0)
        >>> work = hn.work(neuron, [2, 1, 3], [1, -1, 1], [2])
        >>> work.result
        array([6])
        >>> work
        Work of 2 steps: z → y
        >>> print(work["z"].explain(0))
        z[1] = w[1]·x[1] + w[2]·x[2] + w[3]·x[3] + b[1]
        z[1] = 1·2 + (-1)·1 + 1·3 + 2 = 6
    """

    recorded: Step
    result: Any = None
    leaves: tuple[Leaf, ...] = field(default=(), metadata=TRANSIENT)
    plain_numbers: Mapping[str, Any] = field(default_factory=nothing)
    moved: Mapping[str, Node] = field(default_factory=nothing, metadata=TRANSIENT)

    @property
    def run(self) -> Step:
        """The whole as a step, with the lines of the code inside."""
        return self.recorded

    @property
    def given(self) -> Mapping[str, Array]:
        """The arrays that the code was given, or brought along, by name."""
        run = self.recorded
        return MappingProxyType({run.symbols.input: run.input, **run.parameters})

    @property
    def output(self) -> Array:
        """The result; of a script the last array."""
        return self.recorded.output

    def backward(
        self,
        grad: ArrayLike | None = None,
        target: ArrayLike | None = None,
        *,
        loss: str | Loss | None = None,
    ) -> WorkBackward:
        """Backpropagate: the gradient with respect to everything that the code was given.

        Args:
            grad: The gradient to start from, in the output's shape; where the output is one number,
                1 by default.
            target: For a network's trace only: code works out its loss itself, in a line.
            loss: What the code calls the number to start from, in the place of the output; it may
                go on after that line.

        Returns:
            A `WorkBackward` record.

        Raises:
            ArgumentError: If the output is more than one number and there is no gradient, or if
                there is a target, or a `Loss` in the place of a name.
            NoSuchStepError: If the code has no array of the name given.
            ShapeError: If the gradient does not have the output's shape.

        Examples:
            >>> import numpy as np
            >>> import handnn as hn
            >>> def error(w, x, t):
            ...     y = w @ x
            ...     return (y - t) ** 2
            >>> back = hn.work(error, [1.0, 2.0], [3.0, 1.0], 4).backward()
            >>> back.gradients["w"]
            array([6., 2.])
            >>> print(back.explain("y", ()))
            ∂L/∂y = 2·(y - 4)
            ∂L/∂y = 2·(5 - 4) = 2
        """
        started: object = grad
        if isinstance(started, Loss) or isinstance(loss, Loss) or target is not None:
            raise ArgumentError(_LOSS_IS_A_LINE)
        lines = [step for step in self.steps if isinstance(step, Line) and step.array is not None]
        if not lines:
            raise UnexplainedError("How the arrays were made is not kept in a pickle.")
        name = self.run.symbols.output if loss is None else self[loss].symbols.output
        output = next(each for each in lines if each.symbols.output == name)
        if grad is None and output.output.size != 1:
            raise ArgumentError(self._several_numbers(output, is_named=loss is not None))
        start = np.ones(output.output.shape) if grad is None else frozen_copy(grad, "grad")
        if start.shape != output.output.shape:
            raise ShapeError(
                f"grad is the gradient with respect to the output and has its shape, "
                f"{output.output.shape}; got an array of shape {start.shape}."
            )
        given = start
        seed = as_recorded(start) if grad is None else record(start, output.written_as.gradient)
        gradients: dict[str, Array] = {}
        back: list[Line] = []
        for leaf, gradient, explained in gradient_lines(lines, self.leaves, output.leaf, seed):
            value = np.zeros(np.shape(leaf.value)) if gradient is None else gradient.value
            gradients[leaf.variable.name] = freeze(np.asarray(np.array(value, dtype=float) + 0.0))
            if explained is not None:
                back.append(explained)
        run = self.recorded
        names = [step.name for step in (*self.steps, *back)]
        further = {} if grad is None else {output.written_as.gradient.name: given}
        symbols = Symbols(
            run.symbols.input,
            name,
            {**run.symbols.parameters, **{name: name for name in further}},
        )
        is_called_otherwise = grad is None and name != "L"
        gradients_of = f"the gradients of L = {name}" if is_called_otherwise else "its gradients"
        whole = CodeStep(
            Code(f"{run.layer.label} and {gradients_of}", names),
            run.input,
            output.output,
            MappingProxyType({**run.parameters, **further}),
            steps=(*self.steps, *back),
            place=Place(run.path, 0, symbols, batched=False),
        )
        return WorkBackward(whole, MappingProxyType(gradients), self.plain_numbers, self.moved)

    @property
    def single_numbers(self) -> tuple[str, ...]:
        """The names of its steps that are one number, from which a backward pass can start."""
        return tuple(step.name for step in self.steps if step.output.size == 1)

    def explain(self, name: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of the steps' outputs; see `Trace.explain`.

        Of an array that the code was given there is none, only its numbers.

        Args:
            name: An array, such as ``"h"``, or ``"h(2)"`` if it is one of several. All by default.
            index: Which cells, indexed as in NumPy. All by default.

        Raises:
            NoSuchStepError: If there is no such array or cell.
        """
        given = None if name is None else self._given_as(name)
        if name is not None and given is None and name in self.other_names:
            if name in self.plain_numbers:
                raise NoSuchStepError(_not_followed(name, self.plain_numbers[name]))
            return explain_moved(name, self.moved[name], index)
        if given is None:
            return RunRecord.explain(self, name, index)  # super() needs the class before slots
        variable = Variable(given, "parameter")
        return explain_given(variable, self.given[given], index, f"{given} is given, not computed")

    @property
    def other_names(self) -> frozenset[str]:
        """The names that `explain` knows beside those of steps, with the characters of ASCII."""
        steps = {step.name.partition("⁽")[0] for step in self.steps}
        others = {*map(to_ascii, self.given), *self.plain_numbers, *self.moved}
        return frozenset(others - steps)

    def _given_as(self, name: str) -> str | None:
        """What an array that is given is called on paper; None if a name is that of a step."""
        computed = {step.name.partition("⁽")[0] for step in self.steps}
        found = (each for each in self.given if name in (each, to_ascii(each)))
        return None if name in computed else next(found, None)

    def _several_numbers(self, output: Line, is_named: bool) -> str:
        """What to say where a backward pass cannot start, because the array has more numbers."""
        what = "" if is_named else "The output "
        said = (
            f"{what}{output.written_as.name} has {output.output.size} numbers. Give the gradient "
            f"with respect to it, in its shape {output.output.shape}: work.backward(grad=...)."
        )
        if not (numbers := self.single_numbers):
            return said
        return f'{said} Or start from one number, work.backward(loss="..."): {", ".join(numbers)}.'

    def __repr__(self) -> str:
        n = len(self)
        names = [step.name for step in self.steps]
        if n > MANY_NAMES:
            names[MANY_NAMES - 2 : -1] = ["…"]
        return f"Work of {n} step{'s' * (n != 1)}: {' → '.join(names)}"


@frozen("run", "gradients")
class WorkBackward(RunRecord):
    """Code worked by hand, and the gradient of its result with respect to every array.

    Attributes:
        recorded: The whole as a step: the lines of the code, then their gradients, last one first.
        gradients: The gradient with respect to every array that has a name; read-only.
        plain_numbers: The numbers that a function was given and that are not followed, by name.
        moved: What arrays remember, by name, whose numbers are all numbers of others.
    """

    recorded: Step
    gradients: Mapping[str, Array]
    plain_numbers: Mapping[str, Any] = field(default_factory=nothing)
    moved: Mapping[str, Node] = field(default_factory=nothing, metadata=TRANSIENT)

    @property
    def run(self) -> Step:
        """The whole as a step: the lines of the code, then their gradients."""
        return self.recorded

    @property
    def output(self) -> Array:
        """The result of the code."""
        return self.recorded.output

    def explain(self, name: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of a gradient.

        Args:
            name: The array with respect to which, such as ``"W1"``; ``"∂L/∂W1"`` and ``"dL/dW1"``
                are the same. All gradients by default.
            index: Which cells, indexed as in NumPy. All by default.

        Raises:
            NoSuchStepError: If there is no such array or cell.
        """
        back = [step for step in self.steps if step.name.startswith("∂L/∂")]
        if name is None:
            return Explanation.joined([step.explain() for step in back])
        asked = name.removeprefix("∂L/∂").removeprefix("dL/d")
        found = [each for each in self.gradients if asked in (each, to_ascii(each))]
        found += [each for each in self.gradients if each.partition("⁽")[0] == asked]
        if not found and asked in self.moved:
            raise NoSuchStepError(without_gradient(asked, self.moved[asked]))
        if not found and asked in self.plain_numbers:
            raise NoSuchStepError(_not_followed(asked, self.plain_numbers[asked]))
        if not found:
            raise NoSuchStepError(
                f'There is no gradient with respect to "{asked}": no array of the code has that '
                f"name, or {self.run.symbols.output} is not computed from it, or only through "
                "something without a derivative, such as np.argmax. There are those with respect "
                f"to {', '.join(self.gradients)}."
            )
        gradient = Variable(found[0], "value").gradient
        step = next((step for step in back if step.name == gradient.name), None)
        if step is not None:
            return step.explain(index)
        values = self.gradients[found[0]]
        why = "is constant here, so there is nothing to work out"
        if not values.any():
            why = f"is 0, because {self.run.symbols.output} does not change with {found[0]}"
        return explain_given(gradient, values, index, f"{gradient.name} {why}")

    def __repr__(self) -> str:
        return f"WorkBackward: the gradients with respect to {', '.join(self.gradients)}"


def _not_followed(name: str, value: Any) -> str:
    """What to say of a plain number that a function was given."""
    return (
        f"{name} is a plain number here, {value}, and not followed. To have it followed, pass "
        f"np.array({value}) for it."
    )


MANY_NAMES = 12  # before the middle ones are left out


def work(
    code: Callable[..., Any] | str | os.PathLike[str],
    *args: Any,
    function: str | None = None,
    shown_names: Sequence[str] | None = None,
    **kwargs: Any,
) -> Work:
    """Work any NumPy code by hand: a function of arrays, or a script.

    The code runs once, as it is. Every array to which it gives a name becomes a step that explains
    itself, in terms of the arrays before it; names that begin with an underscore are left out.

    Args:
        code: A function, or the file of a script, which runs as ``python script.py`` runs it.
        *args: The function's arguments. Arrays, lists of numbers and floats are what it is given;
            whole numbers, functions and whatever else are passed as they are. Where the function
            fails with floats that are followed, it is called again with plain ones.
        function: Of a script, the function whose first call is worked, instead of the whole.
        shown_names: The names to show, beside what the code is given; all by default.
        **kwargs: The function's keyword arguments.

    Returns:
        A `Work`: `print` it, ask it, save it as a page.

    Raises:
        UnexplainedError: If the code uses no arrays, or something that cannot be followed.
        ArgumentError: If `code` is neither a function nor a file, if a script gets arguments or has
            no such function, or if the code has no such name to show.
        MissingFileError: If there is no such file.

    Examples:
        >>> import numpy as np
        >>> import handnn as hn
        >>> def two_layers(x, W1, b1, W2, b2):
        ...     z1 = W1 @ x + b1
        ...     h = np.maximum(z1, 0)
        ...     return np.maximum(W2 @ h + b2, 0)
        >>> done = hn.work(two_layers, [2, 1], [[1, -1], [0, 1]], [0, 2], [[1, 1]], [-3])
        >>> print(done["h"].explain())
        h (h = np.maximum(z1, 0))
          h[1] = max(0, z1[1])
          h[1] = max(0, 1) = 1
          h[2] = max(0, 3) = 3
    """
    runnable = as_code(code)
    if callable(runnable):
        ran = run_function(runnable, args, kwargs)
        title = getattr(runnable, "__name__", type(runnable).__name__)
    elif args or kwargs:
        raise ArgumentError(f"A script takes no arguments: hn.work({os.fspath(runnable)!r}).")
    elif function is not None:
        ran, title = run_call(runnable, function), function
    else:
        ran, title = run_script(runnable), runnable.name
    return _recorded(ran, title, shown_names)


def work_script(path: Path, title: str) -> Work:
    """Work a script that has a title of its own."""
    return _recorded(run_script(path), title, None)


def _recorded(ran: Ran, title: str, shown_names: Sequence[str] | None) -> Work:
    if wrong := names_not_given(shown_names or (), ran.words, ran.bindings):
        raise ArgumentError(f"{title}: {wrong}")
    chosen = None
    if shown_names is not None:  # what a script starts from is always on paper
        chosen = {*shown_names, *(each.name for each in ran.bindings if each.node.is_given)}
    taken = {leaf.variable.name for leaf in ran.given}
    found = lines_of(
        ran.bindings,
        "",
        ran.recording.repeat,
        taken=taken,
        chosen=chosen,
        arguments=taken,
    )
    lines = [each for each in found if isinstance(each, Line)]
    result = _result(ran.result)
    if result is not None and not isinstance(result.node, Leaf):
        lines.append(_unnamed(ran, lines, result.node))
    given = list(_given(ran.given, lines))
    computed = [each for each in lines if not each.is_given]
    if not computed:
        raise UnexplainedError(_nothing_to_work_out(title, ran))
    first = next((leaf for leaf in given if leaf.variable.role == "input"), given[0])
    others = {leaf.variable.name: leaf for leaf in given if leaf is not first}
    label = _title(title, ran.arguments)
    node = None if result is None else result.node
    output = next((each for each in computed if each.leaf is node), computed[-1])
    symbols = Symbols(first.variable.name, output.symbols.output, {name: name for name in others})
    step = CodeStep(
        Code(label, [each.name for each in computed]),
        freeze(np.array(first.value)),
        output.output,
        MappingProxyType({name: freeze(np.array(leaf.value)) for name, leaf in others.items()}),
        steps=tuple(computed),
        place=Place(title, 0, symbols, batched=False),
    )
    numbers = MappingProxyType(dict(ran.plain_numbers))
    moved = MappingProxyType(dict(ran.moved))
    return Work(step, plain(ran.result), tuple(given), numbers, moved)


def _nothing_to_work_out(title: str, ran: Ran) -> str:
    """What to say of code that computes nothing which could be shown."""
    followed = "Arrays made by NumPy are followed, such as x = np.array([2, 1, 3])"
    if ran.is_call or not ran.bindings:
        why, advice = "it computes no array from other arrays", ""
    else:
        why = "it gives no name to an array that it computes from other arrays"
        advice = (
            "; give what is computed from them a name, y = 2 * x, or work one of the functions "
            'alone: function="forward", on the command line --function forward'
        )
    return f"{title} has nothing to work out: {why}. {followed}{advice}."


def _title(name: str, arguments: Sequence[str]) -> str:
    """What was called, and what it calls that with which it was; of a script, its name."""
    called = ", ".join(arguments)
    if name == "<lambda>":
        return f"lambda {called}"
    return f"{name}({called})" if arguments else name


def _result(returned: Any) -> RecordedArray | None:
    """The array that a function gave back; of several the only number or the one without a name."""
    if isinstance(returned, list | tuple | dict):
        values = returned.values() if isinstance(returned, dict) else returned
        arrays = [each for each in values if isinstance(each, RecordedArray)]
        numbers = [each for each in arrays if not each.ndim]
        unnamed = [each for each in arrays if not isinstance(each.node, Leaf)]
        return next((found[0] for found in (numbers, unnamed) if len(found) == 1), None)
    try:
        return as_result(returned)
    except UnexplainedError:
        return None


def _unnamed(ran: Ran, lines: Sequence[Line], result: Node) -> Line:
    """The result of a function as a line, where it has no name in the code."""
    taken = {leaf.variable.name for leaf in ran.given} | {each.symbols.output for each in lines}
    name = next(name for name in ("y", "output", "result", "the result") if name not in taken)
    start = ran.bindings[-1].noted[1] if ran.bindings else 0
    decide = partial(ran.recording.repeat, start, len(ran.recording))
    label = statement_at(*ran.last) or "return"
    return line(Variable(name, "value"), result, name, len(lines), label, decide)


def _given(arguments: Sequence[Leaf], lines: Sequence[Line]) -> Iterator[Leaf]:
    """The arrays that the code did not compute: its arguments, and those it brought along."""
    yield from arguments
    seen = set(map(id, arguments))
    for each in lines:
        for source in each.sources:
            if id(source) not in seen and source.is_given:
                seen.add(id(source))
                yield source
