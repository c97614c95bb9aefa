"""Arrays that remember: what they say of themselves, views, and writing in place."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import (
    RecordedArray,
    Variable,
    as_recorded,
    differentiate,
    evaluate,
    record,
    symbols,
)
from handnn.errors import UnexplainedError


def test_a_record_keeps_values_and_places():
    array = record(np.arange(6).reshape(2, 3), Variable("W", "parameter"))
    assert isinstance(array, RecordedArray)
    assert (array.shape, array.ndim, array.size, array.dtype) == ((2, 3), 2, 6, np.float64)
    assert symbols(array[1, 2]) == "W[2,3]"
    assert repr(array) == repr(np.arange(6.0).reshape(2, 3))
    assert repr(array[1, 2]) == "np.float64(5.0)"
    assert f"{array[1, 2]:.2f} {array[0]}" == "5.00 [0. 1. 2.]"


def test_a_record_of_one_number_or_none():
    assert record(2, Variable("x", "input")).cell().variable.cell(()) == "x"
    assert record(np.empty((0, 3)), Variable("x", "input")).sum(axis=0).shape == (3,)
    assert evaluate(record(np.empty(0), Variable("x", "input")).sum()) == 0.0


def test_float32_is_kept_to_the_bit():
    array = record(np.array([0.1], dtype=np.float32), Variable("x", "input"))
    assert array.dtype == np.float32
    assert array.cell(0).value == float(np.float32(0.1))
    assert (array * 2).dtype == np.float32


def test_arrays_are_their_own_keys(x):
    assert {x: "a"}[x] == "a"
    assert len({x, x * 1, x}) == 2


def test_numpy_functions_by_method_and_by_name(x):
    assert x.astype(bool).cell(0).value is True
    assert (x > 0).astype(bool).cell(1).value is False
    assert evaluate(np.clip(x, None, None)).tolist() == [2.0, -1.0, 3.0]


def test_operators_of_every_kind(x):
    a = x[0]
    assert (round(a / 4).value, math.floor(a / 4).value, math.ceil(a / 4).value) == (0, 0, 1)
    assert (math.trunc(-a * 0.75).value, (+a).value, a.conjugate() is a) == (-1.0, 2.0, True)
    assert ((2**a).value, (True + a).value, (a // 0.75).value) == (4.0, 3.0, 2.0)
    both = (a > 0) & True
    either = (a > 5) | False
    assert (both.value, either.value, (~both).value) == (True, False, False)
    assert symbols(either) == "x[1] > 5 or 0"


@given(st.floats(0.1, 9), st.floats(-9, 9))
def test_powers_of_single_numbers_are_those_of_numpys_numbers(base, exponent):
    b, e = record(np.array([base, exponent]), Variable("x", "input"))
    power = np.float64(base) ** np.float64(exponent)
    assert [float((b**e).value), float((b**exponent).value), float((base**e).value)] == [power] * 3
    assert float(np.power(b, e).value) == np.power(base, exponent)


def test_a_given_array_is_not_written_into(x):
    for write in (
        lambda: x.__setitem__(0, 1.0),
        lambda: x.__iadd__(1.0),
        lambda: x[:2].fill(3.0),
        lambda: x.sort(),
    ):
        with pytest.raises(ValueError, match="read-only"):
            write()


def test_views_see_what_is_written_and_write_through(x):
    plain, recorded = np.array([2.0, -1.0, 3.0, 0.5]), record([2.0, -1, 3, 0.5], Variable("x", ""))
    results = []
    for array in (plain, recorded):
        whole = array * 2
        table = whole.reshape(2, 2)
        row, column = table[1], table.T[0]
        row += 10
        column[1] *= whole[0]
        whole[:2] = whole[2:]
        table[0, 1] = row[0] - column[0]
        results.append((whole, table, row, column))
    for expected, found in zip(*results, strict=True):
        np.testing.assert_array_equal(evaluate(found), expected)
        np.testing.assert_array_equal(found.value, expected)


def test_copies_do_not(x):
    first = x * 1
    for copy in (first.copy(), first[[0, 1, 2]], first.flatten(), np.array(first.tolist())):
        copy = as_recorded(copy)
        copy[0] = 7.0
    assert first.value.tolist() == [2.0, -1.0, 3.0]
    scalar = first[0]
    scalar += 1
    assert first.value.tolist() == [2.0, -1.0, 3.0]


def test_gradients_through_what_was_written_over(x):
    y = x * 1
    y[0] = y[1] * y[2]
    y[1:] *= 2
    (gradient,) = differentiate([y], [np.ones(3)], [x])
    assert gradient.tolist() == [0.0, 3.0 + 2.0, -1.0 + 2.0]


def into_columns(a):
    y = a.T * 2
    y[0] = 7
    return y


def into_a_reshaped_copy(a):
    y = a * 2
    np.reshape(y.T, -1)[0] = 7
    np.tile(y, 2)[0] = 7
    return y


def through_a_view_of_a_copy(a):
    y = a.T.copy()
    y.reshape(-1)[1:] = 7
    return y


def into_running_sums(a):
    y = np.cumsum(a, axis=1)
    y.reshape(-1)[1] = 7
    return y


def into_what_a_plus_sign_gives(a):
    y = a * 2
    z = +y
    z += 1
    return y


def into_a_diagonal(a):
    y = a[:, :2] * 2
    np.einsum("ii->i", y)[:] = 7
    return y


def added_at_places_of_columns(a):
    y = a.T * 2
    np.add.at(y, [0, 0, 1], 7)
    return y


def from_more_axes(a):
    y = np.zeros_like(a)
    y[...] = a[None]
    return y


@pytest.mark.parametrize(
    "code",
    [
        into_columns,
        into_a_reshaped_copy,
        through_a_view_of_a_copy,
        into_running_sums,
        into_what_a_plus_sign_gives,
        into_a_diagonal,
        added_at_places_of_columns,
        from_more_axes,
    ],
)
def test_what_is_written_lands_where_numpy_puts_it(code):
    plain = np.arange(6.0).reshape(2, 3)
    recorded = code(record(plain, Variable("x", "input")))
    assert recorded.value.tolist() == evaluate(recorded).tolist() == code(plain).tolist()


OUT = {
    "dot": lambda a, out: np.dot(a, a, out=out),
    "einsum": lambda a, out: np.einsum("ij,jk->ik", a, a, out=out),
    "take": lambda a, out: np.take(a, [1, 0], axis=0, out=out),
    "cumsum": lambda a, out: np.cumsum(a, axis=0, out=out),
    "concatenate": lambda a, out: np.concatenate([a[:1], a[:1]], out=out),
    "clip": lambda a, out: np.clip(a, 1, 2, out=out),
    "where_add": lambda a, out: np.add(a, 1, out=out, where=[True, False]),
}


@pytest.mark.parametrize("call", OUT.values(), ids=OUT)
def test_a_result_lands_in_the_array_given_for_it(call):
    values = np.arange(4.0).reshape(2, 2)
    a = record(values, Variable("a", "input"))
    out, plain = np.zeros_like(a), np.zeros((2, 2))
    assert call(a, out) is out
    call(values, plain)
    assert out.value.tolist() == plain.tolist()
    with pytest.raises(UnexplainedError, match="into an array of plain numbers is not covered"):
        call(a, np.zeros((2, 2)))
