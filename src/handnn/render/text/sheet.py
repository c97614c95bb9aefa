"""A page that shows itself."""

from __future__ import annotations

from dataclasses import dataclass, fields

from handnn.record import Record
from handnn.render.text.draw import draw
from handnn.sheet.layout import page_of
from handnn.sheet.page import Limits, Page


@dataclass(frozen=True)
class Sheet(Page):
    """The by-hand page of a record: pure data, which `print` shows as text.

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

    @classmethod
    def of(cls, record: Record) -> Sheet:
        """The sheet of a trace or of a backward pass."""
        return cls.showing(page_of(record))

    @classmethod
    def showing(cls, page: Page) -> Sheet:
        """The sheet of any page."""
        return cls(**{each.name: getattr(page, each.name) for each in fields(page)})

    def within(self, limits: Limits) -> Sheet:
        """The same sheet with more or less left out."""
        page = super().within(limits)
        return self if page is self else self.showing(page)

    def __str__(self) -> str:
        return draw(self)
