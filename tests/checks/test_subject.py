"""What is no layer, or no input for it."""

import pytest
from broken_layers import X

import handnn as hn
from handnn import check_gradients, check_layer


def test_something_else_than_a_layer():
    with pytest.raises(hn.LayerTypeError) as caught:
        check_layer(X, hn.ReLU())
    assert str(caught.value) == (
        "check_layer takes a layer and an input for it, not a ndarray first."
    )


@pytest.mark.parametrize("check", [check_layer, check_gradients])
def test_a_class_instead_of_a_layer(check):
    with pytest.raises(hn.LayerTypeError) as caught:
        check(hn.ReLU, X)
    assert str(caught.value) == (
        f"{check.__name__} takes a layer and an input for it. That is the class; create a layer: "
        f"ReLU(...)."
    )


def test_an_input_that_does_not_fit():
    with pytest.raises(hn.ShapeError, match="takes 3 features, but the input has 2"):
        check_layer(hn.Dense.random(3, 2, rng=0), [1, 2])
