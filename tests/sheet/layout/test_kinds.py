"""Sheets are drawn from what steps do: layers of a user's own look like those of handnn."""

import pickle
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import handnn as hn
from handnn.render.documents.latex import latex
from handnn.render.documents.markdown import markdown
from handnn.render.html.page import html
from handnn.sheet.diagram import diagram
from handnn.sheet.layout.kinds import is_identity, is_relu, product_of, role_of


class Matrix(hn.Layer):
    """A product in the words of a user, called as `Dense` calls itself."""

    parameter_names = ("W", "b")

    def __init__(self, W, b=None, name=None):
        super().__init__(name=name)
        self.W = W
        self.b = b
        self.out_features, self.in_features = self.W.shape

    def forward(self, x):
        z = x @ self.W.T
        return z if self.b is None else z + self.b

    @property
    def label(self):
        return f"Dense {self.in_features} → {self.out_features}" if self.out_features else "Dense"


class WithGradients(Matrix):
    def input_gradient(self, step, grad):
        return grad @ self.W

    def parameter_gradients(self, step, grad):
        by_W = np.outer(grad, step.input) if grad.ndim == 1 else grad.T @ step.input
        return {"W": by_W} if self.b is None else {"W": by_W, "b": grad}


class Rect(hn.Layer):
    """A rectified linear unit in the words of a user; it declares nothing."""

    def forward(self, x):
        return np.maximum(x, 0)


class RectWithGradient(Rect):
    def input_gradient(self, step, grad):
        return grad * (step.input > 0)


class Weighted(hn.Layer):
    """A product with a column per neuron, and names of its own."""

    parameter_names = ("weights", "bias")

    def __init__(self, weights, bias=None, name=None):
        super().__init__(name=name)
        self.weights = weights
        self.bias = bias

    def forward(self, x):
        z = x @ self.weights
        return z if self.bias is None else z + self.bias


def called(cls, name):
    """A class under the name of another one, as in `type(layer).__name__`."""
    return type(name, (cls,), {})


def network(sizes, biased, seed, dense=hn.Dense, relu=hn.ReLU, dtype=float):
    rng = np.random.default_rng(seed)
    layers = []
    for i, (inputs, outputs) in enumerate(pairwise(sizes)):
        W = rng.integers(-3, 4, (outputs, inputs)).astype(dtype)
        b = rng.integers(-3, 4, outputs).astype(dtype) if biased else None
        layers += [dense(W, b, name=f"layer{i}"), relu(name=f"act{i}")]
    return hn.Sequential(*layers)


def run(sizes, samples, biased, seed, *kinds, dtype=float):
    shape = (sizes[0],) if samples is None else (samples, sizes[0])
    x = np.random.default_rng(seed + 1).integers(-3, 4, shape).astype(dtype)
    return network(sizes, biased, seed, *kinds, dtype=dtype).trace(x)


networks = {
    "sizes": st.lists(st.integers(1, 4), min_size=2, max_size=4) | st.just([25, 3, 23]),
    "samples": st.none() | st.integers(1, 12),
    "biased": st.booleans(),
    "seed": st.integers(0, 999),
}


def like_theirs(matrix, rect):
    """Classes of a user's own with the names of handnn's: only what they do is theirs."""
    return called(matrix, "Dense"), called(rect, "ReLU")


@given(**networks, dtype=st.sampled_from([np.float64, np.float32]))
def test_a_run_through_layers_of_a_users_own_looks_the_same(sizes, samples, biased, seed, dtype):
    theirs = run(sizes, samples, biased, seed, dtype=dtype)
    mine = run(sizes, samples, biased, seed, *like_theirs(Matrix, Rect), dtype=dtype)
    assert mine.sheet() == theirs.sheet()
    assert mine.describe() == theirs.describe()
    assert diagram(mine.run).rows[0] == diagram(theirs.run).rows[0]


@settings(max_examples=20)
@given(**networks)
def test_so_do_the_documents_and_the_page(sizes, samples, biased, seed):
    theirs = run(sizes, samples, biased, seed)
    mine = run(sizes, samples, biased, seed, *like_theirs(Matrix, Rect))
    for pen in latex, markdown, html, str:
        assert pen(mine) == pen(theirs)


@given(**networks)
def test_gradients_derived_from_forward_are_drawn_in_the_same_places(sizes, samples, biased, seed):
    theirs = run(sizes, samples, biased, seed)
    mine = run(sizes, samples, biased, seed, *like_theirs(Matrix, Rect))
    grad = np.ones(theirs.output.shape)
    theirs, mine = theirs.backward(grad=grad), mine.backward(grad=grad)
    assert mine.sheet() == theirs.sheet()
    assert mine.describe() == theirs.describe()


@settings(max_examples=20)
@given(**networks)
def test_with_gradient_methods_the_page_of_a_backward_pass_is_the_same(
    sizes, samples, biased, seed
):
    theirs = run(sizes, samples, biased, seed)
    mine = run(sizes, samples, biased, seed, *like_theirs(WithGradients, RectWithGradient))
    grad = np.ones(theirs.output.shape)
    for pen in latex, markdown, html, str:
        assert pen(mine.backward(grad=grad)) == pen(theirs.backward(grad=grad))


# -- names of one's own ---------------------------------------------------------------------------


def weighted(W, b, name):
    return Weighted(np.transpose(W), b, name)


