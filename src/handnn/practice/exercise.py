"""What can be practised: an exercise, whether it comes from the gallery or was generated."""

from __future__ import annotations

from abc import ABC, abstractmethod

from handnn.arrays import Array
from handnn.backward import Backward
from handnn.learning import Update
from handnn.sequential import Sequential
from handnn.trace import Trace
from handnn.worked import Work, WorkBackward

Recorded = Trace | Backward | Update | Work | WorkBackward
"""Every record that a worksheet can show."""


class Exercise(ABC):
    """An exercise: a network or a piece of NumPy with its numbers, and what is to be worked out.

    Attributes:
        name: A short name, ``hidden-layer``.
    """

    name: str

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is called."""

    @property
    @abstractmethod
    def task(self) -> str:
        """What to do, in a sentence or two."""

    @property
    def network(self) -> Sequential | None:
        """A new network with the exercise's numbers; None if it is code."""
        return None

    @property
    def input(self) -> Array | None:
        """The input of the network, one sample or a batch; None if it is code."""
        return None

    @property
    def code(self) -> str | None:
        """Its NumPy, if it is code rather than a network."""
        return None

    @property
    def asked(self) -> tuple[str, ...] | None:
        """The cells to ask for, by their symbols, such as ``W1[2,3]``; None for all computed.

        None at all, where the parameters are to be counted.
        """
        return None

    @property
    @abstractmethod
    def has_backward(self) -> bool:
        """Whether it goes on to the gradients."""

    @abstractmethod
    def trace(self) -> Trace | Work:
        """Work it: a `Trace` of its network, or the `Work` of its code."""

    @abstractmethod
    def backward(self) -> Backward | WorkBackward:
        """Work its gradients.

        Raises:
            ArgumentError: If the exercise has none.
        """

    def record(self) -> Recorded:
        """What its worksheet shows: the backward pass if it has one, the run otherwise."""
        return self.backward() if self.has_backward else self.trace()
