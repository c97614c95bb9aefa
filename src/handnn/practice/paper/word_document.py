"""The docx pen: worksheets as a document for a word processor, with a table for every array."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from handnn.extras import package
from handnn.practice.paper.paper import Line, Paper, PaperSize
from handnn.practice.paper.pieces import rows_of
from handnn.practice.paper.printing import SIZES
from handnn.practice.paper.words import answers_to
from handnn.render.svg.lettering import with_minus
from handnn.render.svg.sheet_panel import number_width, squares_for
from handnn.sheet.page import Block, Cell

SQUARE, SMALLEST = 8.0, 5.0  # millimetres
MARGIN = 20.0
RULED = "_" * 78


def docx(papers: Sequence[Paper], paper_size: PaperSize = "A4") -> bytes:
    """Worksheets as a Word document, then their keys, each on a page of its own.

    Raises:
        MissingExtraError: If python-docx is not installed.
    """
    document = package("docx", "docx", "A Word document is written with python-docx").Document()
    from docx.shared import Mm

    section = document.sections[0]
    width, height = SIZES[paper_size]
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(MARGIN)
    document.core_properties.title = _plain(papers[0].title)
    pages = [(paper, answers) for answers in (False, True) for paper in papers]
    for i, (paper, answers) in enumerate(pages):
        if i:
            document.add_page_break()
        _add(document, paper, answers, width - 2 * MARGIN)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _add(document: Any, paper: Paper, answers: bool, room: float) -> None:
    document.add_heading(_plain(answers_to(paper.title) if answers else paper.title), 1)
    if not answers:
        document.add_paragraph(f"Name {'_' * 40}   Date {'_' * 18}")
        document.add_paragraph(_plain(paper.task))
    for figure in paper.figures:
        if figure.caption:
            document.add_paragraph(_plain(figure.caption))
        page = figure.sheet(answers)
        for headings, pieces in rows_of(page):
            for heading in headings:
                document.add_paragraph().add_run(_plain(heading)).font.name = "Courier New"
            for piece in pieces:
                if isinstance(piece, Block):
                    _add_table(document, piece, room)
                else:
                    document.add_paragraph(_plain(piece))
        for words in (*page.legend, *page.notes):
            document.add_paragraph(_plain(words))
    for line in paper.lines:
        _add_line(document, line, answers)


def _add_line(document: Any, line: Line, answers: bool) -> None:
    run = document.add_paragraph().add_run(_plain(line.text(answers)))
    if line.is_code:
        run.font.name = "Courier New"
    below = [line.answer_below] if answers and line.answer_below else []
    for written in below if answers else [RULED] * line.lines_below:
        document.add_paragraph(_plain(written))


def _add_table(document: Any, block: Block, room: float) -> None:
    """A block as a table with its name above it; its cells are square."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    document.add_paragraph(_plain(block.name)).paragraph_format.keep_with_next = True
    table = document.add_table(block.height, block.width, style="Table Grid")
    table.autofit = False
    units = squares_for(number_width(block))
    width = Mm(max(min(SQUARE * units, room / block.width), SMALLEST))
    for cells, written_row in zip(table.rows, block.cells, strict=True):
        cells.height = Mm(SQUARE)
        for place, cell in zip(cells.cells, written_row, strict=True):
            place.width = width
            place.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            place.paragraphs[0].add_run(_number(cell))
    document.add_paragraph()


def _number(cell: Cell) -> str:
    if cell.struck:
        return f"{with_minus(cell.shown.text)}→{with_minus(cell.last.shown.text)}"
    return with_minus(cell.last.shown.text)


def _plain(text: str) -> str:
    """Text that XML can hold; python-docx escapes it."""
    return "".join(c for c in with_minus(text) if c.isprintable())
