"""What a gradient passes on its way back, as rows: gradients, masks and slopes."""

import numpy as np
import pytest
from exercises import hidden_layer

import handnn as hn
from handnn.sheet import Limits
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.gradient_rows import GradientRows


def rows_of(net, x, grad):
    given = BackwardPass(net.trace(x).backward(grad=grad))
    return given, GradientRows(given, Limits())


def shown(rows):
    return [
        (row.label, row.role, [[cell.value for cell in line] for line in row.cells], row.step)
        for row in rows
    ]


def test_the_way_through_the_hidden_layer():
    """By z2: (2, -1) through (0, 1); by h: W2ᵀ·(0, -1); by z1: that through (0, 1, 1, 1)."""
    given, rows = rows_of(hidden_layer(), [2, 1, 3], [2, -1])
    by_z2, by_h = given.steps[3].input_gradient, given.steps[2].input_gradient
    assert shown(rows.above(4, given.back.output_gradient)) == [
        ("mask", "mask", [[0, 1]], "relu_2"),
        ("∂L/∂y", "gradient", [[2, -1]], "relu_2"),
    ]
    assert by_z2.tolist() == [0, -1]
    assert shown(rows.above(2, by_h)) == [
        ("mask", "mask", [[0, 1, 1, 1]], "relu_1"),
        ("∂L/∂h", "gradient", [[0, 0, -1, 1]], "relu_1"),
    ]
    by_x = given.back.input_gradient  # W1ᵀ·(0, 0, -1, 1)
    assert shown(rows.above(0, by_x)) == [("∂L/∂x", "gradient", [[1, -1, 0]], "")]


def test_no_gradient_no_rows():
    _, rows = rows_of(hidden_layer(), [2, 1, 3], [2, -1])
    assert list(rows.above(0, None)) == []


def test_between_two_activations_stands_a_gradient():
    net = hn.Sequential(hn.Dense([[2]]), hn.ReLU(), hn.LeakyReLU(0.5), hn.Dense([[3]]))
    given, rows = rows_of(net, [1], [1])
    assert shown(rows.above(3, given.steps[3].input_gradient)) == [
        ("mask", "mask", [[1]], "relu_1"),
        ("∂L/∂h", "gradient", [[3]], "leaky_relu_1"),
        ("slope", "mask", [[1]], "leaky_relu_1"),
        ("∂L/∂h'", "gradient", [[3]], "leaky_relu_1"),
    ]


def test_a_row_for_every_sample():
    given, rows = rows_of(hn.Sequential(hn.Dense([[1]]), hn.ReLU()), [[1], [-2]], [[5], [6]])
    mask, gradient = rows.above(2, given.back.output_gradient)
    assert [[cell.value for cell in line] for line in mask.cells] == [[1], [0]]
    assert [[cell.off for cell in line] for line in mask.cells] == [[False], [True]]
    assert [[cell.symbol for cell in line] for line in gradient.cells] == [
        ["∂L/∂y⁽¹⁾[1]"],
        ["∂L/∂y⁽²⁾[1]"],
    ]


def test_between_two_dense_layers_the_gradient_is_there_already():
    net = hn.Sequential(hn.Dense([[2]]), hn.Dense([[3]]))
    given, rows = rows_of(net, [1], [1])
    (row,) = rows.above(1, given.steps[1].input_gradient)
    assert (row.label, row.repeated) == ("∂L/∂z1", True)


def test_activations_before_any_dense_layer_lead_back_to_the_input():
    net = hn.Sequential(hn.ReLU(), hn.Dense([[3, 4]]))
    given, rows = rows_of(net, [1, -1], [2])
    assert given.steps[0].input_gradient is None  # nobody asked for it
    assert [row.label for row in rows.above(1, given.steps[1].input_gradient)] == ["mask", "∂L/∂h"]
    whole = BackwardPass(hn.Sequential(hn.ReLU()).trace([1, -1]).backward(grad=[6, 8]))
    assert shown(GradientRows(whole, Limits()).above(1, whole.back.output_gradient)) == [
        ("∂L/∂x", "gradient", [[6, 0]], "relu_1"),
        ("mask", "mask", [[1, 0]], "relu_1"),
        ("∂L/∂y", "gradient", [[6, 8]], "relu_1"),
    ]


@pytest.mark.parametrize(
    ("after", "origin"),
    [
        ([], None),
        ([hn.Dense(np.eye(2))], ""),
        ([hn.ReLU()], "= ∂L/∂y × mask"),
        ([hn.Tanh()], "= ∂L/∂y × slope"),
        ([hn.Tanh(), hn.Dense(np.eye(2))], "= ∂L/∂h × slope"),
        ([hn.Softmax()], "(back through Softmax)"),
    ],
)
def test_what_the_gradient_by_z_is_made_of(after, origin):
    _, rows = rows_of(hn.Sequential(hn.Dense([[1], [2]]), *after), [1], [1, 1])
    assert rows.origin(0) == origin
