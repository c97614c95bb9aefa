"""See, with the numbers in, how a neural network works.

Compose layers, run an input through them, and ask every number where it comes from:

>>> import handnn as hn
>>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU())
>>> net([2, 1, 3])
array([0.])
"""

from handnn.errors import (
    FileFormatError,
    HandnnError,
    InputError,
    LayerError,
    LayerTypeError,
    NetworkError,
    NoSuchStepError,
    ShapeError,
    UnexplainedError,
)
from handnn.explanation import Explanation
from handnn.layers import (
    Dense,
    Identity,
    Layer,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)
from handnn.sequential import Sequential
from handnn.step import Step
from handnn.trace import Trace

__version__ = "0.1.0"

__all__ = [
    "Dense",
    "Explanation",
    "FileFormatError",
    "HandnnError",
    "Identity",
    "InputError",
    "Layer",
    "LayerError",
    "LayerTypeError",
    "LeakyReLU",
    "NetworkError",
    "NoSuchStepError",
    "ReLU",
    "Sequential",
    "ShapeError",
    "Sigmoid",
    "Softmax",
    "Step",
    "Tanh",
    "Trace",
    "UnexplainedError",
    "__version__",
]
