"""A line of code as it stands on paper."""

import numpy as np
import pytest

from handnn.arithmetic import Variable, record
from handnn.sheet import Limits
from handnn.sheet.layout.expression import Grid, tokens_of

x = record([1.0, 2.0], Variable("x", "input"))
y = record([3.0, 4.0], Variable("y", "value"))
A = record([[1.0, 2.0], [3.0, 4.0]], Variable("A", "parameter"))
B = record([[5.0, 6.0], [7.0, 8.0]], Variable("B", "parameter"))


def written(array):
    """The tokens as text, with the names of the grids."""
    tokens = tokens_of(array.node, Limits())
    return "".join(token.name if isinstance(token, Grid) else token for token in tokens)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (x + y, "x + y"),
        (x - (y - x), "x − (y − x)"),
        (x[0] - y[1], "x[1] − y[2]"),
        (x + (-5.0), "x + (-5)"),
        (np.hstack([1, x]) * 2, "x · 2"),
        ((x + y) * x, "(x + y) ⊙ x"),
        (x * y + x, "x ⊙ y + x"),
        (x / (y / x), "x ÷ (y ÷ x)"),
        (-(x + y), "-(x + y)"),
        ((x + y) ** 2, "(x + y)^2"),
        (np.tanh(x) * 3, "tanh(x) · 3"),
        (np.maximum(x, 0), "max(0, x)"),
        (np.sqrt(x + 1), "√(x + 1)"),
        (1 / (1 + np.exp(-x)), "1 ÷ (1 + exp(-x))"),
        (x - x.mean(), "x − Σ(x) ÷ 2"),
        (x / x.sum(), "x ÷ Σ(x)"),
        (A @ x, "A · x"),
        (x @ A, "Aᵀ · x"),
        (A @ B, "A · B"),
        (A @ B.T, "A · Bᵀ"),
        (A.T @ B, "Aᵀ · B"),
        (A @ (x + y), "A · (x + y)"),
        ((A @ B) @ x, "A · B · x"),
        (np.outer(x, y), "x ⊙ y"),
        (np.einsum("ji,kj->ik", A, B), "Aᵀ · Bᵀ"),
        (A.sum(axis=1), "row Σ(A)"),
        (A.max(axis=0), "column max(A)"),
        (np.concatenate([x, y]) * 2, "x, y · 2"),
        (np.where(x > y, x, y), "where(x > y, x, y)"),
    ],
)
def test_operators_and_brackets(array, text):
    assert written(array) == text


def test_a_turned_matrix_shows_its_own_cells_where_they_stand():
    (grid, _, _) = tokens_of((A.T @ x).node, Limits())
    assert grid.name == "Aᵀ"
    assert [[cell.index for cell in row] for row in grid.cells] == [
        [(0, 0), (1, 0)],
        [(0, 1), (1, 1)],
    ]


def test_a_vector_beside_a_matrix_lies_down():
    grids = [t for t in tokens_of((A + x).node, Limits()) if isinstance(t, Grid)]
    assert [(len(g.cells), len(g.cells[0])) for g in grids] == [(2, 2), (1, 2)]


def test_what_cannot_be_written_has_no_tokens():
    assert tokens_of(np.einsum("ij,jk,kl->il", A, B, A).node, Limits()) == []
    assert tokens_of((x + np.array([1.0, 2.0])).node, Limits()) == []


def test_a_number_to_the_power_of_an_array():
    z = record([1.0, 2.0], Variable("z", "input"))
    tokens = tokens_of((3.0**z).node, Limits())
    assert [each if isinstance(each, str) else each.name for each in tokens] == ["3^(", "z", ")"]


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (lambda x: x, "x"),
        (lambda x: x[1], "x[2]"),
        (lambda x: x[:, 2], "x[:,3]"),
        (lambda x: x[:2], "x[1–2]"),
        (lambda x: x[1:, :2], "x[2–3,1–2]"),
        (lambda x: x[1:].T, "x[2–3]ᵀ"),
        (lambda x: x[::2], "x[…]"),  # no part with a simple name
        (lambda x: x[[1, 0]], "x[…]"),
        (lambda x: x[[1, 0, 2]], "x"),  # all of it
    ],
)
def test_a_part_of_an_array_says_which(part, name):
    x = record(np.arange(12.0).reshape(3, 4), Variable("x", "input"))
    (grid,) = tokens_of(part(x).node, Limits())
    assert grid.name == name
