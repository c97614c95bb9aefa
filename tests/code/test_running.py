"""Running somebody's code on arrays that remember."""

import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import handnn as hn

SCRIPT = """
import math
import numpy as np

def relu(z):
    return max(0, z)

x = np.array([2, 1, 3])
W1 = np.array([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]])
b1 = np.array([-5, 0, 1, -2])
z = np.zeros(4)
h = np.zeros(4)
for i in range(4):
    s = 0
    for j in range(3):
        s += W1[i, j] * x[j]
    z[i] = s + b1[i]
    h[i] = relu(z[i])
X1 = np.hstack([h, 1])
W2 = np.array([[1, 1, -1, 0, 0], [0, 0, 1, -1, 1]])
y = np.maximum(W2 @ X1, 0)
p = np.array([math.exp(v) for v in y])
p = p / p.sum()
print(h, y, p, int(np.argmax(p)))
ids = np.array([1, 0])
E = np.array([[1.0, 2.0], [3.0, 4.0]])
e = E[ids].sum(axis=0)
if e[0] > 3:
    out = e * 2
else:
    out = e
print(out.shape, len(out), out.tolist(), np.round(out / 3, 2), [out[0]], f"{out[1]:.2f}")
print(round(float(out[0]), 3), out[0], repr(out), f"{out}")
"""


@pytest.fixture
def script(tmp_path):
    file = tmp_path / "script.py"
    file.write_text(SCRIPT, encoding="utf-8")
    return file


def test_a_script_prints_what_it_prints_without_us(script, capsys):
    hn.work(script)
    python = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert capsys.readouterr().out == python.stdout


def test_a_script_is_worked_in_its_own_names(script):
    work = hn.work(script)
    assert [step.name for step in work] == ["z", "h", "y", "p⁽¹⁾", "p⁽²⁾", "e", "out"]
    assert list(work.given) == ["x", "W1", "b1", "W2", "E"]
    assert str(work["z"].explain(0)) == (
        "z[1] = W1[1,1]·x[1] + W1[1,2]·x[2] + W1[1,3]·x[3] + b1[1]\n"
        "z[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1"
    )
    assert str(work["h"].explain(0)) == "h[1] = max(0, z[1])\nh[1] = max(0, -1) = 0"
    assert work["y"].explain(1)[0].lines()[1] == "y[2] = max(0, 0·0 + 0·3 + 1·5 + (-1)·3 + 1·1) = 3"


def test_a_script_runs_as_the_main_module_in_its_own_folder(tmp_path):
    (tmp_path / "weights.py").write_text("import numpy as np\nw = np.array([2.0, 3.0])\n")
    file = tmp_path / "main.py"
    file.write_text(
        "import sys\nimport numpy as np\nfrom weights import w\n"
        "def main():\n    x = np.array([1.0, 4.0])\n    y = w * x\n    return y\n"
        "if __name__ == '__main__':\n    y = main()\n    assert sys.argv == [__file__]\n"
    )
    before = sys.modules["__main__"], sys.argv, list(sys.path)
    work = hn.work(file)
    assert (sys.modules["__main__"], sys.argv, list(sys.path)) == before
    assert work["y"].output.tolist() == [2.0, 12.0]


def test_a_function_of_a_script(script):
    file = script.with_name("attention.py")
    file.write_text(
        "import numpy as np\n"
        "def neuron(x, w):\n    z = w @ x\n    return np.maximum(z, 0)\n"
        "for s in (1.0, 2.0):\n    print(neuron(np.array([s, 2.0]), np.array([3.0, -1.0])))\n"
    )
    work = hn.work(file, function="neuron")
    assert {name: array.tolist() for name, array in work.given.items()} == {
        "x": [1.0, 2.0],
        "w": [3.0, -1.0],
    }
    assert [step.name for step in work] == ["z", "y"]
    with pytest.raises(hn.ArgumentError) as caught:
        hn.work(file, function="layer")
    assert str(caught.value) == "attention.py has no function 'layer'. Its functions: neuron."


def test_what_cannot_be_followed_says_where(tmp_path):
    file = tmp_path / "fourier.py"
    file.write_text("import numpy as np\nx = np.array([1.0, 2.0])\ny = np.fft.fft(x)\n")
    with pytest.raises(hn.UnexplainedError) as caught:
        hn.work(file)
    assert str(caught.value) == (
        "fourier.py, line 3 (y = np.fft.fft(x)): np.fft.fft is not covered by the arrays that "
        "remember."
    )


