"""What may be an input: whatever holds numbers, of any kind."""

import decimal
from fractions import Fraction

import numpy as np
import pytest
from exercises import hidden_layer

import handnn as hn


class Frame:
    """What is not an array but can become one, as a DataFrame can."""

    def __init__(self, values) -> None:
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


strided = np.array([2.0, 9, 1, 9, 3, 9])[::2]


unwriteable = np.array([2.0, 1, 3])


unwriteable.flags.writeable = False


GOOD_INPUTS = {
    "a list": [2, 1, 3],
    "a tuple": (2, 1, 3),
    "int8": np.array([2, 1, 3], np.int8),
    "uint64": np.array([2, 1, 3], np.uint64),
    "float16": np.array([2, 1, 3], np.float16),
    "longdouble": np.array([2, 1, 3], np.longdouble),
    "big-endian": np.array([2, 1, 3], ">f8"),
    "read-only": unwriteable,
    "not contiguous": strided,
    "a frame": Frame([2, 1, 3]),
    "fractions and decimals": [Fraction(2), decimal.Decimal(1), 3],
    "nothing masked": np.ma.masked_array([2, 1, 3], [0, 0, 0]),
}


@pytest.mark.parametrize("x", GOOD_INPUTS.values(), ids=GOOD_INPUTS)
def test_whatever_holds_numbers_will_do(x) -> None:
    for y in (hidden_layer()(x), hidden_layer().trace(x).output):
        assert y.tolist() == [0, 3]
        assert y.dtype == np.float64


@pytest.mark.parametrize(
    "x",
    [
        [[2, 1, 3], [1, 1, 0]],
        np.asfortranarray([[2.0, 1, 3], [1, 1, 0]]),
        np.array([[2.0, 1], [1, 1], [3, 0]]).T,
        Frame([[2, 1, 3], [1, 1, 0]]),
        np.array([[2, 1, 3], [1, 1, 0]]).view(np.recarray),
    ],
    ids=["lists", "Fortran order", "transposed", "a frame", "a subclass"],
)
def test_batches_of_any_kind(x) -> None:
    for y in (hidden_layer()(x), hidden_layer().trace(x).output):
        assert y.tolist() == [[0, 3], [0, 3]]
        assert type(y) is np.ndarray


def test_booleans_count_as_0_and_1() -> None:
    assert hidden_layer()([True, False, True]).tolist() == hidden_layer()([1, 0, 1]).tolist()


def test_small_integers_do_not_overflow() -> None:
    x = np.array([127, 127, 127], np.int8)
    assert hidden_layer()(x).tolist() == hidden_layer()([127.0, 127.0, 127.0]).tolist() == [121, 4]


def test_float32_stays_float32() -> None:
    single = hn.Dense(np.array([[1, 2]], np.float32))
    assert single(np.array([1, 2], np.float32)).dtype == np.float32
    assert single([1, 2]).dtype == np.float64
