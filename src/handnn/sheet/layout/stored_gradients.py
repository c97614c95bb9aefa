"""Gradients as they are stored, each in the shape of its parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.cells import Cells
from handnn.sheet.layout.gradient_cells import (
    gradient_cells,
    square_gradients,
    weight_gradient_cells,
)
from handnn.sheet.layout.kinds import product_of
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.page import Bias, Limits


def add_stored_gradients(
    builder: PageBuilder, backward_pass: BackwardPass, shown: Sequence[int]
) -> None:
    """Place the gradient with respect to every parameter below everything else.

    Args:
        builder: The page.
        backward_pass: The pass.
        shown: The positions of the steps that the page shows.
    """
    stored = list(_stored(backward_pass, shown, builder.limits))
    if not stored:
        return
    caption = "As stored, in the shapes of the parameters:"
    builder.add_mark("caption", caption, (builder.bottom + 1, 0))
    row, column = builder.bottom, 0
    for i, (name, path, cells, bias) in enumerate(stored):
        if i and i % builder.limits.segment == 0:
            row, column = builder.bottom + 1, 0
        label = f"{name} ="
        width = 1 + -(-len(label) // 4)
        block = builder.add_block(
            name, "gradient", path, (row, column + width), cells, bias=bias, repeated=True
        )
        builder.add_mark("caption", label, (row, column), (block.height, width), path)
        column = block.right


def _stored(
    backward_pass: BackwardPass, shown: Sequence[int], limits: Limits
) -> Iterator[tuple[str, str, Cells, Bias]]:
    """Name, path of the step, cells and bias rule of each gradient."""
    seen: set[str] = set()
    for position in shown:
        step, back = backward_pass.chain[position], backward_pass.steps[position]
        of = {name: back.variable(name) for name in back.parameter_gradients}
        total = {name: backward_pass.total(v.name) for name, v in of.items() if v.name not in seen}
        seen.update(variable.name for variable in of.values())
        product = product_of(step)
        placed = set()
        if product and product.weights.is_upright:
            parts = square_gradients(step, product, total, of)
            placed = {part.variable for part in parts}
            if parts:
                symbols = "|".join(part.squares.variable.name for part in parts)
                joined = f"∂L/∂[{symbols}]" if len(parts) > 1 else parts[0].variable.name
                cells = weight_gradient_cells(parts, limits)
                yield joined, step.path, cells, "column" if len(parts) > 1 else ""
        for name, gradient in total.items():
            if of[name] not in placed and gradient.ndim <= 2:
                yield of[name].name, step.path, gradient_cells(gradient, of[name], limits), ""
