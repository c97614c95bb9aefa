"""The backward sheet: the staircase of the run, and every gradient in its place on it.

Right of a layer's input stands the gradient by its weights, transposed: a row per input, a column
per neuron, the gradient by the bias level with the trailing 1, and below it, laid down, that by z.
From there an arrow leads left to the one by the input, which stands above the columns of W. It
climbs through the mask of the activation into the gradient by the z before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Protocol

from handnn.arithmetic import Variable
from handnn.arrays import Array
from handnn.backward_step import BackwardStep
from handnn.losses import Loss
from handnn.sheet.board import Board
from handnn.sheet.cells import Cells, value_cells
from handnn.sheet.chain import Leaf, is_dense, leaves
from handnn.sheet.comparison import compare, laid_down
from handnn.sheet.flights import continued, flights
from handnn.sheet.gradient_cells import grid_cells, row_cells, transposed, weight_gradient_cells
from handnn.sheet.model import Bias, Block, Limits
from handnn.sheet.notes import few, notes_on
from handnn.sheet.sheet import Sheet
from handnn.sheet.signs import shortened, squares
from handnn.sheet.stairs import Stairs
from handnn.sheet.way_back import Row, WayBack

LEGEND = {
    "mask": "mask: 1 where z > 0, there a gradient passes; 0 where ReLU stops it",
    "slope": "slope: of the activation at z, which multiplies a gradient on its way back",
}


class Walked(Protocol):
    """What the sheet asks of a backward pass."""

    @property
    def run(self) -> BackwardStep:
        """The network's own backward step."""

    @property
    def loss_function(self) -> Loss | None:
        """What computed the loss, if anything did."""

    @property
    def target(self) -> Array | None:
        """What the output should have been, in its shape."""

    def notes(self) -> tuple[str, ...]:
        """Sentences about the units through which no gradient flows."""


def backward_sheet(back: Walked, limits: Limits | None = None) -> Sheet:
    """Lay a backward pass out on squared paper.

    Args:
        back: The backward pass.
        limits: How much is shown.

    Returns:
        The `Sheet`.
    """
    return _laid_out(_Pass(back), limits or Limits())


def _laid_out(given: _Pass, limits: Limits) -> Sheet:
    chain = given.chain
    stairs = _BackwardStairs(Board(limits), given)
    shown: list[Leaf] = []
    flight: list[Leaf] = []
    for words, flight in flights(chain, limits):
        stairs.start(flight[0].place, words)
        for leaf in flight:
            stairs.go_down(leaf)
        shown += flight
        if flight[-1] is not chain[-1]:
            stairs.end()
    if sum(is_dense(leaf.step) for leaf in flight) >= limits.flight:
        stairs.end()
        stairs.start(len(chain), continued(chain[-1]))
    stairs.meet_target()
    stairs.end()
    stairs.store(shown)
    board = stairs.board
    labels = [block.name for block in board.blocks if block.role == "mask"]
    notes = notes_on(board.blocks, partial(_ask, shown, limits))
    legend = (text for label, text in LEGEND.items() if label in labels)
    return Sheet(
        title=f"Backward through {given.back.run.step.layer.label}",
        blocks=tuple(board.blocks),
        marks=tuple(board.marks),
        legend=(*stairs.signs.legend, *legend),
        notes=(*stairs.notes, *notes, *few(given.back.notes())),
        limits=limits,
        place=partial(_laid_out, given),
    )


class _Pass:
    """A backward pass, leaf by leaf.

    Attributes:
        back: The pass.
        chain: All steps of the run.
        steps: Their backward steps.
        shares: The gradients by each parameter, by the name of that gradient on paper; several
            where a layer stands at several places.
    """

    def __init__(self, back: Walked) -> None:
        self.back = back
        self.chain = tuple(leaves(back.run.step))
        self.steps = tuple(back.run.leaves())
        self.shares: dict[str, list[Array]] = {}
        for step in self.steps:
            for name, gradient in step.parameter_gradients.items():
                self.shares.setdefault(step.variable(name).name, []).append(gradient)


