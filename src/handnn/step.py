"""One recorded application of a layer: plain data that explains itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np
from numpy import ndarray

from handnn import notebook
from handnn.arithmetic import (
    RecordedArray,
    Variable,
    as_result,
    followed,
    local_names,
    record,
    recording,
    to_ascii,
)
from handnn.arrays import Array, alike, is_batch
from handnn.errors import NoSuchStepError
from handnn.explanation import Explanation, explain_array
from handnn.frozen import TRANSIENT, frozen, nothing
from handnn.naming import default_name
from handnn.reading import ElementFunction, Reading, reading
from handnn.symbols import Symbols, assign_symbols


class RecordedLayer(Protocol):
    """What records, pens and files need of a layer (the class `Layer` is built on top of them)."""

    parameter_names: ClassVar[tuple[str, ...]]
    buffer_names: ClassVar[tuple[str, ...]]
    hyperparameter_names: ClassVar[tuple[str, ...]]
    same_width: ClassVar[bool]
    shown_names: ClassVar[tuple[str, ...] | None]
    name: str | None
    in_features: int | None
    out_features: int | None
    sample_ndim: int | None
    output_ndim: int | None
    takes_whole_numbers: bool

    @property
    def label(self) -> str:
        """Its kind and sizes."""

    @property
    def parameters(self) -> Mapping[str, Array]:
        """Its learned arrays by name."""

    @property
    def buffers(self) -> Mapping[str, Array]:
        """The arrays by name that it keeps, but does not learn."""

    @property
    def n_parameters(self) -> int:
        """How many numbers it learns."""

    @property
    def children(self) -> Mapping[str, Any]:
        """The layers inside it, by name."""

    def with_parameters(self, parameters: Mapping[str, Any]) -> Any:
        """A copy of it with other parameters."""

    def step_names(self) -> tuple[str, ...]:
        """The names of the steps inside a run of it."""

    def run(self, x: Any) -> Step:
        """Apply it and record the step."""

    def forward(self, x: Any) -> Any:
        """Its output for `x`."""

    def replay(self, step: Step, x: Any) -> Any:
        """Its output for `x`, computed again with what `step` saved."""

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """The gradient of the loss with respect to the step's input."""

    def parameter_gradients(self, step: Step, grad: Any) -> Mapping[str, Any]:
        """The gradients of the loss with respect to the parameters."""

    def backward(self, step: Step, grad: Any, needs_input_grad: bool = True) -> Any:
        """Propagate a gradient back through one step, and record it."""

    def collect_gradients(
        self, step: Step, grad: Any, found: dict[Any, Any], needs_input_grad: bool = True
    ) -> Any:
        """Propagate a gradient back through one step without a record."""

    def summary(self, x: Any = None) -> Any:
        """A table of the layers inside."""

    def lines(self, step: Step) -> tuple[Step, ...]:
        """The lines of its code that gave arrays a name in a run of it."""

    def gradients_of_lines(self, step: Step, grad: Array) -> tuple[tuple[Step, ...], Any]:
        """The gradients of these arrays as steps, and those of input and parameters by symbol."""


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a step in its network, the symbols of its values, and whether of a batch."""

    path: str
    position: int
    symbols: Symbols
    batched: bool
    taken: frozenset[str] = frozenset()  # the symbols of the network
    suffix: str = ""  # of the names in its code, where several layers may have the same


class _Read:
    """Room for what a step is read as, found out when somebody first asks; no field of it."""

    __slots__ = ("_reading",)

    _reading: Reading | None


@frozen("kind", "path", "input", "output", "parameters", "steps")
class Step(_Read):
    """One application of a layer: its input, its output, and the parameters it used.

    A step never changes. Its arrays are read-only, and learning gives the layer new arrays instead
    of writing into these, so a step remains true.

    Attributes:
        layer: The layer that ran.
        input: The input, one sample or a batch; read-only.
        output: The output; read-only.
        parameters: The parameter arrays that this run used, by name; read-only.
        saved: Whatever else the layer needs to keep of this run, such as the random numbers that it
            drew.
        steps: The steps inside this one, when the layer is a container.
        place: Its name, position and symbols in a network, or None for a layer on its own.
        buffers: The arrays that the layer keeps but does not learn, as this run used them, by name.
        new_buffers: The values that a training run gives to some of these; an update assigns them.
            None if it was no training run.
        tape: The run as arrays that remember, where gradients are to be derived from it.
        found: Its `lines`, once somebody has asked for them.

    Examples:
        >>> import handnn as hn
        >>> step = hn.Dense([[1, -1, 1]], [-5], name="neuron").run([2, 1, 3])
        >>> step.output
        array([-1.])
        >>> print(step.explain(0))
        z[1] = W[1,1]·x[1] + W[1,2]·x[2] + W[1,3]·x[3] + b[1]
        z[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1
    """

    layer: RecordedLayer
    input: Array
    output: Array
    parameters: Mapping[str, Array]
    saved: Mapping[str, Any] = field(default_factory=nothing)
    steps: tuple[Step, ...] = ()
    place: Place | None = None
    buffers: Mapping[str, Array] = field(default_factory=nothing)
    new_buffers: Mapping[str, Array] | None = None
    tape: Any = field(default=None, metadata=TRANSIENT)
    found: Any = field(default=None, metadata=TRANSIENT)

    def __post_init__(self) -> None:
        output = self.output
        if type(output) is ndarray and output is not self.input and not self.steps:
            output.setflags(False)  # type: ignore[call-arg]  # what `freeze` does, inlined

    @property
    def kind(self) -> type:
        """The class of the layer that ran."""
        return type(self.layer)

    @property
    def training(self) -> bool:
        """Whether it was a training run."""
        return self.new_buffers is not None

    @property
    def name(self) -> str:
        """The layer's name in its network, such as ``"hidden"``."""
        return self.path.rpartition(".")[2]

    @property
    def path(self) -> str:
        """Its name, preceded by those of the steps that contain it: ``"block.hidden"``."""
        return self.place.path if self.place else default_name(self.layer)

    @property
    def position(self) -> int:
        """Its position in the chain, counted from 0."""
        return self.place.position if self.place else 0

    @property
    def symbols(self) -> Symbols:
        """The symbols of its input, output and parameters on paper."""
        return self.place.symbols if self.place else self.placed().symbols

    @property
    def batched(self) -> bool:
        """Whether the first axis of its input and output counts samples."""
        if self.place:
            return self.place.batched
        return is_batch(self.input, self.layer.sample_ndim)

    def placed(self) -> Step:
        """This step as that of a whole network, with names and symbols for the steps inside."""
        leaves = list(self.leaves())
        symbols = assign_symbols([(id(s.layer), (*s.parameters, *s.buffers)) for s in leaves])
        taken = {name for each in symbols for name in each.all}
        naming = _Naming(symbols, taken, [s.layer for s in leaves], self.batched)
        return self._placed("", 0, naming)

    def _placed(self, path: str, position: int, naming: _Naming) -> Step:
        steps: tuple[Step, ...] = ()
        if self.steps:
            paths = [f"{path}.{name}" if path else name for name in self.layer.step_names()]
            steps = tuple(step._placed(paths[i], i, naming) for i, step in enumerate(self.steps))
            own, suffix = Symbols(steps[0].symbols.input, steps[-1].symbols.output, {}), ""
        else:
            own, suffix = naming.next()
        path = path or default_name(self.layer)
        place = Place(path, position, own, naming.batched, naming.taken, suffix)
        return Step(
            self.layer,
            self.input,
            self.output,
            self.parameters,
            self.saved,
            steps,
            place,
            self.buffers,
            self.new_buffers,
            self.tape,
        )

    def leaves(self) -> Iterator[Step]:
        """The steps that have no steps inside them, in the order they ran."""
        if not self.steps:
            yield self
        for step in self.steps:
            yield from step.leaves()

    def parts(self) -> Iterator[Step]:
        """What a run amounts to: its leaves; for one whose code names its arrays, its lines."""
        for leaf in self.leaves():
            for line in leaf.lines or (leaf,):
                yield from line.leaves()

    # -- explanation ------------------------------------------------------------------------------

    def explain(self, index: Any = None) -> Explanation:
        """The hand arithmetic of this step's output: symbols, then numbers, then the result.

        It is not a template: the layer's own `forward` runs again on arrays that remember how they
        were made. Arrays to which the code gave a name come first, each in terms of those before.

        Args:
            index: Which cells, indexed as in NumPy: ``0`` is the first neuron of a single sample,
                ``(1, 0)`` that of the second sample in a batch. All by default.

        Returns:
            An `Explanation`; `print` it, or iterate over its cells.

        Raises:
            NoSuchStepError: If there is no such cell.
            UnexplainedError: If `forward` does something whose arithmetic cannot be followed.
        """
        if self.steps:
            return Explanation.joined([step.explain(index) for step in self.steps])
        if self.lines:
            lines = self.lines if index is None else self.lines[-1:]
            return Explanation.joined([line.explain(index) for line in lines])
        variable = self.variable("output")
        ask = f'["{self.path}"].explain({{}})'
        return explain_array(
            self.rerun, variable, self.output, index, self.path, self.layer.label, ask
        )

    def rerun(self, x: Any = None) -> Any:
        """Run `forward` again, on arrays whose elements remember how they were made.

        Args:
            x: The input as an array that remembers; made here by default.
        """
        return self.recorded_layer().replay(self, self.recorded_input() if x is None else x)

    def recorded_layer(self) -> Any:
        """A copy of the layer whose parameters and buffers are arrays that remember."""
        arrays = (*self.parameters.items(), *self.buffers.items())
        recorded = {name: record(array, self.parameter_variable(name)) for name, array in arrays}
        return self.layer.with_parameters(recorded)

    def repeated(self, layer: Any, x: Any, output: Any) -> Step:
        """This step as one of another layer, with another input and output, and what it saved."""
        return Step(
            layer,
            x,
            output,
            layer.parameters,
            self.saved,
            place=self.place,
            buffers=self.buffers,
            new_buffers=self.new_buffers,
        )

    def recorded_input(self) -> RecordedArray:
        """The input as an array that remembers."""
        return record(self.input, self.variable("input"), self.layer.takes_whole_numbers)

    @property
    def drawn(self) -> dict[str, Variable]:
        """The variables on paper for what a training run drew, by name."""
        suffix = self.place.suffix if self.place else ""
        found: dict[str, Variable] = {}
        for name in self.saved if self.training else ():
            symbol, count, rest = name.partition("⁽")
            found[name] = Variable(symbol + suffix + count + rest, "parameter")
        return found

    @property
    def reading(self) -> Reading | None:
        """What its operations amount to: a product, a function of each element, or neither."""
        try:
            return self._reading
        except AttributeError:
            object.__setattr__(self, "_reading", None if self.steps else self._read())
            return self._reading

    def _read(self) -> Reading | None:
        """Read a run on arrays that remember; None where it cannot be followed."""
        x = self.recorded_input()
        try:
            with recording() as noted:
                made = followed(lambda: as_result(self.rerun(x)))
        except Exception:  # whoever asks for the arithmetic is told what it is
            return None
        if made.shape != self.output.shape or noted.guards:  # other numbers may go another way
            return None
        again = np.asarray(made.value, dtype=float)
        return reading(made, x) if alike(again, self.output, self.output).all() else None

    @property
    def is_activation(self) -> bool:
        """Whether each unit of the output belongs to a unit of the input, and nothing is learned.

        A layer may say so itself by `same_width`, as softmax does, which mixes the units.
        """
        if self.parameters or self.steps:
            return False
        return bool(self.layer.same_width) or isinstance(self.reading, ElementFunction)

    def variable(self, which: str) -> Variable:
        """The variable on paper for this step's ``"input"`` or ``"output"``."""
        role = "input" if self.symbols.input == "x" and which == "input" else "value"
        return Variable(getattr(self.symbols, which), role, self.batched)

    def parameter_variable(self, name: str) -> Variable:
        """The variable on paper for one of its parameters or buffers."""
        return Variable(self.symbols.parameters[name], "parameter")

    # -- steps inside -----------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[Step, ...]:
        """The arrays to which the layer's code gave a name, as steps; the last is the output.

        The layers that it holds are among them, each where it was called. There are none where the
        code gave no names and called no layers, or cannot be followed.

        Examples:
            >>> import handnn as hn
            >>> class Square(hn.Layer):
            ...     def forward(self, x):
            ...         doubled = x + x
            ...         return doubled * x
            >>> step = Square().run([1, 2])
            >>> [line.name for line in step.lines]
            ['doubled', 'y']
            >>> print(step["doubled"].explain(1))
            doubled[2] = x[2] + x[2]
            doubled[2] = 2 + 2 = 4
        """
        if self.found is None:
            object.__setattr__(self, "found", () if self.steps else self.layer.lines(self))
        return self.found  # type: ignore[no-any-return]

    def __getitem__(self, key: int | str) -> Step:
        """The step inside this one, or the named array of its code, at a position or by name."""
        return pick(self.steps or self.lines, key, f"The step {self.path!r}")

    def __len__(self) -> int:
        return len(self.steps or self.lines)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps or self.lines)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return (
            f"Step({self.name!r}, {self.layer.label}: {_shape(self.input)} → {_shape(self.output)})"
        )

    def _repr_html_(self) -> str:
        """The arithmetic for a notebook."""
        return notebook.arithmetic(repr(self), str(self.explain()))

    def __str__(self) -> str:
        return f"{self!r}\n{self.explain()}"


