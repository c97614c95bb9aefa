"""What learners write into a cell, and the numbers it means."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.practice.answers import Reading, read_answer


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("3", 3),
        ("-2,0", -2),
        (".5", 0.5),
        ("0,50", 0.5),
        ("5.", 5),
        ("+4", 4),
        ("−3", -3),  # a minus sign
        ("–3", -3),  # a dash
        (" - 3 ", -3),
        ("1/2", 0.5),
        ("-1/4", -0.25),
        ("½", 0.5),
        ("1½", 1.5),
        ("-2 1/2", -2.5),
        ("1 1/2", 1.5),
        ("12 000", 12000),
        ("√2", math.sqrt(2)),
        ("-√2", -math.sqrt(2)),
        ("2√3", 2 * math.sqrt(3)),
        ("√2/2", math.sqrt(2) / 2),
        ("1/√2", 1 / math.sqrt(2)),
        ("sqrt(2)", math.sqrt(2)),
        ("√(2)", math.sqrt(2)),
        ("50%", 0.5),
        ("1e-3", 0.001),
        ("≈ 0.33", 0.33),
        ("= 7", 7),
        ("(-5)", -5),
        (3, 3),
        (np.float32(0.5), 0.5),
        (np.array([4.0]), 4),
        (Fraction(1, 3), 1 / 3),
        (True, 1),
    ],
)
def test_an_answer_is_read(answer, value):
    assert read_answer(answer)[0].value == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("answer", [None, "", "  ", "?", "-", "…", "___"[:1]])
def test_an_open_cell_has_no_reading(answer):
    assert read_answer(answer) == ()


@pytest.mark.parametrize(
    "answer",
    [
        "two",
        "1/0",
        "1e999",
        "nan",
        "inf",
        "3;4",
        "__import__('os')",
        "1+1",
        "=A1",
        "9" * 100,
        "²",
        "1/2/3",
        "1 2",
        "3 4 5",
        [1, 2],
        {},
        np.array([1, 2]),
        float("nan"),
        1j,
    ],
)
def test_what_is_no_number_cannot_be_read(answer):
    assert read_answer(answer) is None


def test_a_comma_before_three_digits_is_read_both_ways():
    assert read_answer("1,234") == (Reading(1.234, 3), Reading(1234.0, 0))
    assert read_answer("-12,345.5") == (Reading(-12345.5, 1),)


@pytest.mark.parametrize(
    ("answer", "decimals"),
    [("0.50", 2), ("3", 0), (".125", 3), ("1e-3", 3), ("50%", 2), ("1/3", None), ("√2", None)],
)
def test_the_decimals_that_were_written_are_counted(answer, decimals):
    assert read_answer(answer)[0].decimals == decimals


@given(st.floats(-1e6, 1e6))
def test_every_number_is_read_as_it_is_written(value):
    for text in (
        f"{value:.6f}",
        f"{value:.6f}".replace(".", ","),
        f"{value:.6f}".replace("-", "−"),
    ):
        assert read_answer(text)[0].value == float(f"{value:.6f}")


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    readings = read_answer(text)
    assert readings is None or all(math.isfinite(reading.value) for reading in readings)
