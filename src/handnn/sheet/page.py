"""The by-hand page as data: ruled blocks of cells, and small marks between them, on squared paper.

The unit is one square. Rows count downwards and columns to the right, from 0. A pen needs nothing
but a `Page` to draw it; the arithmetic behind a cell is found by the cell's variable and index.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from handnn.arithmetic import FormattedNumber, Variable, format_number

Role = Literal[
    "input",  # what the network is given
    "weights",  # [W | b] of a dense layer, one row per neuron
    "parameter",  # what another layer has learned, as a column
    "pre-activation",  # what a dense layer gives
    "activation",  # what an activation makes of it
    "value",  # what any other layer gives
    "gradient",  # how the loss feels a change of something
    "mask",  # the slope of an activation, by which it lets a gradient through
    "target",  # what the answer should have been
]
MarkKind = Literal[
    "one",  # the 1 below an input's last cell, which the bias multiplies
    "function",  # φ over ≈, or a layer's name over →
    "arrow",
    "name",  # the symbol of the block it stands beside; the text pen leaves these out
    "caption",  # words that belong to the drawing
]
Bias = Literal["", "column", "row"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One square with a number in it.

    Attributes:
        variable: What its array is called on paper.
        index: Its place in that array, counted from 0. With the variable's name, the key by which
            the terms of an explanation find their cells.
        value: The number; None in a square that stands for cells left out.
        given: Whether it was given, not worked out.
        off: Whether ReLU has switched it off: 0 because its pre-activation is not positive.
        becomes: What an activation makes of it in the same square (the compact form). Where that
            is another number, this one is struck out and the other stands beside it.
    """

    variable: Variable
    index: tuple[int, ...] = ()
    value: float | None = None
    given: bool = False
    off: bool = False
    becomes: Cell | None = None

    @property
    def elided(self) -> bool:
        """Whether it stands for cells that are left out."""
        return self.value is None

    @property
    def symbol(self) -> str:
        """Its name on paper: ``z1[2]``."""
        return self.variable.cell(self.index)

    @property
    def shown(self) -> FormattedNumber:
        """Its value as it is written, and whether that is the whole value."""
        return FormattedNumber("…", True) if self.value is None else format_number(self.value)

    @property
    def last(self) -> Cell:
        """What the square holds in the end."""
        return self if self.becomes is None else self.becomes.last

    @property
    def struck(self) -> bool:
        """Whether its number is crossed out, with another one beside it."""
        return self.becomes is not None and self.last.shown.text != self.shown.text


@dataclass(frozen=True, slots=True)
class Block:
    """A ruled grid of cells.

    Attributes:
        name: What it is called on paper: ``x``, ``W1``, ``z1``, ``∂L/∂W1``.
        role: What kind of thing it is.
        step: The names of the step it belongs to, from the outside in; empty for the input.
        row: The square row of its first cell.
        column: The square column of its first cell.
        cells: Rows of cells, all of one length.
        strip: Blocks with the same number share their square columns: a pen that makes a column
            wider makes it so in the whole strip.
        bias: What a heavy rule sets off as the bias: the last ``"column"``, the last ``"row"``, or
            nothing.
        repeated: Whether it is drawn a second time, where the staircase starts anew.
    """

    name: str
    role: Role
    step: tuple[str, ...]
    row: int
    column: int
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

    @property
    def bottom(self) -> int:
        """The row below its last one."""
        return self.row + self.height

    @property
    def right(self) -> int:
        """The column right of its last one."""
        return self.column + self.width


@dataclass(frozen=True, slots=True)
class Mark:
    """Something small and unboxed, centred in some squares.

    Attributes:
        kind: What it is.
        lines: Its text, one line or two.
        row: The first row of its squares.
        column: The first column of its squares.
        height: How many rows they have.
        width: How many columns they have.
        step: The names of the step it belongs to, from the outside in.
        strip: The strip whose columns it stands in, or None between the strips.
    """

    kind: MarkKind
    lines: tuple[str, ...]
    row: int
    column: int
    height: int = 1
    width: int = 1
    step: tuple[str, ...] = ()
    strip: int | None = None

    @property
    def bottom(self) -> int:
        """The row below its last one."""
        return self.row + self.height

    @property
    def right(self) -> int:
        """The column right of its last one."""
        return self.column + self.width


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a page shows; the rest is left out with …, and a note says so.

    Attributes:
        features: The most squares for the features of one value.
        samples: The most squares for the samples of a batch.
        stages: The most stages (a dense layer and what follows it) of a deep network.
        segment: The most stages that one segment of the staircase goes down before it starts anew
            at the left.
        stage: The most layers of a stage.
        words: Whether equations stand beside the gradients, or among the notes below.
        apart: Whether the gradients by the weights of a layer stand below its segment, with the
            layer's input drawn once more, or right of that input on the staircase itself.
    """

    features: int = 20
    samples: int = 10
    stages: int = 12
    segment: int = 12
    stage: int = 4
    words: bool = True
    apart: bool = False


@dataclass(frozen=True)
class Page:
    """Blocks and marks, placed. This is what a pen draws.

    Attributes:
        title: What is drawn, in a few words.
        blocks: The grids.
        marks: What stands between them.
        legend: What signs mean: ``φ: ReLU``.
        notes: Sentences that belong below the drawing.
        limits: Within which limits it was placed.
        place: Places the same thing within other limits.
    """

    title: str
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    legend: tuple[str, ...]
    notes: tuple[str, ...]
    limits: Limits
    place: Callable[[Limits], Page] = field(compare=False, repr=False)

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
        return self if limits == self.limits else self.place(limits)
