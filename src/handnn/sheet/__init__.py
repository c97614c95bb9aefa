"""The by-hand sheet: the network as data on squared paper, and the pens that draw it."""

from typing import TYPE_CHECKING

from handnn.on_demand import on_demand

if TYPE_CHECKING:
    from handnn.sheet.backward import backward_sheet
    from handnn.sheet.cells import visible
    from handnn.sheet.describe import narrate
    from handnn.sheet.export import save_backward, save_trace
    from handnn.sheet.forward import forward_sheet
    from handnn.sheet.html import fragment
    from handnn.sheet.model import Block, Cell, Limits, Mark, Page
    from handnn.sheet.sheet import Sheet
    from handnn.sheet.text import draw

__all__ = [
    "Block",
    "Cell",
    "Limits",
    "Mark",
    "Page",
    "Sheet",
    "backward_sheet",
    "draw",
    "forward_sheet",
    "fragment",
    "narrate",
    "save_backward",
    "save_trace",
    "visible",
]

__getattr__ = on_demand(
    __name__,
    {
        "handnn.sheet.backward": ("backward_sheet",),
        "handnn.sheet.cells": ("visible",),
        "handnn.sheet.describe": ("narrate",),
        "handnn.sheet.export": ("save_backward", "save_trace"),
        "handnn.sheet.forward": ("forward_sheet",),
        "handnn.sheet.html": ("fragment",),
        "handnn.sheet.model": ("Block", "Cell", "Limits", "Mark", "Page"),
        "handnn.sheet.sheet": ("Sheet",),
        "handnn.sheet.text": ("draw",),
    },
)
