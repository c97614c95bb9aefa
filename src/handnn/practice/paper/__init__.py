"""Worksheets on paper: what one holds, and the pens that write it."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy

if TYPE_CHECKING:
    from handnn.practice.paper.paper import Figure, Gap, Line, Paper, PaperSize
    from handnn.practice.paper.saving import PAPER_SUFFIXES, save_papers

__all__ = ["PAPER_SUFFIXES", "Figure", "Gap", "Line", "Paper", "PaperSize", "save_papers"]

__getattr__ = lazy(
    __name__,
    {
        "handnn.practice.paper.paper": ("Figure", "Gap", "Line", "Paper", "PaperSize"),
        "handnn.practice.paper.saving": ("PAPER_SUFFIXES", "save_papers"),
    },
)
