"""The history of a training: its figures, its words, its picture."""

import copy
import pickle
import sys

import matplotlib as mpl
import pytest

import handnn as hn

mpl.use("agg")

FULL = hn.History(
    loss=[2.5, 1.0, 0.25],
    accuracy=[0.1, 0.5, 0.9876],
    validation_loss=[2.6, 1.1, 0.5],
    validation_accuracy=[0.1, 0.4, 0.8],
)


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (hn.History(), "History of 0 epochs"),
        (hn.History(interrupted=True), "History of 0 epochs: interrupted"),
        (hn.History(loss=[0.123456]), "History of 1 epoch: loss 0.1235 → 0.1235"),
        (
            FULL,
            "History of 3 epochs: loss 2.5 → 0.25, validation loss 2.6 → 0.5, "
            "accuracy 10 % → 98.76 %, validation accuracy 10 % → 80 %",
        ),
    ],
)
def test_it_says_from_where_to_where(history, words):
    assert repr(history) == words


def test_it_can_be_kept():
    assert pickle.loads(pickle.dumps(FULL)) == copy.deepcopy(FULL) == FULL
    assert len(FULL) == 3


def test_its_picture_has_every_figure():
    ax = FULL.plot()
    lines = {line.get_label(): line for axes in ax.figure.axes for line in axes.get_lines()}
    assert list(lines) == ["loss", "validation loss", "accuracy", "validation accuracy"]
    assert lines["loss"].get_xdata().tolist() == [1, 2, 3]
    assert lines["validation accuracy"].get_ydata().tolist() == [0.1, 0.4, 0.8]
    assert [axes.get_ylabel() for axes in ax.figure.axes] == ["loss", "accuracy"]
    assert ax.get_xlabel() == "epoch"


def test_it_draws_on_axes_that_are_given():
    _, axes = mpl.pyplot.subplots(1, 2)
    assert hn.History(loss=[1, 2]).plot(axes[1]) is axes[1]
    assert len(axes[1].get_lines()) == 1
    assert [text.get_text() for text in axes[1].get_legend().get_texts()] == ["loss"]
    mpl.pyplot.close("all")


def test_without_matplotlib_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(hn.MissingExtraError) as caught:
        FULL.plot()
    assert str(caught.value) == (
        'history.plot() draws with matplotlib, which is not installed: pip install "handnn[plot]".'
    )
