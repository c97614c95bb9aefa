"""The classes that a network predicts, and how often they are right."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import Array, as_numbers
from handnn.errors import InputError, ShapeError
from handnn.layers import Layer, Sigmoid


def predict(network: Layer, X: ArrayLike, threshold: float | None = None) -> Any:
    """The classes that a network predicts.

    With several outputs, one per class, the largest decides. A single output means yes (1) or no
    (0).

    Args:
        network: The network.
        X: Shape ``(features,)`` or ``(batch, features)``.
        threshold: The value above which a single output means yes. By default 0.5 if the network
            ends in a `Sigmoid`, whose output is a probability, and 0 otherwise, for a logit.

    Returns:
        The class as a whole number, or an array with one per sample, shape ``(batch,)``; for
        sequences one per token.

    Raises:
        ShapeError: If the number of features does not fit.
        InputError: If `X` does not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, 0], [0, 1]]))
        >>> hn.predict(net, [[3, 1], [0, 2]])
        array([0, 1])
        >>> hn.predict(hn.Sequential(hn.Dense([[1, 1]], [-1.5])), [1, 1])
        1
    """
    output = network(X)
    if output.shape[-1] > 1:
        classes = np.argmax(output, axis=-1)
    else:
        if threshold is None:
            threshold = 0.5 if isinstance(_last(network), Sigmoid) else 0.0
        classes = (output[..., 0] > threshold).astype(np.intp)
    return int(classes) if output.ndim == 1 else classes


def accuracy(network: Layer, X: ArrayLike, y: ArrayLike, threshold: float | None = None) -> float:
    """The fraction of samples, or of tokens, that a network classifies correctly, from 0 to 1.

    Args:
        network: The network.
        X: Shape ``(batch, features)``.
        y: The true classes as whole numbers, shape ``(batch,)``; or one-hot rows.
        threshold: See `predict`.

    Raises:
        ShapeError: If `X` does not fit the network, or `y` does not have one class per sample.
        InputError: If they do not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, 0], [0, 1]]))
        >>> hn.accuracy(net, [[3, 1], [0, 2]], [0, 0])
        0.5
    """
    predicted, true = classified("accuracy", network, X, y, threshold)
    return float(np.mean(predicted == true))


def classified(
    asked: str, network: Layer, X: ArrayLike, y: ArrayLike, threshold: float | None = None
) -> tuple[Array, Array]:
    """The classes that a network predicts, and the true ones, in the same shape.

    Args:
        asked: What compares them, for the error.
        network: The network.
        X: Shape ``(batch, features)``.
        y: The true classes as whole numbers, shape ``(batch,)``; or one-hot rows.
        threshold: See `predict`.

    Raises:
        ShapeError: If `X` does not fit the network, or `y` does not have one class per sample.
        InputError: If they do not hold real numbers.
    """
    predicted = np.atleast_1d(predict(network, X, threshold))
    true = true_classes(as_numbers(y, "y"), predicted.shape)
    if true.shape != predicted.shape:
        several = predicted.ndim > 1
        counted = (
            f"predictions of shape {predicted.shape}"
            if several
            else f"{len(predicted)} predictions"
        )
        raise ShapeError(
            f"{asked} compares {counted} with as many true classes, but y has shape {np.shape(y)}."
        )
    return predicted, true


def true_classes(y: Array, shape: tuple[int, ...]) -> Array:
    """Class indices of a shape unchanged; for one-hot rows, the index of the 1."""
    if y.ndim == len(shape) + 1:
        return y[..., 0] if y.shape[-1] == 1 else np.asarray(y.argmax(axis=-1))
    return np.atleast_1d(y)


def class_indices(classes: Array) -> Array:
    """True classes as whole numbers.

    Raises:
        InputError: If one is no class.
    """
    unknown = (classes < 0) | (classes != np.floor(classes))
    if unknown.any():
        raise InputError(
            f"A class is a whole number, counted from 0; y holds {classes[unknown][0]:g}."
        )
    return classes.astype(np.intp)


def _last(network: Layer) -> Layer:
    while network.children:
        network = list(network.children.values())[-1]
    return network
