"""See, with the numbers in, how a neural network works.

Compose layers, run an input through them, and ask every number where it comes from:

>>> import handnn as hn
>>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU())
>>> net([2, 1, 3])
array([0.])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from handnn.backward import Backward
from handnn.classics import relu, two_layer_network
from handnn.errors import (
    ArgumentError,
    FileAccessError,
    FileFormatError,
    HandnnError,
    InputError,
    LayerError,
    LayerTypeError,
    MissingExtraError,
    MissingFileError,
    NetworkError,
    NoSuchStepError,
    SettingError,
    ShapeError,
    TrainingError,
    UnexplainedError,
)
from handnn.explanation import Explanation
from handnn.files.loading import load, load_input
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
from handnn.learning import SGD, Adam, Change, History, Optimizer, Update, accuracy, fit, predict
from handnn.losses import BinaryCrossEntropy, CrossEntropy, Loss, MeanSquaredError, SquaredError
from handnn.sequential import Sequential
from handnn.step import Step
from handnn.summary import Summary, SummaryRow
from handnn.trace import Trace

if TYPE_CHECKING:
    from handnn.learning.checks import check_gradients, check_layer

__version__ = "0.1.0"

__all__ = [
    "SGD",
    "Adam",
    "ArgumentError",
    "Backward",
    "BinaryCrossEntropy",
    "Change",
    "CrossEntropy",
    "Dense",
    "Explanation",
    "FileAccessError",
    "FileFormatError",
    "HandnnError",
    "History",
    "Identity",
    "InputError",
    "Layer",
    "LayerError",
    "LayerTypeError",
    "LeakyReLU",
    "Loss",
    "MeanSquaredError",
    "MissingExtraError",
    "MissingFileError",
    "NetworkError",
    "NoSuchStepError",
    "Optimizer",
    "ReLU",
    "Sequential",
    "SettingError",
    "ShapeError",
    "Sigmoid",
    "Softmax",
    "SquaredError",
    "Step",
    "Summary",
    "SummaryRow",
    "Tanh",
    "Trace",
    "TrainingError",
    "UnexplainedError",
    "Update",
    "__version__",
    "accuracy",
    "check_gradients",
    "check_layer",
    "fit",
    "load",
    "load_input",
    "predict",
    "relu",
    "two_layer_network",
]

_ON_DEMAND = {
    "check_gradients": "handnn.learning.checks",
    "check_layer": "handnn.learning.checks",
}


def __getattr__(name: str) -> Any:
    """What only authors of layers need is imported when asked for, so that the rest starts fast."""
    if name not in _ON_DEMAND:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ON_DEMAND[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_ON_DEMAND})
