"""Arrays as a person types them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from handnn.as_code.numbers import WIDTH, is_exact_in_float32, typed

shapes = st.lists(st.integers(1, 7), max_size=3).map(tuple)
doubles = st.floats(width=64) | st.integers(-2000, 2000).map(float)
singles = st.floats(width=32) | st.integers(-2000, 2000).map(float)


def read(text):
    return np.array(eval(text.removeprefix("    x = ")))


@given(shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=doubles)))
def test_what_is_typed_is_the_array_bit_for_bit(array):
    text = typed(array, "    x = ")
    found = read(text).astype(float)
    np.testing.assert_array_equal(found, array)
    np.testing.assert_array_equal(np.signbit(found[found == 0]), np.signbit(array[array == 0]))
    assert max(map(len, text.split("\n"))) <= WIDTH


@given(shapes.flatmap(lambda shape: arrays(np.float32, shape, elements=singles)))
def test_single_precision_is_typed_in_as_few_digits_as_do(array):
    np.testing.assert_array_equal(read(typed(array)).astype(np.float32), array)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        ([1, -5], "[1, -5]"),
        ([1, 0.5], "[1.0, 0.5]"),
        ([2000.0, 1.0], "[2000.0, 1.0]"),
        ([0.0, -0.0], "[0.0, -0.0]"),
        (0.25, "0.25"),
        (3.0, "3"),
        ([np.inf, 1], '[float("inf"), 1.0]'),
        (np.float32([0.1]), "[0.1]"),
        (np.array([0, 3]), "[0, 3]"),
    ],
)
def test_short_ones(array, text):
    assert typed(np.asarray(array)) == text


def test_a_long_one_has_a_line_for_each_row():
    array = np.arange(60).reshape(2, 30)
    assert typed(array, "W = np.array(", ")") == (
        "W = np.array([\n"
        "    [\n"
        "        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,\n"
        "        20, 21, 22, 23, 24, 25, 26, 27, 28, 29,\n"
        "    ],\n"
        "    [\n"
        "        30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,\n"
        "        48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,\n"
        "    ],\n"
        "])"
    )


def test_whether_single_precision_would_do():
    assert is_exact_in_float32(np.array([0.5, np.nan]))
    assert not is_exact_in_float32(np.array([0.1]))
    assert not is_exact_in_float32(np.array([1e300]))
