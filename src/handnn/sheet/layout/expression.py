"""A line of code as it stands on paper: arrays as grids of cells, with operators between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from handnn.arithmetic import (
    Cast,
    Contracted,
    Elementwise,
    Leaf,
    Move,
    Node,
    PassedOn,
    Reduced,
    Variable,
    format_number,
    moved_from,
)
from handnn.arithmetic.writing.notation import ATOM, OR, PRODUCT, QUOTIENT, SUM, TEXT
from handnn.elision import visible
from handnn.sheet.layout.cells import Cells
from handnn.sheet.page import Cell, Limits

MANY_GRIDS = 6  # in one line, before it is drawn without its operators
MANY_SLICES = 4  # of an array with more than two axes


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of an array with a name, in rows and columns.

    Attributes:
        name: What the array is called on paper, with ᵀ where it is turned round.
        variable: Its name and role.
        cells: Rows of cells.
    """

    name: str
    variable: Variable
    cells: Cells


Token = Grid | str

PLAIN = Variable("", "constant")
"""What a cell belongs to that the code put among others, such as the 1 that a bias multiplies."""

# What is written with spaces around it, since grids stand on both sides.
_SIGNS = {"add": " + ", "subtract": " − ", "multiply": " · ", "divide": " ÷ "}
_WORDS = {"sum": "Σ(", "product": "Π("}


def tokens_of(node: Node, limits: Limits) -> list[Token]:
    """A line of code as grids and the operators between them, from left to right.

    What cannot be written so is drawn as the arrays that it is made of.
    """
    try:
        tokens, _ = _Writer(limits).write(node)
    except _NotWritten:
        tokens = []
    grids = [token for token in tokens if isinstance(token, Grid)]
    if grids and len(grids) <= MANY_GRIDS:
        return joined(tokens)
    return []


def grids_of(
    values: Any, variable: Variable, limits: Limits, given: bool, as_row: bool = False
) -> list[Grid]:
    """An array as a grid; one with more than two axes as a grid for each of its slices."""
    array = np.asarray(values)

    def cell(place: tuple[int, ...]) -> Cell:
        return Cell(variable, place, float(array[place]), given)

    if array.ndim <= 2:
        return [Grid(variable.name, variable, _cells(array.shape, cell, variable, limits, as_row))]
    grids = []
    slices = list(product(*map(range, array.shape[:-2])))
    for outer in slices[:MANY_SLICES]:

        def inner(place: tuple[int, ...], outer: tuple[int, ...] = outer) -> Cell:
            return cell((*outer, *place))

        cells = _cells(array.shape[-2:], inner, variable, limits, as_row)
        grids.append(Grid(variable.cell(outer), variable, cells))
    if len(slices) > MANY_SLICES:
        grids.append(Grid("…", variable, ((Cell(variable),),)))
    return grids


def _cells(
    shape: tuple[int, ...],
    cell: Callable[[tuple[int, ...]], Cell],
    variable: Variable,
    limits: Limits,
    as_row: bool,
) -> Cells:
    """The cells of a matrix row by row; those of a vector below each other, or in a row."""
    if not shape:
        return ((cell(()),),)
    if len(shape) == 1:
        shown = visible(shape[0], limits.features)
        cells = tuple(Cell(variable) if i is None else cell((i,)) for i in shown)
        return (cells,) if as_row else tuple((each,) for each in cells)
    rows, columns = (list(visible(n, limits.features)) for n in shape)
    return tuple(
        tuple(Cell(variable) if i is None or j is None else cell((i, j)) for j in columns)
        for i in rows
    )


class _NotWritten(Exception):
    """An operation has no place between grids."""


