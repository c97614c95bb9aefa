"""Plain numbers in a script: followed where that disturbs nothing."""

import ast
import contextlib
import io
import warnings

import pytest

import handnn as hn
from handnn.code import plain_numbers

START = """import math
import numpy as np
b = 0.5
x = [1.0, 2.5]
w = [0.5, -1]
m = [3, 1, 2.5]
W = [[1.0, -2.0], [0.5, 3]]
n = 2
"""
CALLS = ["{f}()", "{f}(b)", "{f}(x)", "{f}(W)", "{f}(m)", "{f}(x, w)", "{f}(W, x)", "{f}(x, b)"]
CALLS += ["{f}(b, x)", "{f}(b, b)", "{f}(n, b)", "{f}(W, axis=0)", "{f}([x, w])", "{f}((n, b), b)"]
CALLS += [
    "{f}(W, n)",
    "{f}(x, 0, b)",
    "{f}(x, w, b)",
    "{f}(str, x)",
    "list({f}(x))",
    "{f}(b, float)",
]
ITERATORS = {"enumerate", "filter", "iter", "map", "next", "reversed", "zip"}
FUNCTIONS = sorted(
    [f"np.{name}" for name in plain_numbers.NUMPY]
    + [f"math.{name}" for name in plain_numbers.MATH]
    + list(plain_numbers.BUILTINS - ITERATORS - {"input", "super"})
    + [f"x.{name}" for name in plain_numbers.METHODS]
    + [f"W[0].{name}" for name in plain_numbers.METHODS]
    + [f"np.array(W).{name}" for name in plain_numbers.METHODS]
)
OTHERS = [
    "[v * 2 for v in x], x + w, x * 2, x[::-1], -b, b**2, b // 2, b % 2, 1 / b, abs(-b)",
    "x == [1.0, 2.5], x == w, 2.5 in x, b == 0.5, b < 1, bool(b), not b, b and 1, x[0] is x[0]",
    "f'{b} {b!r} {b:.1f} {x} {b:{n}}', '%.2f %s' % (b, x), '{:>8}'.format(b), str(x), repr(W)",
    "[w[1]], w[1] * 2, [w[1] * b], w[1] // 1, [m[0]], range(m[0]), ['a', 'b'][m[1]], m[0] / 2",
    "len(x), len(W[0]), [len(r) for r in W], [*zip(*W)], list(map(list, zip(*W)))",
    "sum(x) / len(x), max(x), min(*x), sorted(m), sum(a * c for a, c in zip(x, w)) + b, max(0, b)",
    "isinstance(b, float), type(b), type(x), type(x[0]), isinstance(m[0], int), type(m[0])",
    "round(b, 1), [round(v) for v in m], int(m[2]), float(b), str(b), [float(v) for v in m]",
    "np.array(x) * b, np.array(W) @ np.array(x) + b, np.array(x).dtype, np.array(m)[0]",
    "np.zeros(n) + b, np.dot(np.array(W), x), np.array(x) * w, np.exp(b), [np.dot(x, w)]",
    "np.array([b, 1]), np.array([x, w]), [np.mean(x)], [np.max(W)], np.maximum(x, 0) + b",
    "list(enumerate(x)), {'a': b, 'x': x}, (b, x), [b] * n, [0.0] * n",
    "x.index(2.5), x.count(1.0), x.copy(), (lambda a: a * 2)(b), [v for v in m if v > b]",
]


ODD = {
    "np.array(b)",
    "np.asarray(b)",
    "np.array(b, float)",
    "np.asarray(b, float)",
    "np.transpose(b)",
}
"""Arrays without axes, which are shown as the numbers that they are."""
ODD |= {f"{x}.count({y})" for x in ("x", "W[0]") for y in ("x", "W", "m", "[x, w]", "(n, b), b")}


def works(expression):
    """Whether Python runs it, and without a warning."""
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("error")
            exec(f"{START}print([{expression}])", {})
    except Exception:
        return False
    return True


def worked(source, folder, capsys):
    """Work a script, which prints what it prints without us."""
    file = folder / "script.py"
    file.write_text(source)
    work = hn.work(file)
    printed = capsys.readouterr().out
    exec(compile(source, str(file), "exec"), {"__name__": "__main__"})
    assert printed == capsys.readouterr().out
    return work


@pytest.mark.parametrize("name", FUNCTIONS)
def test_whatever_may_be_called_prints_the_same(name, tmp_path, capsys):
    calls = [call.format(f=name) for call in CALLS]
    lines = [f"print([{call}])" for call in calls if call not in ODD and works(call)]
    work = worked("\n".join([START, "y = x[0] * b", *lines, ""]), tmp_path, capsys)
    assert {"x", "b"} <= set(work.given)


@pytest.mark.parametrize("expressions", OTHERS)
def test_plain_numbers_do_in_python_what_they_did(expressions, tmp_path, capsys):
    assert works(expressions)
    work = worked(f"{START}y = x[0] * b\nprint([{expressions}])\n", tmp_path, capsys)
    assert work["y"].explain()[0].lines() == ["y = x[1]·b", "y = 1·0.5 = 0.5"]


