"""NumPy's functions on numbers that remember: the values that NumPy gives."""

import numpy as np
import pytest
from expressions import leaf
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from handnn.arithmetic import UnexplainedError, evaluate

MATRIX = np.array([[1.5, -2.0, 0.5], [-1.0, 3.0, -0.25]])
FUNCTIONS = {
    "norm": lambda x: np.linalg.norm(x[0]),
    "norm of a matrix": lambda x: np.linalg.norm(x),
    "Frobenius": lambda x: np.linalg.norm(x, "fro"),
    "norm of order 2": lambda x: np.linalg.norm(x, 2, axis=1),
    "norm of order 3": lambda x: np.linalg.norm(x, 3, axis=0),
    "norm of order 1": lambda x: np.linalg.norm(x, 1, axis=1),
    "largest": lambda x: np.linalg.norm(x, np.inf, axis=1),
    "smallest": lambda x: np.linalg.norm(x, -np.inf, axis=1),
    "norm that keeps its axis": lambda x: np.linalg.norm(x, axis=1, keepdims=True),
    "norm along both axes": lambda x: np.linalg.norm(x, axis=(0, 1)),
    "round": lambda x: np.round(x),
    "round to a digit": lambda x: np.round(x, 1),
    "clip from below": lambda x: np.clip(x, 0, None),
    "clip from above": lambda x: np.clip(x, None, 1),
    "clip": lambda x: np.clip(x, -1, 1),
    "clip by names": lambda x: np.clip(x, min=-1, max=1),
    "variance": lambda x: np.var(x, axis=1),
    "variance of a sample": lambda x: np.var(x, axis=0, ddof=1),
    "deviation": lambda x: np.std(x, keepdims=True),
    "median": lambda x: np.median(x, axis=1),
    "median of even many": lambda x: np.median(x),
    "trace": lambda x: np.trace(x),
    "trace beside the diagonal": lambda x: np.trace(x, offset=1),
    "select": lambda x: np.select([x > 1, x < 0], [x, -x], 7.0),
    "select with no default": lambda x: np.select([x > 1, x < 0], [x, -x]),
    "hypot": lambda x: np.hypot(x[0], x[1]),
    "heaviside": lambda x: np.heaviside(x - 1.5, 0.25),
    "exp2": lambda x: np.exp2(x),
    "floor division": lambda x: x // 0.75,
    "exclusive or": lambda x: np.logical_xor(x > 0, x > 1) * 1.0,
    "implicit einsum": lambda x: np.einsum("ij,kj", x, x),
    "implicit einsum in the order of letters": lambda x: np.einsum("ba", x),
    "einsum with an ellipsis": lambda x: np.einsum("...i,...i", x, x),
    "einsum with an ellipsis and an arrow": lambda x: np.einsum("...i,i->...", x, x[0]),
    "einsum of a diagonal": lambda x: np.einsum("ii", x[:, :2]),
    "einsum of a diagonal behind": lambda x: np.einsum("jii->j", x[:, None, :] * x[:, :, None]),
    "einsum that keeps a diagonal": lambda x: np.einsum("jii->ji", x[:, None, :] * x[:, :, None]),
    "vecdot": lambda x: np.vecdot(x, x),
    "vecdot along columns": lambda x: np.vecdot(x, x, axis=0),
    "matmul of stacks": lambda x: np.matmul(x[None], x.T),
    "vdot": lambda x: np.vdot(x, x),
    "inner": lambda x: np.inner(x, x),
    "tensordot": lambda x: np.tensordot(x, x, axes=2),
    "outer": lambda x: np.multiply.outer(x[0], x[1]),
    "accumulate": lambda x: np.add.accumulate(x, axis=1),
    "full_like": lambda x: x + np.full_like(x, 2.5),
    "ones_like": lambda x: x + np.ones_like(x),
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_values_are_those_of_numpy(function):
    expected, found = function(MATRIX), function(leaf(MATRIX))
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(np.asarray(evaluate(found), float), expected, rtol=1e-12)


@given(
    arrays.arrays(float, 4, elements=st.sampled_from([np.nan, np.inf, -np.inf, 1.5])),
    st.sampled_from([{}, {"nan": 7.0}, {"posinf": 8.0}, {"neginf": -8.0}, {"posinf": 1, "nan": 2}]),
)
def test_what_is_not_a_number_is_replaced(values, settings):
    found = np.nan_to_num(leaf(values), **settings)
    np.testing.assert_array_equal(
        np.asarray(evaluate(found), float), np.nan_to_num(values, **settings)
    )


@pytest.mark.parametrize(
    ("code", "order"),
    [
        (lambda x: np.linalg.norm(x[0], 0), "0"),
        (lambda x: np.linalg.norm(x, 2), "2"),
        (lambda x: np.linalg.norm(x, "nuc"), "nuc"),
        (lambda x: np.linalg.norm(x, 1), "1"),
    ],
)
def test_other_norms_are_not_covered(code, order):
    with pytest.raises(UnexplainedError, match=rf"^np\.linalg\.norm of order {order} is not"):
        code(leaf(MATRIX))


@pytest.mark.parametrize(
    "code",
    [
        lambda x: np.einsum("ij,kj", x),
        lambda x: np.einsum("ij", x, x),
        lambda x: np.matmul(x, 2.0),
        lambda x: np.matmul(x, x),
    ],
)
def test_what_numpy_refuses_is_refused(code):
    with pytest.raises(ValueError):  # noqa: PT011  (whatever it says)
        code(MATRIX)
    with pytest.raises(ValueError):  # noqa: PT011
        code(leaf(MATRIX))
