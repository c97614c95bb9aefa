"""What the script of a page needs to know: the program, and which cell of the sheet holds what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from handnn.arithmetic import as_recorded, record
from handnn.arithmetic.program import flat_index
from handnn.code import is_code
from handnn.errors import UnexplainedError
from handnn.explanation import CellExplanation, Explanation, explain_array
from handnn.record import BackwardRecord, Record
from handnn.render.colours import colour_of_name, roles_by_name
from handnn.render.html.program import program_of
from handnn.render.html.tables import Tables
from handnn.render.svg.diagram_panel import THICKEST, THINNEST
from handnn.render.svg.sheet_panel import SMALLEST
from handnn.sheet.diagram import Diagram, UnitRow
from handnn.sheet.layout.gradient_cells import mask_variable
from handnn.sheet.layout.kinds import is_relu, product_of
from handnn.sheet.page import Block, Cell
from handnn.step import Step

MOST_PRODUCTS = 50_000  # of weights with values, before a page is only to be read
MOST_CELLS = 20_000  # that code computes, likewise
LIST_TERMS = 12  # of one sum in the list of all arithmetic, before only the largest are written


def too_large(run: Step) -> bool:
    """Whether recording everything would take long and make a page heavy."""
    if is_code(run):
        return sum(step.output.size for step in run.leaves()) > MOST_CELLS
    samples = len(run.input) if run.batched else 1
    parameters = sum(a.size for step in run.leaves() for a in step.parameters.values())
    return samples * max(parameters, run.input.size) > MOST_PRODUCTS


def page_data(
    record: Record,
    explanations: Sequence[Explanation | str],
    tables: Tables,
    diagram: Diagram | None,
) -> dict[str, Any] | str:
    """The data of a page as JSON values, or why there are none, in a sentence.

    The cells of a block stand row by row as pairs of a variable's number and the cell's place in
    its array (-1 for cells left out), `depth` pairs for a square.

    Args:
        record: What the page shows.
        explanations: Its arithmetic, as `Record.explanations` gives it.
        tables: The sheet as it is drawn.
        diagram: The diagram beside it, if there is one.
    """
    run, back = record.run, record.backward_pass
    if too_large(run):
        what = "code computes too much" if is_code(run) else "network is too large"
        return f"This {what} to be worked out in a page: ask Python for its cells."
    blocks = tables.page.blocks
    cells: list[CellExplanation] = []
    for explained in explanations:
        if isinstance(explained, str):
            return f"{explained} So nothing can be worked out anew in this page."
        cells += explained
    if back is not None:
        try:
            cells += slopes(back, blocks)
        except UnexplainedError as error:
            return f"{error} So nothing can be worked out anew in this page."
    program = program_of(record, cells)
    names = {name: i for i, name in enumerate(program["variables"])}
    shapes = {name: variable["shape"] for name, variable in program["variables"].items()}
    return {
        "program": program,
        "blocks": [_block_data(block, tables, names, shapes) for block in blocks],
        "colours": {name: _colour(name, blocks) for name in program["variables"]},
        "switched": {
            name: step.symbols.input
            for step in run.parts()
            if is_relu(step)
            for name in (step.symbols.output, mask_variable(step).name)
        },
        "biases": [
            product.bias.variable.name
            for step in run.parts()
            if (product := product_of(step)) and product.bias
        ],
        "ones": [
            [mark.step, tables.place(mark).column]
            for mark in tables.page.marks
            if mark.kind == "one"
        ],
        "diagram": _diagram_data(diagram) if diagram else [],
        "rows": _rows_by_variable(run, diagram) if diagram else {},
        "strokes": [THINNEST, THICKEST],
        "smallest": SMALLEST,
        "list_terms": LIST_TERMS,
    }


def as_script_data(data: Any) -> str:
    """JSON that is safe inside a script element."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def slopes(back: BackwardRecord, blocks: Sequence[Block]) -> Iterator[CellExplanation]:
    """The arithmetic of the masks that are drawn: an activation's gradient for a gradient of 1."""
    drawn = {block.cells[0][0].variable for block in blocks if block.role == "mask"}
    for step in back.run.leaves():
        z, y, mask = step.variable("input"), step.variable("output"), mask_variable(step)
        if mask in drawn:
            x: Any = record(step.input, z)
            out: Any = record(step.output, y)
            again = step.repeated(step.layer, x, out)
            ones = np.ones(step.output.shape)
            slope = step.layer.input_gradient(step, ones)
            compute = partial(step.layer.input_gradient, again, as_recorded(ones))
            cells = explain_array(compute, mask, slope, None, step.name, mask.name, "")
            if all(cell.number.operation is not None for cell in cells):
                yield from cells  # derived slopes are mere numbers, and the page says so


def _colour(name: str, blocks: Sequence[Block]) -> str:
    """The colour of a variable in arithmetic; a bias has that of its weights."""
    roles = roles_by_name(blocks)
    for block in blocks:
        if block.role == "weights":
            roles |= {cell.variable.name: "weights" for cell in block.cells[0]}
    if roles.get(name) == "input":
        return "value"
    return colour_of_name(name, roles, "ink")


def _block_data(
    block: Block, tables: Tables, names: dict[str, int], shapes: dict[str, Sequence[int]]
) -> dict[str, Any]:
    place = tables.place(block)
    chains = [_chain(cell) for row in block.cells for cell in row]
    depth = max(map(len, chains))
    pairs: list[int] = []
    for chain in chains:
        for one in chain:
            name = one.variable.name
            if one.elided or name not in names:
                pairs += -1, -1
            else:
                pairs += names[name], flat_index(one.index, shapes[name])
        pairs += [-1, -1] * (depth - len(chain))
    return {
        "at": [place.row, place.column, place.unit],
        "size": [block.height, block.width],
        "step": block.step,
        "depth": depth,
        "cells": pairs,
    }


def _chain(cell: Cell) -> list[Cell]:
    return [cell] if cell.becomes is None else [cell, *_chain(cell.becomes)]


def _diagram_data(diagram: Diagram) -> list[dict[str, Any]]:
    rows = zip((None, *diagram.rows), diagram.rows, strict=False)
    return [_row_data(above, row) for above, row in rows]


def _row_data(above: UnitRow | None, row: UnitRow) -> dict[str, Any]:
    """A row of units: its variable, its features (None: left out), and the weights above it.

    `cells` are the places of the weights that are drawn, for each unit a row.
    """
    data = {"variable": row.units[0].variable.name, "features": _features(row)}
    if above is None or row.weights is None:
        return data
    inputs = [j for j in _features(above) if j is not None]
    outputs = [i for i in _features(row) if i is not None]
    cells = row.weights.places[np.ix_(outputs, inputs)].tolist()
    return data | {"weights": row.weights.variable.name, "cells": cells}


def _features(row: UnitRow) -> list[int | None]:
    return [None if unit.elided else unit.index[-1] for unit in row.units]


def _rows_by_variable(run: Step, diagram: Diagram) -> dict[str, str]:
    """For what every step gives the variable of the row that shows it: z1 is shown as h."""
    shown = {row.name for row in diagram.rows}
    rows: dict[str, str] = {}
    row = ""
    for step in reversed(list(run.leaves())):
        output = step.symbols.output
        row = output if output in shown else row
        rows[output] = row
    return rows
