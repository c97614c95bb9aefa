"""A run as the sheet sees it: the innermost steps in order, however the network is nested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handnn.sheet.page import Role
from handnn.step import Step


@dataclass(frozen=True)
class Leaf:
    """A step that has no steps inside it.

    Attributes:
        step: The step.
        path: The names that lead to it from the outside in; none for the step of a single layer.
        place: How many leaves come before it.
    """

    step: Step
    path: tuple[str, ...]
    place: int

    @property
    def access(self) -> str:
        """How to get at it in Python: ``trace["block"]["hidden"]``."""
        return "trace" + "".join(f'["{name}"]' for name in self.path) if self.path else "step"


def leaves(run: Step) -> Iterator[Leaf]:
    """The innermost steps of a run, in order."""
    waiting: list[tuple[Step, tuple[str, ...]]] = [(run, ())]
    place = 0
    while waiting:
        step, path = waiting.pop()
        if step.steps:
            waiting.extend((inner, (*path, inner.name)) for inner in reversed(step.steps))
        else:
            yield Leaf(step, path, place)
            place += 1


def is_dense(step: Step) -> bool:
    """Whether the step is ``W x + b``."""
    return step.layer.form == "affine"


def is_relu(step: Step) -> bool:
    """Whether the step is ``max(0, x)``, which switches units off."""
    return step.layer.form == "relu"


def role_of(step: Step) -> Role:
    """What kind of thing the output of a step is."""
    if is_dense(step):
        return "pre-activation"
    return "activation" if is_activation(step) else "value"


def is_activation(step: Step) -> bool:
    """Whether the layer only makes something of each value: nothing learned, as many out as in."""
    return bool(step.layer.same_width) and not step.parameters
