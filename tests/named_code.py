"""Functions as people write them in NumPy, with names for their arrays."""

import numpy as np


def two_layers(x, W1, b1, W2, b2):
    z1 = W1 @ x + b1
    h = np.maximum(z1, 0)
    z2 = W2 @ h + b2
    y = np.maximum(z2, 0)
    return y


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(x, Wq, Wk, Wv):
    q, k, v = x @ Wq.T, x @ Wk.T, x @ Wv.T
    scores = q @ k.T / np.sqrt(q.shape[-1])
    weights = softmax(scores)
    return weights @ v


def lstm_step(x, h, c, W, b):
    z = W @ np.concatenate([h, x]) + b
    i, f, o, g = np.split(z, 4)
    c_new = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
    return np.tanh(c_new) / (1 + np.exp(-o))


def residual(x, W1, b1, W2, b2):
    h = np.maximum(W1 @ x + b1, 0)
    z = W2 @ h + b2
    return np.maximum(x + z, 0)


def layer_norm(x, gamma, beta):
    mean = x.mean(axis=-1, keepdims=True)
    centred = x - mean
    var = (centred**2).mean(axis=-1, keepdims=True)
    normal = centred / np.sqrt(var + 1e-5)
    return gamma * normal + beta


def batch_norm(x, gamma, beta):
    mean, var = x.mean(axis=0), x.var(axis=0)
    normal = (x - mean) / np.sqrt(var + 1e-5)
    return gamma * normal + beta


def convolution(image, kernel):
    out = np.zeros((2, 2))
    for i in range(2):
        for j in range(2):
            out[i, j] = (image[i : i + 2, j : j + 2] * kernel).sum()
    return np.maximum(out, 0)


SHAPES = {
    two_layers: [(3,), (4, 3), (4,), (2, 4), (2,)],
    attention: [(3, 2), (2, 2), (2, 2), (2, 2)],
    lstm_step: [(2,), (2,), (2,), (8, 4), (8,)],
    residual: [(2,), (3, 2), (3,), (2, 3), (2,)],
    layer_norm: [(4,), (4,), (4,)],
    batch_norm: [(3, 2), (2,), (2,)],
    convolution: [(3, 3), (2, 2)],
}


def arguments(function):
    """Numbers to call one of them with: halves, as on paper."""
    rng = np.random.default_rng(3)
    return [rng.integers(-3, 4, shape) / 2 for shape in SHAPES[function]]
