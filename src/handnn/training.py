"""Training runs: what a layer draws and changes while a network learns, and nowhere else.

A layer whose training differs from its use asks `Layer.training`. Then it may draw random numbers,
which its step saves, so that the same run can be repeated, and give its buffers new values, which
its step keeps until the update.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import numpy as np

from handnn.arithmetic import Variable, raised, record
from handnn.arrays import Array, as_numbers, freeze
from handnn.errors import ArgumentError
from handnn.frozen import NOTHING


class Run(Protocol):
    """A training run, for the layers."""

    def draw(self, name: str, numbers: Callable[[Any], Any]) -> Any:
        """Some random numbers under a name."""

    def note(self, old: Array, new: Any) -> None:
        """Take note of a buffer's new value."""

    def take(self, buffers: Mapping[str, Array]) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
        """What the step that ran has drawn, and the new values of its buffers by name."""


class TrainingRun:
    """A run of a network that learns: its layers draw, and note new values of their buffers.

    Args:
        rng: A seed or a generator for what they draw.

    Raises:
        ArgumentError: If it is neither.

    Attributes:
        has_changed: Whether a buffer has ever been given a new value.
    """

    def __init__(self, rng: Any = None) -> None:
        self._rng = rng if hasattr(rng, "random") else _generator(rng)
        self._drawn: dict[str, Array] = {}
        self._new: dict[int, Array] = {}
        self.has_changed = False

    def draw(self, name: str, numbers: Callable[[Any], Any]) -> Array:
        """Draw, and keep it under the name for the step that is running."""
        drawn = freeze(np.array(numbers(self._rng)))
        self._drawn[_free(name, self._drawn)] = drawn
        return drawn

    def note(self, old: Array, new: Any) -> None:
        """Keep the new value of a buffer for the step that is running."""
        self._new[id(old)] = freeze(np.array(getattr(new, "value", new), old.dtype))

    def take(self, buffers: Mapping[str, Array]) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
        """What the step that ran has drawn, and the new values of its buffers by name."""
        if not self._drawn and not self._new:
            return NOTHING, NOTHING
        drawn, new = self._drawn, self._new
        self._drawn, self._new = {}, {}
        self.has_changed |= bool(new)
        changed = {name: new[id(old)] for name, old in buffers.items() if id(old) in new}
        return drawn or NOTHING, changed or NOTHING


def _generator(seed: Any) -> np.random.Generator:
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError) as error:
        raise ArgumentError(
            "rng must be a seed, which is a whole number of at least 0, a numpy.random.Generator, "
            f"or GivenNumbers; got {seed!r}."
        ) from error


class _Again:
    """A training run once more: what was drawn then is drawn again, in the same order."""

    def __init__(self, saved: Mapping[str, Any], on_paper: Mapping[str, Variable] | None) -> None:
        self._saved, self._on_paper = saved, on_paper
        self._used: set[str] = set()

    def draw(self, name: str, numbers: Callable[[Any], Any]) -> Any:
        name = _free(name, self._used)
        self._used.add(name)
        drawn = self._saved[name]
        return drawn if self._on_paper is None else record(drawn, self._on_paper[name])

    def note(self, old: Array, new: Any) -> None:
        """The step has it already."""

    def take(self, buffers: Mapping[str, Array]) -> tuple[Mapping[str, Array], Mapping[str, Array]]:
        """The step has both already."""
        return NOTHING, NOTHING


def _free(name: str, taken: Any) -> str:
    """A name that is not taken: that of a second draw is raised, ``mask⁽²⁾``."""
    count = 1
    free = name
    while free in taken:
        count += 1
        free = raised(name, count)
    return free


_current: ContextVar[Run | None] = ContextVar("training", default=None)
current_run = _current.get
"""The training run that is going on, or None."""


@contextmanager
def during(run: Run | None) -> Iterator[None]:
    """Let the layers that run meanwhile train; with None, let them not."""
    token = _current.set(run)
    try:
        yield
    finally:
        _current.reset(token)


def repeating(saved: Mapping[str, Any], on_paper: Mapping[str, Variable] | None) -> Any:
    """Let a layer repeat a training run.

    Args:
        saved: What it drew then.
        on_paper: What that is called on paper, where it is repeated on arrays that remember.
    """
    return during(_Again(saved, on_paper))


def only_in_training(what: str) -> ArgumentError:
    """The error of a layer that draws, or changes its buffers, while it is used."""
    return ArgumentError(
        f"{what} is for training runs, of fit and of trace(x, training=True). Ask first: "
        "if self.training: ..."
    )


class GivenNumbers:
    """Numbers given in advance in the place of random ones, to work a random layer by hand.

    Where a seed or a generator is asked for, they are handed out in their order.

    Args:
        numbers: The numbers, in the order in which they are handed out.

    Raises:
        InputError: If they are no numbers.

    Examples:
        >>> import handnn as hn
        >>> numbers = hn.GivenNumbers([0.6, 0.4, 0.7])
        >>> numbers.random(2)
        array([0.6, 0.4])
    """

    def __init__(self, numbers: Any) -> None:
        self._left = as_numbers(numbers, "GivenNumbers").ravel()

    def random(self, size: Any = ()) -> Array:
        """The next numbers in the shape of `size`.

        Raises:
            ArgumentError: If there are not as many left.
        """
        n = int(np.prod(size, dtype=int))
        if n > len(self._left):
            raise ArgumentError(
                f"GivenNumbers: {n} more were asked for, but only {len(self._left)} are left. Give "
                "as many as are drawn."
            )
        given, self._left = self._left[:n], self._left[n:]
        return given.reshape(size)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = ()) -> Any:
        """The next numbers as noise of mean `loc` and standard deviation `scale`."""
        return loc + scale * self.random(size)

    def standard_normal(self, size: Any = ()) -> Array:
        """The next numbers as noise."""
        return self.random(size)

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = ()) -> Any:
        """The next numbers between two bounds."""
        return low + (high - low) * self.random(size)
