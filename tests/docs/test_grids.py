"""The matrices of a live cell, found in its source."""

import re

import pytest


@pytest.fixture
def split(docs_module):
    return docs_module("grids").split


SOURCE = """import handnn as hn

x = [2, 1]
W1 = [[1, -1], [0.5, 1/3]]
b1 = [-5, 0]

print(x)
"""


def test_assignments_are_taken_out_and_the_rest_stays(split):
    given, code, _ = split(SOURCE, ["x", "W1", "b1"])
    assert given == "x = [2, 1]\nW1 = [[1, -1], [0.5, 1/3]]\nb1 = [-5, 0]"
    assert code == "import handnn as hn\n\nprint(x)"


def test_the_bias_is_the_last_column_of_its_weights(split):
    _, _, (x, weights) = split(SOURCE, ["x", "W1", "b1"])
    assert (x.name, x.rows, x.is_vector) == ("x", [["2"], ["1"]], True)
    assert (weights.name, weights.bias) == ("W1", "b1")
    assert weights.rows == [["1", "-1", "-5"], ["0.5", "1/3", "0"]]


def test_a_bias_of_another_length_stands_alone(split):
    _, _, grids = split("W = [[1, 2]]\nb = [1, 2]", ["W", "b"])
    assert [grid.name for grid in grids] == ["W", "b"]
    assert all(not grid.bias for grid in grids)


def test_a_table_has_a_head_for_each_name_and_real_minus_signs(split):
    _, _, (grid,) = split("W1 = [[1, -1]]\nb1 = [-5]", ["W1", "b1"])
    html = grid.html()
    assert '<th scope="colgroup" colspan="2"><i>W</i><sub>1</sub></th>' in html
    assert '<td>1</td><td>−1</td><td class="live-bias">−5</td>' in html


def test_no_names_no_grids(split):
    assert split("a = [1]", []) == ("", "a = [1]", [])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("y = 1", "x is to be a grid, but the cell has no line `x = [...]`"),
        ("x = [1]\nx = [2]", "x is a grid, so it can be assigned only once"),
        ("x = 3", "x is to be a grid: it must be a list of numbers, or of such lists"),
        ("x = [[1, 2], [3]]", "x is to be a grid: it must be a list of numbers, or of such lists"),
        ("x = [1, 'a']", "x is to be a grid: it must be a list of numbers, or of such lists"),
        ("x = [[]]", "x is to be a grid: it must be a list of numbers, or of such lists"),
    ],
)
def test_what_cannot_be_a_grid_is_refused(split, source, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        split(source, ["x"])
