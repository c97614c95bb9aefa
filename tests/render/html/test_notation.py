"""The signs on a page in words: those in use, each once."""

import numpy as np
import pytest

import handnn as hn
from handnn.render.html.notation import notation
from handnn.render.html.page import html


def softmax_of_columns(S):
    E = np.exp(S)
    return E / E.sum(axis=0)


def loop(x):
    for _ in range(3):
        x = 2 * x
    return x


@pytest.mark.parametrize(
    ("function", "args", "sentences"),
    [
        (lambda x: x.sum() + x.sum(), [[1, 2]], ["Σ: the sum of all numbers in the brackets."]),
        (softmax_of_columns, [[[1, 2], [3, 4]]], ["column Σ: the sum of each column."]),
        (
            lambda A: A.max(axis=1),
            [[[1, 2], [3, 4]]],
            ["row max: the largest number of each row."],
        ),
        (
            lambda A, B: A.T @ B,
            [[[1, 2], [3, 4]], [[1, 2], [3, 4]]],
            ["Transposed (ᵀ): the rows have become columns, and the columns rows."],
        ),
        (lambda a, b: a * b, [[1, 2], [3, 4]], ["⊙: each number times the one at its place."]),
        (
            lambda a, b: np.where(a > b, a, b),
            [[1, 2], [2, 1]],
            ["where(condition, a, b): a where the condition holds, b elsewhere."],
        ),
        (
            loop,
            [[1, 2]],
            [
                "A raised number counts the arrays to which the code gives the same name: "
                "x⁽¹⁾, x⁽²⁾."
            ],
        ),
        (lambda W, x: W @ x, [[[1, 2]], [3, 4]], []),
    ],
)
def test_a_sign_in_words(function, args, sentences):
    assert list(notation(hn.work(function, *args).sheet())) == sentences


def test_a_raised_number_of_a_network_is_a_sample():
    net = hn.Sequential(hn.Dense([[1, -1]], [0]), hn.ReLU())
    page = html(net.trace([[2, 1], [1, 3]]))
    assert page.count("counts the samples: x<sup>(2)</sup>[1] is x[1] of sample 2.") == 1
    assert "counts the samples" not in html(net.trace([2, 1]))


def test_the_gradients_of_weights_are_transposed():
    back = hn.gallery["backpropagation"].backward()
    assert list(notation(back.sheet())) == [
        "Transposed (ᵀ): the rows have become columns, and the columns rows."
    ]
