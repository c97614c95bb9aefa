"""The staircase: how each step of a run takes its place below and beside the value it takes."""

from __future__ import annotations

from collections.abc import Sequence

from handnn.arithmetic import Variable
from handnn.sheet.layout.cells import Cells, parameter_cells, value_cells, weight_cells
from handnn.sheet.layout.chain import Leaf, is_dense, role_of
from handnn.sheet.layout.layer_labels import LayerLabels, squares
from handnn.sheet.layout.notes import matrix_note
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.page import Block, Role

TALL = 20  # squares; what stands beside a taller block stands beside so many of its first rows


class Staircase:
    """Walks down the staircase, leaf by leaf.

    Args:
        builder: What the blocks are placed on.
        chain: All steps of the run.
        compact: Whether all values run down one strip, every activation in the squares of what it
            takes.

    Attributes:
        current: The value that the next leaf takes.
        signs: How layers are signed.
        notes: What a reader must be told.
    """

    current: Block

    def __init__(self, builder: PageBuilder, chain: Sequence[Leaf], compact: bool = False) -> None:
        self.builder = builder
        self.chain = chain
        self.compact = compact
        self.labels = LayerLabels(chain)
        self.notes: list[str] = []
        self._weights_strip = builder.new_strip()  # in the compact form all weights share it

    def start(self, place: int, words: Sequence[str] = ()) -> None:
        """Begin a segment at the left with what the leaf at a place takes, with words above it."""
        row = 0
        if words:
            row = self.builder.bottom + len(words)
            self.builder.mark("caption", words, (row, 0))
            self.builder.settle()
            row += 1
        x, cells, role, path = self._given_to(place)
        self.current = self.builder.put(x.name, role, path, (row, 0), cells, repeated=bool(words))
        self._floor = self.current.bottom
        if not words:
            self._name(self.current, -1)

    def _given_to(self, place: int) -> tuple[Variable, Cells, Role, tuple[str, ...]]:
        """What the leaf at a place takes: what the one before gave, or the network's input."""
        limits = self.builder.limits
        if place == 0:
            first = self.chain[0].step
            x = first.variable("input")
            return x, value_cells(first.input, x, limits, given=True), "input", ()
        before = self.chain[place - 1]
        h = before.step.variable("output")
        cells = value_cells(before.step.output, h, limits, switched_by=before.step)
        return h, cells, role_of(before.step), before.path

    def go_down(self, leaf: Leaf) -> None:
        """Place what one leaf adds."""
        if is_dense(leaf.step):
            self._dense(leaf, 0 if self.compact else 1)
        elif self.compact:
            self._in_place(leaf)
        else:
            self._beside(leaf)

    def end(self) -> None:
        """Finish a segment: name its last value and move it right of the margin."""
        self._name_current()
        self.builder.settle()

    def _dense(self, leaf: Leaf, gap: int) -> Block:
        """[W | b] at the lower left, z below the input, a 1 under each of the input's columns."""
        step, limits = leaf.step, self.builder.limits
        x = self.current
        if x.role != "input" and not self.compact:
            self._name_current()
        biased = "b" in step.parameters
        if biased:
            self._ones(leaf, x)
        row = self._floor + gap
        weights = weight_cells(step, limits)
        column = x.column - 1 - len(weights[0])
        strip = self._weights_strip if self.compact else self.builder.new_strip()
        W = self.builder.put(
            step.symbols.parameters["W"],
            "weights",
            leaf.path,
            (row, column),
            weights,
            strip=strip,
            bias="column" if biased else "",
        )
        self._name(W, column - 1)
        if biased:
            b = step.symbols.parameters["b"]
            self.builder.mark("name", b, (row - 1, W.right - 1), step=leaf.path)
        z = step.variable("output")
        self.current = self.builder.put(
            z.name,
            "pre-activation",
            leaf.path,
            (row, x.column),
            value_cells(step.output, z, limits),
            strip=x.strip,
        )
        self._floor = self.current.bottom
        return W

    def _ones(self, leaf: Leaf, x: Block) -> None:
        """The trailing 1 that the bias multiplies, below every column of the input."""
        for s in range(x.width):
            self.builder.mark("one", "1", (x.bottom, x.column + s), step=leaf.path, strip=x.strip)

    def _beside(self, leaf: Leaf) -> None:
        """The output to the right of the input, with the layer's sign and its vectors between."""
        step = leaf.step
        row, column = self.current.row, self.current.right
        for name in step.parameters:
            column = self._parameter(leaf, name, row, column)
        lines = self.labels.lines(step)
        gap = squares(lines)
        y = step.variable("output")
        out = self.builder.put(
            y.name,
            role_of(step),
            leaf.path,
            (row, column + gap),
            value_cells(step.output, y, self.builder.limits, switched_by=step),
        )
        height = min(out.height, self.current.height, TALL)
        self.builder.mark("function", lines, (row, column), (height, gap), leaf.path)
        self.current = out
        self._floor = max(self._floor, out.bottom)

    def _parameter(self, leaf: Leaf, name: str, row: int, column: int) -> int:
        """A vector that the layer has learned, as a column; the column right of it."""
        cells = parameter_cells(leaf.step, name, self.builder.limits)
        if cells is None:
            self.notes.append(matrix_note(leaf, name))
            return column
        symbol = leaf.step.symbols.parameters[name]
        block = self.builder.put(symbol, "parameter", leaf.path, (row, column + 1), cells)
        at = (block.bottom, block.column)
        self.builder.mark("caption", symbol, at, step=leaf.path, strip=block.strip)
        self._floor = max(self._floor, block.bottom)
        return block.right

    def _in_place(self, leaf: Leaf) -> None:
        """What an activation makes of the current value, in the same squares."""
        step = leaf.step
        made = value_cells(
            step.output, step.variable("output"), self.builder.limits, switched_by=step
        )
        self.current = self.builder.rework(self.current, made)

    def _name_current(self) -> None:
        self._name(self.current, self.current.right)

    def _name(self, block: Block, column: int) -> None:
        """Name a block in the column beside it; a tall one near its top, where it is seen."""
        size = (min(block.height, TALL), 1)
        self.builder.mark("name", block.name, (block.row, column), size, block.step)
