"""What a step of code is: a line that gave an array a name, or a layer that a line called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from handnn.arithmetic import Leaf, Node, RecordedArray, Variable, in_order
from handnn.arrays import Array, freeze
from handnn.code.cancelling import noting_rounding
from handnn.code.held import Call
from handnn.errors import UnexplainedError
from handnn.explanation import Explanation, explain_array
from handnn.frozen import NOTHING, TRANSIENT, frozen
from handnn.reading import Product, Reading, reading
from handnn.step import Place, Step
from handnn.symbols import Symbols

MOST_READ = 3  # arrays in a line, if it may be a product with a bias


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
    takes_whole_numbers = False
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
        explained = explain_array(
            self.rerun,
            self.written_as,
            self.output,
            index,
            self.path,
            self.layer.label,
            ask,
            heading,
        )
        asked = self.output if index is None else self.output[index]
        is_alone = explained.chosen and len(explained) == 1
        return noting_rounding(explained, np.ravel(asked), "" if is_alone else "  ")

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
