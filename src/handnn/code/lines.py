"""Lines of code as steps: the arrays to which code gave a name, each explained by those before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from handnn.arithmetic import (
    Binding,
    Leaf,
    Named,
    Names,
    Node,
    RecordedArray,
    Variable,
    as_result,
    followed,
    in_order,
    raised,
    recording,
    statement_at,
)
from handnn.arrays import Array, alike, freeze
from handnn.code.held import Call, note_calls
from handnn.errors import UnexplainedError
from handnn.explanation import Explanation, explain_array
from handnn.frozen import NOTHING, TRANSIENT, frozen
from handnn.reading import Product, Reading, reading
from handnn.step import Place, Step
from handnn.symbols import Symbols

MOST_READ = 3  # arrays in a line, if it may be a product with a bias
INPUTS = {"x", "X", "xs", "Xs", "input", "inputs", "data", "tokens", "image", "ids"}
"""Names of arrays that are an input rather than a parameter."""


class Code:
    """What ran in a step that is code rather than a layer.

    Args:
        label: The code in a few words.
        names: Of the steps inside it.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ()
    buffer_names: ClassVar[tuple[str, ...]] = ()
    hyperparameter_names: ClassVar[tuple[str, ...]] = ()
    same_width: ClassVar[bool] = False
    shown_names: ClassVar[tuple[str, ...] | None] = None
    name = None
    in_features = None
    out_features = None
    n_parameters = 0
    parameters: Mapping[str, Array] = NOTHING
    buffers: Mapping[str, Array] = NOTHING
    children: Mapping[str, Any] = NOTHING

    def __init__(self, label: str, names: Sequence[str] = ()) -> None:
        self.label = label
        self._names = tuple(names)

    def step_names(self) -> tuple[str, ...]:
        """The names of the steps inside."""
        return self._names

    def lines(self, step: Step) -> tuple[Step, ...]:
        """The lines of the code."""
        return step.steps


def is_code(step: Step) -> bool:
    """Whether a step stands among lines of code: one of them, or a layer that one of them calls."""
    return isinstance(step, CodeStep)


def is_line(step: Step) -> bool:
    """Whether what ran is a line of code rather than a layer."""
    return isinstance(step, CodeStep) and isinstance(step.layer, Code)


@frozen("path", "output")
class CodeStep(Step):
    """A step among lines of code: the first axis of its arrays counts rows, not samples.

    Attributes:
        called: What the code calls its array, where that is not its name.
        within: The path of the step to whose code it belongs, or "".
    """

    layer: Any
    called: str = ""
    within: str = ""

    def variable(self, which: str) -> Variable:
        """The variable on paper for its ``"input"`` or ``"output"``."""
        return Variable(getattr(self.symbols, which), "input" if which == "input" else "value")


@frozen("path", "output")
class Line(CodeStep):
    """A line of code that gave an array a name, or a layer that it called.

    Attributes:
        written_as: What its array is called on paper.
        leaf: The array as those after it use it; a new one if nothing does.
        taken: The array that it takes as its input; None if it takes none.
        array: The array as it was made.
        decide: Notes the decisions on which it rests once more.
    """

    written_as: Variable = field(default=Variable("", "value"))
    leaf: Any = field(default=None, metadata=TRANSIENT)
    taken: Any = field(default=None, metadata=TRANSIENT)
    array: RecordedArray | None = field(default=None, metadata=TRANSIENT)
    decide: Callable[[], None] | None = field(default=None, metadata=TRANSIENT)

    def rerun(self, x: Any = None) -> RecordedArray:
        """The array as it was made."""
        if self.array is None:
            raise UnexplainedError("how it was made is not kept in a pickle")
        if self.decide is not None:
            self.decide()
        return self.array

    def variable(self, which: str) -> Variable:
        """The variable on paper for its ``"output"``, or for the first array that it used."""
        if which == "output":
            return self.written_as
        return self.taken.variable if self.taken else Variable(self.symbols.input, "value")

    @property
    def sources(self) -> tuple[Leaf, ...]:
        """The arrays with a name that it was made of, in the order of the code."""
        return () if self.array is None else tuple(sources_of(self.array.node))

    @property
    def is_given(self) -> bool:
        """Whether its array holds plain values that the code filled in itself."""
        return self.array is not None and self.array.node.is_constant

    def explain(self, index: Any = None) -> Explanation:
        """The hand arithmetic of its array; see `Step.explain`."""
        heading = (
            self.path if self.layer.label == self.name else f"{self.path} ({self.layer.label})"
        )
        ask = f'["{self.path}"].explain({{}})'
        return explain_array(
            self.rerun,
            self.written_as,
            self.output,
            index,
            self.path,
            self.layer.label,
            ask,
            heading,
        )

    def __repr__(self) -> str:
        if not is_line(self):
            return Step.__repr__(self)
        return f"Line({self.name!r}, {self.layer.label}: {self.output.shape})"


