"""Runs in LaTeX."""

import numpy as np

import handnn as hn
from handnn.render.documents.latex import latex


def test_a_layer_without_bias_and_a_given_gradient():
    trace = hn.Sequential(hn.Dense([[1, 2]])).trace([1, 2])
    assert "[W" not in latex(trace)
    assert r"\section*{Given gradient}" in latex(trace.backward(grad=[3]))


class Quotient(hn.Layer):
    """What cannot be broken into lines."""

    def forward(self, x):
        return x / np.sum((((x / 3 + 1) ** 5 / 7 - 2) ** 4 / 9 + (x - 8) ** 2 / 10) ** 6)


def test_what_is_much_too_long_for_a_line_is_written_small():
    trace = hn.Sequential(hn.Dense(np.ones((20, 2))), Quotient()).trace([0.5, 0.25])
    assert r"\begingroup\tiny" in latex(trace)
