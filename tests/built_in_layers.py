"""Layers of handnn's own of any kind and size."""

from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import handnn as hn

OTHERS = (hn.ReLU, hn.Sigmoid, hn.Tanh, hn.Softmax, hn.Identity, hn.SiLU, hn.Softplus)

values = st.floats(-3, 3).map(lambda v: round(v, 2))


def shapes(features):
    return st.sampled_from([(features,), (1, features), (3, features)])


@st.composite
def layers_of_pictures(draw):
    """A convolution, or pooling, and pictures for it."""
    channels = draw(st.integers(1, 2))
    if draw(st.booleans()):
        K = draw(arrays(float, (draw(st.integers(1, 2)), channels, 2, 2), elements=values))
        layer = hn.Conv2D(K, padding=draw(st.integers(0, 1)))
    else:
        layer = hn.AveragePool2D(2, stride=draw(st.integers(1, 2)))
    shape = draw(st.sampled_from([(channels, 3, 2), (2, channels, 2, 3)]))
    return layer, draw(arrays(float, shape, elements=values))


@st.composite
def built_in_layers(draw):
    """A layer of handnn's own and an input for it."""
    if draw(st.integers(0, 9)) == 0:
        return draw(layers_of_pictures())
    kinds = [hn.Dense, hn.LeakyReLU, hn.GELU, hn.ELU, hn.PReLU, hn.Residual]
    kind = draw(st.sampled_from([*kinds, hn.LayerNorm, hn.RMSNorm, *OTHERS]))
    features = draw(st.integers(1, 3))
    if kind is hn.Residual:
        layer = kind(
            hn.Dense(draw(arrays(float, (features, features), elements=values))), hn.Tanh()
        )
    elif kind is hn.Dense:
        outputs = draw(st.integers(1, 3))
        W = draw(arrays(float, (outputs, features), elements=values))
        b = draw(st.none() | arrays(float, outputs, elements=values))
        layer = hn.Dense(W, b, name=draw(st.sampled_from([None, "hidden"])))
    elif kind in (hn.LeakyReLU, hn.ELU):
        layer = kind(draw(values))
    elif kind is hn.GELU:
        layer = hn.GELU(draw(st.sampled_from(["none", "tanh"])))
    elif kind is hn.PReLU:
        shape = draw(st.sampled_from([(), features]))
        layer = hn.PReLU(draw(arrays(float, shape, elements=values)))
    elif kind in (hn.LayerNorm, hn.RMSNorm):
        layer = kind(draw(arrays(float, features, elements=values)), eps=0.5)
    else:
        layer = kind()
    return layer, draw(arrays(float, draw(shapes(features)), elements=values))


@st.composite
def sequence_layers(draw):
    """A layer of sequences and an input for it."""
    features, size = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    rng, setting = draw(st.integers(0, 9)), draw(st.booleans())
    kind = draw(st.sampled_from([hn.RNN, hn.LSTM, hn.GRU, hn.SelfAttention, hn.MultiHeadAttention]))
    if kind is hn.SelfAttention:
        layer = kind.random(features, size, rng, causal=setting)
    elif kind is hn.MultiHeadAttention:
        layer = kind.random(features, heads=features, rng=rng, causal=setting)
    else:
        layer = kind.random(features, size, rng, return_sequences=setting)
    shape = draw(st.sampled_from([(2, features), (2, 3, features)]))
    return layer, draw(arrays(float, shape, elements=values))
