"""Layers such as a user would write, for the tests of everything that works with any layer."""

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


class Residual(hn.Layer):
    """Add what a layer inside makes of the input to the input."""

    def __init__(self, inner, name=None):
        super().__init__(name=name)
        self.inner = inner

    def forward(self, x):
        return x + self.inner.forward(x)
