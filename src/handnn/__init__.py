"""See, with the numbers in, how a neural network works.

Compose layers, run an input through them, and see where every number comes from:

>>> import handnn as hn
>>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU())
>>> net([2, 1, 3])
array([0.])
"""

from typing import TYPE_CHECKING

from handnn._lazy import lazy
from handnn._version import __version__
from handnn.backward import Backward
from handnn.backward_step import BackwardStep
from handnn.errors import (
    ArgumentError,
    FileAccessError,
    FileFormatError,
    HandnnError,
    HandnnWarning,
    InputError,
    LayerError,
    LayerTypeError,
    MissingExtraError,
    MissingFileError,
    NetworkError,
    NoSuchExerciseError,
    NoSuchStepError,
    SettingError,
    ShapeError,
    TrainingError,
    UnexplainedError,
    UnknownNameError,
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
from handnn.losses import BinaryCrossEntropy, CrossEntropy, Loss, MeanSquaredError, SquaredError
from handnn.sequential import Sequential
from handnn.step import Step
from handnn.summary import Summary, SummaryRow
from handnn.trace import Trace
from handnn.training import GivenNumbers

if TYPE_CHECKING:
    from handnn.as_code import to_code
    from handnn.checks import check_gradients, check_layer
    from handnn.engines.program import Program, recorded_program
    from handnn.files.exchange.loaded_parameters import LoadedParameters
    from handnn.hidden_layer import relu, two_layer_network
    from handnn.layers import (
        ELU,
        GELU,
        GRU,
        LSTM,
        RNN,
        AveragePool2D,
        BatchNorm,
        Conv1D,
        Conv2D,
        CrossAttention,
        Dropout,
        Embedding,
        Flatten,
        GraphConvolution,
        LayerNorm,
        MaxPool2D,
        MixtureOfExperts,
        MultiHeadAttention,
        PositionalEncoding,
        PReLU,
        Residual,
        RMSNorm,
        SelfAttention,
        SiLU,
        Softplus,
        StateSpace,
        TransformerBlock,
    )
    from handnn.learning import (
        SGD,
        AdaGrad,
        Adam,
        AdamW,
        BoundaryHistory,
        Callback,
        Change,
        Checkpoint,
        ConfusionMatrix,
        ConstantSchedule,
        CosineSchedule,
        DecisionBoundary,
        EarlyStopping,
        ExponentialSchedule,
        History,
        LossCurve,
        Optimizer,
        PiecewiseSchedule,
        RMSProp,
        Schedule,
        StepSchedule,
        Update,
        WarmUpSchedule,
        WeightPictures,
        accuracy,
        confusion_matrix,
        decision_boundary,
        fit,
        loss_curve,
        predict,
        weight_pictures,
    )
    from handnn.loading import load, load_input
    from handnn.losses import Huber, KLDivergence, MeanAbsoluteError, TripletMargin
    from handnn.practice.classroom import ClassReport, grade
    from handnn.practice.entry import GalleryExercise
    from handnn.practice.exercise import Exercise
    from handnn.practice.feedback import Feedback, Mistake
    from handnn.practice.gallery import Gallery, gallery
    from handnn.practice.generator import GeneratedExercise, exercise, exercises
    from handnn.practice.several import save_worksheets
    from handnn.practice.story import Question
    from handnn.practice.worksheet import Worksheet, worksheet
    from handnn.pytorch import from_torch, to_torch
    from handnn.worked import Work, work

__all__ = [
    "ELU",
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "ArgumentError",
    "AveragePool2D",
    "Backward",
    "BackwardStep",
    "BatchNorm",
    "BinaryCrossEntropy",
    "BoundaryHistory",
    "Callback",
    "Change",
    "Checkpoint",
    "ClassReport",
    "ConfusionMatrix",
    "ConstantSchedule",
    "Conv1D",
    "Conv2D",
    "CosineSchedule",
    "CrossAttention",
    "CrossEntropy",
    "DecisionBoundary",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "Embedding",
    "Exercise",
    "Explanation",
    "ExponentialSchedule",
    "Feedback",
    "FileAccessError",
    "FileFormatError",
    "Flatten",
    "Gallery",
    "GalleryExercise",
    "GeneratedExercise",
    "GivenNumbers",
    "GraphConvolution",
    "HandnnError",
    "HandnnWarning",
    "History",
    "Huber",
    "Identity",
    "InputError",
    "KLDivergence",
    "Layer",
    "LayerError",
    "LayerNorm",
    "LayerTypeError",
    "LeakyReLU",
    "LoadedParameters",
    "Loss",
    "LossCurve",
    "MaxPool2D",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "MissingExtraError",
    "MissingFileError",
    "Mistake",
    "MixtureOfExperts",
    "MultiHeadAttention",
    "NetworkError",
    "NoSuchExerciseError",
    "NoSuchStepError",
    "Optimizer",
    "PReLU",
    "PiecewiseSchedule",
    "PositionalEncoding",
    "Program",
    "Question",
    "RMSNorm",
    "RMSProp",
    "ReLU",
    "Residual",
    "Schedule",
    "SelfAttention",
    "Sequential",
    "SettingError",
    "ShapeError",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "SquaredError",
    "StateSpace",
    "Step",
    "StepSchedule",
    "Summary",
    "SummaryRow",
    "Tanh",
    "Trace",
    "TrainingError",
    "TransformerBlock",
    "TripletMargin",
    "UnexplainedError",
    "UnknownNameError",
    "Update",
    "WarmUpSchedule",
    "WeightPictures",
    "Work",
    "Worksheet",
    "__version__",
    "accuracy",
    "check_gradients",
    "check_layer",
    "confusion_matrix",
    "decision_boundary",
    "exercise",
    "exercises",
    "fit",
    "from_torch",
    "gallery",
    "grade",
    "load",
    "load_input",
    "loss_curve",
    "predict",
    "recorded_program",
    "relu",
    "save_worksheets",
    "to_code",
    "to_torch",
    "two_layer_network",
    "weight_pictures",
    "work",
    "worksheet",
]

__getattr__ = lazy(
    __name__,
    {
        "handnn.layers": (
            *("AveragePool2D", "BatchNorm", "Conv1D", "Conv2D", "CrossAttention", "Dropout", "ELU"),
            *("Embedding", "Flatten", "GELU", "GRU", "GraphConvolution", "LSTM", "LayerNorm"),
            *("MaxPool2D", "MixtureOfExperts", "MultiHeadAttention", "PReLU", "PositionalEncoding"),
            *("RMSNorm", "RNN", "Residual", "SelfAttention", "SiLU", "Softplus", "StateSpace"),
            *("TransformerBlock",),
        ),
        "handnn.engines.program": ("Program", "recorded_program"),
        "handnn.files.exchange.loaded_parameters": ("LoadedParameters",),
        "handnn.hidden_layer": ("relu", "two_layer_network"),
        "handnn.loading": ("load", "load_input"),
        "handnn.learning": (
            *("SGD", "AdaGrad", "Adam", "AdamW", "RMSProp", "Optimizer", "Change", "Update"),
            *("Schedule", "ConstantSchedule", "CosineSchedule", "ExponentialSchedule"),
            *("PiecewiseSchedule", "StepSchedule", "WarmUpSchedule"),
            *("History", "accuracy", "fit", "predict"),
            *("Callback", "Checkpoint", "EarlyStopping", "ConfusionMatrix", "confusion_matrix"),
            *("DecisionBoundary", "decision_boundary", "BoundaryHistory"),
            *("LossCurve", "loss_curve", "WeightPictures", "weight_pictures"),
        ),
        "handnn.practice.classroom": ("ClassReport", "grade"),
        "handnn.practice.entry": ("GalleryExercise",),
        "handnn.practice.exercise": ("Exercise",),
        "handnn.practice.feedback": ("Feedback", "Mistake"),
        "handnn.practice.gallery": ("Gallery", "gallery"),
        "handnn.practice.several": ("save_worksheets",),
        "handnn.practice.worksheet": ("Worksheet", "worksheet"),
        "handnn.practice.story": ("Question",),
        "handnn.practice.generator": ("GeneratedExercise", "exercise", "exercises"),
        "handnn.losses": ("Huber", "KLDivergence", "MeanAbsoluteError", "TripletMargin"),
        "handnn.as_code": ("to_code",),
        "handnn.pytorch": ("from_torch", "to_torch"),
        "handnn.worked": ("Work", "work"),
        "handnn.checks": ("check_gradients", "check_layer"),
    },
    __all__,
)


def __dir__() -> list[str]:
    return list(__all__)
