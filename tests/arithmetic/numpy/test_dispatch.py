"""The ways out of the record that are closed, and what they say."""

import math
import operator

import numpy as np
import pytest

from handnn.arithmetic import (
    UnexplainedError,
)
from handnn.errors import HandnnError

CLOSED = (
    "float() of a number is not covered by the arrays that remember. Leave float() out, or write "
    "x.item(). It is also what an array of floats asks of a number assigned to it, and what "
    "math.exp and np.asarray(..., dtype=float) do: use NumPy's functions, and np.zeros_like(x) or "
    "np.array([...]) for arrays to be filled."
)


@pytest.mark.parametrize(
    "code",
    [
        lambda x: float(x[0]),
        lambda x: math.exp(x[0]),
        lambda x: np.asarray(x, dtype=float),
        lambda x: operator.setitem(np.zeros(3), 0, x[0]),
        lambda x: operator.setitem(np.zeros(3), slice(None), x),
        lambda x: np.zeros(3) + np.array([float(v) for v in x]),
    ],
)
def test_leaving_the_record_by_float(x, code):
    with pytest.raises((UnexplainedError, ValueError)) as error:
        code(x)
    # NumPy puts an error of its own around what it meets while it fills an array.
    assert str(error.value.__cause__ or error.value) == CLOSED


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (lambda x: [1, 2, 3][x[0]], "int() of a number"),
        (lambda x: complex(x[0]), "complex() of a number"),
        (np.cbrt, "np.cbrt"),
        (lambda x: np.cbrt(x[0]), "np.cbrt"),
        (lambda x: np.spacing(x), "np.spacing"),
        (lambda x: np.fft.fft(x), "np.fft.fft"),
        (lambda x: np.linalg.inv(np.diag(x)), "np.linalg.inv"),
        (lambda x: np.linalg.norm(np.diag(x), 2), "np.linalg.norm of order 2"),
        (lambda x: np.percentile(x, 50), "np.percentile"),
        (lambda x: np.ones(3).__iadd__(x), "np.add into an array of plain numbers"),
        (lambda x: np.exp(x, out=np.ones(3)), "np.exp into an array of plain numbers"),
        (lambda x: x * np.array(["a", "b", "c"]), "Arithmetic with str objects"),
        (lambda x: x * np.array([1j, 2, 3]), "Arithmetic with complex objects"),
    ],
)
def test_what_is_not_covered_says_so(x, code, what):
    with pytest.raises(UnexplainedError) as error:
        code(x)
    assert str(error.value).startswith(f"{what} is not covered by the arrays that remember.")
    assert isinstance(error.value, HandnnError)
    assert isinstance(error.value, TypeError)


def test_what_numpy_refuses_is_refused(x):
    for code in (
        lambda: x[0] + "a",
        lambda: x @ np.ones(4),
        lambda: x @ 2.0,
        lambda: x + np.ones(4),
        lambda: x[:0].max(),
        lambda: x[7],
        lambda: x[0].no_such_thing,
        lambda: x.no_such_thing,
    ):
        with pytest.raises((TypeError, ValueError, IndexError, AttributeError)):
            code()
