"""The backward sheet as text, picture by picture; the pictures are in tests/golden/sheet."""

import numpy as np
import pytest
from custom_layers import Mix, Scale
from exercises import EXERCISES, HIDDEN, hidden_layer

import handnn as hn
from handnn.render.text.draw import draw
from handnn.sheet import Limits


def three_layers():
    """The backpropagation exercise: 3-4-2-3, softmax with cross-entropy."""
    return hn.Sequential(
        hn.Dense(*HIDDEN),
        hn.ReLU(),
        hn.Dense([[1, -1, 1, 0], [0, 1, -1, 1]], [0, 3]),
        hn.ReLU(),
        hn.Dense([[2, 0], [0, 2], [1, 1]], [-1, -5, -7]),
    )


def values(sheet, name):
    block = next(block for block in sheet.blocks if block.name == name)
    return [[cell.value for cell in row] for row in block.cells]


# -- pictures ------------------------------------------------------------------------------------


def test_the_hidden_layer(golden):
    back = hidden_layer().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    golden("sheet/backward-hidden-layer.txt", str(back))


def test_the_backpropagation_exercise(golden):
    back = three_layers().trace([2, 1, 3]).backward(hn.CrossEntropy(), target=1)
    golden("sheet/backward-three-layers.txt", str(back.sheet()))


def test_a_batch(golden):
    x = EXERCISES["batch"].input
    back = hidden_layer().trace(x).backward(hn.SquaredError(), target=np.ones((3, 2)))
    golden("sheet/backward-batch.txt", str(back.sheet()))


def test_a_small_trained_network(golden):
    rng = np.random.default_rng(1)
    net = hn.Sequential(
        hn.Dense(rng.normal(size=(4, 2)), rng.normal(size=4)),
        hn.Tanh(),
        hn.Dense(rng.normal(size=(1, 4)), rng.normal(size=1)),
    )
    x = [[0, 0], [0, 1], [1, 0], [1, 1]]
    back = net.trace(x).backward(hn.BinaryCrossEntropy(), target=[0, 1, 1, 0])
    golden("sheet/backward-xor.txt", str(back.sheet()))


def test_layers_of_all_kinds(golden):
    net = hn.Sequential(
        hn.ReLU(),
        hn.Dense([[1, 2], [3, 4]]),
        hn.Dense([[1, 1], [1, -1]]),
        Scale([2, 3]),
        hn.Sigmoid(),
        Mix([[1, 0], [2, 1]]),
        hn.Dense([[1, 2], [0, 1]]),
        hn.Softmax(),
    )
    back = net.trace([1, -1]).backward(hn.MeanSquaredError(), target=[0, 1])
    golden("sheet/backward-all-kinds.txt", str(back.sheet()))


def test_a_layer_at_two_places(golden):
    twice = hn.Dense([[1, 0], [1, 1]], [0, 1], name="twice")
    net = hn.Sequential(twice, hn.ReLU(), twice)
    back = net.trace([1, 2]).backward(grad=[1, -2])
    golden("sheet/backward-shared.txt", str(back))
    assert values(back.sheet(), "∂L/∂[W1|b1]") == [
        [*row, b]
        for row, b in zip(*(back.gradients[f"twice.{n}"].tolist() for n in "Wb"), strict=True)
    ]


def test_a_wide_network(golden):
    net = hn.Sequential(
        hn.Dense.random(64, 64, rng=0, name="hidden"),
        hn.ReLU(),
        hn.Dense.random(64, 10, rng=1, name="output"),
    )
    back = net.trace(np.arange(64) / 8).backward(hn.CrossEntropy(), target=3)
    text = str(back.sheet())
    golden("sheet/backward-wide.txt", text)
    assert 'print(back.explain("hidden.W", (2, 2)))' in text.replace("\n", " ")


def test_ascii(golden):
    back = hidden_layer().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    text = draw(back.sheet(), ascii=True)
    golden("sheet/backward-ascii.txt", text)
    assert text.isascii()


@pytest.mark.parametrize("width", [100, 60, 45])
def test_a_narrow_terminal(width, golden):
    back = hidden_layer().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    text = draw(back.sheet(), width=width)
    golden(f"sheet/backward-{width}.txt", text)
    assert max(map(len, text.splitlines())) <= width


# -- what is on it -------------------------------------------------------------------------------


def test_the_mask_is_on_the_sheet():
    sheet = three_layers().trace([2, 1, 3]).backward(hn.CrossEntropy(), target=1).sheet()
    masks = [block for block in sheet.blocks if block.role == "mask"]
    assert [[cell.value for cell in block.cells[0]] for block in masks] == [[0, 1, 1, 1], [1, 1]]
    assert [cell.off for cell in masks[0].cells[0]] == [True, False, False, False]


