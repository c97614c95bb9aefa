"""The layers: one idea per file."""

from handnn.layers.base import Layer
from handnn.layers.dense import Dense
from handnn.layers.identity import Identity
from handnn.layers.leaky_relu import LeakyReLU
from handnn.layers.relu import ReLU
from handnn.layers.sigmoid import Sigmoid
from handnn.layers.softmax import Softmax
from handnn.layers.tanh import Tanh

__all__ = ["Dense", "Identity", "Layer", "LeakyReLU", "ReLU", "Sigmoid", "Softmax", "Tanh"]
