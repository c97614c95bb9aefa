"""The names that code gives its arrays."""

import sys

import numpy as np
import pytest

from handnn.arithmetic import Names, Variable, record, symbols


def names_in(code, **arrays):
    scope = {"__name__": "code", "np": np} | {
        name: record(a, Variable(name, "input")) for name, a in arrays.items()
    }
    with Names() as names:
        exec(code, scope)
    return names


def named(code, **arrays):
    return [binding.name for binding in names_in(code, **arrays).bindings]


def test_names_come_in_the_order_of_the_lines():
    assert named("a = x + 1\nb = a * 2\nc = a + b", x=[1, 2]) == ["a", "b", "c"]


def test_several_names_in_one_line():
    assert named("a, b = x + 1, x * 2\nc = a * b", x=[1, 2]) == ["a", "b", "c"]


def test_the_last_name_is_noted_though_nothing_uses_it():
    assert named("a = x + 1", x=[1]) == ["a"]


def test_a_name_given_again_is_another_array():
    assert named("h = x * 2\nfor _ in range(2):\n    h = h + 1", x=[1]) == ["h", "h", "h"]


def test_what_is_only_moved_needs_no_name():
    code = "a = x.T\nb = x[0]\nc = np.concatenate([a, a])\nd = x.reshape(-1)\ne = d * 2"
    assert named(code, x=[[1, 2], [3, 4]]) == ["e"]


def test_parts_of_a_computation_without_a_name_have_names():
    assert named("a, b = np.split(x * 2, 2)\nc = a + b", x=[1, 2]) == ["a", "b", "c"]


def test_names_with_an_underscore_are_left_out():
    assert named("_a = x + 1\nb = _a * 2", x=[1]) == ["b"]


def test_two_names_for_one_array_are_one():
    assert named("a = x + 1\nb = a\nc = b * 2", x=[1]) == ["a", "c"]


def test_what_is_passed_to_a_function_has_its_name_outside_only():
    code = """
def softmax(z):
    e = np.exp(z)
    return e / e.sum()

scores = x * 2
p = softmax(scores)
q = softmax(x * 3)
"""
    assert named(code, x=[1, 2]) == ["scores", "e", "p", "e", "q"]


def test_arrays_in_dictionaries_lists_and_objects_have_names():
    code = """
class Cache:
    pass

cache = Cache()
cache.z = x * 2
values = {}
values["h"] = cache.z + 1
layers = [values["h"] * 3]
y = layers[0] + 1
"""
    assert named(code, x=[1, 2]) == ["z", "h", "layers", "y"]


def test_an_array_that_is_filled_cell_by_cell_is_one_array():
    code = """
z = np.zeros_like(x)
for i in range(3):
    z[i] = x[i] * 2
y = z + 1
"""
    assert named(code, x=[1, 2, 3]) == ["z", "y"]


def test_an_array_that_is_overwritten_is_another_array():
    assert named("z = x * 2\nz[0] = x[1] * 3\ny = z + 1", x=[1, 2]) == ["z", "z", "y"]
    assert named("z = x * 2\nz += x\ny = z + 1", x=[1, 2]) == ["z", "z", "y"]


def test_an_array_is_written_in_terms_of_those_with_names():
    names = names_in("a = x + 1\nb = (a * a).sum()", x=[1, 2])
    a, b = names.bindings
    a.node.put_on_paper(Variable("a", "value"))
    assert symbols(b.node.origin.cell(())) == "a[1]·a[1] + a[2]·a[2]"
    assert symbols(a.node.origin.cell((0,))) == "x[1] + 1"


def test_nothing_is_noted_without_names():
    x = record([1.0], Variable("x", "input"))
    a = x + 1
    assert symbols((a * 2)[0]) == "(x[1] + 1)·2"


def test_a_debugger_or_coverage_may_watch():
    seen = []

    def tracer(frame, event, _):
        seen.append(event)
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        found = named("a = x + 1\nb = a * 2", x=[1])
    finally:
        sys.settrace(before)
    assert found == ["a", "b"]
    assert "line" in seen


def test_an_error_ends_the_noting():
    with pytest.raises(ZeroDivisionError):
        names_in("a = x + 1\n1 / 0", x=[1])
    test_nothing_is_noted_without_names()
