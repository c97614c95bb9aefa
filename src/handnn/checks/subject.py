"""The layer that is checked, and what several checks need to know about it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import Array, as_input, is_batch, same
from handnn.checks.report import Verdict
from handnn.errors import LayerTypeError
from handnn.layers.base import Layer
from handnn.naming import layer_title
from handnn.step import Step
from handnn.training import TrainingRun, during

Outcome = tuple[Verdict, str]


def ok(text: str) -> Outcome:
    """The check passed; `text` says what was found."""
    return "ok", text


def note(text: str) -> Outcome:
    """Not wrong, but good to know."""
    return "note", text


def skipped(check: str) -> Outcome:
    """Not checked, because another check failed."""
    return "open", f"not checked: see {check}"


def failed(text: str) -> Outcome:
    """The check failed; `text` says what to fix."""
    return "FAILED", text


def as_layer(thing: Any, check: str) -> Layer:
    """Check that something is a layer.

    Args:
        thing: The argument.
        check: The name of the function that it was passed to.

    Raises:
        LayerTypeError: If it is not a layer.
    """
    if isinstance(thing, Layer):
        return thing
    takes = f"{check} takes a layer and an input for it"
    if isinstance(thing, type) and issubclass(thing, Layer):
        raise LayerTypeError(f"{takes}. That is the class; create a layer: {thing.__name__}(...).")
    raise LayerTypeError(f"{takes}, not a {type(thing).__name__} first.")


def alike(a: Any, b: Any) -> bool:
    """Whether two attributes are equal, be they arrays or anything else."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return type(a) is type(b) and same(a, b)
    return bool(a == b)


class Subject:
    """A layer, and an input to try it on.

    Args:
        layer: The layer.
        x: One sample, or a batch of samples.

    Attributes:
        without_gradients: Those of its two forms, one sample and a batch, for which the layer's
            gradient methods do not give what they must.
        wrong_gradients: The check that has found a gradient method wrong; empty if none has.
    """

    def __init__(self, layer: Layer, x: ArrayLike) -> None:
        self.layer = layer
        self.x: Array = as_input(x, layer, title=layer_title(layer))
        self.title = layer_title(layer)
        self.without_gradients: list[Array] = []
        self.wrong_gradients = ""

    @property
    def is_batch(self) -> bool:
        """Whether the input is a batch."""
        return is_batch(self.x, self.layer.sample_ndim)

    @cached_property
    def step(self) -> Step:
        """One run."""
        return self.layer.run(self.x)

    @cached_property
    def trained(self) -> Step | None:
        """A training run of a batch, if the layer does something else in training."""
        try:
            used = self.layer.run(self.batch)
        except Exception:  # which the check of samples reports
            return None
        with during(TrainingRun(0)):
            step = self.layer.run(self.batch)
        differs = any(leaf.saved or leaf.new_buffers for leaf in step.leaves())
        return step if differs or not self.close(step.output, used.output) else None

    @cached_property
    def batch(self) -> Array:
        """Several samples: the input itself, or its one sample with scaled copies (same signs)."""
        return self.x if self.is_batch else np.stack([self.x, self.scaled(0.5), self.scaled(1.5)])

    def scaled(self, factor: float) -> Array:
        """Another input; of whole numbers, one with none that is larger."""
        if not self.layer.takes_whole_numbers:
            return self.x * factor
        return self.x // 2 if factor < 1 else self.x[::-1] if self.x.ndim else self.x // 3

    @cached_property
    def other_form(self) -> Array:
        """A batch if the input is one sample, and one sample if it is a batch."""
        return np.asarray(self.x[0]) if self.is_batch else self.batch

    @cached_property
    def forms(self) -> tuple[Array, ...]:
        """The input and its other form; the input alone where the layer does not run on that."""
        try:
            self.layer.run(self.other_form)
        except Exception:  # which the check of samples reports
            return (self.x,)
        return (self.x, self.other_form)

    @cached_property
    def draws(self) -> bool:
        """Whether a run draws random numbers and saves them, as a dropout does."""
        steps = [self.layer.run(self.x) for _ in range(8)]
        return not all(
            np.array_equal(steps[0].output, s.output, equal_nan=True) for s in steps
        ) and (all(self.close(self.layer.replay(s, s.input), s.output) for s in steps))

    def grad(self, step: Step) -> Array:
        """A gradient with respect to a step's output, different in every cell; read-only."""
        grad = np.linspace(0.5, 1.0, step.output.size, dtype=step.output.dtype)
        grad = grad.reshape(step.output.shape)
        grad.setflags(write=False)
        return grad

    def close(self, a: Any, b: Any) -> bool:
        """Whether two results are equal up to rounding."""
        tolerance = 1e-4 if self.x.dtype == np.float32 else 1e-9
        return np.shape(a) == np.shape(b) and np.allclose(
            a, b, tolerance, tolerance, equal_nan=True
        )
