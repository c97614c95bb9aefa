"""Numbers as they are written, to the letter."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import (
    format_number,
)


@pytest.mark.parametrize(
    ("value", "text", "exact"),
    [
        (3.0, "3", True),
        (-5.0, "-5", True),
        (-0.0, "0", True),
        (0.1 + 0.2, "0.3", True),
        (1.4, "1.4", True),
        (0.0625, "0.0625", True),
        (0.03125, "0.03125", True),
        (123.4567, "123.4567", True),
        (1 / 3, "0.3333", False),
        (200 / 3, "66.67", False),
        (12345.678912, "12346", False),
        (0.00012345678, "0.0001235", False),
        (0.000012345678, "1.235e-5", False),
        (1e-5, "1e-5", True),
        (1e20, "1e20", True),
        (1234567.891234, "1.235e6", False),
        (123456789.0, "123456789", True),
        (-1e-9 / 3, "-3.333e-10", False),
        (math.nan, "nan", True),
        (math.inf, "∞", True),
        (-math.inf, "-∞", True),
        (True, "1", True),
    ],
)
def test_show(value, text, exact):
    assert format_number(value) == (text, exact)


@given(st.floats(-1e300, 1e300))
def test_shown_text_is_near_and_says_whether_it_is_exact(value):
    text, exact = format_number(value)
    assert math.isclose(float(text), value, rel_tol=1e-12 if exact else 6e-4, abs_tol=1e-320)
