"""Numbers, records, guards and the ways out that are closed."""

import concurrent.futures
import math
import operator

import numpy as np
import pytest

from handnn.arithmetic import (
    OPERATIONS,
    Constant,
    Given,
    RecordedArray,
    Result,
    SumOfProducts,
    UnexplainedError,
    Variable,
    differentiate,
    equation,
    evaluate,
    numbers,
    operate,
    record,
    recording,
    symbols,
)
from handnn.errors import HandnnError

VALUES = [2.0, -1.0, 3.0]


@pytest.fixture
def x():
    return record(VALUES, Variable("x", "input"))


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


def test_numbers_are_their_own_keys(x):
    assert {x[0]: "a"}[x[0]] == "a"
    assert len({x[0], x[1], x[0]}) == 2


def test_matrix_products_make_their_terms_when_asked(x):
    z = record([[1.0, 2.0, 3.0]], Variable("W", "parameter")) @ x
    assert isinstance(z[0], SumOfProducts)
    assert z[0].operation == "sum"
    assert z[0].operands is z[0].operands
    assert [term.value for term in z[0].operands] == [2.0, -2.0, 9.0]


def test_constants_alone_make_a_constant():
    assert isinstance(operate("add", 1, 2.0), Constant)
    assert isinstance(np.zeros_like(record(VALUES, Variable("x", "input")))[0] + 1, Constant)


def test_comparisons_are_conditions(x):
    condition = x[0] > x[1]
    assert condition.value is True
    assert (condition.operation, condition.operands) == ("greater", (x[0], x[1]))
    for compare in (operator.lt, operator.le, operator.eq, operator.ne, operator.ge):
        assert compare(x[0], x[1]).value is compare(2.0, -1.0)
        assert compare(0.5, x[1]).value is compare(0.5, -1.0)


@pytest.mark.parametrize(
    ("code", "n_guards"),
    [
        (lambda x: 1 if x[0] > 0 else 2, 1),
        (lambda x: x[x > 0], 3),
        (lambda x: max(x), 2),
        (lambda x: np.argmax(x), 2),
        (lambda x: x[0] if x[1] else x[2], 1),
        (lambda x: x > 0 if (x > 5).any() else x, 1),
        (lambda x: np.where(x > 0)[0], 3),
        (lambda x: np.where(x > 0, x, 0), 0),
        (lambda x: np.maximum(x, 0), 0),
        (lambda x: bool(Constant(1.0)), 0),
        (lambda x: np.fmax(x * np.nan, 1.0), 3),
    ],
)
def test_guards(x, code, n_guards):
    with recording() as noted:
        code(x)
    assert len(noted.guards) == n_guards
    for guard in noted.guards:
        assert evaluate(guard.condition) is guard.truth


def test_guards_tell_when_another_value_would_go_another_way(x):
    with recording() as noted:
        _ = x[0] if x[0] > 0 else -x[0]
    (guard,) = noted.guards
    assert guard.truth is True
    assert evaluate(guard.condition, {("x", (0,)): -3.0}) is False


def test_recordings_nest_and_each_thread_has_its_own(x):
    def count(_):
        with recording() as noted:
            for _ in range(50):
                assert x[0] > 0
        return len(noted.guards)

    with recording() as outer, concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, range(8))) == [50] * 8
        with recording() as inner:
            assert x[0] > 1
    assert (len(outer.guards), len(inner.guards)) == (0, 1)


def test_evaluate_with_other_values(x):
    y = np.where(x > 0, x * 2, -x)
    np.testing.assert_array_equal(evaluate(y), [4, 1, 6])
    np.testing.assert_array_equal(evaluate(y, {("x", (0,)): -5.0, ("x", (1,)): 1.0}), [5, 2, 6])
    assert evaluate(3.0) == 3.0


def test_relu_has_no_slope_at_zero():
    for relu in (
        lambda z: np.maximum(z, 0),
        lambda z: np.maximum(0, z),
        lambda z: np.clip(z, 0, 6),
    ):
        z = record([0.0], Variable("z", "input"))
        assert differentiate(list(relu(z)), [1.0], list(z)) == [0.0]
        g = record([1.0], Variable("g", "gradient"))
        assert differentiate(list(relu(z)), list(g), list(z))[0].value == 0.0


def test_ties_go_to_the_first():
    z = record([1.0, 1.0], Variable("z", "input"))
    assert differentiate([z.max()], [1.0], list(z)) == [1.0, 0.0]
    assert differentiate([np.minimum(z[0], z[1])], [1.0], list(z)) == [1.0, 0.0]
    assert differentiate([abs(z[0] - z[1])], [1.0], list(z)) == [0.0, 0.0]


def test_a_choice_passes_the_gradient_to_its_branch_alone():
    z = record([0.0, 2.0], Variable("z", "input"))
    y = np.where(z > 0, np.log(z), z)
    assert differentiate(list(y), [1.0, 1.0], list(z)) == [1.0, 0.5]


