"""Layers such as a user would write, for the tests of everything that works with any layer."""

import numpy as np

import handnn as hn


class Scale(hn.Layer):
    """Multiply each feature by a learned weight; only `forward` is written."""

    parameter_names = ("w",)

    def __init__(self, w, name=None):
        super().__init__(name=name)
        self.w = w

    def forward(self, x):
        return x * self.w


class Gain(hn.Layer):
    """The same, with a parameter that is called by a Greek letter."""

    parameter_names = ("gamma",)

    def __init__(self, gamma, name=None):
        super().__init__(name=name)
        self.gamma = gamma

    def forward(self, x):
        return x * self.gamma


class Tuned(Scale):
    """The same, with settings."""

    hyperparameter_names = ("mode", "sizes")

    def __init__(self, w, mode=1.0, sizes=(), name=None):
        super().__init__(w, name=name)
        self.mode = mode
        self.sizes = sizes


class FastScale(Scale):
    """The same, with gradient methods."""

    def input_gradient(self, step, grad):
        return grad * self.w

    def parameter_gradients(self, step, grad):
        return {"w": grad * step.input}


class Mix(hn.Layer):
    """Every output is made of every input; its parameter is a matrix."""

    parameter_names = ("M", "shift")

    def __init__(self, M, shift=None, name=None):
        super().__init__(name=name)
        self.M = M
        self.shift = shift

    def forward(self, x):
        mixed = np.dot(x, self.M)
        return mixed if self.shift is None else mixed + self.shift


class Residual(hn.Layer):
    """Add what a layer inside makes of the input to the input."""

    same_width = True

    def __init__(self, inner, name=None):
        super().__init__(name=name)
        self.inner = inner

    def forward(self, x):
        return x + self.inner.forward(x)


class Quadratic(hn.Layer):
    """Its parameters are single numbers."""

    parameter_names = ("a", "c")

    def __init__(self, a, c=None, name=None):
        super().__init__(name=name)
        self.a = a
        self.c = c

    def forward(self, x):
        return self.a * x**2 if self.c is None else self.a * x**2 + self.c
