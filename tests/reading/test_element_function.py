"""What a function of each element is: by what it does, however it is written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import Variable, as_result, record
from handnn.reading import ElementFunction, reading


def masked(x):
    y = x.copy()
    y[y < 0] = 0
    return y


def cell_by_cell(x):
    y = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        y[place] = np.tanh(x[place])
    return y


RELUS = {
    "maximum(x, 0)": lambda x: np.maximum(x, 0),
    "maximum(0, x)": lambda x: np.maximum(0.0, x),
    "where(x > 0, x, 0)": lambda x: np.where(x > 0, x, 0),
    "where(x < 0, 0, x)": lambda x: np.where(x < 0, 0, x),
    "where(x >= 0, x, 0)": lambda x: np.where(x >= 0, x, 0.0),
    "(x > 0) * x": lambda x: (x > 0) * x,
    "x * mask as floats": lambda x: x * (x > 0).astype(float),
    "clip": lambda x: np.clip(x, 0, None),
    "(x + |x|) / 2": lambda x: (x + np.abs(x)) / 2,
    "-min(-x, 0)": lambda x: -np.minimum(-x, 0),
    "written into a copy": masked,
    "turned and turned back": lambda x: np.maximum(x.T, 0).T,
    "cell by cell": lambda x: as_result(np.array([np.maximum(0, v) for v in x.ravel()])).reshape(
        x.shape
    ),
}
IDENTITIES = {
    "x": lambda x: x,
    "a copy": lambda x: x.copy(),
    "times 1": lambda x: 1 * x,
    "where both are x": lambda x: np.where(x > 0, x, x),
}
OTHERS = {
    "tanh": np.tanh,
    "leaky": lambda x: np.where(x > 0, x, 0.1 * x),
    "up to 6": lambda x: np.clip(x, 0, 6),
    "from 1 on": lambda x: np.where(x > 1, x, 0),
    "shifted": lambda x: np.maximum(x, 0) + 1,
    "the square of a part": lambda x: np.maximum(x, 0) * x,
    "doubled": lambda x: 2 * np.maximum(x, 0),
    "the other side": lambda x: np.minimum(x, 0),
    "its absolute value": np.abs,
    "a mask": lambda x: (x > 0) * 1.0,
    "1 / x": lambda x: 1 / x,
    "cell by cell": cell_by_cell,
}
shapes = st.sampled_from([(1,), (3,), (1, 1), (1, 3), (2, 3), (3, 3), (2, 2, 2)])
dtypes = st.sampled_from([np.float64, np.float32])


def recorded(seed, shape, dtype=float):
    values = np.random.default_rng(seed).normal(size=shape).astype(dtype)
    return record(values, Variable("x", "input"))


@pytest.mark.parametrize("written", RELUS)
@given(seed=st.integers(0, 99), shape=shapes, dtype=dtypes)
def test_relu_is_what_makes_negative_numbers_0(written, seed, shape, dtype):
    x = recorded(seed, shape, dtype)
    y = RELUS[written](x)
    np.testing.assert_array_equal(y.value, np.maximum(x.value, 0))
    assert reading(y, x) == ElementFunction(is_relu=True)


@pytest.mark.parametrize("written", IDENTITIES)
@given(seed=st.integers(0, 99), shape=shapes)
def test_the_identity_is_what_changes_nothing(written, seed, shape):
    x = recorded(seed, shape)
    assert reading(IDENTITIES[written](x), x) == ElementFunction(is_identity=True)


@pytest.mark.parametrize("written", OTHERS)
@given(seed=st.integers(0, 99), shape=shapes)
def test_other_functions_of_each_element_are_neither(written, seed, shape):
    x = recorded(seed, shape)
    assert reading(OTHERS[written](x), x) == ElementFunction()


def test_a_function_may_take_given_arrays():
    x, w = recorded(0, (2, 3)), record([1.0, 2.0, 3.0], Variable("w", "parameter"))
    function = reading(np.maximum(w * x, 0), x)
    assert (function.is_relu, function.variables) == (False, (Variable("w", "parameter"),))


def test_what_the_input_was_made_of_does_not_count():
    x = recorded(0, (3,))
    h = np.tanh(x) * record(2.0, Variable("c", "parameter"))
    assert reading(np.maximum(h, 0), h) == ElementFunction(is_relu=True)
    assert reading(h + x, h) == ElementFunction(variables=(Variable("x", "input"),))


MIXING = {
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True),
    "turned round": lambda x: x[..., ::-1],
    "a running sum": lambda x: np.cumsum(x, axis=-1),
    "its neighbour": lambda x: np.maximum(x, np.roll(x, 1)),
    "less": lambda x: x[..., :-1],
    "more": lambda x: np.concatenate([x, x], axis=-1),
    "nothing of it": lambda x: np.zeros_like(x),
}


@pytest.mark.parametrize("written", MIXING)
def test_what_mixes_the_cells_is_none(written):
    x = recorded(0, (2, 3))
    assert reading(MIXING[written](x), x) is None