def test_gradients_of_what_does_not_matter(x):
    assert differentiate([x[0] * 2], [1.0], [x[1], x[0]]) == [0.0, 2.0]
    g = record([1.0], Variable("g", "gradient"))
    assert differentiate([x[0] * 2], list(g), [x[1]])[0].value == 0.0
    assert differentiate([5.0, x[0]], [1.0, 3.0], [x[0]]) == [3.0]


def test_an_output_that_is_an_input_and_an_output_given_twice(x):
    assert differentiate([x[0], x[0] * 3], [1.0, 2.0], [x[0]]) == [7.0]
    y = x[0] * 3
    assert differentiate([y, y], [1.0, 2.0], [x[0], y]) == [9.0, 3.0]


def test_gradients_beyond_the_finite_raise_nothing():
    z = record([0.0, -8.0], Variable("z", "input"))
    assert differentiate([1 / z[0]], [1.0], [z[0]]) == [-math.inf]
    assert math.isinf(differentiate([np.log(z[0])], [1.0], [z[0]])[0])
    assert math.isnan(differentiate([z[1] ** (1 / 3)], [1.0], [z[1]])[0])


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
    assert np.array_equal(code(x).value, value, equal_nan=True)


def test_chains_of_any_length(x):
    total = x[0]
    for _ in range(50_000):
        total = total + x[2]
    assert total.value == evaluate(total) == 150_002.0
    assert differentiate([total], [1.0], list(x)) == [1.0, 0.0, 50_000.0]
    assert numbers(total).count(" + 3") == 50_000
    nested = x[0]
    for _ in range(20_000):
        nested = np.sqrt(nested)
    assert symbols(nested).startswith("√(√(")
    assert evaluate(nested) == 1.0


def test_shared_parts_are_worked_out_once(x):
    doubled = x[0]
    for _ in range(200):
        doubled = doubled + doubled
    assert evaluate(doubled) == 2.0**201
    assert differentiate([doubled], [1.0], [x[0]]) == [2.0**200]


def test_of_a_wide_product_only_the_cell_asked_for_is_multiplied_out(monkeypatch):
    rng = np.random.default_rng(0)
    z = record(rng.normal(size=(512, 784)), Variable("W", "parameter")) @ record(
        rng.normal(size=784), Variable("x", "input")
    )
    made = []
    make = Result.__init__
    monkeypatch.setattr(Result, "__init__", lambda *args: (made.append(1), make(*args))[1])
    equation("z[1]", z[0], z[0].value)
    assert 784 <= len(made) < 10 * 784


CLOSED = (
    "float() of a number is not covered by the numbers that remember. It is also what an array of "
    "floats asks of a number assigned to it, and what math.exp and np.asarray(..., dtype=float) "
    "do: use NumPy's functions, and np.zeros_like(x) or np.array([...]) for arrays to be filled."
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
    with pytest.raises(UnexplainedError) as error:
        code(x)
    assert str(error.value) == CLOSED


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (lambda x: int(x[0]), "int() of a number"),
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
    assert str(error.value).startswith(f"{what} is not covered by the numbers that remember.")
    assert isinstance(error.value, HandnnError)
    assert isinstance(error.value, TypeError)


def test_what_numpy_refuses_is_refused(x):
    for code in (
        lambda: x[0] + "a",
        lambda: x[0] + [1, 2],
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


def test_number_operators_of_every_kind(x):
    a = x[0]
    assert (round(a / 4).value, math.floor(a / 4).value, math.ceil(a / 4).value) == (0, 0, 1)
    assert (math.trunc(-a * 0.75).value, (+a) is a, a.conjugate() is a) == (-1.0, True, True)
    assert ((2**a).value, (True + a).value, (a // 0.75).value) == (4.0, 3.0, 2.0)
    both = (a > 0) & True
    either = (a > 5) | False
    assert (both.value, either.value, (~both).value) == (True, False, False)
    assert symbols(either) == "x[1] > 5 or 0"


def test_numpy_functions_by_method_and_by_name(x):
    assert x.astype(bool)[0].value is True
    assert (x > 0).astype(bool)[1].value is False
    assert evaluate(np.clip(x, None, None)).tolist() == VALUES
    assert repr(operate("negative", x[0])) == "<Result -2.0 by negative>"
    assert repr(Constant(1.0)) == "<Constant 1.0>"


def test_a_very_long_text_is_cut_off(x):
    y = x[0]
    for _ in range(40):
        y = np.tanh(y) * np.exp(y)
    assert symbols(y).endswith(" …")


def test_many_choices_give_few_reasons(x):
    many = record(np.arange(1.0, 50.0), Variable("z", "input"))
    lines = equation("y", np.where(many > 0, many, 0).sum(), 1225.0, terms=3)
    assert lines[1].endswith("(since 1 > 0, 2 > 0, 3 > 0, …)")


def test_every_operation_is_known_by_its_name():
    for name, operation in OPERATIONS.items():
        assert operation.name == name
