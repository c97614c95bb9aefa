"""The matrices of a live cell that are edited as grids: found in its source, shown as tables."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from html import escape

# What a grid's cell may hold; grid.js has the same rule.
NUMBER = re.compile(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)(e[+-]?\d+)?(/[1-9]\d*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Grid:
    """A matrix or a vector, as written in the source.

    A vector is shown as a column, and a bias as the last column of its matrix.
    """

    name: str
    rows: list[list[str]]
    is_vector: bool
    bias: str = ""

    def html(self) -> str:
        """An HTML table with the rows of the grid, and the names in its head."""
        width = len(self.rows[0]) - bool(self.bias)
        head = f'<th scope="colgroup" colspan="{width}">{_symbol(self.name)}</th>'
        if self.bias:
            head += f'<th scope="col" class="live-bias">{_symbol(self.bias)}</th>'
        rows = "".join(
            f"<tr>{''.join(self._cell(row, j) for j in range(len(row)))}</tr>" for row in self.rows
        )
        data = f'data-name="{self.name}" data-bias="{self.bias}"'
        vector = " data-vector" if self.is_vector else ""
        return (
            f'<table class="live-grid" {data}{vector}>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _cell(self, row: list[str], j: int) -> str:
        is_bias = self.bias and j == len(row) - 1
        mark = ' class="live-bias"' if is_bias else ""
        return f"<td{mark}>{escape(row[j]).replace('-', '−')}</td>"


def split(source: str, names: list[str]) -> tuple[str, str, list[Grid]]:
    """Split the assignments of some names from the rest of a source.

    Returns:
        The assignments, the source without them, and a grid for each (one for `W1` and its `b1`).

    Raises:
        ValueError: If a name is not assigned a list of numbers, once and at the top level.
    """
    lines = source.splitlines()
    found: dict[str, ast.Assign] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in names and name in found:
                raise ValueError(f"{name} is a grid, so it can be assigned only once")
            found[name] = statement
    for name in names:
        if name not in found:
            raise ValueError(f"{name} is to be a grid, but the cell has no line `{name} = [...]`")

    assignments = []
    for name in names:
        start, end = found[name].lineno - 1, found[name].end_lineno
        assignments.append("\n".join(lines[start:end]))
        lines[start:end] = [""] * (len(lines[start:end]))
    rest = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return "\n".join(assignments), rest, _paired([_grid(name, found[name].value) for name in names])


def _grid(name: str, value: ast.expr) -> Grid:
    if isinstance(value, ast.List) and value.elts:
        is_vector = not isinstance(value.elts[0], ast.List)
        rows = [[e] if is_vector else getattr(e, "elts", []) for e in value.elts]
        texts = [[ast.unparse(number).replace(" ", "") for number in row] for row in rows]
        even = len({len(row) for row in texts}) == 1 and texts[0]
        if even and all(NUMBER.fullmatch(text) for row in texts for text in row):
            return Grid(name, texts, is_vector)
    raise ValueError(f"{name} is to be a grid: it must be a list of numbers, or of such lists")


def _paired(grids: list[Grid]) -> list[Grid]:
    """Join the bias b1 to the weights W1 with as many rows: [W | b] is one grid."""
    by_name = {grid.name: grid for grid in grids}
    paired = []
    for grid in grids:
        weights = by_name.get("W" + grid.name[1:])
        if grid.name.startswith("b") and weights and _fit(weights, grid):
            continue
        bias = by_name.get("b" + grid.name[1:])
        if grid.name.startswith("W") and bias and _fit(grid, bias):
            rows = [row + b for row, b in zip(grid.rows, bias.rows, strict=True)]
            grid = Grid(grid.name, rows, False, bias.name)
        paired.append(grid)
    return paired


def _fit(weights: Grid, bias: Grid) -> bool:
    return bias.is_vector and not weights.is_vector and len(weights.rows) == len(bias.rows)


def _symbol(name: str) -> str:
    """W1 as HTML: an italic letter and a subscript."""
    letter, number = re.fullmatch(r"(.*?)(\d*)", name).groups()
    return f"<i>{escape(letter)}</i>" + (f"<sub>{number}</sub>" if number else "")
