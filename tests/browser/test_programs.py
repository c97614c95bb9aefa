"""What the page computes and writes is what Python computes and writes, in Node.js and Chromium."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from expressions import ALL, EXACT, expressions, n_operands
from hypothesis import given, settings
from hypothesis import strategies as st

import handnn as hn
from handnn.arithmetic import (
    OPERATIONS,
    Variable,
    as_json,
    compile_cells,
    equation,
    evaluate,
    format_number,
    operate,
    record,
    writing_rules,
)
from handnn.render.html.program import program_of

RUN = """([data, givens, terms]) => {
  const program = read(data);
  const numbers = (list) => list.map(Number);
  const given = Object.entries(givens).map(([name, values]) => [name, numbers(values)]);
  const run = evaluate(program, Object.fromEntries(given));
  const lines = Object.entries(program.computed).map(([name, { cells }]) =>
    [name, cells.map((_, i) => equation(program, run, name, i, terms ?? Infinity).map(text))]);
  const values = Object.entries(run.values).map(([name, list]) => [name, list.map(String)]);
  const broken = [...run.broken.keys()];
  return { values: Object.fromEntries(values), broken, lines: Object.fromEntries(lines) };
}"""


def run(javascript, program, givens=None, terms=None):
    data = {n: [as_json(v) for v in np.ravel(a).tolist()] for n, a in (givens or {}).items()}
    result = javascript.evaluate(RUN, [program, data, terms])
    result["values"] = {name: list(map(float, v)) for name, v in result["values"].items()}
    return result


def forward(trace):
    return program_of(trace, trace.explain())


def array_program(numbers, start):
    """A program of a single array `y` that reads `x`."""
    n = len(start)
    described = {"role": "value", "batched": False}
    return {
        "variables": {
            "x": {**described, "shape": [n]},
            "y": {**described, "shape": [len(numbers)]},
        },
        "givens": {"x": [as_json(v) for v in start]},
        "computed": [{"name": "y", **compile_cells(numbers, [], {"x": (n,)})}],
        "writing": writing_rules(),
    }


def agree(found, expected):
    np.testing.assert_allclose(found, np.asarray(expected, dtype=float), rtol=1e-9, atol=1e-12)


VALUES = [0.0, 1.0, -1.0, 2.0, -2.5, 0.5, 1.5, -0.3, 7.25, 40.0, math.inf, -math.inf, math.nan]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_at_every_kind_of_value(javascript, name):
    x = cells_of(record(VALUES, Variable("x", "input")))
    if n_operands(name) == 1:
        numbers = [operate(name, a) for a in x]
    else:
        more = [x[3]] * (n_operands(name) - 2)
        numbers = [operate(name, a, b, *more) for a in x for b in x]
    if name == "power":  # NumPy takes the square root of -∞ for it, and C's own power does not
        numbers = [n for n in numbers if [o.value for o in n.operands] != [-math.inf, 0.5]]
    result = run(javascript, array_program(numbers, VALUES))
    agree(result["values"]["y"], [number.value for number in numbers])
    for i, number in enumerate(numbers):
        assert result["lines"]["y"][i] == equation(f"y[{i + 1}]", number, float(number.value))


VALUE = st.integers(-3, 3).map(float) | st.floats(-5, 5)
THREE = st.lists(VALUE, min_size=3, max_size=3)


def cells_of(array):
    """The numbers of an array."""
    return [array.cell(place) for place in np.ndindex(array.shape)]


def drawn(data, x, operations):
    """Some numbers, each with x[1] in it: constants alone would be no expression."""
    return [operate("add", data.draw(expressions(x, operations)), x[0]) for _ in range(5)]


@given(st.data())
def test_the_values_of_any_expression(javascript, data):
    start, other = data.draw(THREE), data.draw(THREE)
    numbers = drawn(data, cells_of(record(start, Variable("x", "input"))), EXACT)
    program = array_program(numbers, start)
    places = {("x", (i,)): value for i, value in enumerate(other)}
    agree(run(javascript, program)["values"]["y"], [number.value for number in numbers])
    again = run(javascript, program, {"x": other})
    agree(again["values"]["y"], [evaluate(n, places) for n in numbers])


@given(st.data(), st.none() | st.integers(1, 4))
def test_the_text_of_any_expression(javascript, data, terms):
    start = data.draw(THREE)
    numbers = drawn(data, cells_of(record(start, Variable("x", "input"))), ALL)
    result = run(javascript, array_program(numbers, start), terms=terms)
    for i, number in enumerate(numbers):
        if result["values"]["y"][i] == number.value:  # else a last digit was rounded otherwise
            expected = equation(f"y[{i + 1}]", number, number.value, terms)
            assert result["lines"]["y"][i] == expected


@given(st.data(), st.none() | st.integers(1, 4))
def test_the_letters_of_any_expression(javascript, data, terms):
    start = data.draw(THREE)
    parts = drawn(data, cells_of(record(start, Variable("x", "input"))), EXACT)
    numbers = drawn(data, parts, EXACT)
    result = run(javascript, array_program(numbers, start), terms=terms)
    for i, number in enumerate(numbers):
        expected = equation(f"y[{i + 1}]", number, float(number.value), terms)
        assert result["lines"]["y"][i] == expected


def normalised(x):
    mean = np.mean(x)
    return (x - mean) / np.sqrt(np.mean((x - mean) ** 2) + 1)


def half_a_softmax(x):
    e = np.exp(x - np.max(x))
    return e / (1 + np.sum(e))


def log_sum_exp(x):
    total = np.log(np.sum(np.exp(x - np.max(x)))) + np.max(x)
    return total * np.exp(total) + np.logaddexp(x, 0)


@pytest.mark.parametrize("function", [normalised, half_a_softmax, log_sum_exp])
@pytest.mark.parametrize("terms", [None, 2])
def test_letters(javascript, function, terms):
    start = [-1.0, 2.0, 5.0]
    numbers = cells_of(function(record(start, Variable("x", "input"))))
    result = run(javascript, array_program(numbers, start), terms=terms)
    for i, number in enumerate(numbers):
        expected = equation(f"y[{i + 1}]", number, number.value, terms)
        assert "(with " in expected[0]
        assert result["lines"]["y"][i] == expected


@pytest.mark.parametrize(
    "function",
    [
        lambda x: 1 - x**2,
        lambda x: (x - np.mean(x[:3])) ** 2 * np.mean(x[:3]),
        lambda x: np.where(x > np.mean(x), 1 - x, x - 1),
        lambda x: x - x[0] - (x[1] - x[0]),
        lambda x: x * x[::-1] * 1e5 - x,
    ],
)
def test_digits(javascript, function):
    start = [0.99999, 0.9999912345, 0.999999999997, 0.1 + 0.2]
    numbers = cells_of(function(record(start, Variable("x", "input"))))
    result = run(javascript, array_program(numbers, start))
    expected = [equation(f"y[{i + 1}]", n, n.value) for i, n in enumerate(numbers)]
    assert result["lines"]["y"] == expected
    assert any(re.search(r"\.\d{5}", lines[-1]) for lines in expected)


def test_values_are_written_alike(javascript):
    rng = np.random.default_rng(0)
    values = [
        *rng.normal(size=300),
        *rng.normal(size=300).round(3),
        *(rng.integers(-(10**6), 10**6, 2000) / 2.0 ** rng.integers(0, 30, 2000)),  # ties
        *(rng.integers(1, 20000, 600) * 10.0 ** rng.integers(-8, 18, 600)),
        *(10.0 ** rng.integers(-9, 20, 300) * (1 + 2.0 ** -rng.integers(20, 53, 300))),
        *(rng.integers(0, 10**5, 200) * 5e12),
        *rng.integers(0, 2**63, 600).view(float),
        *(math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308),
    ]
    script = """([rules, values, decimals, digits]) => {
      const show = formatter(rules);
      return values.map((v) => show(Number(v), decimals, digits)).map((s) => [s.text, s.exact]);
    }"""
    rules, sent = writing_rules()["numbers"], [as_json(v) for v in values]
    for decimals, digits in ((4, 4), (6, 4), (4, 6), (4, 12), (4, 17)):
        shown = javascript.evaluate(script, [rules, sent, decimals, digits])
        assert [tuple(s) for s in shown] == [format_number(v, decimals, digits) for v in values]


class Gate(hn.Layer):
    """A custom layer without gradients of its own: a choice, and a decision of plain Python."""

    parameter_names = ("w",)

    def __init__(self, w, name=None):
        super().__init__(name=name)
        self.w = w

    def forward(self, x):
        y = np.where(x > 0, x * self.w, -x / 4)
        return y if self.w[0] > 0 else y + 1


WIDTHS = st.lists(st.integers(1, 4), min_size=2, max_size=4)
SHAPES = st.sampled_from([(), (2,)])
ACTIVATIONS = st.sampled_from([hn.ReLU, hn.LeakyReLU, hn.Sigmoid, hn.Tanh, hn.Softmax])


def quarters(rng, *shape):
    """Numbers whose sums are exact in any order."""
    return rng.integers(-8, 9, shape) / 4


@st.composite
def networks(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    layers = []
    for n_in, n_out in pairwise(draw(WIDTHS)):
        layers.append(hn.Dense(quarters(rng, n_out, n_in), quarters(rng, n_out)))
        layers.append(draw(ACTIVATIONS)())
        if draw(st.booleans()):
            layers.append(Gate(rng.integers(1, 3, n_out)))
    return hn.Sequential(*layers)


@settings(max_examples=25)
@given(networks(), SHAPES, st.integers(0, 10**6))
def test_edited_networks(javascript, net, samples, seed):
    rng = np.random.default_rng(seed)
    x, other = quarters(rng, 2, *samples, net.in_features)
    target = quarters(rng, *net(x).shape)
    backward = net.trace(x).backward(hn.SquaredError(), target=target)
    everything = [*backward.trace.explain(), *backward.explain(), *backward.explain("input")]
    program = program_of(backward, everything)
    assert_same(run(javascript, program), backward)

    edited = net.with_parameters(
        {name: a + rng.integers(-2, 3, a.shape) / 2 for name, a in net.parameters.items()}
    )
    again = edited.trace(other).backward(hn.SquaredError(), target=target)
    givens = {"x": other}
    for step in again.run.leaves():
        givens |= {step.parameter_variable(n).name: a for n, a in step.parameters.items()}
    assert_same(run(javascript, program, givens), again)


def assert_same(result, backward):
    """The same values as Python's and the same text, but for what the page knows to be broken."""
    cells = [*backward.trace.explain(), *backward.explain(), *backward.explain("input")]
    places, to_the_last_bit = {}, True
    for cell in cells:
        name = cell.variable.name
        i = places[name] = places.get(name, -1) + 1
        if name not in result["values"]:  # a line of a branch that the page has not taken
            assert result["broken"]
            continue
        if name in result["broken"]:
            continue
        found = result["values"][name][i]
        agree(found, cell.value)
        to_the_last_bit = to_the_last_bit and found == cell.value
        if to_the_last_bit:  # else a tie may be rounded otherwise
            assert result["lines"][name][i] == cell.lines()


