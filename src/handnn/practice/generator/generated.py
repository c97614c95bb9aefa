"""An exercise that was generated."""

from __future__ import annotations

import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from handnn.arrays import Array
from handnn.backward import Backward
from handnn.errors import ArgumentError
from handnn.learning import SGD, Update
from handnn.practice.exercise import Exercise, Recorded
from handnn.practice.generator.content import Content
from handnn.sequential import Sequential
from handnn.trace import Trace
from handnn.worked import Work, WorkBackward, work


class GeneratedExercise(Exercise):
    """An exercise whose numbers were found by `exercise`.

    Attributes:
        name: Its kind, sizes, level and seed in one word, as a name for files.
        kind: What kind of exercise it is, ``"forward"``.
        sizes: Its sizes; what they mean depends on the kind.
        level: How large its numbers are: 1, 2 or 3.
        seed: The seed it came from.

    Examples:
        >>> import handnn as hn
        >>> made = hn.exercise(kind="update", seed=3)
        >>> made.name
        'update-2-2-1-seed-3'
        >>> made.update()
        Update by SGD(lr=0.1): hidden.W, hidden.b, output.W, output.b
    """

    def __init__(
        self, content: Content, kind: str, sizes: tuple[int, ...], level: int, seed: int
    ) -> None:
        marks = [kind, *map(str, sizes), *([f"level-{level}"] if level > 1 else [])]
        self.name = "-".join([*marks, f"seed-{seed}"])
        self.kind, self.sizes, self.level, self.seed = kind, sizes, level, seed
        self._content = content

    @property
    def title(self) -> str:
        """What it is called."""
        return self._content.title

    @property
    def task(self) -> str:
        """What to do, in a sentence or two."""
        return self._content.task

    @property
    def network(self) -> Sequential | None:
        """A new network with the exercise's numbers; None if it is code."""
        make = self._content.network
        return None if make is None else make()

    @property
    def input(self) -> Array | None:
        """The input of the network, one sample or a batch; None if it is code."""
        given = self._content.input
        return None if given is None else np.array(given, float)

    @property
    def target(self) -> Array | None:
        """What the output should have been, if the exercise has a loss."""
        target = self._content.target
        return None if target is None else np.array(target, float)

    @property
    def code(self) -> str | None:
        """Its NumPy, if it is code rather than a network."""
        return self._content.code

    @property
    def asked(self) -> tuple[str, ...] | None:
        """The cells to ask for, by their symbols; None for all computed, none at all to count."""
        return self._content.asked

    @property
    def has_backward(self) -> bool:
        """Whether it goes on to the gradients."""
        return self._content.loss is not None

    @property
    def has_update(self) -> bool:
        """Whether it goes on to new parameters."""
        return self._content.lr is not None

    def trace(self) -> Trace | Work:
        """Work it: a `Trace` of its network, or the `Work` of its code."""
        network = self.network
        return self._work() if network is None else self._run(network)

    def backward(self) -> Backward | WorkBackward:
        """Work its gradients.

        Raises:
            ArgumentError: If the exercise has none.
        """
        return self._back(self._with_gradients())

    def update(self) -> Update:
        """Work its update, on a new network.

        Raises:
            ArgumentError: If the exercise has none.
        """
        lr = self._content.lr
        if lr is None:
            raise ArgumentError(
                f'An exercise of the kind "{self.kind}" has no update: '
                'hn.exercise(kind="update") has.'
            )
        network = self._with_gradients()
        return SGD(lr=lr).update(network, self._back(network))

    def record(self) -> Recorded:
        """What its worksheet shows: the update, or the backward pass, or else the run."""
        return self.update() if self.has_update else super().record()

    @cached_property
    def numbers(self) -> tuple[Any, ...]:
        """All that is given, to tell whether two exercises are the same."""
        network = self.network
        if network is None:
            return (self.code,)
        arrays = [self.input, self.target, *network.parameters.values()]
        return (self.kind, *(None if array is None else _listed(array) for array in arrays))

    @cached_property
    def answers(self) -> tuple[Any, ...]:
        """All that is to be worked out, to tell whether two exercises have the same answers."""
        if self._content.answer is not None:
            return self._content.answer
        arrays = [step.output for step in self.trace().steps]
        if self.has_backward:
            arrays += self.backward().gradients.values()
        return tuple(map(_listed, arrays))

    def _with_gradients(self) -> Sequential:
        """A new network, of an exercise that has gradients."""
        network = self.network
        if network is None or not self.has_backward:
            raise ArgumentError(
                f'An exercise of the kind "{self.kind}" has no gradients: '
                'hn.exercise(kind="backward") has, and so has kind="update".'
            )
        return network

    def _run(self, network: Sequential) -> Trace:
        given = self.input
        assert given is not None
        return network.trace(given)

    def _back(self, network: Sequential) -> Backward:
        return self._run(network).backward(self._content.loss, target=self.target)

    def _work(self) -> Work:
        assert self.code is not None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.kind}.py"
            path.write_text(self.code, encoding="utf-8")
            return work(path)

    def __repr__(self) -> str:
        return f"Exercise {self.name!r}: {self.title}"


def _listed(array: Array) -> Any:
    """An array as something to compare and to hash."""
    return (array.shape, *array.ravel().tolist())
