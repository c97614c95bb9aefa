"""Gradients derived from `forward` alone: those of calculus, and of finite differences."""

import numpy as np
import pytest
from custom_layers import Mix, Quadratic, Residual, Scale
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn
from handnn.arithmetic import RecordedArray, Variable, record
from handnn.derivation import derived_gradients

values = st.floats(-2, 2).map(lambda v: round(v, 2))


@settings(max_examples=30)
@given(st.data(), st.integers(0, 3))
def test_they_are_the_slopes(data, samples):
    shape = (samples, 2) if samples else (2,)
    x = data.draw(arrays.arrays(float, shape, elements=values))
    M = data.draw(arrays.arrays(float, (2, 3), elements=values))
    grad = data.draw(arrays.arrays(float, (*shape[:-1], 3), elements=values))
    layer = Mix(M, 0.5)
    by_input, by_parameters = derived_gradients(layer, layer.run(x), grad)
    np.testing.assert_allclose(by_input, grad @ M.T, atol=1e-12)
    np.testing.assert_allclose(
        by_parameters["M"], np.atleast_2d(x).T @ np.atleast_2d(grad), atol=1e-12
    )
    np.testing.assert_allclose(by_parameters["shift"], grad.sum(), atol=1e-12)
    assert by_parameters["shift"].shape == ()


def test_every_array_gets_its_own_part_in_order():
    layer = Quadratic(3.0, -1.0)
    by_input, by_parameters = derived_gradients(layer, layer.run(np.array([2.0, 5.0])), np.ones(2))
    assert by_input.tolist() == [12, 30]
    assert {name: g.item() for name, g in by_parameters.items()} == {"a": 4 + 25, "c": 2}


def test_the_layers_inside_have_theirs_too():
    layer = Residual(Scale([2.0, 3.0]))
    by_input, by_parameters = derived_gradients(layer, layer.run(np.array([5.0, 7.0])), np.ones(2))
    assert by_input.tolist() == [3, 4]
    assert by_parameters["inner.w"].tolist() == [5, 7]


def test_they_have_the_dtype_of_the_run():
    layer = Scale(np.float32([2, 3]))
    step = layer.run(np.float32([5, 7]))
    by_input, by_parameters = derived_gradients(layer, step, np.ones(2, np.float32))
    assert by_input.dtype == by_parameters["w"].dtype == np.float32


def test_of_numbers_that_remember_they_remember_too():
    layer = Scale([2.0])
    grad = record([10.0], Variable("g", "gradient"))
    by_input, by_parameters = derived_gradients(layer, layer.run(np.array([5.0])), grad)
    assert isinstance(grad, RecordedArray)
    assert by_input[0].value == 20
    assert by_parameters["w"][0].value == 50
    assert by_input.cell((0,)).operation == "multiply"


@pytest.mark.parametrize(
    ("layer", "methods"),
    [(Scale([1.0]), "input_gradient and parameter_gradients"), (hn.ReLU(), "input_gradient")],
)
def test_an_output_of_another_shape_is_refused(layer, methods):
    step = layer.run(np.array([1.0]))
    other = type("Other", (type(layer),), {"replay": lambda self, step, x: x[:0]})
    changed = other.__new__(other)
    vars(changed).update(vars(layer))
    with pytest.raises(hn.UnexplainedError) as caught:
        derived_gradients(changed, step, np.ones(1))
    assert str(caught.value) == (
        'The gradient of "other" (Other) cannot be derived from its forward: it gives another '
        f"output when it is run again. Write {methods}, or keep to NumPy's functions."
    )


def test_another_output_of_the_same_shape_is_refused():
    class Changing(hn.Layer):
        def forward(self, x):
            return x * 2

        def replay(self, step, x):
            return x * 3

    layer = Changing(name="changing")
    with pytest.raises(hn.UnexplainedError) as caught:
        derived_gradients(layer, layer.run(np.array([1.0])), np.ones(1))
    assert "it gives another output when it is run again" in str(caught.value)
