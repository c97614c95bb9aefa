"""A sheet told in words."""

import pytest

import handnn as hn
from handnn.practice.filling import filled_in
from handnn.practice.telling import told, told_around, told_of


def page_of(exercise, values=None, here=None):
    sheet = hn.worksheet(exercise)
    return filled_in(sheet.solution, sheet.asked, values or {}, here)


def test_the_row_and_the_column_around_a_cell() -> None:
    page = page_of(hn.gallery["hidden-layer"], {"z1[1]": -1}, "z1[2]")
    cells = {"z1[2]", "x[1]", "W1[2,1]", "b1[2]"}
    assert list(told_around(page, cells)) == [
        "x: 2, 1, 3.",
        "W1, row 2: 1, 1, 0, bias 0.",
        "z1: minus 1, asked, open, open.",
    ]
    assert list(told_around(page, cells, aloud=False)) == [
        "x: 2, 1, 3.",
        "W1, row 2: 1, 1, 0, bias 0.",
        "z1: -1, ?, __, __.",
    ]


def test_a_column_of_a_grid() -> None:
    page = page_of(hn.gallery["self-attention"], {}, "Q[1,2]")
    assert next(iter(told_around(page, {"Q[1,2]", "X[1,2]", "X[2,2]", "Wq[1,1]"}))).startswith(
        "X, column 2: 0, 1, 2"
    )


def test_the_whole_sheet() -> None:
    page = page_of(hn.gallery["single-neuron"], {}, "z[1]")
    assert list(told(page)) == [
        "x: 2, 1, 3.",
        "W: 1, minus 1, 1, bias minus 5.",
        "z is worked out with the weights and biases of W.",
        "z: asked.",
        "y is worked out by ReLU.",
        "y: open.",
    ]


@pytest.mark.parametrize(
    ("kind", "cell", "sentences"),
    [
        ("backward", "z2[1]", ["z2 is worked out with the weights and biases of W2."]),
        ("backward", "h[1]", ["h is worked out by ReLU."]),
        ("backward", "∂L/∂z2[1]", ["∂L/∂z2 = (z2 − t)ᵀ."]),
        ("backward", "∂L/∂W1[1,2]", ["∂L/∂W1ᵀ = x·∂L/∂z1."]),
        ("backward", "x[1]", []),
        ("softmax", "e[2]", ["e = np.exp(z)."]),
        ("softmax", "total", ["total = e.sum()."]),
        ("update", "new b2[1]", ["new b2 by SGD(lr=0.1)."]),
        ("update", "none", []),
    ],
)
def test_how_a_block_is_worked_out(kind: str, cell: str, sentences: list[str]) -> None:
    assert list(told_of(page_of(hn.exercise(kind=kind, seed=1)), cell)) == sentences


def test_the_biases_of_a_gradient() -> None:
    lines = list(told(hn.exercise(kind="backward", seed=1).backward().sheet()))
    assert "∂L/∂W2ᵀ, row 1: " in "\n".join(lines)
    assert any(line.startswith("∂L/∂W2ᵀ, biases: ") for line in lines)


def test_two_numbers_in_one_square_and_cells_left_out() -> None:
    page = hn.gallery["seven-layers"].trace().sheet()
    text = "\n".join(told(page))
    assert ", which becomes 0" in text
    wide = hn.Dense([[0.5] * 60], [0]).run([1.0] * 60)
    lines = "\n".join(told(hn.Sequential(hn.Dense([[0.5] * 60], [0])).trace([1.0] * 60).sheet()))
    assert "and so on" in lines
    assert wide.output[0] == 30