def test_a_script_fails_with_its_own_error(tmp_path):
    file = tmp_path / "wrong.py"
    file.write_text("import numpy as np\nx = np.array([1.0])\ny = x + nothing\n")
    with pytest.raises(NameError):
        hn.work(file)


def test_a_script_that_is_not_there(tmp_path):
    with pytest.raises(hn.MissingFileError) as caught:
        hn.work(tmp_path / "none.py")
    assert str(caught.value) == f"There is no file {tmp_path / 'none.py'}."


def test_functions_get_their_arguments_as_they_would(recwarn):
    seen = {}

    def function(x, weights, rate, activation, name="n", *, table):
        seen.update(rate=rate, name=name, activation=activation)
        h = activation(weights[0] @ x + weights[1])
        return table["scale"] * h * rate

    work = hn.work(
        function,
        [1.0, 2.0],
        [np.eye(2), np.ones(2)],
        0.5,
        np.tanh,
        table={"scale": np.array([2.0, 4.0])},
    )
    assert seen == {"rate": 0.5, "name": "n", "activation": np.tanh}
    assert list(work.given) == ["x", "weights⁽¹⁾", "weights⁽²⁾", "rate", "scale"]
    assert np.allclose(work.result, np.array([2, 4]) * np.tanh([2.0, 3.0]) * 0.5)


def test_numbers_are_arrays_where_there_are_no_arrays():
    work = hn.work(lambda w, x, b: w * x + b, 2.0, 3.0, 1.0)
    assert str(work[0].explain()[0].lines()[0]) == "y = w·x + b"


def layer(x, w, b, axis=0, lr=0.1):
    z = np.stack([x * w, x + 1]).sum(axis=axis) + b
    return (z**2 * lr).sum()


def test_floats_beside_arrays_are_followed_and_whole_numbers_are_not():
    work = hn.work(layer, [2.0, 1.0], [1.0, -1.0], 0.5, axis=1)
    assert list(work.given) == ["x", "w", "b"]
    back = work.backward()
    assert back.gradients["b"] == pytest.approx(2 * 0.1 * (5.5 + 1.5))
    assert str(back.explain("b")).startswith("∂L/∂b\n  ∂L/∂b = ∂L/∂z[1] + ∂L/∂z[2]\n")
    of_whole = hn.work(layer, [2.0, 1.0], [1.0, -1.0], 1)
    for name, value in (("b", 1), ("lr", 0.1), ("axis", 0)):
        for record in (of_whole, of_whole.backward()):
            with pytest.raises(hn.NoSuchStepError) as caught:
                record.explain(name)
            assert str(caught.value) == (
                f"{name} is a plain number here, {value}, and not followed. To have it followed, "
                f"pass np.array({value}) for it."
            )


def test_floats_print_as_they_would(capsys):
    def printing(x, b):
        y = x + b
        print(b, repr(b), f"{b:.3f} {b}", [b])
        return y

    hn.work(printing, [1.0], 0.5)
    assert capsys.readouterr().out == "0.5 0.5 0.500 0.5 [0.5]\n"


def drawn(x, scale):
    return x + np.random.default_rng(0).normal(0, scale, 2)


def told_apart(x, scale):
    return x * (scale if isinstance(scale, float) else 100.0)


def taken_out(x, scale):
    return x * float(scale)


def looked_up(x, scale):
    return x * {0.5: 3.0}[scale]


@pytest.mark.parametrize("function", [drawn, told_apart, taken_out, looked_up])
def test_where_it_does_not_work_floats_are_passed_as_they_are(function):
    x = np.array([1.0, 2.0])
    work = hn.work(function, x, 0.5)
    np.testing.assert_array_equal(work.result, function(x, 0.5))
    assert list(work.given) == ["x"]
    with pytest.raises(hn.NoSuchStepError, match=r"pass np\.array\(0\.5\) for it\."):
        work.backward(grad=[1, 1]).explain("scale")


def test_an_error_of_the_function_is_its_own():
    def fails(x, b):
        return x + b + undefined  # noqa: F821

    with pytest.raises(NameError) as caught:
        hn.work(fails, [1.0], 0.5)
    assert caught.value.__context__ is None


def test_a_function_of_a_script_follows_the_same_numbers(tmp_path):
    file = tmp_path / "layer.py"
    source = inspect.getsource(layer)
    call = "layer(np.array([2.0, 1.0]), np.array([1.0, -1.0]), 0.5, axis=1)"
    file.write_text(f"import numpy as np\n{source}\n{call}\n")
    work = hn.work(file, function="layer")
    assert list(work.given) == ["x", "w", "b"]
    with pytest.raises(hn.NoSuchStepError, match="axis is a plain number here, 1,"):
        work.backward().explain("axis")


