"""The staircase: each step of a run takes its place below or beside the value that goes into it."""

from __future__ import annotations

from collections.abc import Sequence

from handnn.arithmetic import Variable
from handnn.reading import Product
from handnn.sheet.layout.cells import Cells, parameter_cells, value_cells, weight_cells
from handnn.sheet.layout.kinds import product_of, role_of
from handnn.sheet.layout.layer_labels import LayerLabels, label_width
from handnn.sheet.layout.notes import matrix_note
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.segments import is_strip
from handnn.sheet.page import Block, Role
from handnn.step import Step

TALL = 20  # rows; a name beside a taller block is centred in its first rows, where it is seen


class Staircase:
    """Places the steps of a run, one after the other.

    Args:
        builder: The page to place them on.
        chain: All steps of the run.
        compact: Whether all values stand in a single strip, every activation in the squares of its
            input.

    Attributes:
        current: The input of the next step.
        labels: How layers are labelled.
        notes: What a reader must know.
    """

    current: Block

    def __init__(self, builder: PageBuilder, chain: Sequence[Step], compact: bool = False) -> None:
        self.builder = builder
        self.chain = chain
        self.compact = compact
        self.labels = LayerLabels([s for i, s in enumerate(chain) if not is_strip(chain, i)])
        self.notes: list[str] = []
        self._weights_strip = builder.new_strip()  # in the compact form all weights share it

    def start(self, position: int, heading: Sequence[str] | None = (), gap: int = 1) -> None:
        """Begin a segment at the left, below its heading, with the input of a step.

        Args:
            position: The step's.
            heading: Lines above; None where it needs none, below something else.
            gap: Rows between what is above and the input, where there is no heading.
        """
        row = self.builder.bottom + gap if self.builder.bottom else 0
        if heading:
            row = self.builder.add_heading(heading)
        x, cells, role, path = self._input_of(position)
        repeated = bool(heading) or any(b.name == x.name for b in self.builder.blocks)
        self.current = self.builder.add_block(
            x.name, role, path, (row, 0), cells, repeated=repeated
        )
        self._floor = self.current.bottom
        if not heading and role == "input":
            self._name(self.current, -1)

    def _input_of(self, position: int) -> tuple[Variable, Cells, Role, str]:
        """The input of a step: the output of the step before, or the network's input."""
        limits = self.builder.limits
        before = self.chain[position - 1] if position else None
        step = self.chain[position] if position < len(self.chain) else None
        if step and (before is None or before.symbols.output != step.symbols.input):
            x = step.variable("input")
            given = x.role != "value"
            role: Role = "input" if given else "value"
            return x, value_cells(step.input, x, limits, given=given), role, ""
        assert before is not None
        h = before.variable("output")
        cells = value_cells(before.output, h, limits, switched_by=before)
        return h, cells, role_of(before), before.path

    def add(self, position: int) -> None:
        """Place what the step at a position of the chain adds."""
        step = self.chain[position]
        if product := product_of(step):
            self._add_product(position, product, 0 if self.compact else 1)
        elif self.compact:
            self._add_in_place(step)
        else:
            self._add_beside(step)

    def end(self) -> None:
        """Finish a segment: name its last value and align it with the left margin."""
        self._name_current()
        self.builder.align_left()

    def _add_product(self, position: int, product: Product, gap: int) -> Block:
        """[W | b] at the lower left, z below the input, a 1 under each of the input's columns."""
        step, limits = self.chain[position], self.builder.limits
        x = self.current
        if x.role != "input" and not self.compact:
            self._name_current()
        bias = product.bias
        if bias:
            self._add_ones(step, x)
        row = self._floor + gap
        weights = weight_cells(product, limits)
        column = x.column - 1 - len(weights[0])
        strip = self._weights_strip if self.compact else self.builder.new_strip()
        W = self.builder.add_block(
            product.weights.name,
            "weights",
            step.path,
            (row, column),
            weights,
            strip=strip,
            bias="column" if bias else "",
        )
        self._name(W, column - 1)
        if bias:
            self.builder.add_mark("name", bias.name, (row - 1, W.right - 1), step=step.path)
        z = step.variable("output")
        self.current = self.builder.add_block(
            z.name,
            "pre-activation",
            step.path,
            (row, x.column),
            value_cells(step.output, z, limits),
            strip=x.strip,
        )
        self._floor = self.current.bottom
        return W

    def _add_ones(self, step: Step, x: Block) -> None:
        """The trailing 1 that the bias multiplies, below every column of the input."""
        for j in range(x.width):
            at = (x.bottom, x.column + j)
            self.builder.add_mark("one", "1", at, step=step.path, strip=x.strip)

    def _add_beside(self, step: Step) -> None:
        """The output to the right of the input, with the layer's label and vectors between."""
        row, column = self.current.row, self.current.right
        if self.current.role == "pre-activation" and step.is_activation:
            self._name_below(self.current)
        for name in step.parameters:
            column = self._add_parameter(step, name, row, column)
        lines = self.labels.lines(step)
        gap = label_width(lines)
        y = step.variable("output")
        out = self.builder.add_block(
            y.name,
            role_of(step),
            step.path,
            (row, column + gap),
            value_cells(step.output, y, self.builder.limits, switched_by=step),
        )
        height = min(out.height, self.current.height, TALL)
        self.builder.add_mark("function", lines, (row, column), (height, gap), step.path)
        self.current = out
        self._floor = max(self._floor, out.bottom)

    def _add_parameter(self, step: Step, name: str, row: int, column: int) -> int:
        """A vector among the layer's parameters, as a column; returns the column right of it."""
        cells = parameter_cells(step, name, self.builder.limits)
        if cells is None:
            self.notes.append(matrix_note(step, name))
            return column
        symbol = step.symbols.parameters[name]
        block = self.builder.add_block(symbol, "parameter", step.path, (row, column + 1), cells)
        self._name_below(block)
        self._floor = max(self._floor, block.bottom)
        return block.right

    def _add_in_place(self, step: Step) -> None:
        """The activation of the current value, in the same squares."""
        y = step.variable("output")
        results = value_cells(step.output, y, self.builder.limits, switched_by=step)
        self.current = self.builder.overwrite(self.current, results)

    def _name_current(self) -> None:
        self._name(self.current, self.current.right)

    def _name_below(self, block: Block) -> None:
        at, size = (block.bottom, block.column), (1, block.width)
        self.builder.add_mark("name", block.name, at, size, block.step, block.strip)

    def _name(self, block: Block, column: int) -> None:
        """Name a block in the column beside it; a tall one near its top, where it is seen."""
        size = (min(block.height, TALL), 1)
        self.builder.add_mark("name", block.name, (block.row, column), size, block.step)
