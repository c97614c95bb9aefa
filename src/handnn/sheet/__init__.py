"""The by-hand sheet: the network as data on squared paper, and the pens that draw it."""

from handnn.sheet.backward import backward_sheet
from handnn.sheet.forward import forward_sheet
from handnn.sheet.model import Block, Cell, Limits, Mark, Page
from handnn.sheet.sheet import Sheet

__all__ = ["Block", "Cell", "Limits", "Mark", "Page", "Sheet", "backward_sheet", "forward_sheet"]