NEURON = """
inputs = [1, 2, 3, 2.5]
weights = [0.2, 0.8, -0.5, 1.0]
bias = 2.0
output = inputs[0]*weights[0] + inputs[1]*weights[1] + inputs[2]*weights[2] + bias
print(output)
"""
LAYER = """
import numpy as np
inputs = [1.0, 2.0]
weights = [[0.2, 0.8], [0.5, -0.91]]
biases = [2.0, 3.0]
z = np.dot(weights, inputs) + biases
outputs = []
for row, bias in zip(weights, biases):
    total = 0.0
    for v, w in zip(inputs, row):
        total += v * w
    outputs.append(total + bias)
h = [max(0, v) for v in outputs]
print(z, outputs, h)
"""
PERCEPTRON = """
X = [[0.0, 1.0], [1.0, 1.0]]
t = [0, 1]
w = [0.5, -0.5]
b, lr = 0.1, 0.1
rate = 0.5
def predict(x):
    s = sum(a * c for a, c in zip(x, w))
    return 1 if s > 0 else 0
for epoch in range(2):
    for x, target in zip(X, t):
        error = target - predict(x)
        w = [wi + rate * error * xi for wi, xi in zip(w, x)]
print(w, [predict(x) for x in X])
"""


def test_a_neuron_in_plain_python(tmp_path, capsys):
    work = worked(NEURON, tmp_path, capsys)
    assert list(work.given) == ["inputs", "weights", "bias"]
    assert work["output"].explain()[0].lines()[0] == (
        "output = inputs[1]·weights[1] + inputs[2]·weights[2] + inputs[3]·weights[3] + bias"
    )
    gradients = work.backward().gradients
    assert gradients["weights"].tolist() == [1.0, 2.0, 3.0, 0.0]
    assert gradients["bias"] == 1.0


def test_a_layer_of_lists(tmp_path, capsys):
    work = worked(LAYER, tmp_path, capsys)
    assert list(work.given) == ["inputs", "weights", "biases"]
    assert work["z"].explain(0)[0].lines()[0] == (
        "z[1] = weights[1,1]·inputs[1] + weights[1,2]·inputs[2] + biases[1]"
    )
    assert [step.output.item() for step in work if step.name.startswith("h⁽")] == [2.0 + 1.8, 1.68]


def test_a_perceptron_in_plain_python(tmp_path, capsys):
    work = worked(PERCEPTRON, tmp_path, capsys)
    assert {"X", "w", "rate"} <= set(work.given)


def names(source):
    return list(plain_numbers.assigned_numbers(ast.parse(source)).values())


def test_which_numbers_are_followed():
    lines = "a = 0.5\nl = [1.0, 2]\nM = [[1.0], [2.0]]\nt = (0.5, 1)\nc = -2.5\n"
    assert names(lines) == ["a", "l", "M", "t", "c"]
    assert names("b = 0.0\nw, n, v = 0.5, 3, [1.5]\nc: float = 1.5\n") == ["b", "w", "v", "c"]
    others = "n = 3\nz = 0.0\nz += 2\ny = 0.0\ny = 1.5 + y\nu = v = 0.5\n"
    others += "p, q = (0.5,)\ns = 'a'\ni = [1, 2]\nr = [[1.0], [2.0, 3.0]]\nb = True\n"
    others += "m = [1.0, 'a']\ne = []\nq = 1.0 + 2\nd = {'a': 1.0}\nfor _ in [1]:\n    k = 0.5\n"
    assert names(others) == []
    assert names("import numpy as np\na = 0.5\nl = [1.0]\nx = np.array(l)\n") == ["a"]


def test_a_number_that_is_changed_otherwise_than_by_adding_may_begin_with_0():
    assert names("b = 0.0\nb -= 0.1\nb = b - 0.1\nb = 0.1 + 2 * b\n") == ["b"]


def test_the_numbers_of_one_line_are_followed(tmp_path, capsys):
    code = "w, b, n = 0.5, 0.0, 3\nc: float = -1.5\nL = (w * 2 + b + c) ** 2\nprint(w, b, c, n)\n"
    work = worked(code, tmp_path, capsys)
    assert list(work.given) == ["w", "b", "c"]
    gradients = work.backward().gradients
    assert {name: gradients[name].item() for name in work.given} == {"w": -2, "b": -1, "c": -1}


def test_the_plain_number_of_a_name():
    tree = ast.parse(
        "b = 0.5\ndef f():\n    n, c = 2, -1.5\n    k = 1 + 2\n    s = 'a'\n    t = True\n"
    )
    found = {name: plain_numbers.plain_number(tree, name) for name in "bncksta"}
    assert found == {"b": "0.5", "n": "2", "c": "-1.5", "k": "", "s": "", "t": "", "a": ""}


@pytest.mark.parametrize(
    "line",
    [
        "import time\ntime.sleep(x)",
        "import random\nrandom.gauss(0, x)",
        "import statistics",
        "from decimal import Decimal",
        "import numpy as np\nnp.random.normal(0, x)",
        "import numpy as np\nrng = np.random.default_rng(0)\nrng.normal(0, x)",
        "import numpy as np\nnp.linspace(0, x)",
        "from numpy import linspace",
        "from numpy import *",
        "d = {}\nd[x] = 1",
        "d = {x: 1}",
        "s = {x}",
        "s = set([x])",
        "hash(x)",
        "x.is_integer()",
        "f = open",
    ],
)
def test_a_script_that_such_numbers_may_disturb_is_left_alone(line):
    assert names(f"x = 0.5\n{line}\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "import random\nrandom.seed(0)\nr = random.uniform(-1, 1)",
        "import time\nstart = time.time()",
        "import numpy as np\nnp.random.seed(0)\nn = 3\nW = np.random.randn(n, 2)",
        "import matplotlib.pyplot as plt\nplt.plot([x])",
        "class Neuron:\n    def __init__(self, w):\n        self.w = w\n    def run(self, v):\n"
        "        return self.w * v\nNeuron(x).run(2)",
        "d = {'a': x}\nd['a']",
        "raise ValueError(x)",
    ],
)
def test_what_does_not_disturb(line):
    assert names(f"x = 0.5\n{line}\n") == ["x"]