@frozen("path", "output", "steps")
class Held(CodeStep):
    """A layer called by a line of code, with the lines of its own code, or its layers, inside."""

    def explain(self, index: Any = None) -> Explanation:
        """The hand arithmetic of what is inside; with an index, of its output alone."""
        steps = self.steps if index is None else self.steps[-1:]
        return Explanation.joined([step.explain(index) for step in steps])


def sources_of(node: Node) -> Iterator[Leaf]:
    """The arrays with a name of which a node is made, in the order of the code."""
    for each in in_order([node]):
        if isinstance(each, Leaf) and not each.operands and not each.is_constant:
            yield each


def lines_of(
    bindings: Sequence[Binding],
    path: str,
    decide: Callable[[int, int], None],
    *,
    output: Variable | None = None,
    result: Node | None = None,
    taken: Collection[str] = (),
    suffix: str = "",
    chosen: Collection[str] | None = None,
    arguments: Collection[str] = (),
) -> list[CodeStep]:
    """The names that code gave to its arrays as steps; the others have no name on paper.

    Args:
        bindings: The names, in the order in which they were given.
        path: The path of the step that they belong to, or "".
        decide: Notes the decisions in a part of the recording once more.
        output: What the result is called on paper, if it has another name there than in the code;
            it is the last line.
        result: What the result of the code remembers.
        taken: Symbols that cannot be used again.
        suffix: What the names get on paper.
        chosen: The names to show; all by default.
        arguments: The names of arrays that a function was called with: what becomes of them is
            counted from 1.
    """
    parts = _parts(bindings, result if output is not None else None, chosen)
    written = [leaf for part in parts for leaf in part.leaves()]
    renamed = written[-1:] if parts and parts[-1].is_result else []
    others = written[: len(written) - len(renamed)]
    are_given = [each.node.is_given for each in others]
    names = _numbered([each.written for each in others], are_given, arguments)
    for part, name in zip(others, names, strict=True):
        symbol, count, rest = name.partition("⁽")
        symbol += suffix or "_" * (symbol in taken and symbol not in arguments)
        part.written = name
        part.node.put_on_paper(Variable(symbol + count + rest, _role(part.binding)))
    for part in renamed:
        assert output is not None
        part.node.put_on_paper(output)
    return _steps(parts, path, path, decide, arguments)


@dataclass
class _Part:
    """What becomes a step: an array with a name, or a call of a layer with what is inside it."""

    binding: Binding
    written: str  # on paper
    is_result: bool
    inside: list[_Part]

    @property
    def node(self) -> Named:
        return self.binding.node

    def leaves(self) -> Iterator[_Part]:
        """The parts with nothing inside them."""
        for part in self.inside:
            yield from part.leaves()
        if not self.inside:
            yield self

    def write_as(self, name: str) -> None:
        """Say what its array is called on paper, and so what it was made as inside."""
        self.written = name
        if self.inside:
            self.inside[-1].write_as(name)


