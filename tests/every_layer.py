"""Every layer of the library and its like, and every operation, each with an input."""

import random

import custom_layers
import numpy as np
import sequence_layers as tokens

import handnn as hn
from handnn.arithmetic import OPERATIONS, as_recorded
from handnn.arithmetic.recorded_array import elementwise
from handnn.arrays import is_batch

f = np.random.default_rng(3).normal
EXPERTS = [hn.Dense(f(size=(2, 3))) for _ in range(3)]
LAYERS = {
    "MaxPool2D": (hn.MaxPool2D(2), f(size=(2, 4, 6))),
    "AveragePool2D": (hn.AveragePool2D(2), f(size=(2, 4, 6))),
    "Conv1D": (hn.Conv1D(f(size=(3, 2, 3)), f(size=3), padding=1), f(size=(2, 7))),
    "Conv2D": (hn.Conv2D(f(size=(3, 2, 2, 3)), f(size=3), stride=2), f(size=(2, 7, 6))),
    "padded": (hn.Conv2D(f(size=(3, 2, 3, 3)), padding=1), f(size=(2, 5, 4))),
    "Flatten": (hn.Flatten(), f(size=(2, 4, 3))),
    "Embedding": (hn.Embedding.random(7, 4, rng=0), [0, 3, 6, 1]),
    "Dense": (hn.Dense(f(size=(2, 3)), f(size=2)), f(size=3)),
    "ReLU": (hn.ReLU(), f(size=3)),
    "LeakyReLU": (hn.LeakyReLU(0.1), f(size=3)),
    "PReLU": (hn.PReLU(f(size=3)), f(size=3)),
    "ELU": (hn.ELU(), f(size=3)),
    "GELU": (hn.GELU(), f(size=3)),
    "SiLU": (hn.SiLU(), f(size=3)),
    "Sigmoid": (hn.Sigmoid(), f(size=3)),
    "Softplus": (hn.Softplus(), f(size=3)),
    "Softmax": (hn.Softmax(), f(size=3)),
    "Tanh": (hn.Tanh(), f(size=3)),
    "Identity": (hn.Identity(), f(size=3)),
    "LayerNorm": (hn.LayerNorm(f(size=3)), f(size=3)),
    "RMSNorm": (hn.RMSNorm(f(size=3)), f(size=3)),
    "Residual": (hn.Residual(hn.Dense(f(size=(3, 3)))), f(size=3)),
    "Sequential": (hn.Sequential(hn.Dense(f(size=(3, 3))), hn.ReLU()), f(size=3)),
    "RNN": (hn.RNN.random(3, 2, rng=0), f(size=(4, 3))),
    "LSTM": (hn.LSTM.random(3, 2, rng=0), f(size=(4, 3))),
    "GRU": (hn.GRU.random(3, 2, rng=0, return_sequences=True), f(size=(4, 3))),
    "SelfAttention": (hn.SelfAttention.random(3, 2, rng=0), f(size=(4, 3))),
    "MultiHeadAttention": (hn.MultiHeadAttention.random(4, heads=2, rng=0), f(size=(3, 4))),
    "Dropout": (hn.Dropout(0.5), f(size=3)),
    "BatchNorm": (hn.BatchNorm(f(size=5), f(size=5)), f(size=5)),
    "PositionalEncoding": (hn.PositionalEncoding(), f(size=(5, 4))),
    "TransformerBlock": (hn.TransformerBlock.random(4, heads=2, rng=0), f(size=(5, 4))),
    "causal": (hn.TransformerBlock.random(4, heads=2, rng=0, causal=True), f(size=(3, 4))),
    "CrossAttention": (hn.CrossAttention.random(4, f(size=(5, 4)), rng=0), f(size=(3, 4))),
    "GraphConvolution": (hn.GraphConvolution(f(size=(2, 3)), np.ones((4, 4))), f(size=(4, 3))),
    "MixtureOfExperts": (hn.MixtureOfExperts(*EXPERTS, Wg=f(size=(3, 3))), f(size=3)),
    "StateSpace": (hn.StateSpace.random(3, 2, rng=0), f(size=(4, 3))),
    "own attention": (tokens.Attention.random(3, 0), f(size=(4, 3))),
    "own embedding": (tokens.Embedding(f(size=(5, 2))), [0, 4, 1]),
    "mean of tokens": (tokens.MeanOfTokens(), f(size=(4, 3))),
    "own flatten": (tokens.Flatten(), f(size=(2, 3, 4))),
    "as picture": (tokens.AsPicture(2, 3), f(size=6)),
    "edges": (tokens.Edges(f(size=(2, 2))), f(size=(2, 3, 4))),
    "scale": (custom_layers.Scale(f(size=3)), f(size=3)),
    "mix": (custom_layers.Mix(f(size=(3, 2)), f(size=2)), f(size=3)),
    "own residual": (custom_layers.Residual(custom_layers.Scale(f(size=3))), f(size=3)),
    "quadratic": (custom_layers.Quadratic(2.0, 1.0), f(size=3)),
}


