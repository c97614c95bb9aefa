"""Weights as pictures."""

import matplotlib as mpl
import numpy as np
import pytest

import handnn as hn

mpl.use("agg")


def test_signs_say_how_large_a_weight_is():
    pictures = hn.weight_pictures([[6, 3, 2.9, 1, 0.9, 0, -0.9, -1, -2.9, -3, -6]])
    assert pictures.text().splitlines() == [
        "W[1]",
        "++++ + +       - -----",
        "",
        "++ and -- from half of 6 on, + and - from a sixth on",
    ]


def test_pictures_stand_beside_each_other_as_far_as_there_is_room():
    layer = hn.Dense(np.arange(24).reshape(6, 4) - 12)
    lines = hn.weight_pictures(layer, (2, 2)).text(16).splitlines()
    assert lines[0].split() == ["W[1]", "W[2]", "W[3]"]
    assert lines[4].split() == ["W[4]", "W[5]", "W[6]"]
    assert max(map(len, lines[:-1])) == 16


def test_of_many_pictures_some_are_left_out():
    text = hn.weight_pictures(np.ones((30, 2))).text()
    assert "W[24]" in text
    assert "W[25]" not in text
    assert "6 more pictures are left out." in text


def test_kernels_are_pictures_already():
    kernels = np.arange(16.0).reshape(2, 2, 2, 2)
    pictures = hn.weight_pictures(kernels)
    assert pictures.names == ("W[1,1]", "W[1,2]", "W[2,1]", "W[2,2]")
    np.testing.assert_array_equal(pictures.pictures, kernels.reshape(4, 2, 2))


def test_they_stay_true_and_are_read_only():
    layer = hn.Dense(np.zeros((1, 4)))
    pictures = hn.weight_pictures(layer, (2, 2), names=["edge"])
    layer.W = np.ones((1, 4))
    assert not pictures.pictures.any()
    assert pictures.text().startswith("edge")
    with pytest.raises(ValueError, match="read-only"):
        pictures.pictures[0, 0, 0] = 1


def test_as_a_figure():
    figure = hn.weight_pictures(hn.Dense.random(4, 5, rng=0), (2, 2)).plot(columns=3)
    drawn = [ax for ax in figure.axes if ax.images]
    assert [ax.get_title() for ax in drawn[:5]] == [f"W[{i}]" for i in range(1, 6)]
    limits = {image.get_clim() for ax in drawn[:5] for image in ax.images}
    assert len(limits) == 1  # one scale for all, symmetrical about 0
    low, high = limits.pop()
    assert low == -high
    mpl.pyplot.close("all")


def test_in_a_notebook():
    assert "<pre>W[1]" in hn.weight_pictures([[1, 2]])._repr_html_()


WRONG = {
    "no such parameter": (
        lambda: hn.weight_pictures(hn.Dense([[1, 2]]), parameter="K"),
        hn.ArgumentError,
        "Dense 2 → 1 has no parameter 'K'. Its parameters: 'W'.",
    ),
    "no parameter at all": (
        lambda: hn.weight_pictures(hn.ReLU()),
        hn.ArgumentError,
        "ReLU has no parameter 'W'. Its parameters: none.",
    ),
    "a bias": (
        lambda: hn.weight_pictures(hn.Dense([[1, 2]], [3]), parameter="b"),
        hn.ShapeError,
        "Weights are drawn row by row, one picture for each neuron; got shape (1,).",
    ),
    "another shape": (
        lambda: hn.weight_pictures(hn.Dense([[1, 2]]), (2, 2)),
        hn.ShapeError,
        "A picture of shape (2, 2) does not have the 2 weights that each neuron has.",
    ),
    "too few names": (
        lambda: hn.weight_pictures([[1, 2]], names=[]),
        hn.ShapeError,
        "There are 1 pictures, but 0 names.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    call, kind, text = WRONG[case]
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text
