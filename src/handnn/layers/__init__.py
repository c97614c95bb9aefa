"""The layers: one idea per file."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy
from handnn.layers.base import Layer
from handnn.layers.dense import Dense
from handnn.layers.identity import Identity
from handnn.layers.leaky_relu import LeakyReLU
from handnn.layers.relu import ReLU
from handnn.layers.sigmoid import Sigmoid
from handnn.layers.softmax import Softmax
from handnn.layers.tanh import Tanh

if TYPE_CHECKING:
    from handnn.layers.batch_norm import BatchNorm
    from handnn.layers.dropout import Dropout
    from handnn.layers.elu import ELU
    from handnn.layers.embedding import Embedding
    from handnn.layers.flatten import Flatten
    from handnn.layers.gelu import GELU
    from handnn.layers.gru import GRU
    from handnn.layers.layer_norm import LayerNorm
    from handnn.layers.lstm import LSTM
    from handnn.layers.multi_head_attention import MultiHeadAttention
    from handnn.layers.positional_encoding import PositionalEncoding
    from handnn.layers.prelu import PReLU
    from handnn.layers.residual import Residual
    from handnn.layers.rms_norm import RMSNorm
    from handnn.layers.rnn import RNN
    from handnn.layers.self_attention import SelfAttention
    from handnn.layers.silu import SiLU
    from handnn.layers.softplus import Softplus

__all__ = [
    "ELU",
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "BatchNorm",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "Identity",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "MultiHeadAttention",
    "PReLU",
    "PositionalEncoding",
    "RMSNorm",
    "ReLU",
    "Residual",
    "SelfAttention",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
]

__getattr__ = lazy(
    __name__,
    {
        "handnn.layers.batch_norm": ("BatchNorm",),
        "handnn.layers.dropout": ("Dropout",),
        "handnn.layers.elu": ("ELU",),
        "handnn.layers.embedding": ("Embedding",),
        "handnn.layers.flatten": ("Flatten",),
        "handnn.layers.gelu": ("GELU",),
        "handnn.layers.layer_norm": ("LayerNorm",),
        "handnn.layers.positional_encoding": ("PositionalEncoding",),
        "handnn.layers.prelu": ("PReLU",),
        "handnn.layers.rms_norm": ("RMSNorm",),
        "handnn.layers.silu": ("SiLU",),
        "handnn.layers.softplus": ("Softplus",),
        "handnn.layers.gru": ("GRU",),
        "handnn.layers.lstm": ("LSTM",),
        "handnn.layers.multi_head_attention": ("MultiHeadAttention",),
        "handnn.layers.residual": ("Residual",),
        "handnn.layers.rnn": ("RNN",),
        "handnn.layers.self_attention": ("SelfAttention",),
    },
)
