"""Any product of a given matrix with an input is read as one, however it is written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import Variable, record
from handnn.reading import Product, reading


def given_array(values, name):
    return record(values, Variable(name, "parameter"))


def arrays(rng, samples, inputs, outputs, dtype=float):
    """An input and a matrix in both orientations; numbers that tell all cells apart."""
    shape = (inputs,) if samples is None else (samples, inputs)
    x = record(rng.normal(size=shape).astype(dtype), Variable("x", "input", samples is not None))
    W = given_array(rng.normal(size=(outputs, inputs)).astype(dtype), "W")
    V = given_array(rng.normal(size=(inputs, outputs)).astype(dtype), "V")
    b = given_array(rng.normal(size=outputs).astype(dtype), "b")
    return x, W, V, b


UPRIGHT = {
    "x @ W.T": lambda x, W: x @ W.T,
    "x.dot(W.T)": lambda x, W: x.dot(W.T),
    "(W @ x.T).T": lambda x, W: (W @ x.T).T,
    "W @ x[..., None]": lambda x, W: (W @ x[..., None])[..., 0],
    "inner": lambda x, W: np.inner(x, W),
    "einsum": lambda x, W: np.einsum("ij,...j->...i", W, x),
    "tensordot": lambda x, W: np.tensordot(x, W, (-1, -1)),
    "sum of products": lambda x, W: np.sum(W * x[..., None, :], axis=-1),
    "its axis kept": lambda x, W: (x[..., None, :] * W).sum(axis=-1, keepdims=True)[..., 0],
}
TRANSPOSED = {
    "x @ V": lambda x, V: x @ V,
    "einsum": lambda x, V: np.einsum("ji,...j->...i", V, x),
    "a copy": lambda x, V: x @ V.copy(),
    "sum of products": lambda x, V: np.sum(V * x[..., None], axis=-2),
}
sizes = st.integers(1, 4)
samples = st.none() | st.integers(1, 4)
dtypes = st.sampled_from([np.float64, np.float32])
BIAS = {
    "none": lambda z, b: z,
    "last": lambda z, b: z + b,
    "first": lambda z, b: b + z,
    "a row": lambda z, b: z + b[None, :] if z.ndim == 2 else z + b,
}


@pytest.mark.parametrize("bias", BIAS)
@pytest.mark.parametrize("written", UPRIGHT)
@given(seed=st.integers(0, 99), samples=samples, inputs=sizes, outputs=sizes, dtype=dtypes)
def test_every_square_holds_its_weight(written, bias, seed, samples, inputs, outputs, dtype):
    x, W, _, b = arrays(np.random.default_rng(seed), samples, inputs, outputs, dtype)
    product = reading(BIAS[bias](UPRIGHT[written](x, W), b), x)
    assert isinstance(product, Product)
    assert product.weights.shape == (outputs, inputs)
    assert product.weights.is_upright
    assert product.weights.name == "W"
    np.testing.assert_array_equal(product.weights.values, W.value)
    for square in np.ndindex(outputs, inputs):
        assert product.weights.index(square) == square
    if bias == "none":
        assert product.bias is None
    else:
        assert product.bias.variable.name == "b"
        assert product.bias.values.tolist() == b.value.tolist()


@pytest.mark.parametrize("written", TRANSPOSED)
@given(seed=st.integers(0, 99), samples=samples, inputs=sizes, outputs=sizes, dtype=dtypes)
def test_a_matrix_with_a_column_per_neuron_stands_transposed(
    written, seed, samples, inputs, outputs, dtype
):
    x, _, V, _ = arrays(np.random.default_rng(seed), samples, inputs, outputs, dtype)
    weights = reading(TRANSPOSED[written](x, V), x).weights
    np.testing.assert_array_equal(weights.values, V.value.T)
    for i, j in np.ndindex(outputs, inputs):
        assert weights.index((i, j)) == (j, i)
    if inputs > 1 or outputs > 1:
        assert (weights.name, weights.is_upright) == ("Vᵀ", False)


@pytest.mark.parametrize("shape", [(2, 3), (1, 3), (2, 1), (4, 2, 3)])
def test_a_sequence_of_tokens_goes_through_token_by_token(shape):
    _, W, V, b = arrays(np.random.default_rng(0), None, shape[-1], 2)
    x = record(np.random.default_rng(1).normal(size=shape), Variable("x", "input"))
    assert reading(x @ W.T + b, x).weights.name == "W"
    np.testing.assert_array_equal(reading(x @ V, x).weights.values, V.value.T)
    mixed = np.einsum("ts,...sj->...tj", record(np.eye(shape[-2]), Variable("A", "parameter")), x)
    assert not isinstance(reading(mixed @ W.T, x), Product) or shape[-2] == 1


@given(seed=st.integers(0, 999), samples=samples, inputs=sizes, outputs=sizes)
def test_cells_in_any_order_keep_their_names(seed, samples, inputs, outputs):
    rng = np.random.default_rng(seed)
    x, W, _, b = arrays(rng, samples, inputs, outputs)
    rows, columns = rng.permutation(outputs), rng.permutation(inputs)
    z = x[..., columns] @ W[rows].T + b[rows]
    product = reading(z, x)
    np.testing.assert_allclose(x.value @ product.weights.values.T + product.bias.values, z.value)
    for i, j in np.ndindex(outputs, inputs):
        assert W.value[product.weights.index((i, j))] == product.weights.values[i, j]


def test_a_vector_of_weights_is_the_row_of_one_neuron():
    x, w = record([2.0, 1.0], Variable("x", "input")), given_array([3.0, 4.0], "w")
    weights = reading(np.sum(w * x, keepdims=True), x).weights
    assert weights.values.tolist() == [[3.0, 4.0]]
    assert weights.index((0, 1)) == (1,)


def test_a_bias_may_be_a_number_that_all_neurons_share():
    x, W, _, _ = arrays(np.random.default_rng(0), 2, 3, 2)
    bias = reading(x @ W.T + given_array(0.5, "c"), x).bias
    assert (bias.values.tolist(), bias.index((1,)), bias.is_shared) == ([0.5, 0.5], (), True)


OTHERS = {
    "an activation on top": lambda x, W, b: np.tanh(x @ W.T),
    "two biases": lambda x, W, b: x @ W.T + b + b,
    "a constant": lambda x, W, b: x @ W.T + 1,
    "a bias taken away": lambda x, W, b: x @ W.T - b,
    "a bias for each sample": lambda x, W, b: x @ W.T + b[:, None],
    "a multiple": lambda x, W, b: 2 * (x @ W.T),
    "weights computed": lambda x, W, b: x @ np.tanh(W).T,
    "the same weights twice": lambda x, W, b: x @ W[[0, 0, 1]].T,
    "only some inputs": lambda x, W, b: x[:, 1:] @ W[:, 1:].T,
    "samples mixed": lambda x, W, b: x[::-1] @ W.T,
    "a product with itself": lambda x, W, b: x @ x.T,
    "a product of plain numbers": lambda x, W, b: x @ np.ones((3, 3)),
    "weights for each sample": lambda x, W, b: np.sum(x[:, None, :] * W[:, None, :], axis=-1),
    "no sum": lambda x, W, b: x * W,
    "samples by features of W": lambda x, W, b: (W.T @ x.T).T,
}


@pytest.mark.parametrize("written", OTHERS)
def test_anything_else_is_no_product(written):
    x, W, _, b = arrays(np.random.default_rng(0), 3, 3, 3)
    if written == "samples by features of W":  # square: a product with the transposed matrix
        assert reading(OTHERS[written](x, W, b), x).weights.name == "Wᵀ"
    else:
        assert not isinstance(reading(OTHERS[written](x, W, b), x), Product)
