"""The confusion matrix: its counts, as text, in a notebook, as a figure."""

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn

mpl.use("agg")

NET = hn.Sequential(hn.Identity())  # the sample itself is the logits
X = [[3, 1], [0, 2], [1, 0], [2, 1], [1, 4]]
Y = [0, 1, 0, 1, 1]


@given(pairs=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
def test_the_counts_are_those_of_counting(pairs):
    true, predicted = zip(*pairs, strict=True)
    matrix = hn.confusion_matrix(NET, np.eye(4)[list(predicted)], true)
    for i in range(4):
        for j in range(4):
            assert matrix.counts[i, j] == pairs.count((i, j))
    assert matrix.accuracy == hn.accuracy(NET, np.eye(4)[list(predicted)], true)
    assert matrix.names == ("0", "1", "2", "3")


def test_it_is_the_one_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(50, 4)), rng.integers(0, 4, 50)
    theirs = metrics.confusion_matrix(y, hn.predict(NET, X))
    np.testing.assert_array_equal(hn.confusion_matrix(NET, X, y).counts, theirs)


def test_a_single_output_tells_two_classes_apart():
    net = hn.Sequential(hn.Dense([[1.0]]))
    assert hn.confusion_matrix(net, [[1], [2], [-1]], [1, 0, 0]).counts.tolist() == [[1, 1], [0, 1]]
    assert hn.confusion_matrix(net, [[1]], [1]).counts.tolist() == [[0, 0], [0, 1]]
    moved = hn.confusion_matrix(net, [[1], [2]], [1, 0], threshold=1.5)
    assert moved.counts.tolist() == [[0, 1], [1, 0]]


def test_tokens_and_one_hot_rows_are_counted_too():
    rows = hn.confusion_matrix(NET, X, np.eye(2)[Y])
    np.testing.assert_array_equal(rows.counts, hn.confusion_matrix(NET, X, Y).counts)

    class Tokens(hn.Identity):
        sample_ndim = 2

    sequences = hn.confusion_matrix(hn.Sequential(Tokens()), [X, X], [Y, Y])
    np.testing.assert_array_equal(sequences.counts, 2 * rows.counts)


def test_as_ascii():
    text = hn.confusion_matrix(NET, X, Y, names=["cat", "größe"]).text(ascii=True)
    assert text.splitlines()[:4] == [
        "             predicted",
        r"true         cat  gr\xf6\xdfe  total",
        "------------------------------------",
        "cat            2            0      2",
    ]


def test_in_a_notebook():
    html = hn.confusion_matrix(NET, X, Y, names=["<cat>", "dog"])._repr_html_()
    assert "<caption>Confusion matrix: 4 of 5 are right: 80 %</caption>" in html
    assert '<th scope="row">&lt;cat&gt;</th><td>2</td><td>0</td><td>2</td>' in html
    assert html.count("nth-child") == 2 * 2  # the diagonal is framed


def test_as_a_figure():
    matrix = hn.confusion_matrix(NET, X, Y, names=["cat", "dog"])
    ax = matrix.plot()
    assert [text.get_text() for text in ax.texts] == ["2", "0", "1", "2"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["cat", "dog"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    assert matrix.plot(ax) is ax
    mpl.pyplot.close("all")


WRONG = {
    "another number of samples": (
        {"y": [0, 1]},
        hn.ShapeError,
        "confusion_matrix compares 5 predictions with as many true classes, but y has shape (2,).",
    ),
    "half a class": (
        {"y": [0, 1, 0.5, 1, 1]},
        hn.InputError,
        "A class is a whole number, counted from 0; y holds 0.5.",
    ),
    "a negative class": (
        {"y": [0, 1, -1, 1, 1]},
        hn.InputError,
        "A class is a whole number, counted from 0; y holds -1.",
    ),
    "too few names": (
        {"y": Y, "names": ["cat"]},
        hn.ShapeError,
        "There are 2 classes, but 1 names: ['cat'].",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    arguments, kind, text = WRONG[case]
    with pytest.raises(kind) as caught:
        hn.confusion_matrix(NET, X, **arguments)
    assert str(caught.value) == text
