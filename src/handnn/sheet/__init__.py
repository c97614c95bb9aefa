"""The by-hand sheet: a run as data on squared paper, laid out for the pens that draw it."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy

if TYPE_CHECKING:
    from handnn.sheet.layout import backward_page, forward_page, page_of
    from handnn.sheet.page import Block, Cell, Limits, Mark, Page

__all__ = ["Block", "Cell", "Limits", "Mark", "Page", "backward_page", "forward_page", "page_of"]

__getattr__ = lazy(
    __name__,
    {
        "handnn.sheet.layout": ("backward_page", "forward_page", "page_of"),
        "handnn.sheet.page": ("Block", "Cell", "Limits", "Mark", "Page"),
    },
)
