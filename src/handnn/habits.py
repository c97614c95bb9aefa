"""Names that people know from Keras, PyTorch and scikit-learn, and what to write here instead.

Imported only when such a name is used: the answer is the message of the error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from handnn.errors import UnknownNameError

_DENSE = "A layer with weights and a bias is Dense(W, b), or Dense.random(inputs, outputs)."
_LAYER = "Write it: subclass Layer, with one method, forward."
_MSE = "The mean squared error is MeanSquaredError()."
_BCE = "The loss for yes and no is BinaryCrossEntropy(), on logits: without a sigmoid before it."
_CE = "The loss for several classes is CrossEntropy(), on logits: without a softmax before it."
_OPTIMIZER = (
    "There are SGD, Adam, AdamW, RMSProp and AdaGrad. For another, subclass Optimizer, with one "
    "method, update_rule."
)
_SCHEDULE = (
    "A learning rate that changes is given in place of a number: SGD(lr=CosineSchedule(0.1, "
    "steps=1000)), or StepSchedule, ExponentialSchedule, PiecewiseSchedule, WarmUpSchedule."
)
_FLAT = "All names are in handnn itself: hn.Dense, hn.MeanSquaredError, hn.SGD."
_NUMPY = "It works on lists and NumPy arrays."

_FIT = "Train it with hn.fit(net, X, y, loss=hn.CrossEntropy(), optimizer=hn.SGD(lr=0.1))."
_ACCURACY = "The fraction that is right is hn.accuracy(net, X, y)."
_MODES = "There is nothing to switch: it runs the same way in training and afterwards."
_GRADIENTS = (
    "Gradients are not kept in it: back = net.trace(x).backward(loss, target=t) has them, in "
    "back.gradients."
)
_ZERO = "Gradients are not accumulated: each backward pass has its own, in back.gradients."
_UPDATE = "An update is optimizer.update(net, back), with back = net.trace(x).backward(loss, t)."
_ADD = "Its layers are fixed. Build another one: hn.Sequential(*net, hn.ReLU())."
_ARRAYS = "Its learned arrays by name are in net.parameters."
_SET = "Assign to a layer, net[0].W = ..., or copy it: net.with_parameters({...})."
_DEVICE = "It computes with NumPy, on the CPU. The dtype is that of its parameters."


def _answers(answers: Mapping[str, str]) -> dict[str, str]:
    """A table with one entry for each of the names that a key lists."""
    return {name: answer for names, answer in answers.items() for name in names.split()}


_PACKAGE = _answers(
    {
        "Linear FullyConnected": _DENSE,
        "Module": "The base class of layers is Layer.",
        "Model Network NeuralNetwork MLP MLPClassifier MLPRegressor": (
            "A network is Sequential(Dense(W, b), ReLU(), ...)."
        ),
        "Activation": "An activation is a layer: ReLU(), Sigmoid(), Tanh(), Softmax().",
        "sigmoid": "Call the layer: Sigmoid()(x).",
        "tanh": "Call the layer: Tanh()(x).",
        "softmax": "Call the layer: Softmax()(x).",
        "leaky_relu": "Call the layer: LeakyReLU()(x).",
        "BatchNorm1d BatchNorm2d BatchNormalization": "Batch normalisation is BatchNorm(gamma).",
        "LayerNormalization": "Layer normalisation is LayerNorm(gamma, beta).",
        "Conv1d": "It is called Conv1D here.",
        "Conv2d": "It is called Conv2D here.",
        "MaxPool2d MaxPooling2D": "It is called MaxPool2D here.",
        "AvgPool2d AveragePooling2D": "It is called AveragePool2D here.",
        "Attention": "Attention is SelfAttention, or MultiHeadAttention of several heads.",
        "MultiheadAttention": "It is called MultiHeadAttention here.",
        "Softsign LogSoftmax": _LAYER,
        "MSE MSELoss mse mse_loss mean_squared_error": _MSE,
        "BCE BCELoss BCEWithLogitsLoss BinaryCrossentropy binary_crossentropy LogLoss": _BCE,
        "CE CrossEntropyLoss NLLLoss cross_entropy log_loss": _CE,
        "CategoricalCrossentropy SparseCategoricalCrossentropy": _CE,
        "categorical_crossentropy sparse_categorical_crossentropy": _CE,
        "MAE MAELoss L1Loss": "The mean absolute error is MeanAbsoluteError().",
        "HuberLoss SmoothL1Loss": "The Huber loss is Huber(delta=1).",
        "KLDivLoss KLD kl_div": "The Kullback-Leibler divergence is KLDivergence(), on logits.",
        "TripletMarginLoss TripletLoss": "It is TripletMargin(margin=1).",
        "Adadelta LBFGS Adamax NAdam Nadam": _OPTIMIZER,
        "Adagrad": "It is AdaGrad(lr=0.01).",
        "RMSprop": "It is RMSProp(lr=0.01).",
        "StepLR ExponentialLR CosineAnnealingLR CosineDecay LambdaLR MultiStepLR": _SCHEDULE,
        "LRScheduler LearningRateSchedule LearningRateScheduler": _SCHEDULE,
        "clip_grad_norm_ clip_grad_value_ clipnorm": (
            "Every optimizer clips: SGD(lr=0.1, clip_norm=1), or clip_value=0.5."
        ),
        "nn functional optim optimizers": _FLAT,
        "tensor Tensor array Parameter": _NUMPY,
        "compile train": _FIT,
        "evaluate score accuracy_score": _ACCURACY,
        "ModelCheckpoint": 'It is Checkpoint("net.json"), one of the callbacks of hn.fit.',
        "load_model": "Read a network with hn.load(path).",
        "save save_model": "A network saves itself: net.save(path).",
        "no_grad": "net(x) keeps no record; net.trace(x) does.",
        "manual_seed set_seed": "Pass the seed where it is used: rng=0.",
        "DataLoader": "hn.fit makes the batches: batch_size=32, shuffle=True.",
    }
)
_NETWORK = _answers(
    {
        "fit compile": _FIT,
        "predict predict_classes": "The classes are hn.predict(net, X), the outputs net(X).",
        "predict_proba": "The outputs are net(X); probabilities if it ends in hn.Softmax().",
        "evaluate score": _ACCURACY,
        "add append insert extend pop add_module": _ADD,
        "train eval": _MODES,
        "state_dict get_weights trainable_weights trainable_variables named_parameters": _ARRAYS,
        "weights coefs_ intercepts_": _ARRAYS,
        "load_state_dict load_weights": (
            "It is net.load_parameters(path), also of a state_dict; a whole network: hn.load(path)."
        ),
        "set_weights": _SET,
        "load": "Read a network with hn.load(path).",
        "zero_grad": _ZERO,
        "requires_grad_ requires_grad grad": _GRADIENTS,
        "step": _UPDATE,
        "count_params": "The number of parameters is net.n_parameters.",
        "modules named_modules named_children": "Its layers by name are in net.children.",
        "to cpu cuda double float half": _DEVICE,
        "explain sheet steps": "A run has it: net.trace(x).",
        "loss": _GRADIENTS,
        "history": "hn.fit returns the history.",
    }
)
_DENSE_LAYER = _answers(
    {
        "weight weights kernel coef_ coefs_": "Its weights are called W.",
        "bias biases intercept_ intercepts_": "Its bias is called b.",
        "units": "The number of its neurons is out_features.",
        "activation": "An activation is a layer of its own after it: hn.ReLU().",
    }
)
_OF_OPTIMIZERS = _answers(
    {
        "step minimize apply_gradients": _UPDATE,
        "zero_grad": _ZERO,
        "learning_rate": "The learning rate is called lr.",
    }
)
_OF_LOSSES = _answers(
    {
        "backward": "A backward pass starts from a run: net.trace(x).backward(loss, target=t).",
        "item": "A loss of an output and a target, loss(y, t), is a plain number already.",
    }
)


def answer(message: str) -> None:
    """Raise the answer to an unknown name, if there is one.

    Raises:
        UnknownNameError: If the message is not empty.
    """
    if message:
        raise UnknownNameError(message)


def unknown_in_package(name: str, known: Sequence[str]) -> str:
    """What to say of a name that handnn does not have, or nothing."""
    if name in _PACKAGE:
        return f"handnn has no {name}. {_PACKAGE[name]}"
    if name[0].islower():  # which may also be a module that is not imported yet
        return ""
    from difflib import get_close_matches

    small = {each.lower(): each for each in known if not each[0].islower()}
    close = get_close_matches(name.lower(), small, n=1)
    return f"handnn has no {name}. Did you mean {small[close[0]]}?" if close else ""


def unknown_in_network(network: Any, name: str) -> str:
    """What to say of an attribute that a network does not have, or nothing."""
    own = {"weight": "W", "kernel": "W", "bias": "b"}.get(name, name)
    for path in network.parameters:
        layer, _, parameter = path.rpartition(".")
        if parameter == own:
            there = "][".join(f'"{step}"' for step in layer.split("."))
            return f"A network has no {name}; its layers have, such as net[{there}].{own}."
    return f"A network has no {name}. {_NETWORK[name]}" if name in _NETWORK else ""


def unknown_in_dense(layer: Any, name: str) -> str:
    """What to say of an attribute that a dense layer does not have, or nothing."""
    return f"A dense layer has no {name}. {_DENSE_LAYER[name]}" if name in _DENSE_LAYER else ""


def unknown_in_optimizer(optimizer: Any, name: str) -> str:
    """What to say of an attribute that an optimizer does not have, or nothing."""
    return f"An optimizer has no {name}. {_OF_OPTIMIZERS[name]}" if name in _OF_OPTIMIZERS else ""


def unknown_in_loss(loss: Any, name: str) -> str:
    """What to say of an attribute that a loss does not have, or nothing."""
    return f"A loss has no {name}. {_OF_LOSSES[name]}" if name in _OF_LOSSES else ""
