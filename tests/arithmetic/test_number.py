"""Numbers that remember: their operators and their identity."""

import math
import operator

import numpy as np

from handnn.arithmetic import (
    Constant,
    Variable,
    operate,
    record,
    symbols,
)


def test_numbers_are_their_own_keys(x):
    assert {x[0]: "a"}[x[0]] == "a"
    assert len({x[0], x[1], x[0]}) == 2


def test_constants_alone_make_a_constant(x):
    assert isinstance(operate("add", 1, 2.0), Constant)
    assert isinstance(
        np.zeros_like(record([2.0, -1.0, 3.0], Variable("x", "input")))[0] + 1, Constant
    )


def test_comparisons_are_conditions(x):
    condition = x[0] > x[1]
    assert condition.value is True
    assert (condition.operation, condition.operands) == ("greater", (x[0], x[1]))
    for compare in (operator.lt, operator.le, operator.eq, operator.ne, operator.ge):
        assert compare(x[0], x[1]).value is compare(2.0, -1.0)
        assert compare(0.5, x[1]).value is compare(0.5, -1.0)


def test_number_operators_of_every_kind(x):
    a = x[0]
    assert (round(a / 4).value, math.floor(a / 4).value, math.ceil(a / 4).value) == (0, 0, 1)
    assert (math.trunc(-a * 0.75).value, (+a) is a, a.conjugate() is a) == (-1.0, True, True)
    assert ((2**a).value, (True + a).value, (a // 0.75).value) == (4.0, 3.0, 2.0)
    both = (a > 0) & True
    either = (a > 5) | False
    assert (both.value, either.value, (~both).value) == (True, False, False)
    assert symbols(either) == "x[1] > 5 or 0"
