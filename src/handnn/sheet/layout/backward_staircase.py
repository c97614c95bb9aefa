"""The staircase of a backward pass: the gradients in their places, on the way down."""

from __future__ import annotations

from collections.abc import Sequence

from handnn.arithmetic import Variable
from handnn.backward_step import BackwardStep
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.cells import transposed, value_cells
from handnn.sheet.layout.chain import Leaf, is_dense
from handnn.sheet.layout.comparison import compare, laid_down
from handnn.sheet.layout.gradient_cells import row_cells, weight_gradient_cells
from handnn.sheet.layout.gradient_rows import GradientRows, Row
from handnn.sheet.layout.layer_labels import shortened, squares
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.staircase import Staircase
from handnn.sheet.page import Block


class BackwardStaircase(Staircase):
    """Walks down the staircase and places the gradients on the way."""

    def __init__(self, builder: PageBuilder, given: BackwardPass) -> None:
        super().__init__(builder, given.chain)
        self._back = given.back
        self._steps = given.steps
        self._shares = given.shares
        self._start = laid_down(given.chain[-1].step, given.back.loss_function)
        self._apart: list[Leaf] = []
        self._way = GradientRows(given, builder.limits)

    # -- a dense layer ----------------------------------------------------------------------------

    def _dense(self, leaf: Leaf, gap: int) -> Block:
        """What the forward sheet places, with room above it for the rows of gradients."""
        x, bottom = self.current, self._floor + gap
        above = list(self._way.into(leaf.place, self._steps[leaf.place].input_gradient))
        height = sum(len(row.cells) for row in above)
        apart = self.builder.limits.apart
        if not apart:
            height = max(height, x.width + 1)  # room for ↑ and the gradient by z
        bottom += height
        W = super()._dense(leaf, bottom + bool(height) - self._floor)
        by_x = self._lay(above, bottom, W.column, W.strip) if above else None
        if apart:
            self._apart.append(leaf)
            if by_x:
                z = leaf.step.variable("output").gradient.name
                self._say(("", f"= {z}·{W.name}"), by_x)
            return W
        by_z = self._beside_input(leaf, x, bottom - x.width)
        if by_x:
            size = (by_x.height, by_z.column - by_x.right)
            self.builder.mark("function", (W.name, "←"), (by_x.row, by_x.right), size, leaf.path)
        return W

    def end(self) -> None:
        """Finish a segment; below it, the gradients that are set apart."""
        self.builder.settle()
        for leaf in self._apart:
            self.start(leaf.place, (f'Gradients of "{shortened(leaf.step.name)}":',))
            biased = "b" in leaf.step.parameters
            if biased:
                self._ones(leaf, self.current)
            self._beside_input(leaf, self.current, self.current.bottom + biased + 1)
            self.builder.settle()
        self._apart.clear()

    def _name_current(self) -> None:
        """Name a value above it, for on its right its gradients begin."""
        x = self.current
        if x.row and not x.repeated:
            self.builder.mark("name", x.name, (x.row - 1, x.column), (1, x.width), x.step)

    def _beside_input(self, leaf: Leaf, x: Block, row: int) -> Block:
        """Right of the input the gradient by [W | b], transposed; in `row` that by z, laid down."""
        builder, path = self.builder, leaf.path
        back, z = self._steps[leaf.place], leaf.step.variable("output").gradient
        variables = {name: self._share(back, name) for name in back.parameter_gradients}
        cells = weight_gradient_cells(back.parameter_gradients, variables, builder.limits)
        bias = variables.get("b")
        by_W = builder.put(
            f"{variables['W'].name}ᵀ",
            "gradient",
            path,
            (x.row, x.right + 2),
            transposed(cells),
            bias="row" if bias else "",
        )
        self._say(_why_transposed(by_W.name, x.name, z.name, leaf), by_W)
        if bias:
            builder.mark("caption", bias.name, (x.bottom, by_W.right), (1, 2), path)
        for i in range(by_W.height):
            builder.mark("arrow", "→", (x.row + i, x.right), (1, 2), path)
        for j in range(by_W.width):
            at, size = (by_W.bottom, by_W.column + j), (row - by_W.bottom, 1)
            builder.mark("arrow", "↑", at, size, path, by_W.strip)
        row_of_z = row_cells(back.output_gradient, z, builder.limits)
        at = (row, by_W.column)
        by_z = builder.put(z.name, "gradient", path, at, row_of_z, strip=by_W.strip)
        origin = self._way.origin(leaf)
        self._say((z.name, self._start if origin is None else origin), by_z)
        return by_z

    def _say(self, words: Sequence[str], block: Block) -> None:
        """Name a block and say where it comes from, right of it or among the notes."""
        name, *equation = words
        if equation[0] and not self.builder.limits.words:
            self.notes.append(f"{name or block.name} {', in shapes '.join(equation)}")
            equation = [""]
        height = block.height - (block.bias == "row")
        lines = [name, *equation] if height > 1 else [f"{name} {equation[0]}", *equation[1:]]
        lines = [line.strip() for line in lines if line.strip()]
        if lines:
            size = (height, 1 + max(map(len, lines)) // 4)
            self.builder.mark("caption", lines, (block.row, block.right), size, block.step)

    def _share(self, back: BackwardStep, name: str) -> Variable:
        """The gradient by a parameter; one share of it where its layer stands at several places."""
        variable = back.variable(name)
        if len(self._shares[variable.name]) == 1:
            return variable
        return Variable(f"{variable.name}@{back.name}", variable.role)

    def _lay(self, rows: Sequence[Row], bottom: int, column: int, strip: int) -> Block:
        """Place rows one below the other, the last one right above `bottom`; that last one."""
        placed = []
        width = len(rows[-1].cells[0])
        for row in reversed(rows):
            bottom -= len(row.cells)
            own_strip = strip if len(row.cells[0]) == width else None
            block = self.builder.put(
                row.label,
                row.role,
                row.step,
                (bottom, column),
                row.cells,
                strip=own_strip,
                repeated=row.repeated,
            )
            size = (block.height, 2)
            self.builder.mark("caption", row.label, (bottom, column - 2), size, row.step)
            placed.append(block)
        return placed[0]

    @property
    def lays_down(self) -> bool:
        """Whether output and target stand as rows, a sample each, because columns are too wide."""
        return self.builder.limits.apart and self._back.output_gradient.ndim == 2

    # -- the end ----------------------------------------------------------------------------------

    def meet_target(self) -> None:
        """Right of the output its target and the gradient by it; below, that gradient laid down."""
        builder, gradient = self.builder, self._back.output_gradient
        last, y = self.chain[-1], self.current
        if self.lays_down:
            y = builder.turn(y)
        self._name_below(y, y.name)
        right = y
        for term in compare(last.step, self._back.loss_function, self._back.target, gradient):
            gap = squares(term.sign)
            builder.mark("function", term.sign, (y.row, right.right), (y.height, gap))
            cells = value_cells(term.values, term.variable, builder.limits, term.role == "target")
            name, at = term.variable.name, (y.row, right.right + gap)
            right = builder.put(name, term.role, (), at, cells)
            if self.lays_down:
                right = builder.turn(right)
            self._name_below(right, right.name)
        self._floor = max(self._floor, y.bottom) + 1  # names stand below the blocks
        rows = [] if is_dense(last.step) else list(self._way.into(last.place + 1, gradient))
        if rows:
            bottom = self._floor + sum(len(row.cells) for row in rows)
            width = len(rows[-1].cells[0])
            laid = self._lay(rows, bottom, y.column - 1 - width, builder.new_strip())
            builder.mark("caption", self._start, (laid.row, laid.right), (laid.height, 3))

    def _name_below(self, block: Block, name: str) -> None:
        at, size = (block.bottom, block.column), (1, block.width)
        self.builder.mark("caption", name, at, size, strip=block.strip)


def _why_transposed(by_W: str, x: str, z: str, leaf: Leaf) -> tuple[str, ...]:
    """The product that gives the gradient by W in this orientation, and its shapes."""
    outputs, inputs = leaf.step.parameters["W"].shape
    samples = 1 if leaf.step.input.ndim == 1 else len(leaf.step.input)
    shapes = f"{inputs}×{outputs} = ({inputs}×{samples})·({samples}×{outputs})"
    return by_W, f"= {x}·{z}", shapes