def test_what_computes_nothing_is_told():
    with pytest.raises(hn.UnexplainedError) as caught:
        hn.work(lambda x: x, [1.0])
    assert "has nothing to work out: it computes no array from other arrays." in str(caught.value)


def prints_the_same(file, capsys):
    """Work a script, and compare what it prints."""
    work = hn.work(file)
    python = subprocess.run(
        [sys.executable, "-W", "ignore", file], capture_output=True, text=True, check=True
    )
    assert capsys.readouterr().out == python.stdout
    return work


def test_numbers_are_printed_as_they_would_be(capsys):
    prints_the_same(Path(__file__).with_name("printing.py"), capsys)


MAKING = """
from dataclasses import dataclass
import numpy as np

@dataclass
class Layer:
    W: np.ndarray

rng = np.random.default_rng(1)
Wq, Wk = (rng.normal(size=(2, 2)) for _ in range(2))
layers = [Layer(rng.normal(size=(2, 2))), Layer(rng.normal(size=(2, 2)))]
x = np.array([1.0, 2.0])
q = Wq @ x
k = Wk @ x
for layer in layers:
    x = layer.W @ x
    layer.W -= 0.5 * np.outer(q, k)
if (n := np.array([3.0, 4.0])).sum() > 1:
    y = n * x
for row in np.array([[1.0, 2.0], [3.0, 4.0]]):
    y = y + row
print(y, layers[0].W, np.unique(np.array([2, 0, 2])), np.allclose(y, y + 1e-12), "%.3f" % y[0])
"""


def test_every_array_that_a_script_makes_remembers(tmp_path, capsys):
    file = tmp_path / "making.py"
    file.write_text(MAKING)
    work = prints_the_same(file, capsys)
    assert {"Wq", "Wk", "W⁽¹⁾", "W⁽²⁾", "n"} <= set(work.given)
    assert str(work["q"].explain(0)).startswith("q[1] = Wq[1,1]·x[1] + Wq[1,2]·x[2]\n")
    assert str(work["x⁽²⁾"].explain(0)).startswith(
        "x⁽²⁾[1] = W⁽²⁾[1,1]·x⁽¹⁾[1] + W⁽²⁾[1,2]·x⁽¹⁾[2]\n"
    )


def test_arrays_are_plotted_and_written_as_they_are(tmp_path, capsys):
    pytest.importorskip("matplotlib")
    file = tmp_path / "plot.py"
    file.write_text(
        "import json\nimport numpy as np\nimport matplotlib\nmatplotlib.use('Agg')\n"
        "import matplotlib.pyplot as plt\n"
        "x = np.linspace(0, 1, 5)\ny = x * 2\nlosses = [float(v) for v in y]\n"
        "_, ax = plt.subplots()\nax.plot(losses, label='y')\nplt.scatter(x, y, c=y)\n"
        "plt.hist(y)\nplt.imshow(np.outer(x, y))\nplt.savefig(__file__ + '.png')\n"
        "print(ax.lines[0].get_ydata(), json.dumps({'y': losses, 'x': x.tolist()}))\n"
    )
    work = prints_the_same(file, capsys)
    assert [step.name for step in work] == ["y"]


def test_a_script_that_exits_with_a_status_fails(tmp_path):
    file = tmp_path / "exits.py"
    file.write_text("import sys\nimport numpy as np\nx = np.array([1.0])\ny = x * 2\nsys.exit(3)\n")
    with pytest.raises(SystemExit) as caught:
        hn.work(file)
    assert caught.value.code == 3
    file.write_text(file.read_text().replace("exit(3)", "exit()"))
    assert hn.work(file)["y"].output.tolist() == [2.0]


@pytest.mark.parametrize(
    "function",
    [np.linalg.inv, np.linalg.det, np.fft.fft, lambda A: np.linalg.matrix_power(A, 2)],
)
def test_whole_numbers_do_not_leave_the_record_either(function):
    def code(A, x):
        return (function(A) * x).sum()

    with pytest.raises(hn.UnexplainedError) as caught:
        hn.work(code, [[2, 1], [1, 3]], [0.5, 1.0])
    assert "is not covered by the arrays that remember." in str(caught.value)


def test_a_library_that_computes_is_not_passed_plain_numbers():
    preprocessing = pytest.importorskip("sklearn.preprocessing")

    def code(x, w):
        return (preprocessing.normalize(x * w) * w).sum()

    with pytest.raises(hn.UnexplainedError):
        hn.work(code, [[3.0, 4.0]], [[1.0, 2.0]])
