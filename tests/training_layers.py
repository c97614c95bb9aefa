"""Layers that do something else in training, as a user would write them."""

import numpy as np

import handnn as hn


class Dropout(hn.Layer):
    """While learning, set a random fraction of the numbers to 0."""

    same_width = True
    sample_ndim = None
    hyperparameter_names = ("rate",)

    def __init__(self, rate=0.5, name=None):
        super().__init__(name=name)
        self.rate = rate

    def forward(self, x):
        if not self.training:
            return x
        u = self.draw("u", lambda rng: rng.random(x.shape))
        return np.where(u >= self.rate, x / (1 - self.rate), 0)


class Centred(hn.Layer):
    """Subtract the mean of the batch while learning, and its running mean afterwards."""

    same_width = True
    buffer_names = ("running",)
    parameter_names = ("shift",)

    def __init__(self, shift, running=None, name=None):
        super().__init__(name=name)
        self.shift = shift
        self.running = np.zeros(len(self.shift)) if running is None else running

    def forward(self, x):
        if not self.training:
            return x - self.running + self.shift
        mean = x.mean(axis=0)
        self.update_buffers(running=0.5 * self.running + 0.5 * mean)
        return x - mean + self.shift


class Both(hn.Layer):
    """A layer that holds both, and uses one of them twice."""

    same_width = True

    def __init__(self, dropout, centred, name=None):
        super().__init__(name=name)
        self.dropout, self.centred = dropout, centred

    def forward(self, x):
        once = self.dropout(x)
        twice = self.dropout(once)
        return self.centred(twice)
