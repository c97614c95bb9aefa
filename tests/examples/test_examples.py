"""The examples that people know: each runs, and shows what it says."""

import re
import runpy
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run an example in a folder of its own: gives its variables and what it printed."""
    monkeypatch.chdir(tmp_path)

    def example(name):
        variables = runpy.run_path(str(EXAMPLES / f"{name}.py"))
        return variables, capsys.readouterr().out

    return example


def test_exclusive_or_is_learnt(run):
    found, out = run("xor")
    np.testing.assert_array_equal(hn.predict(found["net"], found["X"]), found["y"])
    assert found["history"].loss[-1] < 0.05
    assert "[0, 0] → 0\n[0, 1] → 1\n[1, 0] → 1\n[1, 1] → 0\n" in out
    assert "z2[1] = W2[1,1]·h[1]" in out


def test_one_step_of_gradient_descent(run):
    found, out = run("one_step")
    assert found["back"].loss == 2.5
    np.testing.assert_array_equal(found["back"].output_gradient, [-2, 1])
    np.testing.assert_array_equal(found["back"].gradients["hidden.W"][2], [6, 3, 9])
    assert "  new W1[3,2] = 1 - 0.02·3 = 0.94" in out
    assert found["loss"](found["net"]([2, 1, 3]), [0, 2]) < 2.5
    assert "The trace still shows the weights it used: [1. 1. 0.]" in out


def test_the_moons_are_parted_and_drawn(run):
    mpl.use("agg")
    found, out = run("moons")
    mpl.pyplot.close("all")
    assert hn.accuracy(found["net"], found["X"], found["y"]) > 0.97
    assert out.endswith("moons.png is written.\n")
    picture = mpl.image.imread("moons.png")
    assert picture.shape[1] == 1200
    assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 100


def test_plain_numpy_runs_and_is_worked_by_hand(run, capsys):
    found, out = run("plain_numpy")
    np.testing.assert_array_equal(found["h"], [0, 3])
    assert out == "h = [0 3]\n"
    work = hn.work(EXAMPLES / "plain_numpy.py")
    assert capsys.readouterr().out == out
    assert [step.name for step in work] == ["z", "h"]
    assert "h[2] = max(0, 3) = 3" in str(work.explain())


def test_logistic_regression_derives_the_gradients_that_handnn_derives(run):
    found, out = run("logistic_regression")
    back = hn.work(EXAMPLES / "logistic_regression.py").backward(loss="loss")
    np.testing.assert_allclose(back.gradients["z"], found["dz"])
    np.testing.assert_allclose(back.gradients["w"], found["X"].T @ found["dz"])
    np.testing.assert_allclose(back.gradients["b"], found["dz"].sum())
    assert out.startswith(f"loss {back.output:.4f}, then w = ")


def test_attention_finds_the_marked_token(run):
    found, out = run("attention")
    net, X, y = found["net"], found["X"], found["y"]
    assert hn.accuracy(net, X[150:], y[150:]) > 0.97
    weights = net.trace(X[150])["attention"]["weights"].output
    np.testing.assert_allclose(weights.sum(axis=-1), 1)
    assert (weights.argmax(axis=-1) == found["marked"][150]).all()
    assert hn.check_layer(net["attention"], X[0])
    assert "\nweights[1,5] = e[1,5] / (e[1,1] + e[1,2] + e[1,3] + e[1,4] + e[1,5])\n" in out
    assert "weights = e / e.sum(" in Path("attention.html").read_text("utf-8")


def test_an_lstm_remembers_the_switch(run):
    found, out = run("lstm")
    net, X, y = found["net"], found["X"], found["y"]
    assert hn.accuracy(net, X[200:], y[200:]) > 0.97
    assert hn.check_layer(net["lstm"], X[0, :2])
    on, off, wait = np.eye(3)
    switched = net([[on, wait, off, wait, wait], [off, wait, on, wait, wait]])
    assert switched.argmax(axis=-1).tolist() == [found["OFF"], found["ON"]]
    assert "\nc⁽⁵⁾[1] = f⁽⁵⁾[1]·c⁽⁴⁾[1] + i⁽⁵⁾[1]·g⁽⁵⁾[1]\n" in out
    assert "c = f * c + i * g" in Path("lstm.html").read_text("utf-8")


def test_a_convolutional_network_reads_digits(run):
    from scipy.signal import correlate

    found, out = run("convolution")
    net, X, y, held_out = (found[name] for name in ("net", "X", "y", "held_out"))
    assert hn.accuracy(net, X[held_out], y[held_out]) > 0.9
    trace = net.trace(X[0])
    kernels, b = (trace["convolution"].parameters[name] for name in ("kernels", "b"))
    for channel, kernel, bias in zip(trace["convolution"].output, kernels, b, strict=True):
        expected = correlate(X[0, 0], kernel, mode="valid") + bias
        np.testing.assert_allclose(channel, expected, atol=1e-12)
    h = trace["relu_1"].output
    np.testing.assert_array_equal(
        trace["pool"].output, h.reshape(-1, 3, 2, 3, 2).max(axis=(-3, -1))
    )
    assert re.search(r"\nlarger\[(\d),(\d),(\d)\] = max\(h\[\1,\d,\3\], h\[\1,\d,\3\]\)\n", out)
    assert "larger = np.maximum(" in Path("convolution.html").read_text("utf-8")


@pytest.mark.torch
def test_pytorch_gives_the_same_numbers(run):
    found, _ = run("pytorch")
    trace = hidden_layer_exercise()
    for value, step in zip(found["values"][1:], trace, strict=True):
        np.testing.assert_array_equal(value.detach().numpy(), step.output)
