"""The staircase of a backward pass: each step together with its gradients."""

from __future__ import annotations

from collections.abc import Sequence

from handnn.arithmetic import Variable
from handnn.backward_step import BackwardStep
from handnn.elision import shortened
from handnn.reading import Product
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.cells import transposed, value_cells
from handnn.sheet.layout.comparison import compare, row_origin
from handnn.sheet.layout.gradient_cells import row_cells, square_gradients, weight_gradient_cells
from handnn.sheet.layout.gradient_rows import GradientRow, GradientRows
from handnn.sheet.layout.kinds import product_of
from handnn.sheet.layout.layer_labels import LONGEST_NAME, label_width
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.staircase import Staircase
from handnn.sheet.page import Block
from handnn.step import Step


class BackwardStaircase(Staircase):
    """Places the steps of a run, one after the other, each with its gradients."""

    def __init__(self, builder: PageBuilder, backward_pass: BackwardPass) -> None:
        super().__init__(builder, backward_pass.chain)
        self._back = backward_pass.back
        self._steps = backward_pass.steps
        self._contributions = backward_pass.contributions
        self._start = row_origin(self.chain[-1], self._back.loss_function)
        self._apart: list[tuple[int, Product]] = []  # those whose gradients are still to do
        self._rows = GradientRows(backward_pass, builder.limits)

    # -- a product --------------------------------------------------------------------------------

    def _add_product(self, position: int, product: Product, gap: int) -> Block:
        """What the forward sheet places, with room above it for the rows of gradients."""
        step, x, bottom = self.chain[position], self.current, self._floor + gap
        above = list(self._rows.above(position, self._steps[position].input_gradient))
        height = sum(len(row.cells) for row in above)
        apart = self.builder.limits.apart
        if not apart:
            height = max(height, x.width + 1)  # room for ↑ and the gradient with respect to z
        bottom += height
        W = super()._add_product(position, product, bottom + bool(height) - self._floor)
        by_x = self._add_rows(above, bottom, W.column, W.strip) if above else None
        if apart:
            self._apart.append((position, product))
            if by_x:
                z = step.variable("output").gradient.name
                self._add_caption(("", f"= {z}·{W.name}"), by_x)
            return W
        by_z = self._add_gradients_beside(position, product, x, bottom - x.width)
        if by_x:
            size = (by_x.height, by_z.column - by_x.right)
            at = (by_x.row, by_x.right)
            self.builder.add_mark("function", (W.name, "←"), at, size, step.path)
        return W

    def end(self) -> None:
        """Finish a segment; below it, the gradients that are set apart."""
        self.builder.align_left()
        for position, product in self._apart:
            step = self.chain[position]
            self.start(position, (f'Gradients of "{shortened(step.name, LONGEST_NAME)}":',))
            if product.bias:
                self._add_ones(step, self.current)
            row = self.current.bottom + bool(product.bias) + 1
            self._add_gradients_beside(position, product, self.current, row)
            self.builder.align_left()
        self._apart.clear()

    def _name_current(self) -> None:
        """Name a value above it, because its gradients begin on its right."""
        x = self.current
        if x.row and not x.repeated:
            self.builder.add_mark("name", x.name, (x.row - 1, x.column), (1, x.width), x.step)

    def _add_gradients_beside(self, position: int, product: Product, x: Block, row: int) -> Block:
        """The gradients with respect to [W | b] and z of a dense layer, right of its input.

        That with respect to [W | b] is transposed; that with respect to z is a row, and returned.
        """
        builder, step, back = self.builder, self.chain[position], self._steps[position]
        path, z = step.path, step.variable("output").gradient
        variables = {name: self._contribution(back, name) for name in back.parameter_gradients}
        parts = square_gradients(step, product, back.parameter_gradients, variables)
        cells = weight_gradient_cells(parts, builder.limits)
        weights, *biases = parts
        by_W = builder.add_block(
            weights.variable.name + "ᵀ" * (not product.weights.is_transposed),
            "gradient",
            path,
            (x.row, x.right + 2),
            transposed(cells),
            bias="row" if biases else "",
        )
        self._add_caption(_transposed_product(by_W.name, x.name, z.name, step, product), by_W)
        for bias in biases:
            builder.add_mark("caption", bias.variable.name, (x.bottom, by_W.right), (1, 2), path)
        for i in range(by_W.height):
            builder.add_mark("arrow", "→", (x.row + i, x.right), (1, 2), path)
        for j in range(by_W.width):
            at, size = (by_W.bottom, by_W.column + j), (row - by_W.bottom, 1)
            builder.add_mark("arrow", "↑", at, size, path, by_W.strip)
        row_of_z = row_cells(back.output_gradient, z, builder.limits)
        at = (row, by_W.column)
        by_z = builder.add_block(z.name, "gradient", path, at, row_of_z, strip=by_W.strip)
        origin = self._rows.origin(position)
        self._add_caption((z.name, self._start if origin is None else origin), by_z)
        return by_z

    def _add_caption(self, lines: Sequence[str], block: Block) -> None:
        """Name a block and say how it is computed, right of it or among the notes."""
        name, *equation = lines
        if equation[0] and not self.builder.limits.equations:
            self.notes.append(f"{name or block.name} {', in shapes '.join(equation)}")
            equation = [""]
        height = block.height - (block.bias == "row")
        lines = [name, *equation] if height > 1 else [f"{name} {equation[0]}", *equation[1:]]
        lines = [line.strip() for line in lines if line.strip()]
        if lines:
            size = (height, 1 + max(map(len, lines)) // 4)
            self.builder.add_mark("caption", lines, (block.row, block.right), size, block.step)

    def _contribution(self, back: BackwardStep, name: str) -> Variable:
        """The gradient with respect to a parameter; its part of it where a layer is used twice."""
        variable = back.variable(name)
        if len(self._contributions[variable.name]) == 1:
            return variable
        return Variable(f"{variable.name}@{back.path}", variable.role)

    def _add_rows(self, rows: Sequence[GradientRow], bottom: int, column: int, strip: int) -> Block:
        """Place rows one below the other, the last one, which is returned, right above `bottom`."""
        blocks = []
        width = len(rows[-1].cells[0])
        for row in reversed(rows):
            bottom -= len(row.cells)
            own_strip = strip if len(row.cells[0]) == width else None
            block = self.builder.add_block(
                row.label,
                row.role,
                row.step,
                (bottom, column),
                row.cells,
                strip=own_strip,
                repeated=row.repeated,
            )
            size = (block.height, 2)
            self.builder.add_mark("caption", row.label, (bottom, column - 2), size, row.step)
            blocks.append(block)
        return blocks[0]

    @property
    def transposes_output(self) -> bool:
        """Whether output and target have a row per sample, because columns would be too wide."""
        return self.builder.limits.apart and self._back.output_gradient.ndim == 2

    # -- the end ----------------------------------------------------------------------------------

    def add_target(self) -> None:
        """Right of the output the target and the gradient with respect to the output.

        Where the last layer is not dense, that gradient begins the rows that lead back from it.
        """
        builder, gradient = self.builder, self._back.output_gradient
        last, y = self.chain[-1], self.current
        if self.transposes_output:
            y = builder.transpose(y)
        self._name_below(y)
        right = y
        for term in compare(last, self._back.loss_function, self._back.target, gradient):
            gap = label_width(term.label)
            builder.add_mark("function", term.label, (y.row, right.right), (y.height, gap))
            cells = value_cells(term.values, term.variable, builder.limits, term.role == "target")
            at = (y.row, right.right + gap)
            right = builder.add_block(term.variable.name, term.role, "", at, cells)
            if self.transposes_output:
                right = builder.transpose(right)
            self._name_below(right)
        self._floor = max(self._floor, y.bottom) + 1  # names stand below the blocks
        rows = [] if product_of(last) else list(self._rows.above(len(self.chain), gradient))
        if rows:
            bottom = self._floor + sum(len(row.cells) for row in rows)
            width = len(rows[-1].cells[0])
            row = self._add_rows(rows, bottom, y.column - 1 - width, builder.new_strip())
            builder.add_mark("caption", self._start, (row.row, row.right), (row.height, 3))

    def _name_below(self, block: Block) -> None:
        at, size = (block.bottom, block.column), (1, block.width)
        self.builder.add_mark("caption", block.name, at, size, strip=block.strip)


def _transposed_product(by_W: str, x: str, z: str, step: Step, product: Product) -> tuple[str, ...]:
    """The product that gives the transposed gradient with respect to W, and its shapes."""
    outputs, inputs = product.weights.shape
    samples = 1 if step.input.ndim == 1 else len(step.input)
    shapes = f"{inputs}×{outputs} = ({inputs}×{samples})·({samples}×{outputs})"
    return by_W, f"= {x}·{z}", shapes
