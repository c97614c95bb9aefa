"""Which number stands where in the spreadsheet of a record, and what it is made from.

The sheet is the by-hand page, a spreadsheet column for each of its squares. What formulas need and
the page does not draw stands on a second sheet, beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handnn.arithmetic import Given, Number, Variable, as_quantity, in_order
from handnn.arithmetic.guards import Guard
from handnn.explanation import CellExplanation
from handnn.render.spreadsheet.address import Address
from handnn.render.spreadsheet.formulas import Key
from handnn.render.svg.placement import Place, places
from handnn.sheet.page import Block, Cell, Mark, Page

SHEET, BESIDE = "Sheet", "Beside"
TOP = 3  # rows above the by-hand page: the title, what to do, and an empty one
LEFT = 1  # columns left of it
CHARACTERS = 6  # of a label, in one column


def key_of(cell: Cell) -> Key:
    """Under what a number of the page is known."""
    return cell.variable.name, cell.index


@dataclass
class Book:
    """The plan of a spreadsheet.

    Attributes:
        pages: The by-hand pages, which stand one below the other.
        computed: What was computed, by name and index.
        addresses: Where every number stands first; where it stands again, it is only repeated.
        beside: The numbers on the second sheet, each with its variable, its index and its value.
        below: Numbers by themselves, such as the loss, that stand below the by-hand page.
        height: The first free row of the sheet.
        bottom: The first free row of the second sheet.
    """

    pages: tuple[Page, ...]
    computed: Mapping[Key, CellExplanation]
    addresses: dict[Key, Address] = field(default_factory=dict)
    beside: dict[str, list[Beside]] = field(default_factory=dict)
    below: list[Beside] = field(default_factory=list)
    height: int = TOP
    bottom: int = TOP

    def __post_init__(self) -> None:
        self._places: dict[int, Place] = {}
        for page in self.pages:
            for thing, at in places(page, lambda block: 1, _columns).items():
                moved = at.row + self.height, at.column + LEFT
                self._places[thing] = Place(*moved, at.height, at.width, at.unit)
            self.height += page.height + 1
        for block in sorted(self.blocks, key=lambda block: block.repeated):
            for cell, address in self.squares(block):
                self.addresses.setdefault(key_of(cell.last), address)
        self._put_beside()

    @property
    def blocks(self) -> list[Block]:
        """The blocks of all pages."""
        return [block for page in self.pages for block in page.blocks]

    def place(self, thing: Block | Mark) -> Place:
        """Where something stands on the sheet."""
        return self._places[id(thing)]

    def squares(self, block: Block) -> Iterator[tuple[Cell, Address]]:
        """The cells of a block and where each stands."""
        place = self.place(block)
        for i, row in enumerate(block.cells):
            for j, cell in enumerate(row):
                yield cell, Address(SHEET, place.row + i, place.column + j)

    @property
    def width(self) -> int:
        """The first column right of it."""
        return max(place.right for place in self._places.values())

    def guards(self) -> Iterator[tuple[Guard, ...]]:
        """The decisions that the code took, for each array on the way to which it took any."""
        seen: set[int] = set()
        for explained in self.computed.values():
            if explained.guards and id(explained.guards) not in seen:
                seen.add(id(explained.guards))
                yield explained.guards

    def _put_beside(self) -> None:
        """Find a place for every number that the page does not draw."""
        missing: dict[str, dict[tuple[int, ...], tuple[Variable, float]]] = {}

        def miss(variable: Variable, index: tuple[int, ...], value: float) -> None:
            if (variable.name, index) not in self.addresses:
                missing.setdefault(variable.name, {})[index] = variable, float(value)

        for explained in self.computed.values():
            for read in _read([explained.number]):
                miss(read.variable, read.index, read.value)
        for guards in self.guards():
            for read in _read([guard.condition for guard in guards]):
                miss(read.variable, read.index, read.value)
        for explained in self.computed.values():
            miss(explained.variable, explained.index, explained.value)
        for name, cells in missing.items():
            if [*cells] == [()] and (name, ()) in self.computed:  # the loss, say
                self.height += 1
                address = Address(SHEET, self.height - 1, LEFT + 1)
                self.addresses[name, ()] = address
                self.below.append(Beside((), *cells[()], address))
                continue
            self.bottom += 1  # for the name
            shape = tuple(max(axis) + 1 for axis in zip(*cells, strict=True))
            for index in sorted(cells):
                row, column = _laid_out(index, shape)
                address = Address(BESIDE, self.bottom + row, LEFT + column)
                self.addresses[name, index] = address
                self.beside.setdefault(name, []).append(Beside(index, *cells[index], address))
            self.bottom += 1 + (_laid_out(tuple(n - 1 for n in shape), shape)[0] if shape else 0)
            self.bottom += 1


@dataclass(frozen=True)
class Beside:
    """A number that the page does not draw."""

    index: tuple[int, ...]
    variable: Variable
    value: float
    address: Address


def quantity(explained: CellExplanation) -> Number:
    """The expression of a cell; of a condition, 1 or 0."""
    return as_quantity(explained.number)


def _read(numbers: Sequence[Number]) -> Iterator[Given]:
    return (each for each in in_order(numbers) if isinstance(each, Given))


def _laid_out(index: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, int]:
    """The row and the column of a cell: a vector is a column, more axes are one below the other."""
    if not index:
        return 0, 0
    if len(index) == 1:
        return index[0], 0
    row = 0
    for i, n in zip(index[:-1], shape[:-1], strict=True):
        row = row * n + i
    return row, index[-1]


def _columns(mark: Mark) -> int:
    """How many columns a mark needs."""
    return max(1, math.ceil(max(map(len, mark.lines)) / CHARACTERS))
