"""Worksheets for a whole class in one file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from handnn.errors import ArgumentError
from handnn.files.atomic import write_atomic
from handnn.practice import paper as on_paper
from handnn.practice.moodle import moodle
from handnn.practice.web.page import class_page
from handnn.practice.worksheet import Worksheet


def save_worksheets(
    worksheets: Sequence[Worksheet],
    path: str | os.PathLike[str],
    title: str | None = None,
    paper_size: on_paper.PaperSize = "A4",
    first: int = 1,
) -> None:
    """Write several worksheets into one file: one for each learner of a class.

    ``class.html`` is a page on which every learner chooses a worksheet, by its number or by name:
    the same name always leads to the same one, but two names may lead to one. A number does not:
    ``class.html?variant=7`` opens with the seventh. A format on paper, such as ``.pdf``, has all of
    them, and then their keys. ``.xml`` is for Moodle's question bank: a question for each
    worksheet.

    Args:
        worksheets: The worksheets, at least one.
        path: The file; an existing one is replaced.
        title: What stands above a page, and the category of the questions; by default the first
            worksheet's title.
        paper_size: ``"A4"`` or ``"Letter"``.
        first: The number of the first worksheet; each has its number in its title.

    Raises:
        ArgumentError: If there is no worksheet, or the suffix is none of these.
        MissingExtraError: If what writes the format is not installed.
        FileAccessError: If the file cannot be written.

    Examples:
        >>> import handnn as hn
        >>> from tempfile import TemporaryDirectory
        >>> net = hn.gallery["hidden-layer"].network
        >>> sheets = [hn.worksheet(net.trace(x)) for x in ([2, 1, 3], [1, 0, 2])]
        >>> with TemporaryDirectory() as folder:
        ...     hn.save_worksheets(sheets, f"{folder}/class.html")
    """
    file, sheets = Path(path), list(worksheets)
    if not sheets or not all(isinstance(sheet, Worksheet) for sheet in sheets):
        raise ArgumentError("save_worksheets takes a list of worksheets, as hn.worksheet makes.")
    suffix = file.suffix.lower()
    if suffix == ".html":
        write_atomic(file, class_page(sheets, title or sheets[0].title, first))
    elif suffix == ".xml":
        write_atomic(file, moodle(sheets, title or sheets[0].title, first))
    elif suffix in on_paper.PAPER_SUFFIXES and suffix != ".svg":
        papers = [
            replace(sheet.paper(), title=f"{number}. {sheet.title}")
            for number, sheet in enumerate(sheets, first)
        ]
        on_paper.save_papers(papers, file, paper_size)
    else:
        formats = (".html", ".xml", *(each for each in on_paper.PAPER_SUFFIXES if each != ".svg"))
        raise ArgumentError(
            f"Several worksheets are written as {', '.join(formats)}; got {file.name!r}."
        )
