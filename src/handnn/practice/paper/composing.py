"""A worksheet composed on pages of paper: where everything stands, in millimetres.

What stands there is drawn by the SVG pen, so that a printed page and a picture look the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from handnn.practice.paper.paper import Paper
from handnn.practice.paper.printed_figure import LARGEST, ROOMY, PrintedFigure, sizes
from handnn.practice.paper.words import SMALL, Box, answers_to, head, line_to_fill_in, page_number

BETWEEN = 6.0  # millimetres between figures
ROUNDED = 0.01  # millimetres


@dataclass(frozen=True)
class Placed:
    """A box at a place on the paper.

    Attributes:
        box: What stands there.
        x: Millimetres from the left margin.
        y: Millimetres from the upper margin.
    """

    box: Box
    x: float
    y: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.box.width

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.box.height


PrintedPage = list[Placed]


def composed(paper: Paper, answers: bool, width: float, height: float) -> list[PrintedPage]:
    """A worksheet, or its key, on pages.

    Args:
        paper: The worksheet.
        answers: Whether the answers are filled in: the key.
        width: How wide a page is between its margins, in millimetres.
        height: How high; infinite for a picture.
    """
    top = list(head(paper, answers, width))
    room = height - sum(box.height for box in top)
    figures = [PrintedFigure(figure, answers, width, room) for figure in paper.figures]
    square = min((figure.square for figure in figures), default=LARGEST)
    tried = sizes(square, ROOMY) if square > ROOMY and math.isfinite(height) else [square]
    ways = (_on_pages(_Column(width, height), paper, answers, top, figures, s) for s in tried)
    title = answers_to(paper.title) if answers else paper.title
    return _numbered(min(ways, key=len), title, width, height)


@dataclass
class _Column:
    """Boxes in rows from the top of a page to its bottom, on as many pages as they need."""

    width: float
    height: float
    pages: list[PrintedPage] = field(default_factory=lambda: [[]])
    _x: float = 0.0
    _y: float = 0.0
    _row: float = 0.0  # how high the row is that the last box stands in

    def add(self, box: Box, gap: float = 0.0, beside: bool = False) -> None:
        """Place a box below the last row, or beside the last box if there is room."""
        if not (beside and self._x and self._x + box.width <= self.width + ROUNDED):
            self._x, self._y, self._row = 0.0, self._y + self._row, 0.0
        if self._y and self._y + box.height > self.height + ROUNDED:
            self.pages.append([])
            self._x, self._y, self._row = 0.0, 0.0, 0.0
        self._row = max(self._row, box.height + gap)
        self.pages[-1].append(Placed(box, self._x, self._y))
        self._x = self._x + box.width + BETWEEN if beside else 0.0


def _on_pages(
    column: _Column,
    paper: Paper,
    answers: bool,
    top: Sequence[Box],
    figures: Sequence[PrintedFigure],
    square: float,
) -> list[PrintedPage]:
    """Everything on pages, with squares of one size."""
    for box in top:
        column.add(box)
    for figure in figures:
        for box, beside in figure.boxes(square):
            column.add(box, BETWEEN if beside else 0.0, beside)
    for line in [line for figure in figures for line in figure.missing] + list(paper.lines):
        for box in line_to_fill_in(line, answers, column.width):
            column.add(box)
    return column.pages


def _numbered(
    pages: list[PrintedPage], title: str, width: float, height: float
) -> list[PrintedPage]:
    """Pages with their numbers at the foot, in the margin, if they are several."""
    if len(pages) == 1:
        return pages
    return [
        [*page, Placed(page_number(title, i, len(pages), width), 0.0, height + SMALL)]
        for i, page in enumerate(pages, 1)
    ]