def _parts(
    bindings: Sequence[Binding], result: Node | None, chosen: Collection[str] | None
) -> list[_Part]:
    """What is shown of some code, in its order; the result, if it has a name, is the last."""
    calls = {id(each.node) for each in bindings if isinstance(each, Call)}
    own = [each for each in bindings if isinstance(each, Call) or id(each.node) not in calls]
    called = {id(each.node): each.name for each in bindings if each not in own}
    running = _running_sums(own)
    others, last = [], []
    for binding in own:
        written = called.get(id(binding.node), binding.name)
        if binding.node is result:
            last.append(_part(binding, written, is_result=True))
        elif id(binding) not in running and (
            chosen is None or binding.name in chosen or written in chosen
        ):
            others.append(_part(binding, written))
    return others + last


def _part(binding: Binding, written: str, is_result: bool = False) -> _Part:
    part = _Part(binding, written, is_result, [])
    if isinstance(binding, Call):
        inside = _parts(binding.inside, binding.result, binding.layer.shown_names)
        if inside and not inside[-1].is_result:  # it has no name there
            place = binding.file, binding.line
            ending = Binding("output", binding.node, binding.array, *place, binding.noted)
            inside.append(_Part(ending, written, True, []))
        if len(inside) > 1 or any(isinstance(each.binding, Call) for each in inside):
            part.inside = inside
    part.write_as(written)
    return part


def _steps(
    parts: Sequence[_Part],
    path: str,
    within: str,
    decide: Callable[[int, int], None],
    arguments: Collection[str] = (),
) -> list[CodeStep]:
    """Parts as steps, which have their names from the code; on paper these are different ones."""
    are_given = [part.node.is_given for part in parts]
    names = _numbered([part.binding.name for part in parts], are_given, arguments)
    return [
        _step(part, f"{path}.{name}" if path else name, i, within, decide)
        for i, (part, name) in enumerate(zip(parts, names, strict=True))
    ]


def _step(
    part: _Part, path: str, position: int, within: str, decide: Callable[[int, int], None]
) -> CodeStep:
    binding = part.binding
    if part.inside:
        assert isinstance(binding, Call)
        steps = tuple(_steps(part.inside, path, within, decide))
        x = binding.taken.variable.name if binding.taken else ""
        symbols = Symbols(x, steps[-1].symbols.output, NOTHING)
        return Held(
            binding.layer,
            freeze(np.array(binding.input.value)),
            steps[-1].output,
            NOTHING,
            steps=steps,
            place=Place(path, position, symbols, batched=False),
            called=steps[-1].called,
            within=within,
        )
    label = binding.statement or binding.name
    return line(
        binding.node.variable,
        binding.node.origin,
        path,
        position,
        label,
        partial(decide, *binding.noted),
        binding.node,
        call=binding if isinstance(binding, Call) else None,
        called=part.written,
        within=within,
    )


def line(
    variable: Variable,
    origin: Node,
    path: str,
    position: int,
    label: str,
    decide: Callable[[], None] | None = None,
    leaf: Leaf | None = None,
    *,
    call: Call | None = None,
    called: str = "",
    within: str = "",
) -> Line:
    """A line of code as a step, or a layer that it called.

    Args:
        variable: What its array is called on paper.
        origin: The array as it was made.
        path: Its path: what the code calls it, after that of the step that it belongs to.
        position: Its place among the lines.
        label: The line of code.
        decide: Notes the decisions on which it rests once more.
        leaf: The array as those after it use it; by default nothing does.
        call: The call, if it is that of a layer.
        called: What the code calls its array, if it is.
        within: The path of the step to whose code it belongs, or "".
    """
    taken, read = _read(origin, call)
    output = freeze(np.array(origin.value))
    parameters = {} if call is None else call.parameters
    names = {name: array.node.variable.name for name, array in parameters.items()}
    symbols = Symbols(taken.variable.name if taken else "", variable.name, names)
    source = taken if call is None or taken else call.input
    made = Line(
        Code(label) if call is None else call.layer,
        output if source is None else freeze(np.array(source.value)),
        output,
        MappingProxyType({name: freeze(array.value) for name, array in parameters.items()}),
        place=Place(path, position, symbols, batched=False),
        called=called,
        within=within,
        written_as=variable,
        leaf=leaf or Leaf(output, variable),
        taken=taken,
        array=RecordedArray(origin),
        decide=decide,
    )
    object.__setattr__(made, "_reading", read)  # found out with what it takes
    return made


