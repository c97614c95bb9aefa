"""Networks that are written as modules and as code, each with the shape of a sample."""

import numpy as np

import handnn as hn


def shared():
    """A dense layer at three places: twice in the chain, once in a block."""
    dense = hn.Dense.random(3, 3, rng=1, init="glorot")
    return hn.Sequential(dense, hn.Tanh(), dense, hn.Residual(dense, hn.ReLU()))


def used(norm):
    """A batch norm with running averages other than those it begins with."""
    n = len(norm.gamma)
    norm.running_mean = np.arange(n) / 4
    norm.running_variance = np.arange(n) / 2 + 1
    return norm


NETWORKS = {
    "README": (
        hn.Sequential(
            hn.Dense([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2], name="hidden"),
            hn.ReLU(),
            hn.Dense([[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1], name="output"),
            hn.ReLU(),
        ),
        (3,),
    ),
    "nested": (
        hn.Sequential(
            hn.Sequential(hn.Dense.random(3, 4, rng=0), hn.Sequential(hn.SiLU(), name="inner")),
            hn.Sequential(hn.Dense([[1.0, -1, 2, 0.5]]), name="head"),
        ),
        (3,),
    ),
    "shared": (shared(), (3,)),
    "residual": (
        hn.Sequential(
            hn.Residual(hn.Dense.random(3, 3, rng=2), hn.Tanh(), name="block"),
            hn.Residual(hn.Residual(hn.Dense.random(3, 3, rng=3))),
        ),
        (3,),
    ),
    "activations": (
        hn.Sequential(
            hn.Dense.random(5, 5, rng=3),
            *(hn.LeakyReLU(0.2), hn.PReLU(0.3), hn.PReLU([0.1, 0.2, 0.3, 0.4, 0.5])),
            *(hn.ELU(0.7), hn.GELU(), hn.GELU("tanh"), hn.SiLU(), hn.Softplus(), hn.Sigmoid()),
            *(hn.Tanh(), hn.Identity(), hn.Dropout(0.3), hn.Softmax(0.5), hn.Softmax()),
        ),
        (5,),
    ),
    "norms": (
        hn.Sequential(
            used(hn.BatchNorm.random(4)),
            *(hn.LayerNorm([1, 2, 3, 4], [0, 1, 0, -1]), hn.LayerNorm([1, -2, 3, 4])),
            *(hn.RMSNorm([1, 2, -3, 4], eps=0.1), hn.RMSNorm(), hn.LayerNorm(eps=0.1)),
        ),
        (4,),
    ),
    "pictures": (
        hn.Sequential(
            hn.Conv2D.random(1, 3, size=3, padding=(1, 0), rng=0),
            *(
                used(hn.BatchNorm.random(3, sample_ndim=3)),
                hn.ReLU(),
                hn.MaxPool2D(2, stride=1, padding=1),
            ),
            hn.Conv2D([[[[1.0, 2]], [[3, 4]], [[5, 6]]]], stride=(1, 2)),
            *(hn.AveragePool2D((2, 1), padding=(1, 0)), hn.Flatten(), hn.Dense.random(8, 2, rng=1)),
        ),
        (1, 6, 6),
    ),
    "signals": (
        hn.Sequential(
            hn.Conv1D.random(2, 3, size=2, stride=2, rng=0), hn.ReLU(), hn.Flatten(2), hn.Softmax()
        ),
        (2, 7),
    ),
}


def inputs(shape, n=4, seed=0):
    """A batch of samples."""
    return np.random.default_rng(seed).normal(size=(n, *shape))