class Forward(hn.Layer):
    """A layer with nothing but a forward, which is given as a function."""

    sample_ndim = None

    def __init__(self, function, name=None):
        super().__init__(name=name)
        self.function = function

    def forward(self, x):
        return self.function(x)


def networks():
    """Every layer in a network, and every gallery exercise that has one, by name, with inputs."""
    alone = {name: (hn.Sequential(layer), np.asarray(x)) for name, (layer, x) in LAYERS.items()}
    traces = {exercise.name: exercise.trace() for exercise in NETWORKS}
    return alone | {name: (trace.network, trace.input) for name, trace in traces.items()}


def as_batch(net, x):
    """An input as a batch of several samples that are not alike."""
    batch = x if is_batch(x, net.sample_ndim) else x[None]
    rows = np.concatenate([batch, batch[::-1], batch])
    if rows.dtype.kind == "f":
        rows += np.random.default_rng(0).normal(0, 0.1, rows.shape)
    return rows


NETWORKS = [e for e in hn.gallery.values() if hasattr(e.trace(), "network")]

# -- operations and random layers -----------------------------------------------------------------

DOMAINS = {"arccosh": (1.1, 3), "log": (0.1, 3), "log2": (0.1, 3), "log10": (0.1, 3)}
DOMAINS |= {"sqrt": (0.1, 3), "log1p": (-0.9, 3), "arcsin": (-1, 1), "arccos": (-1, 1)}
DOMAINS |= {"arctanh": (-0.95, 0.95), "power": (0.1, 3)}
REDUCED = {"sum", "product", "max", "min"}
ELEMENTWISE = sorted(OPERATIONS.keys() - REDUCED)


def layer_of(name):
    """A layer that does one operation, and inputs for it."""
    low, high = DOMAINS.get(name, (-3, 3))
    n_operands = {"where": 3}.get(name) or len(OPERATIONS[name].rules)

    def forward(x):
        operands = [x[..., 2 * i : 2 * i + 2] for i in range(n_operands)]
        if OPERATIONS[name].takes != "numbers":
            count = 1 if name == "where" else n_operands
            operands[:count] = [each > 0 for each in operands[:count]]
        if not hasattr(x, "node"):  # on plain arrays
            return np.asarray(OPERATIONS[name].on_arrays(*operands), float)
        made = elementwise(name, *map(as_recorded, operands))
        return made.astype(float)

    layer = Forward(forward)
    layer.sample_ndim = 1
    return layer, np.linspace(low, high, 48).reshape(8, 6)


STEPS = [
    lambda x, a: np.tanh(x) * a,
    lambda x, a: np.maximum(x, a),
    lambda x, a: np.where(x > a, x, a * x),
    lambda x, a: x / (1 + np.square(x)),
    lambda x, a: np.exp(-np.abs(x)),
    lambda x, a: np.log1p(x**2) - a,
    lambda x, a: x - x.mean(axis=-1, keepdims=True),
    lambda x, a: x / (1 + np.sum(x * x, axis=-1, keepdims=True)),
    lambda x, a: x @ np.cos(np.arange(x.shape[-1] * 3) + a).reshape(x.shape[-1], 3),
    lambda x, a: np.einsum("...i,...i->...", x, x)[..., None] * a + x,
    lambda x, a: np.concatenate([x, a * x], axis=-1)[..., ::2],
    lambda x, a: x[..., ::-1],
    lambda x, a: np.roll(x, 1, axis=-1) + x,
    lambda x, a: np.stack([x, a + x], axis=-1).reshape(*x.shape[:-1], -1)[..., :4],
    lambda x, a: np.cumsum(x, axis=-1) / 3,
    lambda x, a: np.max(x, axis=-1, keepdims=True) - x,
    lambda x, a: np.pad(x, [(0, 0)] * (x.ndim - 1) + [(1, 0)])[..., :5],
    lambda x, a: np.swapaxes(x[..., None] * x[..., None, :], -1, -2).sum(axis=-1) / 4,
    lambda x, a: np.sin(x) + np.cos(a * x),
    lambda x, a: np.clip(x, -1, a),
    lambda x, a: np.zeros((*x.shape[:-1], 1)) + x,
    lambda x, a: np.moveaxis(x, 0, -1).T if x.ndim == 2 else x,
    lambda x, a: filled(x, a),
]


def filled(x, a):
    y = np.zeros_like(x)
    y[..., 1:] = x[..., :-1] * a
    y[..., 0] += x[..., -1]
    return y


def random_layer(seed):
    """A layer with nothing but a forward of several steps, and an input for it."""
    choose = random.Random(seed)
    chosen = [(choose.choice(STEPS), choose.uniform(0.2, 1.5)) for _ in range(choose.randint(2, 7))]

    def forward(x):
        for step, a in chosen:
            x = step(x, a)
        return x

    layer = Forward(forward)
    layer.sample_ndim = 1
    return layer, np.random.default_rng(seed).normal(size=choose.randint(2, 5))
