"""A page that shows itself."""

from __future__ import annotations

from dataclasses import dataclass

from handnn.sheet.model import Page
from handnn.sheet.text import draw


@dataclass(frozen=True)
class Sheet(Page):
    """The by-hand page of a run: pure data, and what `print` makes of it.

    Examples:
        >>> import handnn as hn
        >>> neuron = hn.Dense([[1, -1, 1]], [-5], name="neuron")
        >>> net = hn.Sequential(neuron, hn.ReLU())
        >>> sheet = net.trace([2, 1, 3]).sheet()
        >>> [block.name for block in sheet.blocks]
        ['x', 'W', 'z', 'y']
        >>> sheet.blocks[2].cells[0][0].value
        -1.0
    """

    def __str__(self) -> str:
        return draw(self)
