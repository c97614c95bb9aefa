"""The PDF pen: worksheets on pages of A4 or Letter, in black and white, with their fonts inside."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from xml.etree import ElementTree

from handnn.extras import package
from handnn.practice.paper.composing import composed
from handnn.practice.paper.paper import Paper, PaperSize

SIZES: dict[PaperSize, tuple[float, float]] = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
MARGIN = 15.0  # millimetres
MM = 72 / 25.4  # points in a millimetre


def pdf(papers: Sequence[Paper], paper_size: PaperSize = "A4") -> bytes:
    """Worksheets as a PDF file: first all of them, then the key of each on a page of its own.

    Characters that are neither Latin, Greek nor Cyrillic, nor signs of arithmetic, are printed
    as ``?``.

    Args:
        papers: The worksheets.
        paper_size: ``"A4"`` or ``"Letter"``.

    Raises:
        MissingExtraError: If reportlab is not installed.
    """
    reportlab = package("reportlab.pdfgen.canvas", "pdf", "A PDF file is written with reportlab")
    from handnn.practice.paper.pdf_drawing import Drawing  # which needs reportlab, too

    width, height = SIZES[paper_size]
    content = BytesIO()
    canvas = reportlab.Canvas(content, (width * MM, height * MM), pageCompression=1, invariant=1)
    canvas.setTitle(papers[0].title)
    canvas.setCreator("handnn")
    for answers in (False, True):
        for paper in papers:
            for page in composed(paper, answers, width - 2 * MARGIN, height - 2 * MARGIN):
                for placed in page:
                    left, top = MARGIN + placed.x, height - MARGIN - placed.y
                    scale, right = placed.box.scale, width - MARGIN / 2
                    drawing = Drawing(canvas, left * MM, top * MM, scale * MM, right * MM)
                    for part in ElementTree.fromstring(f"<g>{placed.box.markup}</g>"):
                        drawing.draw(part)
                canvas.showPage()
    canvas.save()
    return content.getvalue()
