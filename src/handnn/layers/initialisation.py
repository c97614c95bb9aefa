"""Random weights of a given size, and the check of a size."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from handnn.arrays import Array
from handnn.errors import NetworkError

Initialisation = Literal["he", "glorot", "zeros"]


def check_sizes(maker: str, **sizes: Any) -> None:
    """Check that the sizes of a layer are positive whole numbers.

    Args:
        maker: What an error calls the function that was given them: ``"Dense.random"``.
        **sizes: The sizes, under the names of its arguments.

    Raises:
        NetworkError: If one is not.
    """
    for what, size in sizes.items():
        if not np.issubdtype(type(size), np.integer) or size < 1:
            raise NetworkError(f"{maker}: {what} must be a positive whole number, not {size!r}.")


def random_weights(
    maker: str,
    shape: tuple[int, ...],
    rng: np.random.Generator,
    init: str,
    fan_in: int | None = None,
    fan_out: int | None = None,
) -> Array:
    """Weights to start learning from.

    Args:
        maker: What an error calls the function that was asked for them: ``"Dense.random"``.
        shape: Their shape, ``(outputs, inputs)`` by default.
        rng: The generator to draw from.
        init: ``"he"``: normal, variance 2 / inputs (He et al., "Delving Deep into Rectifiers",
            2015), which suits ReLU. ``"glorot"``: uniform, variance 2 / (inputs + outputs) (Glorot
            and Bengio, 2010), which suits sigmoid and tanh. ``"zeros"``: all zero.
        fan_in: How many numbers each output is a weighted sum of, if not as many as the last axis
            has.
        fan_out: How many weighted sums each input is in, if not as many as the first axis has.

    Returns:
        An array of float64.

    Raises:
        NetworkError: If `init` is not known.
    """
    inputs, outputs = fan_in or shape[-1], fan_out or shape[0]
    if init == "he":
        return rng.normal(0, np.sqrt(2 / inputs), shape)
    if init == "glorot":
        limit = np.sqrt(6 / (inputs + outputs))
        return rng.uniform(-limit, limit, shape)
    if init == "zeros":
        return np.zeros(shape)
    raise NetworkError(f"{maker}: init must be 'he', 'glorot' or 'zeros', not {init!r}.")
