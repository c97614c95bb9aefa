"""Whole runs as data for the browser (what the browser makes of it: tests/browser)."""

import json

import numpy as np
import pytest

import handnn as hn
from handnn.render.html.program import program_of


def program(record, input_gradient=False):
    """The program of all that a record worked out."""
    back = record.backward_pass
    if back is None:
        return program_of(record, record.explain())
    more = back.explain("input") if input_gradient else []
    return program_of(back, [*back.trace.explain(), *back.explain(), *more])


def size(data):
    return len(json.dumps(data, allow_nan=False, ensure_ascii=False).encode())


def test_arrays_come_in_the_order_of_the_work():
    net = hn.Sequential(hn.Dense([[1, 2]], [3]), hn.ReLU(), hn.Dense([[4], [5]], [0, 0]))
    back = net.trace([[1, 2], [3, 4]]).backward(hn.CrossEntropy(), target=[0, 1])
    data = program(back)
    forward, gradients = ["z1", "h", "z2"], ["L", "∂L/∂z2", "∂L/∂W2", "∂L/∂b2", "∂L/∂h", "∂L/∂z1"]
    names = [array["name"] for array in data["computed"]]
    assert names == [*forward, *gradients, "∂L/∂W1", "∂L/∂b1"]
    assert [*data["givens"]] == ["x", "W1", "b1", "W2", "b2", "t"]
    assert data["variables"]["∂L/∂h"] == {"role": "gradient", "shape": [2, 1], "batched": True}
    assert [a["name"] for a in program(back, True)["computed"]] == [*names, "∂L/∂x"]


def test_a_given_gradient_of_the_output():
    back = hn.Sequential(hn.ReLU()).trace([-1, 3]).backward(grad=[1, 2])
    data = program(back, True)
    assert data["givens"] == {"x": [-1.0, 3.0], "∂L/∂y": [1.0, 2.0]}


def test_a_layer_at_two_places_keeps_both_shares_and_their_sum():
    layer = hn.Dense([[1, 2], [3, 4]], name="both")
    back = hn.Sequential(layer, hn.ReLU(), layer).trace([1, 1]).backward(grad=[1, 1])
    names = [array["name"] for array in program(back)["computed"]]
    assert names[-1] == "∂L/∂W1"
    assert len(set(names)) == len(names)


def test_values_that_are_not_finite_are_data_too():
    trace = hn.Sequential(hn.Dense([[np.inf]], [0])).trace([1])
    assert program(trace)["givens"]["W"] == ["Infinity"]


def test_what_cannot_be_followed_says_so():
    class Cube(hn.Layer):
        def forward(self, x):
            return np.cbrt(x)

    with pytest.raises(hn.HandnnError, match="cannot be written out"):
        program(hn.Sequential(Cube()).trace([8]))


def test_a_wide_network_fits_into_a_page():
    net = hn.Sequential(hn.Dense.random(64, 64, rng=0), hn.ReLU(), hn.Dense.random(64, 10, rng=1))
    back = net.trace(np.linspace(-1, 1, 64)).backward(hn.CrossEntropy(), target=3)
    data = program(back, True)
    assert size(data) < 130_000
    assert size(data) - size(data["givens"]) < 20_000  # the rest of it is weights
