"""Recorded programs: the same numbers, computed by other libraries."""

import pickle

import numpy as np
import pytest
from every_layer import ELEMENTWISE, as_batch, layer_of, networks, random_layer
from other_libraries import JAX, LIBRARIES, jax, needs_libraries, torch

import handnn as hn
from handnn.engines.program import recorded_program

CASES = networks()


@needs_libraries
@pytest.mark.parametrize("library", LIBRARIES, ids=str)
def test_operations(library):
    for name in ELEMENTWISE:
        layer, x = layer_of(name)
        assert_same(layer, x[0], np.random.default_rng(0).permuted(x, axis=None), library)


@needs_libraries
@pytest.mark.parametrize("library", LIBRARIES, ids=str)
def test_random_layers(library):
    for seed in range(30):
        layer, x = random_layer(seed)
        assert_same(layer, x, as_batch(layer, x), library)


def assert_same(layer, x, rows, library):
    """The library gives what a layer gives, on more samples than were recorded."""
    program = recorded_program(layer, x)
    assert program.shape == (None, *rows.shape[1:])
    expected = layer(rows)
    with library.in_64_bits():
        found = library.run(program, library.make(rows))
    assert library.has(found)
    close(found, expected)


@needs_libraries
@pytest.mark.parametrize("name", [name for name, (_, x) in CASES.items() if x.dtype.kind == "f"])
def test_values_and_gradients(name):
    net, x = CASES[name]
    rows = as_batch(net, x)
    trace = net.trace(rows)
    weights = np.random.default_rng(1).normal(size=trace.output.shape)
    back = trace.backward(grad=weights)
    expected = {**back.gradients, "input": back.input_gradient}
    program = recorded_program(net, x)

    @jax.jit
    def by_jax(x, parameters):
        output, pull = jax.vjp(program, x, parameters)
        by_input, gradients = pull(weights)
        return output, {**gradients, "input": by_input}

    with JAX.in_64_bits():
        assert_near(*by_jax(rows, dict(net.parameters)), trace.output, expected)

    given = {**net.parameters, "input": rows}
    given = {key: torch.tensor(np.array(a), requires_grad=True) for key, a in given.items()}
    output = program(given["input"], {key: given[key] for key in net.parameters})
    output.backward(torch.tensor(weights))
    gradients = {key: tensor.grad for key, tensor in given.items()}
    assert_near(output.detach(), gradients, trace.output, expected)


def assert_near(output, gradients, expected_output, expected):
    close(output, expected_output)
    assert gradients.keys() == expected.keys()
    for key, gradient in expected.items():
        close(gradients[key], gradient)


def close(found, expected):
    near = 1e-12 * np.abs(expected).max(initial=1)
    np.testing.assert_allclose(np.asarray(found), expected, rtol=0, atol=near)


@needs_libraries
def test_other_parameters():
    net = hn.Sequential(hn.Dense([[1.0, -1]], name="hidden"))
    program = recorded_program(net, np.zeros(2))
    assert program(torch.ones(2), {"hidden.W": torch.tensor([[3.0, 4.0]])}).tolist() == [7]
    with pytest.raises(hn.ArgumentError) as raised:
        program(torch.ones(2), {"hidden.w": torch.ones(1, 2)})
    assert str(raised.value) == (
        "The program has no parameter named 'hidden.w'. It has: 'hidden.W'."
    )


@needs_libraries
def test_the_shape_is_that_of_the_recording():
    program = recorded_program(hn.Sequential(hn.ReLU()), np.zeros(2))
    assert program(torch.ones(5, 2)).shape == (5, 2)
    with pytest.raises(hn.ShapeError) as raised:
        program(torch.ones(3))
    assert str(raised.value) == (
        "The program was recorded for an input of shape (batch, 2), but got one of shape (3,). "
        "Record it again: hn.recorded_program(net, x)."
    )


class ByTheNumber(hn.Layer):
    """The number of samples is a number in the arithmetic."""

    def forward(self, x):
        return x / len(x)


@needs_libraries
def test_where_the_number_of_samples_matters_it_is_fixed():
    program = recorded_program(ByTheNumber(), np.zeros((4, 2)))
    assert program(torch.ones(4, 2)).tolist() == [[0.25, 0.25]] * 4
    with pytest.raises(hn.ShapeError) as raised:
        program(torch.ones(3, 2))
    assert str(raised.value) == (
        "The program was recorded for an input of shape (4, 2), but got one of shape (3, 2). "
        "Record it again: hn.recorded_program(net, x)."
    )


@needs_libraries
def test_it_can_be_sent_to_another_process():
    net, x = CASES["TransformerBlock"]
    program = pickle.loads(pickle.dumps(recorded_program(net, x)))
    np.testing.assert_allclose(program(x), net(x), rtol=1e-13)


def test_decisions_are_refused():
    class Sorted(hn.Layer):
        def forward(self, x):
            return np.sort(x)

    with pytest.raises(hn.UnexplainedError) as raised:
        recorded_program(hn.Sequential(Sorted(name="sorted")), np.zeros(2))
    assert str(raised.value) == (
        '"sorted" takes decisions in plain Python (if, sort, argmax, ...), which are not recorded: '
        "what is recorded would hold for some inputs only. np.where stays a choice."
    )


def test_only_a_layer_or_a_network_is_recorded():
    with pytest.raises(hn.LayerTypeError) as caught:
        hn.recorded_program(3, [1])
    assert str(caught.value) == "hn.recorded_program takes a network or a layer, not 3."
