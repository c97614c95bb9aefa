"""Layers of handnn's own of any kind and size."""

from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import handnn as hn

values = st.floats(-3, 3).map(lambda v: round(v, 2))


def shapes(features):
    return st.sampled_from([(features,), (1, features), (3, features)])


@st.composite
def built_in_layers(draw):
    """A layer of handnn's own and an input for it."""
    kind = draw(
        st.sampled_from(
            [hn.Dense, hn.ReLU, hn.LeakyReLU, hn.Sigmoid, hn.Tanh, hn.Softmax, hn.Identity]
        )
    )
    features = draw(st.integers(1, 3))
    if kind is hn.Dense:
        outputs = draw(st.integers(1, 3))
        W = draw(arrays(float, (outputs, features), elements=values))
        b = draw(st.none() | arrays(float, outputs, elements=values))
        layer = hn.Dense(W, b, name=draw(st.sampled_from([None, "hidden"])))
    elif kind is hn.LeakyReLU:
        layer = hn.LeakyReLU(draw(values))
    else:
        layer = kind()
    return layer, draw(arrays(float, draw(shapes(features)), elements=values))
