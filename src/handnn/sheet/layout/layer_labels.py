"""How layers are labelled on the sheet: by their names; a long one that repeats is φ."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import Any

from handnn.code import is_line
from handnn.elision import shortened
from handnn.sheet.layout.kinds import is_relu
from handnn.step import Step

LONGEST_NAME = 16
ROOM = 2  # squares between two blocks


class LayerLabels:
    """The labels between a layer's input and its output.

    Args:
        chain: All steps of the run.

    Attributes:
        legend: What the labels mean, where they need it.
    """

    legend: tuple[str, ...]

    def __init__(self, chain: Sequence[Step]) -> None:
        activations = [step for step in chain if step.is_activation]
        kinds = list(dict.fromkeys(map(_described_step, activations)))
        self._is_phi = len(kinds) == 1 and label_width(kinds) > ROOM
        if self._is_phi:
            self.legend = (f"φ: {kinds[0]}",)
        else:
            labels = {self.lines(step)[0] for step in activations}
            self.legend = tuple(kind for kind in kinds if "(" in kind and kind not in labels)

    def lines(self, step: Step) -> tuple[str, str]:
        """φ over ≈, or the layer's name over an arrow."""
        kind = _code_kind(step) if is_line(step) else type(step.layer).__name__
        if step.is_activation:
            return ("φ", "≈") if self._is_phi else (shortened(kind, LONGEST_NAME), "→")
        return shortened(step.layer.name or kind, LONGEST_NAME), "→"


def _described_step(step: Step) -> str:
    return _code_kind(step) if is_line(step) else described(step.layer)


def _code_kind(step: Step) -> str:
    """What a line of code does to each element: ReLU, or the code itself."""
    if is_relu(step):
        return "ReLU"
    code = step.layer.label.partition("= ")[2] or step.layer.label.removeprefix("return ")
    return (
        f"{step.symbols.output} of {step.symbols.input}" if code in ("return", step.name) else code
    )


def described(layer: Any) -> str:
    """The layer's kind with its hyperparameters: ``LeakyReLU(negative_slope=0.1)``.

    Those that have their default are left out.
    """
    arguments = inspect.signature(type(layer)).parameters
    settings = [
        f"{name}={getattr(layer, name)}"
        for name in layer.hyperparameter_names
        if name not in arguments or str(arguments[name].default) != str(getattr(layer, name))
    ]
    return type(layer).__name__ + (f"({', '.join(settings)})" if settings else "")


def label_width(lines: Iterable[str]) -> int:
    """How many squares a label needs between two blocks."""
    return max(ROOM, *(-(-(len(line) + 2) // 4) for line in lines))
