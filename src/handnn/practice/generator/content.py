"""What an exercise consists of, once its numbers have been found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handnn.losses import Loss
from handnn.sequential import Sequential


@dataclass(frozen=True, kw_only=True)
class Content:
    """A network with its input, or NumPy code, and the words around it.

    Attributes:
        title: What it is called.
        task: What to do.
        network: Makes the network; None if it is code.
        input: The network's input.
        code: The code; None if it is a network.
        loss: The loss with which the gradients start; None if there are none.
        target: Its target.
        lr: The learning rate of the update; None if there is none.
        asked: The cells that are asked for; None for all that are computed.
        answer: What is to be found, where that is not the numbers of the record.
    """

    title: str
    task: str
    network: Callable[[], Sequential] | None = None
    input: Sequence[Any] | None = None
    code: str | None = None
    loss: Loss | None = None
    target: Sequence[Any] | None = None
    lr: float | None = None
    asked: tuple[str, ...] | None = None
    answer: tuple[Any, ...] | None = None


def script(given: Mapping[str, Sequence[Any]], lines: str) -> str:
    """A NumPy script: the arrays that are given, and the lines that work with them.

    Examples:
        >>> print(script({"x": [2, 1]}, "y = 2 * x"))
        import numpy as np
        <BLANKLINE>
        x = np.array([2, 1])
        <BLANKLINE>
        y = 2 * x
        <BLANKLINE>
    """
    arrays = "\n".join(f"{name} = np.array({numbers})" for name, numbers in given.items())
    return f"import numpy as np\n\n{arrays}\n\n{lines.strip()}\n"
