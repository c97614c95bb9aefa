"""Lines of code as strips: arrays as blocks, operators between them, the result."""

import numpy as np
import pytest
from exercises import HIDDEN, OUTPUT
from named_code import SHAPES, arguments, attention, residual, two_layers
from sequence_layers import Edges

import handnn as hn
from handnn.sheet import page_of


@pytest.mark.parametrize("function", SHAPES, ids=lambda function: function.__name__)
def test_sheets_of_code(function, golden):
    golden(
        f"sheet/code-{function.__name__}.txt", str(hn.work(function, *arguments(function)).sheet())
    )


@pytest.mark.parametrize("function", SHAPES, ids=lambda function: function.__name__)
def test_every_number_on_the_sheet_is_that_of_the_run(function):
    work = hn.work(function, *arguments(function))
    stored = dict(work.given) | {step.symbols.output: step.output for step in work}
    page = page_of(work)
    for cell in (cell for block in page.blocks for row in block.cells for cell in row):
        if not cell.elided:
            assert cell.value == stored[cell.variable.name][cell.index]
            assert cell.given == (cell.variable.name in work.given)
    assert {block.name for block in page.blocks} >= {step.symbols.output for step in work}


def test_a_chain_of_products_and_functions_is_drawn_as_the_network_is():
    work = page_of(hn.work(two_layers, [2, 1, 3], *HIDDEN, *OUTPUT))
    net = hn.Sequential(hn.Dense(*HIDDEN), hn.ReLU(), hn.Dense(*OUTPUT), hn.ReLU())
    of_net = page_of(net.trace([2, 1, 3]))

    def drawn(page):
        return [
            (block.row, block.column, block.name, block.role, block.bias, numbers(block))
            for block in page.blocks
        ]

    def numbers(block):
        return [[(cell.symbol, cell.value) for cell in row] for row in block.cells]

    assert drawn(work) == drawn(of_net)
    assert [(m.row, m.column, m.lines) for m in work.marks] == [
        (m.row, m.column, m.lines) for m in of_net.marks
    ]
    assert work.legend == of_net.legend


def test_the_line_of_code_stands_above():
    page = page_of(hn.work(residual, *arguments(residual)))
    code = [mark.lines[0] for mark in page.marks if mark.kind == "code"]
    assert code == [
        "h = np.maximum(W1 @ x + b1, 0)",
        "z = W2 @ h + b2",  # on a staircase among the strips
        "return np.maximum(x + z, 0)",
    ]


def test_signs_stand_between_the_blocks():
    page = page_of(hn.work(attention, *arguments(attention)))
    signs = [mark.lines[0] for mark in page.marks if mark.kind == "function"]
    assert signs[:2] == ["·", "÷ 1.414 ="]  # those of the scores: a product alone needs none
    assert signs[2:5] == ["exp(", "− row max(", ")) ="]


def test_a_product_alone_is_drawn_by_the_product_rule():
    """Every cell stands where its row of the one matrix and its column of the other cross."""
    page = page_of(hn.work(attention, *arguments(attention)))
    W, x, q = page.blocks[:3]
    assert (x.name, W.name, q.name) == ("x", "Wqᵀ", "q")
    assert (q.row, q.height) == (x.row, x.height)
    assert (q.column, q.width, q.strip) == (W.column, W.width, W.strip)
    assert W.bottom < q.row
    assert x.right < q.column


def test_a_picture_has_a_grid_per_channel():
    picture = np.arange(18.0).reshape(2, 3, 3)
    page = page_of(hn.Sequential(Edges([[1.0, -2.0], [0.5, 3.0]])).trace(picture))
    grids = [block for block in page.blocks if block.name.startswith("x[")]
    assert [block.name for block in grids] == ["x[1]", "x[2]"]
    shown = [[[cell.value for cell in row] for row in block.cells] for block in grids]
    assert shown == picture.tolist()


def test_a_batch_of_pictures_has_a_grid_per_channel_and_sample():
    pictures = np.arange(36.0).reshape(2, 2, 3, 3)
    page = page_of(hn.Sequential(Edges([[1.0, -2.0], [0.5, 3.0]])).trace(pictures))
    names = [block.name for block in page.blocks if block.name.startswith("x")]
    assert names == ["x⁽¹⁾[1]", "x⁽¹⁾[2]", "x⁽²⁾[1]", "x⁽²⁾[2]"]


def test_a_layer_with_a_matrix_shows_it():
    class Bilinear(hn.Layer):
        parameter_names = ("A",)

        def __init__(self, A, name=None):
            super().__init__(name=name)
            self.A = A

        def forward(self, x):
            return x * (x @ self.A.T)

    page = page_of(hn.Sequential(Bilinear([[1, 2], [3, 4]])).trace([1, 2]))
    assert [block.name for block in page.blocks] == ["x", "A", "x", "z"]


def test_of_many_channels_only_some_are_drawn():
    class Doubled(hn.Layer):
        sample_ndim = 3

        def forward(self, x):
            return x * 2

    page = page_of(Doubled().trace(np.ones((6, 3, 3))))
    assert [b.name for b in page.blocks][:5] == ["x[1]", "x[2]", "x[3]", "x[4]", "…"]
    assert any(note.startswith("… stands for cells left out.") for note in page.notes)


def test_lines_left_out_are_said_to_be_left_out():
    def many(x):
        total = x * x
        for _ in range(60):
            total = total * x + x
        return total

    page = page_of(hn.work(many, [1.0, 0.5]))
    captions = [mark.lines[0] for mark in page.marks if mark.kind == "caption"]
    assert "… 55 lines left out (total⁽⁴⁾ to total⁽⁵⁸⁾) …" in captions
    assert not any("Continued" in line for line in captions)


def test_a_name_wider_than_its_grid_has_room():
    """At the left it would be cut off, elsewhere it would meet the name beside it."""

    def scaled(a_long_name, another_long_name):
        return a_long_name * another_long_name + a_long_name

    page = page_of(hn.work(scaled, 2 * np.ones((1, 1)), 3 * np.ones((1, 1))))
    first, second, third = page.blocks[:3]
    assert first.column >= 1
    for left, right in ((first, second), (second, third)):
        assert right.column - left.right >= 2


def test_a_name_reaches_below_the_sign_beside_it():
    """Between a word and a grid there is no gap for the grid's name; so the line fits a phone."""
    page = page_of(hn.work(lambda x: 1 / (1 + np.exp(-x[1:3])), np.ones(8)))
    part, result = page.blocks
    (before, after) = (mark for mark in page.marks if mark.kind == "function")
    assert part.name == "x[2–3]"
    assert before.right == part.column
    assert part.right == after.column
    assert after.right == result.column


def test_a_number_for_each_column_lies():
    page = page_of(hn.work(lambda x: x.sum(axis=0) + 0, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert (page.blocks[-1].height, page.blocks[-1].width) == (1, 3)


def test_a_staircase_begins_below_its_lines_of_code():
    def normalised(x, W):
        h = np.maximum(W @ x, 0)
        return h / h.sum()

    page = page_of(hn.work(normalised, [1.0, 2.0], [[1.0, 0.0], [0.0, 3.0]]))
    code = [mark for mark in page.marks if mark.kind == "code"]
    assert page.blocks[0].row == code[0].bottom
