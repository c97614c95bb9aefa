"""Lines of code as steps: the arrays to which code gave a name, each explained by those before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Any, ClassVar

import numpy as np

from handnn.arithmetic import (
    Binding,
    Leaf,
    Names,
    Node,
    RecordedArray,
    Variable,
    as_result,
    differentiate,
    followed,
    in_order,
    raised,
    record,
    recording,
    statement_at,
)
from handnn.arrays import Array, alike, freeze
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
    hyperparameter_names: ClassVar[tuple[str, ...]] = ()
    same_width: ClassVar[bool] = False
    form: ClassVar[Any] = ""
    shown_names: ClassVar[tuple[str, ...] | None] = None
    name = None
    in_features = None
    out_features = None
    n_parameters = 0
    parameters: Mapping[str, Array] = NOTHING
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
    """Whether what ran is code rather than a layer."""
    return isinstance(step.layer, Code)


@frozen("path", "output")
class CodeStep(Step):
    """A step that is code: the first axis of its arrays counts rows, not samples."""

    layer: Any

    def variable(self, which: str) -> Variable:
        """The variable on paper for its ``"input"`` or ``"output"``."""
        return Variable(getattr(self.symbols, which), "input" if which == "input" else "value")


@frozen("path", "output")
class Line(CodeStep):
    """A line of code that gave an array a name.

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
        return f"Line({self.name!r}, {self.layer.label}: {self.output.shape})"


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
) -> list[Line]:
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
    """
    renamed = [each for each in bindings if output is not None and each.node is result]
    running = _running_sums(bindings)
    others = []
    for binding in bindings:
        if binding in renamed:
            continue
        if id(binding) not in running and (chosen is None or binding.name in chosen):
            others.append(binding)
    names = _numbered([each.name for each in others], [each.node.is_given for each in others])
    for binding, name in zip(others, names, strict=True):
        symbol, count, rest = name.partition("⁽")
        symbol += suffix or "_" * (symbol in taken)
        binding.node.put_on_paper(Variable(symbol + count + rest, _role(binding)))
    for binding in renamed:
        assert output is not None
        binding.node.put_on_paper(output)
    return [
        line(
            binding.node.variable,
            binding.node.origin,
            name,
            path,
            i,
            statement_at(binding.file, binding.line, binding.name) or name,
            partial(decide, *binding.noted),
            binding.node,
        )
        for i, (binding, name) in enumerate(
            zip([*others, *renamed], [*names, *(each.name for each in renamed)], strict=True)
        )
    ]


def line(
    variable: Variable,
    origin: Node,
    name: str,
    path: str,
    position: int,
    label: str,
    decide: Callable[[], None] | None = None,
    leaf: Leaf | None = None,
) -> Line:
    """A line of code as a step.

    Args:
        variable: What its array is called on paper.
        origin: The array as it was made.
        name: What the code calls it.
        path: The path of the step that it belongs to, or "".
        position: Its place among the lines.
        label: The line of code.
        decide: Notes the decisions on which it rests once more.
        leaf: The array as those after it use it; by default nothing does.
    """
    sources = list(sources_of(origin))
    taken, read = _read(origin, sources)
    symbols = Symbols(taken.variable.name if taken else "", variable.name, NOTHING)
    output = freeze(np.array(origin.value))
    own = f"{path}.{name}" if path else name
    made = Line(
        Code(label),
        np.asarray(taken.value) if taken else output,
        output,
        NOTHING,
        place=Place(own, position, symbols, batched=False),
        written_as=variable,
        leaf=leaf or Leaf(output, variable),
        taken=taken,
        array=RecordedArray(origin),
        decide=decide,
    )
    object.__setattr__(made, "_reading", read)  # found out with what it takes
    return made


def _read(origin: Node, sources: Sequence[Leaf]) -> tuple[Leaf | None, Reading | None]:
    """What a line takes as its input, and what it does with it; several arrays may meet in it."""
    for source in sorted(sources, key=lambda each: each.is_given):
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


def _numbered(names: Sequence[str], are_given: Sequence[bool]) -> list[str]:
    """Each name once: h; or h⁽¹⁾, h⁽²⁾ where it was given several times."""
    many = Counter(names)
    seen: Counter[str] = Counter()
    numbered = []
    for name, is_given in zip(names, are_given, strict=True):
        if is_given and not seen[name]:
            many[name] += 1  # what becomes of it is counted from 1
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
        and _is_running(statement_at(binding.file, binding.line), binding.name)
    }


def _is_running(statement: str, name: str) -> bool:
    return statement.startswith((f"{name} += ", f"{name} = {name} + "))


def gradient_lines(
    lines: Sequence[Line], given: Sequence[Leaf], result: Leaf, start: Any, path: str = ""
) -> Iterator[tuple[Leaf, Any, Line | None]]:
    """Go back through lines of code: the gradient with respect to each array, in terms of others.

    Args:
        lines: The lines, in the order of the code.
        given: The arrays that the code was given.
        result: The array to start from.
        start: The gradient with respect to it: an array that remembers.
        path: The path of the step that the lines belong to, or "".

    Yields:
        Each array, from the last to the first, with the gradient with respect to it (None if none
        reaches it) and that gradient as a line.
    """
    parts: dict[int, Any] = {id(result): start}
    leaves = [(each.leaf, each.array) for each in reversed(lines)]
    leaves += [(leaf, None) for leaf in given]
    for i, (leaf, array) in enumerate(leaves):
        gradient = parts.get(id(leaf))
        if gradient is None:
            yield leaf, None, None
            continue
        variable = leaf.variable.gradient
        node = gradient.node
        if node.is_constant or (isinstance(node, Leaf) and node.variable == variable):
            yield leaf, gradient, None
        else:
            yield leaf, gradient, line(variable, node, variable.name, path, i, variable.name)
            gradient = RecordedArray(Leaf(node.value, variable))
        if array is not None:
            sources = list(sources_of(array.node))
            wrt = [RecordedArray(source) for source in sources]
            for source, part in zip(sources, differentiate([array], [gradient], wrt), strict=True):
                known = parts.get(id(source))
                parts[id(source)] = part if known is None else known + part


def lines_in(step: Step) -> tuple[Line, ...]:
    """The names that a layer's code gives in a run, as steps; the last one is its output.

    There are none where the code gives no names, where it cannot be followed, or where it amounts
    to a single product, which needs only one line on paper.

    Args:
        step: The run of a single layer.
    """
    if isinstance(step.reading, Product):
        return ()

    def attempt() -> tuple[Names, RecordedArray]:
        with Names() as names:
            result = as_result(step.rerun())
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
        own = output.name
        lines.append(line(output, result.node, own, step.path, len(lines), label, decide))
    return tuple(lines) if len(lines) > 1 else ()


def gradients_in(step: Step, grad: Array) -> tuple[tuple[Line, ...], dict[str, RecordedArray]]:
    """Go back through the lines of a layer's code.

    Args:
        step: The run of a single layer, which has lines.
        grad: The gradient of the loss with respect to the step's output.

    Returns:
        The gradients with respect to the arrays that have a name in the code, as lines; and those
        with respect to the step's input and parameters, by their symbols, each in terms of these.
    """
    lines = [each for each in step.lines if isinstance(each, Line)]
    named = {id(each.leaf) for each in lines}
    given = {id(leaf): leaf for each in lines for leaf in each.sources if id(leaf) not in named}
    result = lines[-1].leaf
    start = record(grad, step.variable("output").gradient)
    inside: list[Line] = []
    outside: dict[str, RecordedArray] = {}
    for leaf, gradient, explained in gradient_lines(
        lines, list(given.values()), result, start, step.path
    ):
        if id(leaf) not in named:
            if gradient is not None:
                outside[leaf.variable.name] = gradient
        elif explained is not None:
            inside.append(explained)
    return tuple(inside), outside
