"""A sheet as squares: every cell once, and nothing on top of anything else."""

import pytest

import handnn as hn
from handnn.practice.squares import not_drawn, squares

SHEETS = ["hidden-layer", "backpropagation", "self-attention", "recurrent-network", "lstm", "batch"]


@pytest.mark.parametrize("name", [name for name in SHEETS if name in hn.gallery])
@pytest.mark.parametrize("blank", ["all", "outputs", 0.5])
def test_squares(name, blank):
    sheet = hn.worksheet(hn.gallery[name], blank)
    found = squares(sheet.page, sheet.asked)
    taken = [
        (square.row + i, square.column + j)
        for square in found
        for i in range(square.height)
        for j in range(square.width)
    ]
    assert len(set(taken)) == len(taken)
    assert {row for row, _ in taken} <= set(range(sheet.page.height))
    assert {column for _, column in taken} <= set(range(sheet.page.width))
    cells = [square.cell for square in found if square.cell]
    assert sorted(cells + not_drawn(found, sheet.asked)) == sorted(sheet.asked)
    assert {square.again for square in found if square.again} <= set(sheet.asked)
    assert found == sorted(found, key=lambda square: (square.row, square.column))


def test_what_is_printed():
    sheet = hn.worksheet(hn.gallery["single-neuron"])
    found = {(each.row, each.column): each for each in squares(sheet.page, sheet.asked)}
    assert [each.text for each in found.values() if each.is_bias] == ["-5"]
    assert [each.cell for each in found.values() if each.cell] == ["z[1]", "y[1]"]
    assert "ReLU →" in {each.text for each in found.values() if each.is_mark}
