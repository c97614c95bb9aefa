"""The names that code gives its arrays."""

import cProfile
import pstats
import sys
import threading
import weakref

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


def test_what_is_selected_has_its_name():
    code = (
        "a = x[[1, 0]]\nb = x[x > 2]\nc = x[[0, 1], [1, 0]]\nd = c.T\ne = a[0]\nf = x[[1]][0] + e"
    )
    assert named(code, x=[[1, 2], [3, 4]]) == ["a", "b", "c", "f"]


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


def test_what_a_function_returns_has_the_name_of_its_caller():
    code = """
def relu(z):
    positive = np.maximum(z, 0)
    return positive

def layer(z):
    out = relu(z * 2)
    return out

h = layer(x)
y = relu(h - 1)
cache = {}
cache["last"], other = relu(y), relu(y + 1)
"""
    assert named(code, x=[1, 2]) == ["h", "y", "last", "other"]


def test_what_a_function_keeps_has_its_own_name():
    code = """
def forward(x):
    hs = []
    for _ in range(2):
        h = x + 1
        x = h * 2
        hs.append(h)
    return hs

hs = forward(x)
for g in hs:
    y = g * 3
"""
    assert named(code, x=[1, 2]) == ["h", "x", "h", "x", "y", "y"]


def test_an_argument_without_a_name_has_the_parameters_name_if_that_is_used_more_than_once():
    code = """
def softmax(scores):
    e = np.exp(scores - scores.max())
    return e / e.sum()

def once(scores):
    return np.tanh(scores)

p = softmax(x * 2)
q = once(p * 3)
"""
    assert named(code, x=[1, 2]) == ["scores", "e", "p", "q"]


def test_the_statement_of_an_argument_is_what_was_passed(tmp_path):
    file = tmp_path / "code.py"
    file.write_text(
        "import numpy as np\n"
        "class Net:\n"
        "    def square(self, z, w):\n        return z * z * w * w\n"
        "def square(z):\n    return z * z\n"
        "def run(x):\n"
        "    y = square(x + 1)\n"
        "    u = Net().square(y * 2, w=y + 3)\n"
        "    return list(map(square, [u - 1]))\n"
    )
    scope = {}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    with Names() as names:
        scope["run"](record([1.0, 2.0], Variable("x", "input")))
    assert [(binding.name, binding.statement) for binding in names.bindings] == [
        ("z", "z = x + 1"),
        ("y", "y = square(x + 1)"),
        ("z", "z = y * 2"),
        ("w", "w = y + 3"),
        ("u", "u = Net().square(y * 2, w=y + 3)"),
        ("z", ""),
    ]


def test_keys_that_are_no_names_take_the_name_of_their_dictionary():
    code = "hs = {}\nfor t in range(2):\n    hs[t] = x * t + 1"
    assert named(code, x=[1, 2]) == ["hs", "hs"]


def test_a_generator_gives_names_each_time_it_goes_on():
    code = """
def steps(h):
    for _ in range(2):
        h = h * 2
        yield h

def outer(x):
    def inner(z):
        shifted = z + x
        return shifted * shifted
    return inner

total = 0
for h in steps(x):
    total = total + h
u = outer(total)(x * 3)
"""
    found = named(code, x=[1, 2])
    assert found == ["h", "total", "h", "total", "shifted", "u"]


@pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="needs sys.monitoring (Python 3.12)")
def test_a_tool_may_monitor():
    tool, seen = sys.monitoring.COVERAGE_ID, []
    sys.monitoring.use_tool_id(tool, "test")
    sys.monitoring.register_callback(tool, sys.monitoring.events.LINE, lambda *_: seen.append(1))
    sys.monitoring.set_events(tool, sys.monitoring.events.LINE)
    try:
        found = named("a = x + 1\nb = a * 2", x=[1])
    finally:
        sys.monitoring.set_events(tool, 0)
        sys.monitoring.free_tool_id(tool)
    assert found == ["a", "b"]
    assert seen


def test_each_thread_notes_its_own_names():
    found, barrier = {}, threading.Barrier(3)

    def noting(name):
        barrier.wait()
        for _ in range(20):
            code = f"{name} = x * 2\nfor _ in range(3):\n    {name} = {name} + 1"
            found.setdefault(name, []).append(named(code, x=[1, 2]))

    def computing():
        barrier.wait()
        x = record([1.0, 2.0], Variable("x", "input"))
        for _ in range(100):
            a = x + 1
            found.setdefault("symbols", set()).add(symbols((a * 2)[0]))

    threads = [threading.Thread(target=noting, args=(name,)) for name in "ab"]
    threads.append(threading.Thread(target=computing))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"a": [["a"] * 4] * 20, "b": [["b"] * 4] * 20, "symbols": {"(x[1] + 1)·2"}}


def test_the_frames_of_functions_that_have_returned_are_let_go():
    class Large:
        pass

    kept = []

    def function(x):
        large = Large()
        kept.append(weakref.ref(large))
        h = x * 2
        return h + 1

    x = record([1.0, 2.0], Variable("x", "input"))
    with Names() as names:
        for _ in range(5):
            y = function(x) * 3
        assert [each() for each in kept[:-1]] == [None] * 4
    assert kept[-1]() is None
    assert [binding.name for binding in names.bindings] == ["h"] * 5
    assert y.shape == (2,)


def test_looking_for_names_takes_no_longer_as_the_code_goes_on():
    code = """
for _ in range(n):
    out = np.zeros_like(x)
    for i in range(2):
        out[i] = x[i] * w[0]
    w = w - out * 0.1
"""

    def n_calls(n):
        profile = cProfile.Profile()
        profile.enable()
        names_in(f"n = {n}\n{code}", x=[1, 2], w=[1, 2])
        profile.disable()
        return pstats.Stats(profile).total_calls

    n_calls(5)
    assert n_calls(80) - n_calls(40) < 1.2 * (n_calls(120) - n_calls(80))
    assert n_calls(120) - n_calls(80) < 1.2 * (n_calls(80) - n_calls(40))


def test_results_of_the_same_call_in_a_loop_have_the_name_that_each_gets():
    code = (
        "def f(x):\n    return 2 * x\nall = []\nfor _ in range(3):\n    x = f(x)\n    all.append(x)"
    )
    names = names_in(code, x=[1, 2]).bindings
    assert [binding.name for binding in names] == ["x", "x", "x"]


def test_what_is_known_of_a_name_is_of_an_array_that_is_still_there():
    """The identity of one that is gone may be that of another array, which then seems known."""
    with Names() as names:
        exec(
            "H = np.zeros_like(x)\nh = x[0] * 0\n"
            "for t in range(3):\n    h = np.tanh(x[t] + h)\n    H[t] = h\n",
            {"__name__": "code", "np": np, "x": record(np.ones((3, 2)), Variable("x", "input"))},
        )
    assert {id(binding.node) for binding in names.bindings} == set(names._named)
