"""Pooling: one number for each window of a picture."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn

PICTURE = [[[1, 4, 2, 0, 9], [3, 2, 0, 6, 9], [9, 9, 9, 9, 9]]]
SETTINGS = [(2, None, 0), (2, 1, 1), (3, 2, 1), ((1, 3), (2, 1), (0, 1)), ((2, 3), None, 0)]
KINDS = {hn.MaxPool2D: "MaxPool2d", hn.AveragePool2D: "AvgPool2d"}


def test_values_by_hand_and_what_is_left_over_is_left_out() -> None:
    assert hn.MaxPool2D(2)(PICTURE).tolist() == [[[4, 6]]]
    assert hn.AveragePool2D(2)(PICTURE).tolist() == [[[2.5, 2]]]
    assert hn.MaxPool2D(2, stride=1)(PICTURE)[0, 0].tolist() == [4, 4, 6, 9]


def test_padding_is_never_the_largest_but_counts_in_a_mean() -> None:
    below = -np.ones((1, 2, 2))
    assert hn.MaxPool2D(2, padding=1)(below).tolist() == [[[-1, -1], [-1, -1]]]
    assert hn.AveragePool2D(2, padding=1)(below).tolist() == [[[-0.25, -0.25], [-0.25, -0.25]]]


def test_the_gradient_of_a_maximum_goes_to_the_first_of_several() -> None:
    back = hn.Sequential(hn.MaxPool2D(2)).trace([[[3, 7], [7, 7]]]).backward(grad=[[[5]]])
    assert back.input_gradient.tolist() == [[[0, 5], [0, 0]]]


def test_a_cell_on_paper_is_only_its_window() -> None:
    step = hn.Sequential(hn.MaxPool2D(2)).trace(PICTURE)[0]
    assert str(step.explain((0, 0, 1))).splitlines() == [
        "y[1,1,2] = max(x[1,1,3], x[1,1,4], x[1,2,3], x[1,2,4])",
        "y[1,1,2] = max(2, 0, 0, 6) = 6",
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "stride", "padding"), SETTINGS)
def test_it_is_sound(kind: type, size, stride, padding) -> None:
    x = np.random.default_rng(0).normal(size=(2, 1, 4, 5))
    assert hn.check_layer(kind(size, stride, padding), x)
    assert hn.check_layer(kind(size, stride, padding), x[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (0,),
            "MaxPool2D: size must be a whole number of at least 1, or (rows, columns), not 0.",
        ),
        (
            (2, (1, 0)),
            "MaxPool2D: stride must be a whole number of at least 1, or (rows, columns), not "
            "(1, 0).",
        ),
        (
            (3, 1, 2),
            "MaxPool2D: padding must be at most half the size 3, so that every window has a number "
            "in it; not 2.",
        ),
    ],
)
def test_what_does_not_fit_is_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(hn.SettingError) as caught:
        hn.MaxPool2D(*arguments)
    assert str(caught.value) == message


def test_a_picture_is_as_large_as_the_window() -> None:
    with pytest.raises(hn.ShapeError) as caught:
        hn.AveragePool2D(4, padding=1, name="pool")(np.ones((3, 1, 1, 6)))
    assert str(caught.value) == (
        '"pool" (AveragePool2D) has a window of 4 × 4, but its input has only 3 × 8 points with '
        "the padding."
    )


@pytest.mark.torch
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "stride", "padding"), SETTINGS)
@pytest.mark.parametrize("shape", [(2, 6, 7), (3, 2, 6, 7)])
def test_it_is_that_of_pytorch(kind: type, size, stride, padding, shape: tuple) -> None:
    x = np.random.default_rng(0).normal(size=shape)
    assert_same(kind(size, stride, padding), module(KINDS[kind], size, stride, padding), x)


@pytest.mark.torch
def test_of_equal_numbers_pytorch_takes_the_first_too() -> None:
    x = np.random.default_rng(0).integers(0, 2, (3, 2, 8, 8)).astype(float)
    assert_same(hn.MaxPool2D(2), module("MaxPool2d", 2), x)
