"""A figure as it is printed: with how large squares, and in which parts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from handnn.markup import element
from handnn.practice.paper.paper import Figure, missing_lines
from handnn.practice.paper.splitting import shortened, split, variants
from handnn.practice.paper.words import LEADING, SMALL, TEXT, Box, sentence, wrapped
from handnn.render.svg.diagram_panel import diagram_panel
from handnn.render.svg.panel import SQUARE, Panel
from handnn.render.svg.sheet_panel import sheet_panel
from handnn.sheet.diagram import Diagram
from handnn.sheet.page import Page

LARGEST, SMALLEST, STEP = 10.0, 5.0, 0.5  # millimetres of a square that one can write into
ROOMY = 7.0  # in which one writes well: a sheet is cut rather than made smaller
LEAST = 3.5  # millimetres of one that can be read, before cells are left out


class _Fitted(NamedTuple):
    """A page, the parts in which it is drawn, and how large a square is, in millimetres."""

    page: Page
    parts: list[Panel]
    square: float


class PrintedFigure:
    """A figure in the room that there is.

    Args:
        figure: The figure.
        answers: Whether the answers are filled in.
        width: The room, in millimetres.
        height: The room, in millimetres; infinite for a picture.

    Attributes:
        square: How large its squares are at most, in millimetres.
        missing: What is asked and has no place in the drawing, as lines to fill in.
    """

    def __init__(self, figure: Figure, answers: bool, width: float, height: float) -> None:
        self._caption, self._width, self._height = figure.caption, width, height
        drawings = figure.drawings(answers)
        self._diagrams = [drawing for drawing in drawings if isinstance(drawing, Diagram)]
        (page,) = (drawing for drawing in drawings if isinstance(drawing, Page))
        drawn, self._panels, self.square = self._fitted(page)
        self.missing = list(missing_lines(figure, drawn))

    def boxes(self, square: float) -> Iterator[tuple[Box, bool]]:
        """Everything with squares of a size, each with whether it may stand beside another."""
        if self._caption:
            yield sentence(self._caption, self._width, TEXT), False
        scale = square / SQUARE
        for panel in self._panels:
            yield _drawn(panel, scale, _squared(panel)), True
        for drawing in self._diagrams:
            panel = diagram_panel(drawing)
            yield _drawn(panel, min(scale, self._width / (panel.width * SQUARE))), True
        for words in (words for panel in self._panels for words in panel.below):
            yield sentence(words, self._width, SMALL), False

    def _fitted(self, page: Page) -> _Fitted:
        """A page, or as much of it as fits."""
        if math.isinf(self._height):
            return _Fitted(page, [sheet_panel(page)], LARGEST)
        found: list[_Fitted] = []
        for variant in variants(page):
            found.append(self._in_parts(variant))
            if found[-1].square >= SMALLEST:
                return found[-1]
        if max(each.square for each in found) < LEAST:
            for variant in shortened(page):
                found.append(self._in_parts(variant))
                if found[-1].square >= SMALLEST:
                    return found[-1]
        return max(found, key=lambda each: each.square)

    def _in_parts(self, page: Page) -> _Fitted:
        """A page whole, or in parts if its squares are larger then."""
        panel = sheet_panel(page)
        words = sum(len(wrapped(text, self._width, SMALL)) for text in panel.below)
        height = self._height - words * SMALL * LEADING
        whole = _rounded(min(self._width / panel.width, height / page.height))
        if whole >= ROOMY:
            return _Fitted(page, [panel], whole)
        parts = [sheet_panel(part) for part in split(page)]
        widest, highest = max(part.width for part in parts), max(part.height for part in parts)
        cut = _rounded(min(self._width / widest, height / highest))
        return _Fitted(page, parts, cut) if cut > whole else _Fitted(page, [panel], whole)


def _rounded(size: float) -> float:
    """A size of a square that is not larger, of those there are; as it is, if it is smaller."""
    return next((each for each in sizes(LARGEST, SMALLEST) if each <= size), size)


def sizes(largest: float, smallest: float) -> list[float]:
    """The sizes of a square to try, from the largest to the smallest."""
    return [largest - i * STEP for i in range(round((largest - smallest) / STEP) + 1)]


def _drawn(panel: Panel, scale: float, ground: str = "") -> Box:
    width, height = (n * SQUARE * scale for n in (panel.width, panel.height))
    return Box(ground + panel.body, width, height, scale)


def _squared(panel: Panel) -> str:
    """The lines of squared paper."""
    width, height = panel.width * SQUARE, panel.height * SQUARE
    across = "".join(f"M0 {i * SQUARE}h{width}" for i in range(panel.height + 1))
    down = "".join(f"M{j * SQUARE} 0v{height}" for j in range(panel.width + 1))
    return element("path", d=across + down, class_="squares")