class _BackwardStairs(Stairs):
    """Walks down the staircase and places the gradients on the way."""

    def __init__(self, board: Board, given: _Pass) -> None:
        super().__init__(board, given.chain)
        self._back = given.back
        self._steps = given.steps
        self._shares = given.shares
        self._start = laid_down(given.chain[-1].step, given.back.loss_function)
        self._apart: list[Leaf] = []
        self._way = WayBack(given.chain, given.steps, board.limits)

    # -- a dense layer ----------------------------------------------------------------------------

    def _dense(self, leaf: Leaf, gap: int) -> Block:
        """What the forward sheet places, with room above it for the rows of gradients."""
        x, bottom = self.current, self._floor + gap
        above = list(self._way.into(leaf.place, self._steps[leaf.place].input_gradient))
        height = sum(len(row.cells) for row in above)
        apart = self.board.limits.apart
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
            self.board.mark("function", (W.name, "←"), (by_x.row, by_x.right), size, leaf.path)
        return W

    def end(self) -> None:
        """Finish a flight; below it, the gradients that are set apart."""
        super().end()
        for leaf in self._apart:
            self.start(leaf.place, (f'Gradients of "{shortened(leaf.step.name)}":',))
            if "b" in leaf.step.parameters:
                self._ones(leaf, self.current)
            self._beside_input(leaf, self.current, self.current.bottom + 2)
            self.board.settle()
        self._apart.clear()

    def _beside_input(self, leaf: Leaf, x: Block, row: int) -> Block:
        """Right of the input the gradient by [W | b], transposed; in `row` that by z, laid down."""
        board, path = self.board, leaf.path
        back, z = self._steps[leaf.place], leaf.step.variable("output").gradient
        variables = {name: self._share(back, name) for name in back.parameter_gradients}
        cells = weight_gradient_cells(back.parameter_gradients, variables, board.limits)
        bias = variables.get("b")
        by_W = board.put(
            f"{variables['W'].name}ᵀ",
            "gradient",
            path,
            (x.row, x.right + 2),
            transposed(cells),
            bias="row" if bias else "",
        )
        self._say(_why_transposed(by_W.name, x.name, z.name, leaf), by_W)
        if bias:
            board.mark("caption", bias.name, (x.bottom, by_W.right), (1, 2), path)
        for i in range(by_W.height):
            board.mark("arrow", "→", (x.row + i, x.right), (1, 2), path)
        for j in range(by_W.width):
            at, size = (by_W.bottom, by_W.column + j), (row - by_W.bottom, 1)
            board.mark("arrow", "↑", at, size, path, by_W.strip)
        row_of_z = row_cells(back.output_gradient, z, board.limits)
        at = (row, by_W.column)
        by_z = board.put(z.name, "gradient", path, at, row_of_z, strip=by_W.strip)
        origin = self._way.origin(leaf)
        self._say((z.name, self._start if origin is None else origin), by_z)
        return by_z

    def _say(self, words: Sequence[str], block: Block) -> None:
        """Name a block and say where it comes from, right of it or among the notes."""
        name, *equation = words
        if equation[0] and not self.board.limits.words:
            self.notes.append(f"{name or block.name} {', in shapes '.join(equation)}")
            equation = [""]
        height = block.height - (block.bias == "row")
        lines = [name, *equation] if height > 1 else [f"{name} {equation[0]}", *equation[1:]]
        lines = [line.strip() for line in lines if line.strip()]
        if lines:
            size = (height, 1 + max(map(len, lines)) // 4)
            self.board.mark("caption", lines, (block.row, block.right), size, block.step)

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
            block = self.board.put(
                row.label,
                row.role,
                row.step,
                (bottom, column),
                row.cells,
                strip=own_strip,
                repeated=row.repeated,
            )
            size = (block.height, 2)
            self.board.mark("caption", row.label, (bottom, column - 2), size, row.step)
            placed.append(block)
        return placed[0]

    # -- the end ----------------------------------------------------------------------------------

    def meet_target(self) -> None:
        """Right of the output its target and the gradient by it; below, that gradient laid down."""
        last = self.chain[-1]
        board, y = self.board, self.current
        gradient = self._back.run.output_gradient
        right = y
        board.mark("caption", y.name, (y.bottom, y.column), (1, y.width), strip=y.strip)
        for term in compare(last.step, self._back.loss_function, self._back.target, gradient):
            gap = squares(term.sign)
            board.mark("function", term.sign, (y.row, right.right), (y.height, gap))
            cells = value_cells(term.values, term.variable, board.limits, term.role == "target")
            name, at = term.variable.name, (y.row, right.right + gap)
            right = board.put(name, term.role, (), at, cells)
            at = y.bottom, right.column
            board.mark("caption", name, at, (1, right.width), strip=right.strip)
        self._floor = max(self._floor, y.bottom + 1)
        rows = [] if is_dense(last.step) else list(self._way.into(last.place + 1, gradient))
        if rows:
            bottom = self._floor + sum(len(row.cells) for row in rows)
            width = len(rows[-1].cells[0])
            laid = self._lay(rows, bottom, y.column - 1 - width, board.new_strip())
            board.mark("caption", self._start, (laid.row, laid.right), (laid.height, 3))

    # -- as stored --------------------------------------------------------------------------------

    def store(self, shown: Sequence[Leaf]) -> None:
        """Below, the gradient by every parameter in the parameter's own shape."""
        board = self.board
        stored = list(self._stored(shown))
        if not stored:
            return
        board.mark("caption", "As stored, in the shapes of the parameters:", (board.bottom + 1, 0))
        row, column = board.bottom, 0
        for i, (name, leaf, cells, bias) in enumerate(stored):
            if i and i % board.limits.flight == 0:
                row, column = board.bottom + 1, 0
            label = f"{name} ="
            width = 1 + -(-len(label) // 4)
            block = board.put(
                name, "gradient", leaf.path, (row, column + width), cells, bias=bias, repeated=True
            )
            board.mark("caption", label, (row, column), (block.height, width), leaf.path)
            column = block.right

    def _stored(self, shown: Sequence[Leaf]) -> Iterator[tuple[str, Leaf, Cells, Bias]]:
        """Name, cells and bias rule of each gradient; a shared layer's places are added up."""
        limits = self.board.limits
        seen: set[str] = set()
        for leaf in shown:
            back = self._steps[leaf.place]
            of = {name: back.variable(name) for name in back.parameter_gradients}
            total = {name: self._total(v) for name, v in of.items() if v.name not in seen}
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

    def _total(self, variable: Variable) -> Array:
        """The gradients at all places of a parameter, added up."""
        first, *others = self._shares[variable.name]
        return sum(others, start=first)


def _ask(shown: Sequence[Leaf], limits: Limits) -> str:
    """Code that asks for the first gradient left out."""
    for leaf in shown:
        W = leaf.step.parameters.get("W")
        if is_dense(leaf.step) and W is not None and max(W.shape) > limits.features:
            row, column = (limits.features - 2 if n > limits.features else 0 for n in W.shape)
            return f'back.explain("{".".join((*leaf.path, "W"))}", ({row}, {column}))'
    return "back.explain()"


def _why_transposed(by_W: str, x: str, z: str, leaf: Leaf) -> tuple[str, ...]:
    """The product that gives the gradient by W in this orientation, and its shapes."""
    outputs, inputs = leaf.step.parameters["W"].shape
    samples = 1 if leaf.step.input.ndim == 1 else len(leaf.step.input)
    shapes = f"{inputs}×{outputs} = ({inputs}×{samples})·({samples}×{outputs})"
    return by_W, f"= {x}·{z}", shapes
