"""How layers are signed on the sheet: φ where one activation serves all, names where not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from handnn.sheet.layout.chain import Leaf, is_activation
from handnn.step import Step

LONGEST_NAME = 16


class LayerLabels:
    """What stands between a value and what a layer makes of it.

    Args:
        chain: All steps of the run.

    Attributes:
        legend: What the signs mean, where they need it.
    """

    legend: tuple[str, ...]

    def __init__(self, chain: Sequence[Leaf]) -> None:
        activations = [leaf.step.layer for leaf in chain if is_activation(leaf.step)]
        kinds = list(dict.fromkeys(described(layer) for layer in activations))
        self._one = len(kinds) == 1
        if self._one:
            self.legend = (f"φ: {kinds[0]}",)
        else:
            self.legend = tuple(kind for kind in kinds if "(" in kind)

    def lines(self, step: Step) -> tuple[str, str]:
        """φ or the layer's name; below it ≈ for an activation and → for any other layer."""
        if is_activation(step):
            return ("φ" if self._one else shortened(type(step.layer).__name__)), "≈"
        return shortened(step.layer.name or type(step.layer).__name__), "→"


def described(layer: Any) -> str:
    """The layer's kind with its settings: ``LeakyReLU(negative_slope=0.1)``."""
    settings = ", ".join(f"{name}={getattr(layer, name)}" for name in layer.hyperparameter_names)
    return type(layer).__name__ + (f"({settings})" if settings else "")


def squares(lines: Iterable[str]) -> int:
    """How many squares a sign needs between two blocks."""
    return max(2, *(-(-(len(line) + 2) // 4) for line in lines))


def shortened(name: str) -> str:
    """A name as long as there is room for on the sheet."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