def upright(cell):
    """A cell of transposed weights as the cell of `Dense` that stands in the same square."""
    name = cell.variable.name.replace("weights", "W").replace("bias", "b")
    is_turned = "weights" in cell.variable.name
    index = cell.index[::-1] if is_turned else cell.index
    return replace_cell(cell, name, index)


def replace_cell(cell, name, index):
    becomes = cell.becomes and upright(cell.becomes)
    variable = replace(cell.variable, name=name)
    return type(cell)(variable, index, cell.value, cell.given, cell.off, becomes)


@given(**networks)
def test_a_column_per_neuron_is_drawn_as_a_row_per_neuron(sizes, samples, biased, seed):
    theirs = run(sizes, samples, biased, seed).sheet()
    mine = run(sizes, samples, biased, seed, weighted).sheet()
    for a, b in zip(mine.blocks, theirs.blocks, strict=True):
        assert (a.row, a.column, a.role, a.step, a.bias) == (
            b.row,
            b.column,
            b.role,
            b.step,
            b.bias,
        )
        assert tuple(tuple(map(upright, row)) for row in a.cells) == b.cells


@given(**networks)
def test_the_diagram_has_the_same_edges(sizes, samples, biased, seed):
    theirs = diagram(run(sizes, samples, biased, seed).run)
    mine = diagram(run(sizes, samples, biased, seed, weighted).run)
    for a, b in zip(mine.rows, theirs.rows, strict=True):
        assert [upright(unit) for unit in a.units] == list(b.units)
        edges = [(edge.source, edge.target, upright(edge.weight)) for edge in a.edges]
        assert edges == [(edge.source, edge.target, edge.weight) for edge in b.edges]


@given(**networks)
def test_gradients_of_transposed_weights_stand_in_their_own_shape(sizes, samples, biased, seed):
    mine = run(sizes, samples, biased, seed, weighted)
    back = mine.backward(grad=np.ones(mine.output.shape))
    blocks = back.sheet().blocks
    cells = [cell for b in blocks for row in b.cells for cell in row if not cell.elided]
    for step in mine.run.leaves():
        for name, symbol in step.symbols.parameters.items():
            gradient = back.gradients[f"{step.path}.{name}"]
            of_it = [cell for cell in cells if cell.variable.name == f"∂L/∂{symbol}"]
            assert {cell.value == gradient[cell.index] for cell in of_it} == {True}


def test_names_of_ones_own_are_on_the_sheet(golden):
    net = hn.Sequential(
        Weighted([[1, -1, 2], [0, 1, -1]], [0, 1, -2], name="first"),
        Rect(),
        Weighted([[1], [2], [1]], 3, name="second"),
    )
    trace = net.trace([2, 1])
    back = trace.backward(hn.SquaredError(), target=[3])
    golden("sheet/own-names.txt", f"{trace.sheet()}\n\n{back.sheet()}\n\n{trace.describe()}")
    assert r"_{[\mathit{weights}_{1}^{\top} \,|\, \mathit{bias}_{1}]}" in latex(trace)


# -- what a step is -------------------------------------------------------------------------------


def test_a_layer_that_adds_something_is_no_product():
    class Shifted(hn.Dense):
        def forward(self, x):
            return super().forward(x) + 1

    class Applied(hn.Dense):
        def forward(self, x):
            return np.tanh(super().forward(x))

    for kind in Shifted, Applied:
        sheet = hn.Sequential(kind([[1, 2]], [3])).trace([1, 1]).sheet()
        assert "weights" not in {block.role for block in sheet.blocks}


def test_a_subclass_is_what_it_does():
    class Capped(hn.ReLU):
        def forward(self, x):
            return np.minimum(super().forward(x), 6)

    class Doing(hn.ReLU):
        def forward(self, x):
            return (x > 0) * x

    assert not is_relu(Capped().run([1, 2]))
    assert is_relu(Doing().run([1, 2]))


@pytest.mark.parametrize(
    ("layer", "role"),
    [
        (hn.Dense([[1, 2]]), "pre-activation"),
        (hn.Tanh(), "activation"),
        (hn.Softmax(), "activation"),
        (Rect(), "activation"),
        (Weighted([[1], [2]]), "pre-activation"),
    ],
)
def test_the_role_of_an_output(layer, role):
    assert role_of(layer.run([1, 2])) == role


def test_what_cannot_be_followed_or_takes_a_decision_has_no_kind():
    class Deciding(hn.Layer):
        def forward(self, x):
            return x if x[0] > 0 else -x

    class Plain(hn.Layer):
        def forward(self, x):
            return np.array([float(v) for v in x])

    class Drawing(hn.Layer):
        def forward(self, x):
            return x * np.random.default_rng().normal()

    for kind in Deciding, Plain, Drawing:
        step = kind().run([1, 2])
        assert step.reading is None
        assert (product_of(step), is_relu(step), is_identity(step)) == (None, False, False)


def test_a_step_is_read_once_and_only_when_somebody_draws():
    count = 0

    class Counting(hn.Layer):
        def forward(self, x):
            nonlocal count
            count += 1
            return np.maximum(x, 0)

    trace = hn.Sequential(Counting()).trace([1, -1])
    assert count == 1
    for _ in range(2):
        trace.sheet()
        diagram(trace.run)
        trace.describe()
    assert count == 2


def test_a_step_that_has_been_read_can_be_pickled():
    trace = hn.Sequential(hn.Dense([[1, 2]]), Rect()).trace([1, 1])
    trace.sheet()
    assert pickle.loads(pickle.dumps(trace.run[0])).reading.weights.values.tolist() == [[1, 2]]