def test_what_rests_on_a_decision_is_known_to_be_broken(javascript):
    net = hn.Sequential(Gate([2.0], name="gate"), hn.ReLU(), hn.Dense([[3.0]], [0]))
    program = forward(net.trace([1]))
    assert run(javascript, program)["broken"] == []
    # a choice is part of the expression
    assert run(javascript, program, {"x": [-5.0]})["broken"] == []
    assert run(javascript, program, {"w1": [-1.0]})["broken"] == ["z1", "h", "z2"]


def test_what_rests_on_an_unknown_operation_is_known_to_be_broken(javascript):
    program = forward(hn.Sequential(hn.Dense([[2.0]], [1]), hn.ReLU(), hn.Tanh()).trace([3]))
    before, unknown, after = program["computed"]
    unknown["runs"] = [["soon", *rest] for _, *rest in unknown["runs"]]
    script = """(program) => {
      const { broken, values } = evaluate(read(program));
      return [[...broken], values];
    }"""
    broken, values = javascript.evaluate(script, program)
    assert broken == [[unknown["name"], "soon"], [after["name"], "soon"]]
    assert values[before["name"]] == [7]


def test_pieces_know_their_cells(javascript):
    program = forward(hn.Sequential(hn.ReLU()).trace([[-1, 3]]))
    script = """data => {
      const program = read(data);
      return equation(program, evaluate(program), "y", 1)[1];
    }"""
    assert javascript.evaluate(script, program) == [
        {"text": "y⁽¹⁾[2]", "variable": "y", "cell": 1},
        {"text": " = "},
        {"text": "max("},
        {"text": "0"},
        {"text": ", "},
        {"text": "3", "variable": "x", "cell": 1},
        {"text": ")"},
        {"text": " = "},
        {"text": "3", "isResult": True},
    ]


def test_a_wide_network_is_worked_out_while_nobody_waits(javascript):
    net = hn.Sequential(hn.Dense.random(64, 64, rng=0), hn.ReLU(), hn.Dense.random(64, 10, rng=1))
    program = forward(net.trace(np.linspace(-1, 1, 64)))
    script = """data => {
      const start = performance.now();
      evaluate(read(data));
      return performance.now() - start;
    }"""
    assert javascript.evaluate(script, program) < 500  # milliseconds