def _read(origin: Node, call: Call | None) -> tuple[Leaf | None, Reading | None]:
    """What a line takes as its input, and what it does with it; several arrays may meet in it.

    A layer takes the array that it was given.
    """
    sources = list(sources_of(origin))
    candidates = sorted(sources, key=lambda each: each.is_given)
    if call is not None:
        candidates = sources = [] if call.taken is None else [call.taken]
    for source in candidates:
        if len(sources) > MOST_READ:
            break
        found = reading(RecordedArray(origin), RecordedArray(source))
        if isinstance(found, Product):
            is_drawn = all(variable.role != "value" for variable in found.variables)
        else:
            is_drawn = found is not None and not found.variables
        if is_drawn:
            return source, found
    return (sources[0] if sources else None), None


def _role(binding: Binding) -> str:
    if not binding.node.is_given:
        return "value"
    return "input" if binding.name in INPUTS else "parameter"


def _numbered(
    names: Sequence[str], are_given: Sequence[bool], arguments: Collection[str] = ()
) -> list[str]:
    """Each name once: h; or h⁽¹⁾, h⁽²⁾ where it was given several times.

    What becomes of an argument, or of the only array of that name that is given, is counted from 1.
    """
    many = Counter([*names, *arguments])
    given = Counter(name for name, is_given in zip(names, are_given, strict=True) if is_given)
    seen: Counter[str] = Counter()
    numbered = []
    for name, is_given in zip(names, are_given, strict=True):
        if is_given and given[name] == 1 and not seen[name]:
            many[name] += 1
            numbered.append(name)
            continue
        seen[name] += 1
        numbered.append(raised(name, seen[name]) if many[name] > 1 else name)
    return numbered


def _running_sums(bindings: Sequence[Binding]) -> set[int]:
    """The names that only hold a sum so far: each is part of the next, and of nothing else."""
    users: Counter[int] = Counter()
    adders: Counter[int] = Counter()
    nodes = in_order([binding.node.origin for binding in bindings])
    for node in nodes:
        for operand in node.operands:
            users[id(operand)] += 1
            if getattr(getattr(node, "operation", None), "name", "") == "add":
                adders[id(operand)] += 1
    return {
        id(binding)
        for binding in bindings
        if users[id(binding.node)] == adders[id(binding.node)] == 1
        and _is_running(binding.statement, binding.name)
    }


def _is_running(statement: str, name: str) -> bool:
    return statement.startswith((f"{name} += ", f"{name} = {name} + "))


def lines_in(step: Step) -> tuple[CodeStep, ...]:
    """The names that a layer's code gives in a run, as steps; the last one is its output.

    The layers that it holds are steps among them. There are none where the code gives no names and
    calls no layers, where it cannot be followed, or where it amounts to a single product, which
    needs only one line on paper.

    Args:
        step: The run of a single layer.
    """
    if isinstance(step.reading, Product) and not step.layer.children:
        return ()

    def attempt() -> tuple[Names, RecordedArray]:
        with Names() as names:
            layer = step.recorded_layer()
            note_calls(step.layer, layer, names)
            result = as_result(layer.replay(step, step.recorded_input()))
        return names, result

    with recording() as noted:
        try:
            names, result = followed(attempt)
        except Exception:  # whatever it is: asked for its arithmetic, the step says so
            return ()
    if result.shape != step.output.shape or not alike(result.value, step.output, step.output).all():
        return ()
    place = step.place or step.placed().place
    assert place is not None
    output = step.variable("output")
    lines = lines_of(
        names.bindings,
        step.path,
        noted.repeat,
        output=output,
        result=result.node,
        taken=place.taken,
        suffix=place.suffix,
        chosen=step.layer.shown_names,
    )
    if lines and lines[-1].symbols.output != output.name:
        decide = partial(noted.repeat, names.bindings[-1].noted[1], len(noted))
        label = statement_at(*names.last) or "return"
        path = f"{step.path}.{output.name}"
        lines.append(line(output, result.node, path, len(lines), label, decide, within=step.path))
    is_alone = len(lines) == 1 and is_line(lines[0])
    return () if is_alone else tuple(lines)
