"""What counts as right: rounded as paper rounds, and no more."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import Variable, record
from handnn.practice.expressions import as_on_paper
from handnn.practice.rounding import Program, agrees, is_short

VALUES = st.floats(-100, 100)


@given(VALUES, st.integers(0, 5))
def test_a_value_rounded_or_cut_off_agrees(value, decimals):
    scale = 10.0**decimals
    assert agrees(round(value, decimals), value, decimals)
    if not is_short(value, decimals):
        assert agrees(math.trunc(value * scale) / scale, value, decimals)
    assert agrees(value, value, decimals)


@given(VALUES, st.integers(0, 5), st.floats(2, 100), st.sampled_from([1, -1]))
def test_what_is_further_off_does_not(value, decimals, by, sign):
    assert not agrees(value + sign * by * 10.0**-decimals, value, decimals)


@pytest.mark.parametrize("answer", [2.99, 3.01, 2.5])
def test_a_short_value_is_wanted_as_it_is(answer):
    assert is_short(3.0, 2)
    assert not agrees(answer, 3.0, 2)


def test_what_is_not_finite_agrees_with_nothing():
    assert not agrees(1.0, math.inf, 2)
    assert not agrees(1.0, math.nan, 2)


@given(st.lists(st.floats(0.1, 9), min_size=2, max_size=4))
def test_a_sum_of_rounded_numbers_is_within_the_slack(values):
    x = record(values, Variable("x", "input"))
    program = Program(as_on_paper(sum(x[i] for i in range(len(values))).cell()))
    names = [f"x[{i + 1}]" for i in range(len(values))]
    exact = dict(zip(names, values, strict=True))
    written = {name: round(value, 1) for name, value in exact.items()}
    slack = program.slack(written, exact, 1)
    assert abs(program.value(written) - program.value(exact)) <= slack + 1e-9


def test_whole_numbers_leave_no_slack():
    x = record([2.0, 3.0], Variable("x", "input"))
    program = Program(as_on_paper((x[0] * x[1] + 1).cell()))
    values = {"x[1]": 2.0, "x[2]": 3.0}
    assert program.value(values) == 7
    assert program.slack(values, values, 2) == 0
