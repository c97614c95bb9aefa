"""Numbers: what one asks a recorded array for."""

import operator

from handnn.arithmetic import Constant, Given, as_recorded, operate


def test_a_cell_is_the_same_number_each_time(x):
    assert x.cell(0) is x.cell(0)
    y = x * 2
    assert y.cell(1).operands[0] is x.cell(1)
    assert x[1].cell() is x.cell(1)


def test_constants_alone_make_a_constant():
    assert isinstance(operate("add", 1, 2.0), Constant)
    assert isinstance((as_recorded([0.0, 1.0]) + 1).cell(0), Constant)


def test_comparisons_are_conditions(x):
    condition = (x[0] > x[1]).cell()
    assert condition.value is True
    assert (condition.operation, condition.operands) == ("greater", (x.cell(0), x.cell(1)))
    for compare in (operator.lt, operator.le, operator.eq, operator.ne, operator.ge):
        assert compare(x[0], x[1]).cell().value is compare(2.0, -1.0)
        assert compare(0.5, x[1]).cell().value is compare(0.5, -1.0)


def test_how_numbers_show_themselves(x):
    assert repr(x.cell(1)) == "<Given x[2] = -1.0>"
    assert repr((x[0] + 1).cell()) == "<Result 3.0 by add>"
    assert repr(Constant(1.0)) == "<Constant 1.0>"
    assert repr(operate("negative", x.cell(0))) == "<Result -2.0 by negative>"


def test_a_cell_with_a_name_is_where_arithmetic_starts(x):
    cell = x.cell(2)
    assert isinstance(cell, Given)
    assert (cell.value, cell.index, cell.variable.name) == (3.0, (2,), "x")
    assert (cell.operation, cell.operands) == (None, ())
