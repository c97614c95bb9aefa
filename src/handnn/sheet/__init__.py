"""The by-hand sheet: a run as data on squared paper, laid out for the pens that draw it."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy

if TYPE_CHECKING:
    from handnn.sheet.blanks import (
        blank_symbols,
        computed_symbols,
        diagram_with_blanks,
        with_blanks,
    )
    from handnn.sheet.layout import backward_page, forward_page, page_of
    from handnn.sheet.page import Block, Cell, Limits, Mark, Page

__all__ = [
    "Block",
    "Cell",
    "Limits",
    "Mark",
    "Page",
    "backward_page",
    "blank_symbols",
    "computed_symbols",
    "diagram_with_blanks",
    "forward_page",
    "page_of",
    "with_blanks",
]

__getattr__ = lazy(
    __name__,
    {
        "handnn.sheet.blanks": (
            "blank_symbols",
            "computed_symbols",
            "diagram_with_blanks",
            "with_blanks",
        ),
        "handnn.sheet.layout": ("backward_page", "forward_page", "page_of"),
        "handnn.sheet.page": ("Block", "Cell", "Limits", "Mark", "Page"),
    },
)
