"""Gradients in the shapes of their parameters, in a row below everything else."""

import numpy as np
import pytest
from custom_layers import Scale
from exercises import hidden_layer

import handnn as hn
from handnn.sheet import Limits
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.stored_gradients import add_stored_gradients


def stored(back, limits=None):
    builder, backward_pass = PageBuilder(limits or Limits()), BackwardPass(back)
    add_stored_gradients(builder, backward_pass, range(len(backward_pass.chain)))
    return builder


def values(block):
    return [[cell.value for cell in row] for row in block.cells]


def test_they_stand_side_by_side_behind_their_names():
    back = hidden_layer().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    builder = stored(back)
    first, second = builder.blocks
    assert (first.name, first.row, first.column) == ("∂L/∂[W1|b1]", 2, 5)
    assert (first.height, first.width, first.bias) == (4, 4, "column")
    assert (second.name, second.row, second.column) == ("∂L/∂[W2|b2]", 2, 14)
    assert (second.height, second.width, second.bias) == (2, 5, "column")
    captions = [(mark.lines, mark.row, mark.column, mark.height) for mark in builder.marks]
    assert captions == [
        (("As stored, in the shapes of the parameters:",), 1, 0, 1),
        (("∂L/∂[W1|b1] =",), 2, 0, 4),
        (("∂L/∂[W2|b2] =",), 2, 9, 2),
    ]
    for block, name in ((first, "hidden"), (second, "output")):
        W, b = back.gradients[f"{name}.W"], back.gradients[f"{name}.b"]
        assert values(block) == np.column_stack([W, b]).tolist()
        assert {cell.index for row in block.cells for cell in row[:-1]} == set(np.ndindex(W.shape))
        assert block.repeated
        assert block.step == name


def test_so_many_as_a_segment_has_stages_stand_in_a_row():
    back = hidden_layer().trace([2, 1, 3]).backward(grad=[1, 1])
    first, second = stored(back, Limits(segment=1)).blocks
    assert (first.row, first.column) == (2, 5)
    assert (second.row, second.column) == (first.bottom + 1, 5)


def test_without_a_bias_the_name_is_that_of_the_weights():
    back = hn.Sequential(hn.Dense([[1, 2]])).trace([3, 4]).backward(grad=[10])
    (block,) = stored(back).blocks
    assert (block.name, block.bias, values(block)) == ("∂L/∂W", "", [[30, 40]])


def test_the_gradient_of_a_layer_at_two_places_is_stored_once_added_up():
    twice = hn.Dense([[2]], [1], name="twice")
    back = hn.Sequential(twice, twice).trace([3]).backward(grad=[1])
    (block,) = stored(back).blocks  # z = 2·(2·3 + 1) + 1: by w 2·3 + 7, by b 2 + 1
    assert values(block) == [[13, 3]]


@pytest.mark.parametrize(
    ("w", "x", "by_w"),
    [(2.0, [1, 3], [[4]]), ([2, 5], [1, 3], [[1], [3]]), ([[2, 5]], [[1, 3]], [[1, 3]])],
)
def test_numbers_vectors_and_matrices_of_other_layers(w, x, by_w):
    back = hn.Sequential(Scale(w)).trace(x).backward(grad=np.ones_like(x))
    (block,) = stored(back).blocks
    assert (block.name, values(block)) == ("∂L/∂w", by_w)


def test_what_has_three_axes_is_left_out():
    class Sum(hn.Layer):
        parameter_names = ("w",)

        def __init__(self):
            super().__init__()
            self.w = np.ones((1, 1, 2))

        def forward(self, x):
            return x * self.w[0, 0]

    assert stored(hn.Sequential(Sum()).trace([1, 2]).backward(grad=[1, 1])).blocks == []


def test_where_nothing_is_learned_nothing_is_stored():
    builder = stored(hn.Sequential(hn.ReLU()).trace([1]).backward(grad=[1]))
    assert (builder.blocks, builder.marks) == ([], [])
