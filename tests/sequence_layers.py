"""Layers whose samples are sequences of tokens, or pictures, as a user would write them."""

import numpy as np

import handnn as hn


class Attention(hn.Layer):
    """Self-attention of one head: every token looks at all tokens of its own sequence."""

    parameter_names = ("Q", "K", "V")
    sample_ndim = 2
    same_width = True

    def __init__(self, Q, K, V, name=None):
        super().__init__(name=name)
        self.Q, self.K, self.V = Q, K, V

    @classmethod
    def random(cls, features, seed, name=None):
        rng = np.random.default_rng(seed)
        return cls(*rng.normal(0, 0.6, (3, features, features)), name=name)

    def forward(self, x):
        q, k, v = x @ self.Q, x @ self.K, x @ self.V
        scores = q @ np.swapaxes(k, -1, -2) / q.shape[-1] ** 0.5
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True) @ v


class Transposing(Attention):
    """The same, but written for one sequence only."""

    def forward(self, x):
        q, k, v = x @ self.Q, x @ self.K, x @ self.V
        e = np.exp(q @ k.T)
        return e / e.sum(axis=1, keepdims=True) @ v


class Embedding(hn.Layer):
    """The row of a table for each whole number; a sample is a sequence of these by default."""

    parameter_names = ("E",)
    hyperparameter_names = ("sample_ndim",)
    takes_whole_numbers = True

    def __init__(self, E, sample_ndim=1, name=None):
        super().__init__(name=name)
        self.E = E
        self.sample_ndim = sample_ndim

    def forward(self, x):
        return self.E[x]


class MeanOfTokens(hn.Layer):
    """The mean of a sequence's tokens: its samples have an axis fewer than its input's."""

    sample_ndim = 2
    same_width = True

    def forward(self, x):
        return x.mean(axis=-2)


class Flatten(hn.Layer):
    """A picture as one row of features."""

    sample_ndim = 3

    def forward(self, x):
        return x.reshape(*x.shape[:-3], -1)


class AsPicture(hn.Layer):
    """Features as a picture of one channel."""

    hyperparameter_names = ("rows", "columns")
    output_ndim = 3

    def __init__(self, rows, columns, name=None):
        super().__init__(name=name)
        self.rows, self.columns = rows, columns

    def forward(self, x):
        return x.reshape(*x.shape[:-1], 1, self.rows, self.columns)


class Edges(hn.Layer):
    """A convolution with one kernel per channel, 1 by 2: neighbours in a row."""

    parameter_names = ("kernels",)
    sample_ndim = 3

    def __init__(self, kernels, name=None):
        super().__init__(name=name)
        self.kernels = kernels

    def forward(self, x):
        left = self.kernels[:, 0][:, None, None]
        right = self.kernels[:, 1][:, None, None]
        return x[..., :-1] * left + x[..., 1:] * right