def test_the_known_gradients_stand_in_both_orientations():
    sheet = three_layers().trace([2, 1, 3]).backward(hn.CrossEntropy(), target=1).sheet()
    by_W2, by_b2 = [[0, 3, 5, 3], [0, -3, -5, -3]], [1, -1]
    assert values(sheet, "∂L/∂W2ᵀ") == pytest.approx(
        np.array([*np.transpose(by_W2), by_b2]), abs=1e-12
    )
    assert values(sheet, "∂L/∂[W2|b2]") == pytest.approx(np.column_stack([by_W2, by_b2]), abs=1e-12)
    assert values(sheet, "∂L/∂z1") == pytest.approx(np.array([[0, -2, 2, -1]]), abs=1e-12)
    assert values(sheet, "∂L/∂h1") == pytest.approx(np.array([[1, -2, 2, -1]]), abs=1e-12)


def test_every_cell_knows_its_place_in_the_stored_gradient():
    back = hidden_layer().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    block = next(block for block in back.sheet().blocks if block.name == "∂L/∂W1ᵀ")
    for i, row in enumerate(block.cells[:-1]):
        for j, cell in enumerate(row):
            assert (cell.variable.name, cell.index) == ("∂L/∂W1", (j, i))
    assert [cell.symbol for cell in block.cells[-1]] == [f"∂L/∂b1[{i}]" for i in (1, 2, 3, 4)]


def test_gradients_stand_where_the_hand_looks_for_them():
    back = hidden_layer().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    at = {block.name: block for block in back.sheet().blocks if not block.repeated}
    for k, x in (("1", "x"), ("2", "h")):
        by_W, by_z = at[f"∂L/∂W{k}ᵀ"], at[f"∂L/∂z{k}"]
        assert (by_W.row, by_W.column) == (at[x].row, at[x].right + 2)
        assert by_W.bottom == at[x].bottom + 1  # the bias level with the trailing 1
        assert by_z.column == by_W.column
        assert by_z.row > by_W.bottom
    assert at["∂L/∂h"].column == at["W2"].column
    assert at["∂L/∂h"].row == at["∂L/∂z2"].row
    assert at["∂L/∂h"].bottom + 1 == at["W2"].row


def test_a_slope_for_every_elementwise_activation_and_none_for_softmax():
    for layer, slope in ((hn.Sigmoid(), 0.25), (hn.Tanh(), 1), (hn.LeakyReLU(0.1), 0.1)):
        sheet = hn.Sequential(hn.Dense([[1]], [0]), layer).trace([0]).backward(grad=[1]).sheet()
        assert values(sheet, "slope") == [[slope]]
    sheet = (
        hn.Sequential(hn.Dense([[1], [2]]), hn.Softmax()).trace([1]).backward(grad=[1, 0]).sheet()
    )
    assert not [block for block in sheet.blocks if block.role == "mask"]
    assert "back through Softmax" in str(sheet)


def test_a_network_that_learns_nothing():
    back = hn.Sequential(hn.ReLU()).trace([1, -1]).backward(grad=[1, 1])
    assert "As stored" not in str(back.sheet())
    assert values(back.sheet(), "∂L/∂x") == [[1, 0]]
    assert back.explain("input")[0].lines()[-1] == "∂L/∂x[1] = 1·[1 > 0] = 1"


def test_scalars_and_matrices_of_other_layers_are_shown_as_stored():
    net = hn.Sequential(Scale(2.0), Mix([[1, 0], [2, 1]]))
    sheet = net.trace([1, 3]).backward(grad=[1, -1]).sheet()
    assert values(sheet, "∂L/∂w1") == [[4]]
    assert values(sheet, "∂L/∂M2") == [[2, -2], [6, -6]]


def test_units_without_gradient_are_pointed_out_and_not_all_of_many():
    net = hn.Sequential(
        hn.Dense(-np.ones((20, 1)), np.zeros(20)), hn.ReLU(), hn.Dense(np.ones((1, 20)))
    )
    text = str(net.trace([1]).backward(grad=[1]).sheet())
    assert 'No gradient flows through z1[1] of "dense_1": "relu_1" stops it.' in text
    assert text.endswith("… and 13 more units.")


def test_where_equations_stand():
    sheet = hidden_layer().trace([2, 1, 3]).backward(grad=[1, 1]).sheet()
    beside, below = sheet.within(Limits()), sheet.within(Limits(equations=False))
    assert "∂L/∂W1ᵀ = x·∂L/∂z1, in shapes 3×4 = (3×1)·(1×4)" in below.notes
    assert "∂L/∂W1ᵀ = x·∂L/∂z1, in shapes 3×4 = (3×1)·(1×4)" not in beside.notes
    apart = sheet.within(Limits(apart=True))
    assert 'Gradients of "hidden":' in str(apart)
