"""Settings: what is taken, and what is said of the rest."""

import numpy as np
import pytest

import handnn as hn
from handnn.settings import count, one_of, positive, setting


def test_numbers_become_floats():
    assert setting("SGD", "lr", np.float32(0.5)) == 0.5
    assert type(setting("SGD", "lr", 1)) is float
    assert positive("Huber", "delta", 2) == 2.0
    assert count("epochs", np.int64(3)) == 3
    assert one_of("Loss", "reduction", "sum", ("mean", "sum")) == "sum"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: setting("A", "b", [1]), "A: b must be a number, at least 0; got [1]."),
        (lambda: setting("A", "b", 2, 2), "A: b must be a number, at least 0 and below 2; got 2."),
        (lambda: positive("A", "b", 0.0), "A: b must be a number above 0; got 0.0."),
        (lambda: count("n", True), "n must be a positive whole number; got True."),
        (lambda: count("n", 0), "n must be a positive whole number; got 0."),
        (lambda: count("n", 1.0), "n must be a positive whole number; got 1.0."),
        (lambda: one_of("A", "b", 3, ("x", "y")), "A: b must be 'x' or 'y'; got 3."),
    ],
)
def test_what_is_out_of_range_is_said(call, text):
    with pytest.raises(hn.SettingError) as caught:
        call()
    assert str(caught.value) == text
