"""Networks of dense layers, their gradients and the classical mistakes, once more with NumPy."""

import numpy as np

import handnn as hn


def layers_of(network):
    """For each dense layer its weights, its bias, and whether ReLU follows."""
    steps = list(network)
    return [
        (layer.W, layer.b, i + 1 < len(steps) and isinstance(steps[i + 1], hn.ReLU))
        for i, layer in enumerate(steps)
        if isinstance(layer, hn.Dense)
    ]


def run(layers, x):
    """The pre-activations and activations of every layer."""
    found = []
    for W, b, relu in layers:
        z = x @ W.T + b
        x = np.maximum(z, 0) if relu else z
        found.append((z, x))
    return found


def mistaken(layers):
    """The networks of those who make one of the classical mistakes."""
    for i, (W, b, relu) in enumerate(layers):
        n = len(W)
        wrong = [(W, 0 * b, relu)]
        if relu:
            wrong.append((W, b, False))
        if W.shape[0] == W.shape[1] > 1:
            wrong.append((W.T, b, relu))
        for k in range(n):
            signs = np.where(np.arange(n) == k, -1, 1)
            wrong.append((signs[:, None] * W, b, relu))
            if n > 1:
                rows = np.arange(n)
                rows[k] = (k - 1) % n
                wrong.append((W[rows], b[rows], relu))
        for each in wrong:
            yield [*layers[:i], each, *layers[i + 1 :]]


def all_differ(arrays):
    """Whether no two arrays are the same."""
    return len({np.asarray(array).tobytes() for array in arrays}) == len(list(arrays))


def check_network(network, x, weights, biases, inputs, values):
    """Every promise that is made of the networks of dense layers."""
    layers = layers_of(network)
    x = np.asarray(x)
    samples = np.atleast_2d(x)
    for W, b, _ in layers:
        assert abs(W).max() <= weights
        assert abs(b).max() <= biases
        assert (W.round() == W).all()
        assert (b == b.round()).all()
        assert all_differ(W)
        assert W.any(axis=1).all()
    low, high = inputs
    assert low <= samples.min()
    assert samples.max() <= high
    assert samples.all()
    entering = samples
    for (W, _, relu), (z, h) in zip(layers, run(layers, samples), strict=True):
        assert abs(z).max() <= values
        on = (z > 0).any(axis=0) if relu else np.full(len(W), True)
        if relu:
            assert (z > 0).any()
            assert (z <= 0).any()
        assert W[on].any(axis=0).all()
        entering = h
    wrong = [run(each, samples)[-1][1] + 0.0 for each in mistaken(layers)]
    assert all_differ([entering + 0.0, *wrong])


def gradients(layers, x, target, mistake=None, place=None):
    """The gradients with respect to W and b, and those that reach each ReLU, by NumPy."""
    ran = run(layers, x)
    error = ran[-1][1] - target
    g = -error if mistake == "sign" else error
    found, reaching = [], []
    for i in reversed(range(len(layers))):
        arriving = x if i == 0 else ran[i - 1][0 if mistake == "pre-activation" else 1]
        found.append(np.column_stack([np.outer(g, arriving), g]))
        if i:
            W = layers[i][0]
            g = (W if (mistake, i) == ("not transposed", place) else W.T) @ g
            reaching.append(g)
            if mistake != "mask":
                g = g * (ran[i - 1][0] > 0)
    return found[::-1], reaching


def flat(arrays):
    """All numbers in a row; no -0."""
    return np.concatenate([array.ravel() for array in arrays]) + 0.0


def mistaken_gradients(layers, x, target):
    """The gradients of those who make one of the classical mistakes on the way back."""
    yield flat(gradients(layers, x, target, "sign")[0])
    if len(layers) > 1:
        yield flat(gradients(layers, x, target, "mask")[0])
        yield flat(gradients(layers, x, target, "pre-activation")[0])
    for i, (W, _, _) in enumerate(layers):
        if i and W.shape[0] == W.shape[1]:
            yield flat(gradients(layers, x, target, "not transposed", i)[0])