class _Writer:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def write(
        self, node: Node, lies: bool = False, turned: bool = False
    ) -> tuple[list[Token], int]:
        """The tokens of an array, and how closely they hold together.

        Args:
            node: The array.
            lies: Whether a vector lies down, as it does beside a matrix.
            turned: Whether rows stand for columns.
        """
        if node.is_constant:
            number = self._constant(node)
            return [number], OR if number.startswith("-") else ATOM
        if isinstance(node, Leaf | Move | Cast) and (grid := self._grid(node, lies, turned)):
            return [grid], ATOM
        if isinstance(node, Move | Cast | PassedOn) and len(node.operands) == 1:
            return self.write(node.operands[0], lies, turned)
        if turned and np.ndim(node.value) == 2:
            tokens, _ = self.write(node)
            return ["(", *tokens, ")ᵀ"], ATOM
        if isinstance(node, Elementwise):
            return self._elementwise(node, lies or np.ndim(node.value) == 2)
        if isinstance(node, Reduced):
            tokens, _ = self.write(node.operands[0])
            return [f"{_along(node)}{_WORDS.get(node.name, f'{node.name}(')}", *tokens, ")"], ATOM
        if isinstance(node, Contracted) and len(node.operands) == 2:
            return self._product(node)
        raise _NotWritten

    def _constant(self, node: Node) -> str:
        values = np.unique(np.asarray(node.value))
        if len(values) != 1:
            raise _NotWritten
        return format_number(float(values[0])).text

    def _grid(self, node: Node, lies: bool, turned: bool) -> Grid | None:
        """The cells of an array with a name, wherever they were moved; None if it has none."""
        shape = np.shape(node.value)
        if len(shape) > 2 or not np.size(node.value):
            return None
        cells_moved = (moved_from(node, place) for place in np.ndindex(shape))
        first, place = next((each for each in cells_moved if not each[0].is_constant), (node, ()))
        if not isinstance(first, Leaf):
            return None
        variable = first.variable

        def cell(place: tuple[int, ...]) -> Cell:
            at = place[::-1] if turned and len(shape) == 2 else place
            origin, home = moved_from(node, at)
            if isinstance(origin, Leaf):
                values = np.asarray(origin.value)
                return Cell(origin.variable, home, float(values[home]), origin.is_given)
            if origin.is_constant:
                return Cell(PLAIN, (), float(origin.plain(home)), given=True)
            raise _NotWritten

        as_row = lies or turned
        if turned and len(shape) == 2:
            shape = shape[::-1]
        cells = _cells(shape, cell, variable, self._limits, as_row)
        whole = np.shape(first.value)
        if not shape:
            return Grid(variable.cell(place), variable, cells)
        is_part = math.prod(shape) < math.prod(whole)
        return Grid(_name_of(cells, variable, whole, is_part=is_part), variable, cells)

    def _elementwise(self, node: Elementwise, lies: bool) -> tuple[list[Token], int]:
        name = node.operation.name
        form = TEXT.form(name)
        separator = _SIGNS.get(name, form.separator)
        if name == "multiply" and all(np.ndim(operand.value) for operand in node.operands):
            separator = " ⊙ "  # · is the product of matrices
        inside = {"add": (SUM, SUM), "subtract": (SUM, QUOTIENT)}.get(name, form.inside)
        operands = [o for o in node.operands if not _adds_nothing(name, o)] or node.operands
        if name == "power" and operands[0].is_constant:
            return [
                f"{self._constant(operands[0])}^(",
                *self.write(operands[1], lies)[0],
                ")",
            ], ATOM
        if name == "power":
            *operands, exponent = operands
            form = form._replace(closing=f"^{self._constant(exponent)}")
        tokens: list[Token] = [form.opening]
        for i, operand in enumerate(operands):
            written = self.write(operand, lies)
            tokens += [separator] * (i > 0)
            tokens += _bracketed(written, inside[min(i, len(inside) - 1)])
        return [*tokens, form.closing], form.binding

    def _product(self, node: Contracted) -> tuple[list[Token], int]:
        """A product of matrices, its first factor with the rows of the result."""
        (a, b), output = node.labels, node.output
        if any(len(labels) > 2 for labels in (a, b, output)) or (set(a) & set(b) & set(output)):
            raise _NotWritten
        left, right = node.operands
        if output and output[0] in b and output[0] not in a:
            (a, b), (left, right) = (b, a), (right, left)
        inner = [label for label in a if label not in output]
        if len(inner) > 1 or any(label not in output and label not in a for label in b):
            raise _NotWritten
        # Rows of the first factor are those of the result, columns of the second its columns.
        first = self.write(left, turned=(a[:1] == inner) if len(a) == 2 else bool(inner))
        second = self.write(right, turned=b[-1:] == inner if len(b) == 2 else not inner)
        return [*_bracketed(first, PRODUCT), " · ", *_bracketed(second, PRODUCT + 1)], PRODUCT


def _along(node: Reduced) -> str:
    """Whether each row or each column of a matrix is reduced by itself."""
    if np.ndim(node.operands[0].value) != 2 or len(node.axes) != 1:
        return ""
    return "row " if node.axes == (1,) else "column "


def _adds_nothing(operation: str, node: Node) -> bool:
    return operation == "add" and node.is_constant and not np.any(node.value)


def _bracketed(written: tuple[list[Token], int], closeness: int) -> list[Token]:
    tokens, own = written
    return tokens if own >= closeness else ["(", *tokens, ")"]


def _name_of(cells: Cells, variable: Variable, whole: tuple[int, ...], *, is_part: bool) -> str:
    """The name of the array that a grid shows, or of all that it shows.

    Args:
        cells: The cells of the grid.
        variable: The array of the first one.
        whole: The shape of that array, of which the grid may be a part: ``x[2]`` is a row, and
            ``Xᵀ`` is turned, and ``X[…]`` is a part that has no simple name.
        is_part: Whether the grid has fewer cells than the array.
    """
    shown = [cell for row in cells for cell in row if not cell.elided]
    names = list(
        dict.fromkeys(cell.variable.name for cell in shown if cell.index or len(shown) == 1)
    )
    if len(names) > 1:
        return ", ".join(names[:3])
    part = _part([cell.index for cell in shown], whole)
    name = variable.name + (part or "[…]" * is_part)
    first = cells[0]
    if len(cells) > 1 and len(first) > 1 and not first[1].elided and not cells[1][0].elided:
        across, down = first[1].index, cells[1][0].index
        if len(across) == 2 and across[0] > first[0].index[0] and down[1] > first[0].index[1]:
            return f"{name}ᵀ"
    return name


def _part(places: Sequence[tuple[int, ...]], whole: tuple[int, ...]) -> str:
    """Which part of an array some places are: ``[2]``, ``[:,1]``, ``[3–4]``; empty if all.

    Also where they are no regular part, or stand in another order.
    """
    rows_first, columns_first = sorted(set(places)), sorted(set(places), key=lambda p: p[::-1])
    if list(places) not in (rows_first, columns_first) or len(places[0]) != len(whole):
        return ""
    spans = [(min(axis), max(axis)) for axis in zip(*places, strict=True)]
    if len(places) != math.prod(last - first + 1 for first, last in spans):
        return ""
    parts = [
        ":" if (first, last) == (0, n - 1) else "–".join(map(str, sorted({first + 1, last + 1})))
        for (first, last), n in zip(spans, whole, strict=True)
    ]
    while parts and parts[-1] == ":":
        del parts[-1]
    return f"[{','.join(parts)}]" if parts else ""


def joined(tokens: Sequence[Token]) -> list[Token]:
    """Neighbouring words as one."""
    found: list[Token] = []
    for token in tokens:
        if isinstance(token, str) and found and isinstance(found[-1], str):
            found[-1] += token
        elif token:
            found.append(token)
    return found
