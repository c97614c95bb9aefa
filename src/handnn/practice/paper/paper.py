"""A worksheet on paper as data: sheets with blanks, lines to fill in, and the answers to both."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from handnn.record import Record
from handnn.sheet import (
    Page,
    blank_symbols,
    computed_symbols,
    diagram_with_blanks,
    page_of,
    with_blanks,
)
from handnn.sheet.blanks import links
from handnn.sheet.diagram import Diagram

PaperSize = Literal["A4", "Letter"]


@dataclass(frozen=True)
class Gap:
    """Room to write in a line of text.

    Attributes:
        answer: What belongs there; it stands in the key.
        room: For how many characters there is room.
        lines: How many lines to write on follow below the text, in place of a gap in it.
    """

    answer: str
    room: int = 6
    lines: int = 0


@dataclass(frozen=True)
class Line:
    """A line to fill in: text with gaps.

    Attributes:
        pieces: Text and gaps, in their order.
        is_code: Whether it is a line of code.

    Examples:
        >>> count = Line(("hidden: 4 × (3 + 1) = ", Gap("16")))
        >>> count.text(answers=False)
        'hidden: 4 × (3 + 1) = ______'
        >>> count.text(answers=True)
        'hidden: 4 × (3 + 1) = 16'
    """

    pieces: tuple[str | Gap, ...]
    is_code: bool = False

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Its gaps."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Gap))

    @property
    def lines_below(self) -> int:
        """How many lines to write on follow it."""
        return sum(gap.lines for gap in self.gaps)

    @property
    def answer_below(self) -> str:
        """What belongs on these lines."""
        return " ".join(gap.answer for gap in self.gaps if gap.lines)

    def text(self, answers: bool) -> str:
        """The line, without those below it."""
        return "".join(
            piece if isinstance(piece, str) else "" if piece.lines else _filled(piece, answers)
            for piece in self.pieces
        )


def _filled(gap: Gap, answers: bool) -> str:
    return gap.answer if answers else "_" * gap.room


@dataclass(frozen=True)
class Figure:
    """A sheet to fill in, with the diagram of the network below it if there is one.

    Attributes:
        page: The sheet with all its numbers.
        asked: The symbols of the cells that are left blank.
        caption: A few words above it.
        diagram: The diagram with all its numbers.
        has_links: Whether the diagram's edges are drawn, or left to the learner.
    """

    page: Page
    asked: Collection[str]
    caption: str = ""
    diagram: Diagram | None = None
    has_links: bool = True

    def sheet(self, answers: bool) -> Page:
        """The sheet, blank or with the answers."""
        return self.page if answers else with_blanks(self.page, self.asked)

    def drawings(self, answers: bool) -> list[Page | Diagram]:
        """The sheet, and the diagram if there is one, blank or with the answers."""
        drawn: list[Page | Diagram] = [self.sheet(answers)]
        if self.diagram is not None:
            blank = diagram_with_blanks(self.diagram, self.asked, self.has_links)
            drawn.append(self.diagram if answers else blank)
        return drawn


@dataclass(frozen=True)
class Paper:
    """A worksheet on paper.

    Attributes:
        title: What it is called.
        task: What is to be done, in a sentence.
        figures: The sheets to fill in.
        lines: Further lines to fill in.

    Examples:
        >>> import handnn as hn
        >>> paper = Paper.of(hn.gallery["single-neuron"].trace(), title="A neuron")
        >>> paper.figures[0].asked
        ('z[1]', 'y[1]')
    """

    title: str
    task: str
    figures: tuple[Figure, ...] = ()
    lines: tuple[Line, ...] = ()

    @classmethod
    def of(
        cls,
        record: Record,
        asked: Collection[str] | None = None,
        *,
        title: str = "Worksheet",
        task: str = "Fill in the blank squares.",
        lines: tuple[Line, ...] = (),
    ) -> Paper:
        """The worksheet of a record.

        Args:
            record: What is to be worked out.
            asked: The symbols of the cells to leave blank; by default every computed cell.
            title: What it is called.
            task: What is to be done.
            lines: Further lines to fill in.
        """
        page = page_of(record)
        return cls(
            title, task, (Figure(page, computed_symbols(page) if asked is None else asked),), lines
        )


def missing_lines(figure: Figure, drawn: Page) -> Iterator[Line]:
    """A line for every cell that is asked and that a drawing leaves out.

    Args:
        figure: The figure.
        drawn: Its sheet within the limits within which it is drawn.
    """
    if drawn.limits == figure.page.limits:
        return
    blank = figure.sheet(answers=False)
    seen = set(blank_symbols(blank.within(drawn.limits)))
    answers = {
        link.symbol: link.shown.text
        for block in figure.page.blocks
        for row in block.cells
        for cell in row
        for link in links(cell)
    }
    for symbol in blank_symbols(blank):
        if symbol not in seen:
            yield Line((f"{symbol} = ", Gap(answers[symbol])))
