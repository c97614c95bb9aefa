"""The gradients of expressions."""

import math

import numpy as np
import pytest

from handnn.arithmetic import (
    Variable,
    differentiate,
    record,
    recording,
    symbols,
)


def gradient(y, x):
    """The gradient of the sum of all that code made of an array."""
    return differentiate([y], [np.ones(y.shape)], [x])[0].tolist()


def test_relu_has_no_slope_at_zero():
    for relu in (
        lambda z: np.maximum(z, 0),
        lambda z: np.maximum(0, z),
        lambda z: np.clip(z, 0, 6),
    ):
        z = record([0.0], Variable("z", "input"))
        assert differentiate([relu(z)], [[1.0]], [z]) == [[0.0]]
        g = record([1.0], Variable("g", "gradient"))
        assert differentiate([relu(z)], [g], [z])[0].value == 0.0


def test_ties_go_to_the_first():
    z = record([1.0, 1.0], Variable("z", "input"))
    assert gradient(z.max(), z) == [1.0, 0.0]
    assert gradient(np.minimum(z[0], z[1]), z) == [1.0, 0.0]
    assert gradient(abs(z[0] - z[1]), z) == [0.0, 0.0]


def test_a_choice_passes_the_gradient_to_its_branch_alone():
    z = record([0.0, 2.0], Variable("z", "input"))
    with recording():
        y = np.where(z > 0, np.log(z), z)
    assert gradient(y, z) == [1.0, 0.5]
    g = record([1.0, 1.0], Variable("g", "gradient"))
    (explained,) = differentiate([y], [g], [z])
    assert explained.value.tolist() == [1.0, 0.5]
    assert symbols(explained[0]) == "g[1]"


def test_gradients_of_what_does_not_matter(x):
    assert differentiate([x[0] * 2], [1.0], [x[1], x[0]]) == [0.0, 2.0]
    g = record(1.0, Variable("g", "gradient"))
    assert differentiate([x[0] * 2], [g], [x[1]])[0].value == 0.0
    assert differentiate([5.0, x[0]], [1.0, 3.0], [x[0]]) == [3.0]


def test_an_output_that_is_an_input_and_an_output_given_twice(x):
    assert differentiate([x[0], x[0] * 3], [1.0, 2.0], [x[0]]) == [7.0]
    y = x[0] * 3
    assert differentiate([y, y], [1.0, 2.0], [x[0], y]) == [9.0, 3.0]


def test_gradients_beyond_the_finite_raise_nothing():
    z = record([0.0, -8.0], Variable("z", "input"))
    with recording():
        assert gradient(1 / z[0], z)[0] == -math.inf
        assert math.isinf(gradient(np.log(z[0]), z)[0])
        assert math.isnan(gradient(z[1] ** (1 / 3), z)[1])


def test_what_an_overflow_has_no_part_in_stays_finite():
    """The slope of a sigmoid far below 0, and of a branch that was not taken."""
    z = record([-1000.0, 1000.0], Variable("z", "input"))
    with recording():
        assert gradient(1 / (1 + np.exp(-z[0])), z)[0] == 0
        assert gradient(np.where(z[1] > 0, 2 * z[1], np.exp(z[1])), z)[1] == 2
        assert gradient(np.exp(z[1]), z)[1] == math.inf


MOVED = {
    "transpose": lambda a: np.transpose(a, (-1, 0, 1)),
    "transpose_not": lambda a: a.transpose(0, -2, -1),
    "T": lambda a: a.T,
    "mT": lambda a: a.mT,
    "permute_dims": lambda a: np.permute_dims(a, (1, 2, 0)),
    "reshape": lambda a: np.reshape(a, (4, 2)),
    "reshape_by_columns": lambda a: np.reshape(a, (4, 2), "F"),
    "reshape_by_columns_too": lambda a: a.reshape(4, 2, order="F"),
    "ravel_by_columns": lambda a: np.ravel(a, "F"),
    "ravel_as_in_memory": lambda a: np.ravel(a.T, "A"),
    "reshape_as_in_memory": lambda a: np.reshape(a.mT, (4, 2), "A"),
    "flatten_as_in_memory": lambda a: a.T.flatten("K"),
    "swapaxes": lambda a: np.swapaxes(a, 0, -1),
    "moveaxis": lambda a: np.moveaxis(a, -1, 0),
    "squeeze": lambda a: np.squeeze(a[:1]),
    "index": lambda a: a[1, ::-1],
}


@pytest.mark.parametrize("move", MOVED.values(), ids=MOVED)
def test_a_gradient_goes_back_to_where_the_cell_came_from(move):
    a = record(np.arange(8.0).reshape(2, 2, 2), Variable("a", "input"))
    moved = move(a)
    g = np.arange(1.0, 1.0 + moved.size).reshape(moved.shape)
    wanted = np.zeros(8)
    wanted[moved.value.astype(int).ravel()] = g.ravel()  # each value says where it came from
    (found,) = differentiate([moved], [g], [a])
    assert found.ravel().tolist() == wanted.tolist()
