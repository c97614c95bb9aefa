"""Saving worksheets: the file's suffix says which pen writes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from handnn.errors import ArgumentError
from handnn.files.atomic import write_atomic
from handnn.files.suffixes import no_pen
from handnn.practice.paper.paper import Paper, PaperSize
from handnn.practice.paper.picture import picture
from handnn.practice.paper.printing import SIZES, pdf
from handnn.practice.paper.tex import tex
from handnn.practice.paper.text import markdown, text
from handnn.practice.paper.word_document import docx

Pen = Callable[[Sequence[Paper], PaperSize], str | bytes]


def save_papers(
    papers: Sequence[Paper], path: str | os.PathLike[str], paper_size: PaperSize = "A4"
) -> tuple[Path, ...]:
    """Write worksheets into a file: first all of them, then the key of each on its own page.

    ``.pdf`` is ready to print, in black and white; ``.docx`` and ``.tex`` have a table for every
    array; ``.txt`` and ``.md`` have the sheet as it is drawn on a terminal, 80 columns wide.
    ``.svg`` is a picture of one worksheet, and its key a second file: beside ``sheet.svg`` it is
    ``sheet-key.svg``. Each file is written completely or not at all.

    Args:
        papers: The worksheets, at least one.
        path: The file; an existing one is replaced.
        paper_size: ``"A4"`` or ``"Letter"``.

    Returns:
        The files that were written.

    Raises:
        ArgumentError: If the suffix or the paper size is none of these, if there is no worksheet,
            or several for a picture.
        MissingExtraError: If what writes the format is not installed.
        FileAccessError: If a file cannot be written.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in PAPER_SUFFIXES:
        raise no_pen(file, PAPER_SUFFIXES)
    if paper_size not in SIZES:
        raise ArgumentError(f"paper_size is {' or '.join(map(repr, SIZES))}; got {paper_size!r}.")
    if not papers:
        raise ArgumentError("There is no worksheet to write.")
    if suffix != ".svg":
        write_atomic(file, _PENS[suffix](papers, paper_size))
        return (file,)
    if len(papers) > 1:
        raise ArgumentError(
            f"An .svg file is a picture of one worksheet; got {len(papers)}. Write a file for each "
            "of them, or all of them into a .pdf."
        )
    key = file.with_name(f"{file.stem}-key{file.suffix}")
    drawn = [picture(papers[0], answers) for answers in (False, True)]
    for target, content in zip((file, key), drawn, strict=True):
        write_atomic(target, content + "\n")
    return file, key


_PENS: dict[str, Pen] = {
    ".pdf": pdf,
    ".docx": docx,
    ".tex": tex,
    ".txt": lambda papers, _: text(papers),
    ".md": lambda papers, _: markdown(papers),
}
PAPER_SUFFIXES = (*_PENS, ".svg")
