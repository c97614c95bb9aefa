"""Layers that are wrong, for the tests of the checks, and what the checks say of them."""

import numpy as np

import handnn as hn
from handnn import check_layer

X = np.array([2.0, -1.0, 3.0])


class Plain(hn.Layer):
    """The base of the broken layers."""

    def forward(self, x):
        return 2.0 * x


class Unlisted(Plain):
    """Multiplies by numbers that are in neither list of attributes."""

    def __init__(self, w, name=None):
        super().__init__(name=name)
        self.w = w

    def forward(self, x):
        return x * self.w


def failure(layer, check, x=X):
    finding = check_layer(layer, x)[check]
    assert finding.verdict == "FAILED"
    return finding.text


class Leaving(Plain):
    def forward(self, x):
        return x + float(x[..., 0].max())
