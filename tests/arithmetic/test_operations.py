"""The operations: each known by its name, with NumPy's values beyond the finite ones."""

import math

import numpy as np
import pytest
from expressions import n_operands

from handnn.arithmetic import OPERATIONS, Variable, differentiate, record, recording
from handnn.arithmetic.recorded_array import elementwise


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (lambda x: x[0] / 0, math.inf),
        (lambda x: x[1] / 0, -math.inf),
        (lambda x: np.log(x[0] * 0), -math.inf),
        (lambda x: np.exp(x[0] * 1e4), math.inf),
        (lambda x: (x[0] * 1e200) ** 2, math.inf),
        (lambda x: np.sum(np.exp(x * 1e4) * 0), math.nan),
        (lambda x: np.sqrt(x[1]), math.nan),
        (lambda x: np.max(np.sqrt(x)), math.nan),
        (lambda x: np.maximum(np.sqrt(x[1]), 0), math.nan),
        (lambda x: np.exp(x * 1e4) @ np.zeros(3), math.nan),
        (lambda x: np.fmax(np.sqrt(x[1]), 0), 0.0),
        (lambda x: np.fmin(0, np.sqrt(x[1])), 0.0),
    ],
)
def test_beyond_the_finite_numbers_are_numpys(x, code, value):
    with recording():
        assert np.array_equal(code(x).value, value, equal_nan=True)


def test_every_operation_is_known_by_its_name():
    for name, operation in OPERATIONS.items():
        assert operation.name == name


# Operands where an operation is smooth. (A bracket takes a condition, which has no slope.)
SMOOTH = {
    "arccosh": [1.7],
    "log": [1.7],
    "log2": [1.7],
    "log10": [1.7],
    "sqrt": [1.7],
    "power": [1.7, 2.3],
    "divide": [1.7, -2.3],
    "mod": [7.3, 2.6],
    "arctan2": [0.7, -1.3],
    "where": [True, 0.3, 0.6],
    "sum": [0.3, 0.6, 0.9],
    "product": [0.3, 0.6, 0.9],
    "max": [0.3, 0.9, 0.6],
    "min": [0.3, 0.9, 0.6],
}


REDUCTIONS = {
    "sum": np.sum,
    "product": np.prod,
    "max": np.max,
    "min": np.min,
    "and": np.all,
    "or": np.any,
}


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "bracket"])
def test_the_derivative_by_every_operand_is_the_slope(name):
    values = SMOOTH.get(name, [0.37, 0.62, 0.84][: n_operands(name)])
    value = OPERATIONS[name].value
    x = record(np.array(values, float), Variable("x", "input"))
    condition = values[0] is True
    if name in REDUCTIONS:
        y = REDUCTIONS[name](x)
    else:
        y = elementwise(name, x[0] > 0 if condition else x[0], *x[1:])
    (derived,) = differentiate([y], [1.0], [x])
    for i in range(condition, len(values)):
        h = 1e-5
        up, down = ([v + s * h * (j == i) for j, v in enumerate(values)] for s in (1, -1))
        slope = (float(value(*up)) - float(value(*down))) / (2 * h)
        assert derived[i] == pytest.approx(slope, rel=1e-6, abs=1e-8), i


@pytest.mark.parametrize("values", [[1.0, 3.0, 3.0], [3.0, 1.0, 3.0], [2.0, 2.0, 2.0]])
def test_of_several_largest_the_first_takes_the_gradient(values):
    x = record(values, Variable("x", "input"))
    (top,) = differentiate([np.max(x)], [5.0], [x])
    assert top.tolist() == [5.0 * (i == values.index(max(values))) for i in range(3)]
    (low,) = differentiate([np.min(x)], [5.0], [x])
    assert low.tolist() == [5.0 * (i == values.index(min(values))) for i in range(3)]
