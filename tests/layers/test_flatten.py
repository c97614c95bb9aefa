"""The numbers of a picture in one row."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn


def test_rows_follow_rows_and_channels_follow_channels() -> None:
    pictures = np.arange(24.0).reshape(2, 2, 3, 2)
    assert hn.Flatten()(pictures).tolist() == [list(range(12)), list(range(12, 24))]
    assert hn.Flatten()(pictures[1]).tolist() == list(range(12, 24))
    assert hn.Flatten(sample_ndim=2)(pictures[0]).tolist() == [list(range(6)), list(range(6, 12))]


@pytest.mark.parametrize("ndim", [1, 2, 3])
def test_it_is_sound(ndim: int) -> None:
    x = np.random.default_rng(0).normal(size=(2, 1, 3)[-ndim:])
    assert hn.check_layer(hn.Flatten(ndim), x)


@pytest.mark.parametrize("ndim", [0, 2.0, "3"])
def test_a_sample_has_axes(ndim: object) -> None:
    with pytest.raises(hn.SettingError) as caught:
        hn.Flatten(ndim)  # type: ignore[arg-type]
    message = f"Flatten: sample_ndim must be a positive whole number, not {ndim!r}."
    assert str(caught.value) == message


def test_a_picture_has_channels() -> None:
    with pytest.raises(hn.ShapeError) as caught:
        hn.Flatten()([[1, 2], [3, 4]])
    assert str(caught.value) == (
        "Flatten takes one sample of shape (channels, rows, columns) or a batch "
        "(batch, channels, rows, columns), not an array of shape (2, 2)."
    )


@pytest.mark.torch
def test_it_is_that_of_pytorch() -> None:
    x = np.random.default_rng(0).normal(size=(4, 2, 3, 5))
    assert_same(hn.Flatten(), module("Flatten"), x)
