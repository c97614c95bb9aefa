"""Arrays of numbers that remember."""

import numpy as np

from handnn.arithmetic import (
    Constant,
    Given,
    RecordedArray,
    Variable,
    evaluate,
    operate,
    record,
)


def test_a_record_keeps_values_and_places():
    array = record(np.arange(6).reshape(2, 3), Variable("W", "parameter"))
    assert isinstance(array, RecordedArray)
    assert array.shape == (2, 3)
    cell = array[1, 2]
    assert isinstance(cell, Given)
    assert (cell.value, cell.index, cell.variable.name) == (5.0, (1, 2), "W")
    assert (cell.operation, cell.operands) == (None, ())
    assert repr(cell) == "<Given W[2,3] = 5.0>"
    assert repr(cell + 1) == "<Result 6.0 by add>"
    assert repr(array) == "RecordedArray(array([[0., 1., 2.],\n       [3., 4., 5.]]))"


def test_a_record_of_one_number_or_none():
    assert record(2, Variable("x", "input"))[()].variable.cell(()) == "x"
    assert record(np.empty((0, 3)), Variable("x", "input")).sum(axis=0).shape == (3,)
    assert evaluate(record(np.empty(0), Variable("x", "input")).sum()) == 0.0


def test_float32_is_kept_to_the_bit():
    array = record(np.array([0.1], dtype=np.float32), Variable("x", "input"))
    assert array[0].value == float(np.float32(0.1))


def test_numpy_functions_by_method_and_by_name(x):
    assert x.astype(bool)[0].value is True
    assert (x > 0).astype(bool)[1].value is False
    assert evaluate(np.clip(x, None, None)).tolist() == [2.0, -1.0, 3.0]
    assert repr(operate("negative", x[0])) == "<Result -2.0 by negative>"
    assert repr(Constant(1.0)) == "<Constant 1.0>"
