"""The by-hand page as data: ruled blocks of cells, and small marks between them, on squared paper.

The unit is one square. Rows count downwards and columns to the right, from 0. A pen needs nothing
but a `Page` to draw it; the arithmetic of a cell is found by the cell's variable and index.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from handnn.arithmetic import FormattedNumber, Variable, format_number
from handnn.frozen import frozen

Role = Literal[
    "input",  # the network's input
    "weights",  # [W | b] of a dense layer, one row per neuron
    "parameter",  # a parameter of another layer, as a column
    "pre-activation",  # the output of a dense layer
    "activation",  # the output of an activation
    "value",  # the output of any other layer
    "gradient",  # the gradient of the loss with respect to something
    "mask",  # the slope of an activation, by which a gradient is multiplied
    "target",  # what the output should have been
]
MarkKind = Literal[
    "one",  # the 1 below an input's last cell, which the bias multiplies
    "function",  # φ over ≈, or a layer's name over →
    "arrow",
    "name",  # the symbol of the block it stands beside; the text pen leaves these out
    "caption",  # words that belong to the drawing
    "code",  # a line of code, above what it computes
]
Bias = Literal["", "column", "row"]


@frozen("variable", "index", "value", "given", "off", "becomes", "room")  # quickly made, and many
class Cell:
    """One square with a number in it.

    Attributes:
        variable: What its array is called on paper.
        index: Its index in that array, counted from 0. With the variable's name, the key by which
            the terms of an explanation find their cells.
        value: The number; None in a blank square, and in one that stands for cells left out.
        given: Whether the number is given, as inputs, parameters and targets are, rather than
            computed. By-hand sheets print given numbers and leave computed ones to be filled in.
        off: Whether ReLU has switched it off: 0 because its pre-activation is not positive.
        becomes: Its activation, in the same square (the compact form). Where that is a different
            number, this one is struck out and the other stands beside it.
        room: In a blank square, for how many characters of a handwritten number there is room; 0
            in any other.
    """

    variable: Variable
    index: tuple[int, ...] = ()
    value: float | None = None
    given: bool = False
    off: bool = False
    becomes: Cell | None = None
    room: int = 0

    @property
    def blank(self) -> bool:
        """Whether it is left blank, to be filled in; it does not hold its value then."""
        return self.room > 0

    @property
    def elided(self) -> bool:
        """Whether it stands for cells that are left out."""
        return self.value is None and not self.blank

    @property
    def symbol(self) -> str:
        """Its name on paper: ``z1[2]``."""
        return self.variable.cell(self.index)

    @property
    def shown(self) -> FormattedNumber:
        """Its value as it is written, and whether that is the exact value."""
        if self.value is None:
            return FormattedNumber("" if self.blank else "…", True)
        return format_number(self.value)

    @property
    def last(self) -> Cell:
        """What the square holds in the end."""
        return self if self.becomes is None else self.becomes.last

    @property
    def struck(self) -> bool:
        """Whether its number is crossed out, or might be, with room for another one beside it."""
        return self.becomes is not None and self.last.shown.text != self.shown.text


@dataclass(frozen=True, slots=True)
class Placed(ABC):
    """Something that stands in a rectangle of squares.

    Attributes:
        row: Its first row of squares.
        column: Its first column of squares.
    """

    row: int
    column: int

    @property
    @abstractmethod
    def height(self) -> int:
        """How many rows of squares it has."""

    @property
    @abstractmethod
    def width(self) -> int:
        """How many columns of squares it has."""

    @property
    def bottom(self) -> int:
        """The row below its last one."""
        return self.row + self.height

    @property
    def right(self) -> int:
        """The column right of its last one."""
        return self.column + self.width


@dataclass(frozen=True, slots=True)
class Block(Placed):
    """A ruled grid of cells.

    Attributes:
        row: Its first row of squares.
        column: Its first column of squares.
        name: What it is called on paper: ``x``, ``W1``, ``z1``, ``∂L/∂W1``.
        role: What its numbers are.
        step: The path of the step it belongs to: ``"block.hidden"``; empty for the input.
        cells: Rows of cells, all of the same length.
        strip: Blocks with the same number share their columns: a pen that widens a column does so
            in the whole strip.
        bias: What a heavy rule sets off as the bias: the last ``"column"``, the last ``"row"``, or
            nothing.
        repeated: Whether the block is drawn a second time, where the staircase starts again.
    """

    name: str
    role: Role
    step: str
    cells: tuple[tuple[Cell, ...], ...]
    strip: int
    bias: Bias = ""
    repeated: bool = False

    @property
    def height(self) -> int:
        """How many rows of squares it has."""
        return len(self.cells)

    @property
    def width(self) -> int:
        """How many columns of squares it has."""
        return len(self.cells[0])


@dataclass(frozen=True, slots=True)
class Mark(Placed):
    """Something small and unboxed, centred in its squares.

    Attributes:
        row: Its first row of squares.
        column: Its first column of squares.
        kind: What it is.
        lines: Its text, one line or two.
        height: How many rows of squares it has.
        width: How many columns of squares it has.
        step: The path of the step it belongs to.
        strip: The strip whose columns it stands in, or None between the strips.
    """

    kind: MarkKind
    lines: tuple[str, ...]
    height: int = 1
    width: int = 1
    step: str = ""
    strip: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a page shows; the rest is left out with …, and a note says so.

    Attributes:
        features: The most squares for the features of one value.
        samples: The most squares for the samples of a batch.
        stages: The most stages (a dense layer and the layers after it) of a deep network.
        segment: The most stages in one segment of the staircase, before it starts again at the
            left.
        stage: The most layers of a stage.
        equations: Whether equations stand beside the gradients, or among the notes below.
        apart: Whether the gradients with respect to a layer's weights stand below its segment, with
            the layer's input drawn once more, or right of that input on the staircase itself.
    """

    features: int = 20
    samples: int = 10
    stages: int = 12
    segment: int = 12
    stage: int = 4
    equations: bool = True
    apart: bool = False


@dataclass(frozen=True)
class Page:
    """Blocks and marks in their places: what a pen draws.

    Attributes:
        title: What is drawn, in a few words.
        blocks: The grids.
        marks: What stands between them.
        legend: What the symbols mean: ``φ: ReLU``.
        notes: Sentences below the drawing.
        limits: The limits within which it was laid out.
        lay_out: Lays the same record out within other limits.
        findings: Notes that say what came out, if they are among the notes.
    """

    title: str
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    legend: tuple[str, ...]
    notes: tuple[str, ...]
    limits: Limits
    lay_out: Callable[[Limits], Page] = field(compare=False, repr=False)
    findings: tuple[str, ...] = ()

    @property
    def things(self) -> tuple[Block | Mark, ...]:
        """The blocks and the marks."""
        return (*self.blocks, *self.marks)

    @property
    def height(self) -> int:
        """How many rows of squares it takes."""
        return max(thing.bottom for thing in self.things)

    @property
    def width(self) -> int:
        """How many columns of squares it takes."""
        return max(thing.right for thing in self.things)

    def within(self, limits: Limits) -> Page:
        """The same page with more or less left out."""
        return self if limits == self.limits else self.lay_out(limits)