class _Naming:
    """Hands out symbols to the steps of a network, in the order in which they ran."""

    def __init__(
        self,
        symbols: Iterable[Symbols],
        taken: Iterable[str],
        layers: Iterable[RecordedLayer],
        batched: bool,
    ) -> None:
        self.taken = frozenset(taken)
        self.batched = batched
        self._symbols = iter(symbols)
        names = [names_in_code(layer) for layer in layers]
        given = Counter(name for each in names for name in each)
        self._shared = {name for name, n in given.items() if n > 1}
        self._names = iter(names)
        self._count = 0

    def next(self) -> tuple[Symbols, str]:
        """The symbols of the next step, and the suffix of the names in its code."""
        names = next(self._names)
        self._count += bool(names)
        return next(self._symbols), f"_{self._count}" if names & self._shared else ""


def names_in_code(layer: RecordedLayer) -> set[str]:
    """The names in a run of a layer: those that its code gives, and the layers inside."""
    kind = type(layer)
    if kind.shown_names == ():
        return set()
    # Every backward pass asks. A user's functions may be defined again.
    find = _lasting_names if kind.__module__.startswith("handnn.layers.") else _names_given_by
    return find(kind).union(layer.children, *map(names_in_code, layer.children.values()))


def _names_given_by(kind: Any) -> set[str]:
    return local_names(kind.forward, kind) | local_names(kind.replay, kind)


