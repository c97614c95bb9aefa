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
    from handnn.layers.average_pool2d import AveragePool2D
    from handnn.layers.batch_norm import BatchNorm
    from handnn.layers.conv1d import Conv1D
    from handnn.layers.conv2d import Conv2D
    from handnn.layers.cross_attention import CrossAttention
    from handnn.layers.dropout import Dropout
    from handnn.layers.elu import ELU
    from handnn.layers.embedding import Embedding
    from handnn.layers.flatten import Flatten
    from handnn.layers.gelu import GELU
    from handnn.layers.graph_convolution import GraphConvolution
    from handnn.layers.gru import GRU
    from handnn.layers.layer_norm import LayerNorm
    from handnn.layers.lstm import LSTM
    from handnn.layers.max_pool2d import MaxPool2D
    from handnn.layers.mixture_of_experts import MixtureOfExperts
    from handnn.layers.multi_head_attention import MultiHeadAttention
    from handnn.layers.positional_encoding import PositionalEncoding
    from handnn.layers.prelu import PReLU
    from handnn.layers.residual import Residual
    from handnn.layers.rms_norm import RMSNorm
    from handnn.layers.rnn import RNN
    from handnn.layers.self_attention import SelfAttention
    from handnn.layers.silu import SiLU
    from handnn.layers.softplus import Softplus
    from handnn.layers.state_space import StateSpace
    from handnn.layers.transformer_block import TransformerBlock

__all__ = [
    "ELU",
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "AveragePool2D",
    "BatchNorm",
    "Conv1D",
    "Conv2D",
    "CrossAttention",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GraphConvolution",
    "Identity",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "MaxPool2D",
    "MixtureOfExperts",
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
    "StateSpace",
    "Tanh",
    "TransformerBlock",
]

__getattr__ = lazy(
    __name__,
    {
        "handnn.layers.average_pool2d": ("AveragePool2D",),
        "handnn.layers.batch_norm": ("BatchNorm",),
        "handnn.layers.conv1d": ("Conv1D",),
        "handnn.layers.conv2d": ("Conv2D",),
        "handnn.layers.cross_attention": ("CrossAttention",),
        "handnn.layers.dropout": ("Dropout",),
        "handnn.layers.elu": ("ELU",),
        "handnn.layers.embedding": ("Embedding",),
        "handnn.layers.flatten": ("Flatten",),
        "handnn.layers.gelu": ("GELU",),
        "handnn.layers.graph_convolution": ("GraphConvolution",),
        "handnn.layers.gru": ("GRU",),
        "handnn.layers.layer_norm": ("LayerNorm",),
        "handnn.layers.lstm": ("LSTM",),
        "handnn.layers.max_pool2d": ("MaxPool2D",),
        "handnn.layers.mixture_of_experts": ("MixtureOfExperts",),
        "handnn.layers.multi_head_attention": ("MultiHeadAttention",),
        "handnn.layers.positional_encoding": ("PositionalEncoding",),
        "handnn.layers.prelu": ("PReLU",),
        "handnn.layers.residual": ("Residual",),
        "handnn.layers.rms_norm": ("RMSNorm",),
        "handnn.layers.rnn": ("RNN",),
        "handnn.layers.self_attention": ("SelfAttention",),
        "handnn.layers.silu": ("SiLU",),
        "handnn.layers.softplus": ("Softplus",),
        "handnn.layers.state_space": ("StateSpace",),
        "handnn.layers.transformer_block": ("TransformerBlock",),
    },
)
