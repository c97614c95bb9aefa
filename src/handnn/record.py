"""What a pen draws from: the record of a run, or of a backward pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from handnn.arrays import Array
from handnn.backward_step import BackwardStep
from handnn.explanation import Explanation
from handnn.losses import Loss
from handnn.step import Step


class Record(Protocol):
    """A run, and its backward pass if there is one."""

    @property
    def run(self) -> Step:
        """The network's own step; all steps inside it have names and symbols."""

    @property
    def backward_pass(self) -> BackwardRecord | None:
        """The backward pass, or None where there is only the run."""

    @property
    def follows(self) -> BackwardRecord | None:
        """The backward pass that an update follows; None where it is another record."""

    def explanations(self) -> Iterator[Explanation | str]:
        """The arithmetic part by part; for a part that cannot be followed, the reason."""

    def describe(self) -> str:
        """What happened in plain sentences."""

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """What `print` shows."""


class BackwardRecord(Record, Protocol):
    """A backward pass, with the run that it goes back through."""

    @property
    def backward_run(self) -> BackwardStep:
        """The network's own backward step."""

    @property
    def loss(self) -> float | None:
        """The loss, or None if the pass started from a gradient of the output."""

    @property
    def loss_function(self) -> Loss | None:
        """What computed the loss, or None if there is no loss."""

    @property
    def target(self) -> Array | None:
        """The target in the output's shape, or None if there is no loss."""

    @property
    def output_gradient(self) -> Array:
        """The gradient of the loss with respect to the network's output."""

    @property
    def gradients(self) -> Mapping[str, Array]:
        """The gradient with respect to every parameter, by name."""

    def explain(self, name: str | None = None, index: Any = None) -> Explanation:
        """The arithmetic of the loss or of a gradient; of all by default."""

    def notes(self) -> tuple[str, ...]:
        """Sentences about the units through which no gradient flows."""
