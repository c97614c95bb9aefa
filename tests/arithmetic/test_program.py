"""Expressions as data: worked out again from the data alone, they give what Python gave."""

import json
import math

import numpy as np
import pytest
from expressions import expressions, leaf
from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import (
    OPERATIONS,
    Number,
    Variable,
    as_json,
    compile_cells,
    evaluate,
    operate,
    record,
    recording,
)


def run(compiled, arrays):
    """What a program in another language does, in a few lines of Python."""
    compiled = json.loads(json.dumps(compiled, allow_nan=False))
    known = [value for name in compiled["reads"] for value in np.ravel(arrays[name]).tolist()]
    known += [float(c) if isinstance(c, str) else c for c in compiled["constants"]]
    for operation, count, first, *step in compiled["runs"]:
        for i in range(count):
            slots = np.array(first) + (i * np.array(step[0]) if step else 0)
            known.append(OPERATIONS[operation].value(*(known[slot] for slot in slots)))
    cells = [known[f + i * s] for count, f, s in compiled["cells"] for i in range(count)]
    return cells, [bool(known[slot]) == truth for slot, truth in compiled["guards"]]


def compiled(numbers, guards=(), **arrays):
    shapes = {name: np.shape(array) for name, array in arrays.items()}
    return compile_cells(cells(numbers), guards, shapes)


def cells(numbers):
    """The numbers of an array, or of a list of numbers and single cells."""
    if isinstance(numbers, list):
        return [n if isinstance(n, Number) else n.cell() for n in numbers]
    return [numbers.cell(place) for place in np.ndindex(numbers.shape)]


def test_a_dense_layer_takes_a_run_for_each_row_of_weights():
    W, x, b = np.arange(12.0).reshape(4, 3), np.array([2.0, 1, 3]), np.array([-5.0, 0, 1, -2])
    z = leaf(W, "W", "parameter") @ leaf(x) + leaf(b, "b", "parameter")
    program = compiled(z, W=W, x=x, b=b)
    assert program == {
        "reads": ["W", "x", "b"],
        "constants": [],
        "runs": [
            ["multiply", 3, [0, 12], [1, 1]],
            ["multiply", 3, [3, 12], [1, 1]],
            ["multiply", 3, [6, 12], [1, 1]],
            ["multiply", 3, [9, 12], [1, 1]],
            ["sum", 4, [19, 20, 21], [3, 3, 3]],
            ["add", 4, [31, 15], [1, 1]],
        ],
        "cells": [[4, 35, 1]],
        "guards": [],
    }
    assert run(program, {"W": W, "x": x, "b": b})[0] == (W @ x + b).tolist()


def test_what_is_shared_is_worked_out_once():
    x = leaf([1.0, 2.0])
    e = np.exp(x - np.max(x))
    program = compiled(e / np.sum(e), x=[1, 2])
    assert [(name, count) for name, count, *_ in program["runs"]] == [
        ("max", 1),
        ("subtract", 2),
        ("exp", 2),
        ("sum", 1),
        ("divide", 2),
    ]


def test_guards_and_constants():
    x = leaf([3.0, -1.0])
    with recording() as noted:
        y = x[0] * 2 if x[0] > x[1] else x[1]
        y = y + (math.inf if x[0] > x[1] else 0)
    program = compiled([y], noted.guards, x=[3, -1])
    assert program["constants"] == [2.0, "Infinity"]
    assert len(program["guards"]) == 1  # the same question twice
    assert run(program, {"x": [3, -1]}) == ([math.inf], [True])
    assert run(program, {"x": [-3, -1]})[1] == [False]


def test_cells_that_are_leaves_and_cells_without_axes():
    x = leaf([[3.0, -1.0]])
    assert run(compiled(x, x=[[3, -1]]), {"x": [[5, 6]]})[0] == [5, 6]
    loss = leaf(4.0, "L")
    assert run(compiled([loss[()] * 2], L=4.0), {"L": 1.0})[0] == [2.0]


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (1.5, 1.5),
        (True, True),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_json_has_no_infinity(value, data):
    assert as_json(value) is data or as_json(value) == data


@given(st.data())
def test_any_expression_at_any_values(data):
    start = data.draw(st.lists(st.integers(-3, 3).map(float), min_size=3, max_size=3))
    x = leaf(start)
    numbers = [data.draw(expressions(cells(x))) for _ in range(3)]
    numbers = [operate("add", n, x.cell(0)) for n in numbers]
    other = data.draw(st.lists(st.integers(-3, 3).map(float), min_size=3, max_size=3))
    places = {("x", (i,)): value for i, value in enumerate(other)}
    again, _ = run(compiled(numbers, x=start), {"x": other})
    np.testing.assert_array_equal(again, [evaluate(n, places) for n in numbers])


def test_a_decision_on_an_array_that_nobody_can_change_is_left_out():
    x = record([2.0, 1.0], Variable("x", "input"))
    order = record(np.array([1, 0]), Variable("order", "value"), True)
    with recording() as noted:
        y = 3 * x[order]
    assert noted.guards
    compiled = compile_cells([y.cell(0)], noted.guards, {"x": (2,)})
    assert (compiled["reads"], compiled["guards"]) == (["x"], [])
    assert compile_cells([y.cell(0)], noted.guards, {"x": (2,), "order": (2,)})["guards"]
