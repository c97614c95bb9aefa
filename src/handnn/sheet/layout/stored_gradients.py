"""Gradients as they are stored, each in the shape of its parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.cells import Cells
from handnn.sheet.layout.chain import Leaf, is_dense
from handnn.sheet.layout.gradient_cells import grid_cells, weight_gradient_cells
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.page import Bias, Limits


def store_gradients(builder: PageBuilder, given: BackwardPass, shown: Sequence[Leaf]) -> None:
    """Place the gradient by every parameter, in the parameter's own shape, below everything."""
    stored = list(_stored(given, shown, builder.limits))
    if not stored:
        return
    builder.mark("caption", "As stored, in the shapes of the parameters:", (builder.bottom + 1, 0))
    row, column = builder.bottom, 0
    for i, (name, leaf, cells, bias) in enumerate(stored):
        if i and i % builder.limits.segment == 0:
            row, column = builder.bottom + 1, 0
        label = f"{name} ="
        width = 1 + -(-len(label) // 4)
        block = builder.put(
            name, "gradient", leaf.path, (row, column + width), cells, bias=bias, repeated=True
        )
        builder.mark("caption", label, (row, column), (block.height, width), leaf.path)
        column = block.right


def _stored(
    given: BackwardPass, shown: Sequence[Leaf], limits: Limits
) -> Iterator[tuple[str, Leaf, Cells, Bias]]:
    """Name, cells and bias rule of each gradient."""
    seen: set[str] = set()
    for leaf in shown:
        back = given.steps[leaf.place]
        of = {name: back.variable(name) for name in back.parameter_gradients}
        total = {name: given.total(v.name) for name, v in of.items() if v.name not in seen}
        seen.update(variable.name for variable in of.values())
        if is_dense(leaf.step) and total:
            symbols = "|".join(leaf.step.symbols.parameters[name] for name in total)
            name = f"∂L/∂[{symbols}]" if "b" in total else of["W"].name
            cells = weight_gradient_cells(total, of, limits)
            yield name, leaf, cells, "column" if "b" in total else ""
            continue
        for name, gradient in total.items():
            if gradient.ndim <= 2:
                yield of[name].name, leaf, grid_cells(gradient, of[name], limits), ""
