"""With how many digits a line is written, so that it can be worked out as it stands."""

import math

import numpy as np
import pytest
from expressions import leaf

from handnn.arithmetic import equation, numbers
from handnn.arithmetic.writing.digits import gives


def last_line(number, terms=None):
    return equation("y", number, float(number.value), terms)[-1]


def test_four_digits_where_they_are_enough():
    x = leaf([1 / 3, 2 / 3])
    assert last_line(x[0] * x[1]) == "y ≈ 0.3333·0.6667 ≈ 0.2222"


def test_more_where_rounding_loses_what_the_result_is_made_of():
    x = leaf([0.99999, 1 - 1e-9 / 3, 10.23456])
    assert last_line(1 - x[0] ** 2) == "y = 1 - 0.99999^2 ≈ 2e-5"
    assert last_line(1 - x[1] ** 2) == "y ≈ 1 - 0.99999999966667^2 ≈ 6.667e-10"
    assert last_line(np.exp(x[2])) == "y = exp(10.23456) ≈ 27849"


def test_the_noise_of_floats_where_the_result_is_nothing_else():
    x = leaf([0.1 + 0.2, -0.3])
    assert last_line(x[0] + x[1]) == "y = 0.30000000000000004 + (-0.3) ≈ 5.551e-17"
    assert last_line(x[0] * x[1]) == "y = 0.3·(-0.3) = -0.09"


def test_what_more_digits_do_not_mend_has_few():
    x = leaf([1 / 3, 2 / 3])
    assert equation("y", x[0] * x[1], 7.0)[-1] == "y ≈ 0.3333·0.6667 ≈ 7"
    assert equation("y", x[0] * x[1], math.nan)[-1] == "y ≈ 0.3333·0.6667 ≈ nan"
    assert equation("y", x[0] * x[1], math.inf)[-1] == "y ≈ 0.3333·0.6667 ≈ ∞"


def test_digits_in_full_that_do_not_come_out_are_not_asked_for():
    x = leaf([6122.80391, 123.4560012])
    assert equation("y", x[0] * x[1], 755896.875)[-1] == "y ≈ 6122.8·123.456 ≈ 755896.875"


def test_what_the_written_numbers_give_exactly_is_equal():
    x = leaf([1 / 3, 0, -1 / 3])
    assert last_line(x[0] * x[1]) == "y ≈ 0.3333·0 = 0"
    assert last_line(x[0] + x[2]) == "y ≈ 0.3333 + (-0.3333) = 0"
    assert last_line(1 * (x[0] > 0) + x[1] * x[2]) == "y ≈ 1·[0.3333 > 0] + 0·(-0.3333) = 1"
    assert last_line(x[0] * 3) == "y ≈ 0.3333·3 ≈ 1"


def test_a_line_that_leaves_terms_out_has_few():
    x = leaf([1 / 3, -1 / 3 + 1e-6, 1 / 7, -1 / 7])
    assert (
        last_line(np.sum(x), terms=2)
        == "y ≈ 0.3333 + (-0.3333) + (the 2 smallest terms, together 0) ≈ 1e-6"
    )
    assert last_line(np.sum(x)) == "y ≈ 0.333333 + (-0.333332) + 0.142857 + (-0.142857) ≈ 1e-6"


def test_a_letter_is_printed_as_it_is_used_and_can_be_worked_out_too():
    x = leaf([100 / 3, 100 / 3 + 1e-3])
    mean = np.mean(x)
    assert last_line((x[0] - mean) * (x[1] - mean)) == (
        "y ≈ (33.3333 - 33.3338)·(33.3343 - 33.3338) ≈ -2.5e-7"
        " (with s ≈ (33.3333 + 33.3343) / 2 ≈ 33.3338)"
    )


def test_a_condition_holds_as_it_is_printed():
    x = leaf([1 / 3, 0.333333])
    assert last_line(np.where(x[0] > x[1], 2 * x[0], 0.0)) == (
        "y ≈ 2·0.3333 ≈ 0.6667 (since 0.33333333 > 0.333333)"
    )
    assert last_line(np.where(x[0] <= x[1], 0.0, 2 * x[0])) == (
        "y ≈ 2·0.3333 ≈ 0.6667 (since 0.33333333 > 0.333333)"
    )


def test_numbers_without_a_result_have_few_digits():
    assert numbers(1 - leaf([0.99999])[0]) == "1 - 1"


@pytest.mark.parametrize(
    ("result", "written", "digits", "is_given"),
    [
        (0.3334, "0.3333", 4, True),
        (0.33341, "0.3333", 4, False),
        (0.33341, "0.333333", 6, False),
        (0.5001, "0.5", 4, True),
        (0.5002, "0.5", 4, False),
        (12347, "12346", 4, True),
        (12.06251, "12.0625", 4, True),
        (12.063, "12.0625", 4, False),
        (2.001e-5, "2e-5", 4, True),
        (2.002e-5, "2e-5", 4, False),
        (1e-5, "0", 4, True),
        (math.nan, "0", 4, False),
        (math.inf, "∞", 4, True),
        (1e308, "∞", 4, False),
        (3.0, "nan", 4, True),
    ],
)
def test_within_1_in_the_last_place(result, written, digits, is_given):
    assert gives(result, written, digits) == is_given
    assert gives(-result, f"-{written}", digits) == is_given or written == "nan"
