"""Sheets with cells left blank, to be filled in with a pencil."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeVar

from handnn.arithmetic import Variable
from handnn.sheet.diagram import Diagram, Edge, UnitRow
from handnn.sheet.page import Block, Cell, Limits, Page

_AnyPage = TypeVar("_AnyPage", bound=Page)

FITS = 4  # characters of a number in a small square
SHORT, LONG = 2, 5  # characters that a blank square has room for
TWO_NUMBERS = "Two numbers in one cell: the first one, and what ReLU makes of it."


def with_blanks(page: _AnyPage, asked: Container[str]) -> _AnyPage:
    """A page on which some cells are left blank, however much of it is shown.

    A blank cell keeps its variable and its index, but not its value, and nothing else on the page
    gives that away: the activation in the same square is blank too, and so are the slope of an
    activation whose value is asked, and the parts of a gradient that is asked as a whole; notes
    that say what came out are left out.

    Args:
        page: The page.
        asked: The symbols of the cells to leave blank, as `Cell.symbol` has them: ``"z1[2]"``.
            They are found wherever they are drawn.

    Examples:
        >>> import handnn as hn
        >>> sheet = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU()).trace([2, 1, 3]).sheet()
        >>> print(with_blanks(sheet, {"z[1]", "y[1]"}))
                           ┌────┐
                           │  2 │
                           ├────┤
                           │  1 │
                           ├────┤
                           │  3 │
                           └────┘
                             1
         ┌───┬───┬───┲───┐ ┌────┐ ReLU ┌────┐
         │ 1 │-1 │ 1 ┃-5 │ │ __ │  →   │ __ │
         └───┴───┴───┺───┘ └────┘      └────┘
    """
    blocks = tuple(_block(block, _Asked(asked, block, page)) for block in page.blocks)
    notes = [note for note in page.notes if note not in page.findings]
    if any(cell.last.blank and cell.becomes for cell in _cells(blocks)):
        notes.append(TWO_NUMBERS)
    return replace(
        page,
        blocks=blocks,
        notes=tuple(notes),
        findings=(TWO_NUMBERS,),
        lay_out=partial(_laid_out, page, asked),
    )


def blank_symbols(page: Page) -> tuple[str, ...]:
    """The symbols of the cells that a page leaves blank, in the order of the page, each once."""
    chains = (link for cell in _cells(page.blocks) for link in links(cell))
    return tuple(dict.fromkeys(link.symbol for link in chains if link.blank))


def computed_symbols(page: Page) -> tuple[str, ...]:
    """The symbols of all cells on a page that are computed, each once: what a learner works out."""
    chains = (link for cell in _cells(page.blocks) for link in links(cell))
    computed = (link.symbol for link in chains if not link.given and not link.elided)
    return tuple(dict.fromkeys(computed))


def diagram_with_blanks(diagram: Diagram, asked: Container[str], links: bool = True) -> Diagram:
    """A diagram on which some units are left blank.

    The edge of a weight that is asked says nothing of its size or its sign, and is drawn where the
    weight is zero, too.

    Args:
        diagram: The diagram.
        asked: The symbols of the cells to leave blank: units, and weights.
        links: Whether the edges are drawn, or left to the learner.

    Examples:
        >>> import handnn as hn
        >>> from handnn.sheet.diagram import diagram
        >>> drawn = diagram(hn.Dense([[1, 0]], [3]).run([2, 1]))
        >>> blank = diagram_with_blanks(drawn, {"z[1]", "W[1,2]"})
        >>> blank.rows[1].units[0].blank, [edge.weight.value for edge in blank.rows[1].edges]
        (True, [1.0, None])
    """
    return replace(diagram, rows=tuple(_rows(diagram, asked, links)))


def _laid_out(page: Page, asked: Container[str], limits: Limits) -> Page:
    return with_blanks(page.lay_out(limits), asked)


class _Asked:
    """Which cells of a block are left blank.

    Args:
        symbols: Those that are asked.
        block: The block.
        page: The page that it stands on.
    """

    def __init__(self, symbols: Container[str], block: Block, page: Page) -> None:
        self._symbols = symbols
        self._activations: list[Variable] = []
        if block.role == "mask":
            slope = block.cells[0][0].variable
            z = replace(slope, name=slope.name.partition("(")[2].removesuffix(")"))
            self._activations = [z, *_activations(page, block.step)]

    def __call__(self, cell: Cell) -> bool:
        """Whether it is asked itself, or gives away one that is."""
        whole = replace(cell.variable, name=cell.variable.name.partition("@")[0])
        names = (cell.variable, whole, *self._activations)
        return not cell.elided and any(each.cell(cell.index) in self._symbols for each in names)


def _activations(page: Page, step: str) -> Iterator[Variable]:
    """What a step gives, if it is an activation."""
    for block in page.blocks:
        if block.step == step and block.role == "activation":
            yield block.cells[0][0].variable


def _block(block: Block, is_asked: _Asked) -> Block:
    asked = [link for cell in _cells([block]) for link in links(cell) if is_asked(link)]
    if not asked:
        return block
    is_short = all(len(cell.last.shown.text) <= FITS and not cell.becomes for cell in asked)
    room = SHORT if is_short else LONG
    cells = tuple(tuple(_cell(cell, is_asked, room) for cell in row) for row in block.cells)
    return replace(block, cells=cells)


def _cell(cell: Cell, is_asked: _Asked | None, room: int) -> Cell:
    """A cell with what it becomes; blank from the first of them that is asked.

    Args:
        cell: The cell.
        is_asked: Which cells are asked; None after one that is.
        room: How much room a blank one has.
    """
    if is_asked is None or is_asked(cell) or cell.blank:
        becomes = cell.becomes and _cell(cell.becomes, None, room)
        return Cell(cell.variable, cell.index, None, cell.given, False, becomes, cell.room or room)
    becomes = cell.becomes and _cell(cell.becomes, is_asked, room)
    return cell if becomes is cell.becomes else replace(cell, becomes=becomes)


def _cells(blocks: Iterable[Block]) -> Iterator[Cell]:
    return (cell for block in blocks for row in block.cells for cell in row)


def links(cell: Cell) -> Iterator[Cell]:
    """A cell, and what it becomes."""
    yield cell
    if cell.becomes:
        yield from links(cell.becomes)


def _rows(diagram: Diagram, asked: Container[str], links: bool) -> Iterator[UnitRow]:
    for above, row in zip((None, *diagram.rows), diagram.rows, strict=False):
        units = tuple(_plainly_blank(unit, asked) for unit in row.units)
        edges = tuple(_edges(above, row, asked)) if links and above else ()
        yield replace(row, units=units, edges=edges)


def _edges(above: UnitRow, row: UnitRow, asked: Container[str]) -> Iterator[Edge]:
    """The edges between two rows, in the order of the weights."""
    if row.weights is None:
        return
    drawn = {(edge.source, edge.target): edge for edge in row.edges}
    for target, unit in enumerate(row.units):
        for source, given in enumerate(above.units):
            edge = drawn.get((source, target))
            if unit.elided or given.elided:
                continue
            index = row.weights.index((unit.index[-1], given.index[-1]))
            weight = edge.weight if edge else Cell(row.weights.variable, index, 0.0, given=True)
            blank = _plainly_blank(weight, asked)
            if edge or blank.blank:
                yield Edge(source, target, blank)


def _plainly_blank(cell: Cell, asked: Container[str]) -> Cell:
    """A cell on its own, blank if it is asked."""
    if cell.elided or cell.symbol not in asked:
        return cell
    return Cell(cell.variable, cell.index, given=cell.given, room=SHORT)