_lasting_names = cache(_names_given_by)


def replace_layers(step: Step, layers: Mapping[int, RecordedLayer]) -> Step:
    """The same step, and the same steps inside it, of other layers.

    Args:
        step: The step.
        layers: For the `id` of a layer that ran, the layer to name instead.
    """
    layer = layers.get(id(step.layer), step.layer)
    steps = tuple(replace_layers(inner, layers) for inner in step.steps)
    return Step(
        layer,
        step.input,
        step.output,
        step.parameters,
        step.saved,
        steps,
        step.place,
        buffers=step.buffers,
        new_buffers=step.new_buffers,
    )


class _Named(Protocol):
    @property
    def name(self) -> str: ...

    def __getitem__(self, key: str) -> Any: ...


_StepKind = TypeVar("_StepKind", bound=_Named)


def pick(steps: tuple[_StepKind, ...], key: int | str, owner: str) -> _StepKind:
    """The step at a position (negative ones count from the end), with a name, or at a path.

    Where no step has the name, it may be that of a step's output on the sheet: ``"z1"``.
    """
    if isinstance(key, str):
        name, _, rest = key.partition(".")
        for is_meant in (str.__eq__, _is_one_of):
            for step in reversed(steps):
                if is_meant(step.name, name) or is_meant(getattr(step, "called", ""), name):
                    inner: _StepKind = step[rest] if rest else step
                    return inner
        for step in steps:
            if isinstance(step, Step) and step.symbols.output == key:
                return step
        names = ", ".join(repr(step.name) for step in steps) or "none"
        raise NoSuchStepError(f"{owner} has no step named {key!r}. Its steps: {names}.")
    try:
        return steps[key]
    except IndexError:
        last = len(steps) - 1
        raise NoSuchStepError(
            f"{owner} has {len(steps)} steps, 0 to {last}; there is no step {key}."
        ) from None


def _is_one_of(name: str, key: str) -> bool:
    """Whether a key means one of several arrays of a name: h⁽²⁾ is also h(2), and the last h."""
    return to_ascii(name) == key or name.partition("⁽")[0] == key


def _shape(array: Any) -> str:
    return "(" + ", ".join(map(str, array.shape)) + ")" if array.ndim != 1 else f"({len(array)},)"
