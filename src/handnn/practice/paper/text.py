"""The text pens: worksheets as plain text, 80 columns wide, and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from handnn.practice.paper.paper import Figure, Line, Paper, missing_lines
from handnn.practice.paper.words import answers_to
from handnn.render.documents.markdown import code_block, escaped
from handnn.render.text.draw import draw
from handnn.render.text.fitting import fitted
from handnn.sheet.page import Page

WIDTH = 80
NAME_AND_DATE = f"Name {'_' * 48}  Date {'_' * 20}"


def text(papers: Sequence[Paper]) -> str:
    """Worksheets as plain text, then their keys; each begins on a page of its own."""
    pages = ["\n\n".join(_parts(paper, answers)) for answers in (False, True) for paper in papers]
    return "\n\f\n".join(pages) + "\n"


def markdown(papers: Sequence[Paper]) -> str:
    """Worksheets as Markdown, then their keys, with a rule between them.

    A sheet is drawn as text, so that it can be filled in in any editor.
    """
    pages = [
        "\n\n".join(_markdown(paper, answers)) for answers in (False, True) for paper in papers
    ]
    return "\n\n---\n\n".join(pages) + "\n"


def _parts(paper: Paper, answers: bool) -> Iterator[str]:
    title = _wrapped(answers_to(paper.title) if answers else paper.title)
    yield f"{title}\n{'=' * max(map(len, title.splitlines()))}"
    if not answers:
        yield NAME_AND_DATE
        yield _wrapped(paper.task)
    for figure in paper.figures:
        if figure.caption:
            yield _wrapped(figure.caption)
        yield _drawn(figure, answers, WIDTH)
    for line in _lines(paper, WIDTH):
        yield "\n\n".join([_wrapped(line.text(answers)), *_below(line, answers)])


def _markdown(paper: Paper, answers: bool) -> Iterator[str]:
    yield f"# {escaped(answers_to(paper.title) if answers else paper.title)}"
    if not answers:
        yield escaped(NAME_AND_DATE)
        yield escaped(paper.task)
    for figure in paper.figures:
        if figure.caption:
            yield escaped(figure.caption)
        yield code_block(_drawn(figure, answers, WIDTH))
    for line in _lines(paper, WIDTH):
        written = line.text(answers)
        yield code_block(_printable(written)) if line.is_code else escaped(written)
        yield from map(escaped, _below(line, answers))


def _drawn(figure: Figure, answers: bool, width: int) -> str:
    return draw(figure.sheet(answers), width, ascii=False)


def _lines(paper: Paper, width: int) -> Iterator[Line]:
    """The lines to fill in, and before them those for which the drawings have no room."""
    for figure in paper.figures:
        drawn: Page = fitted(figure.page, width, ascii=False).page
        yield from missing_lines(figure, drawn)
    yield from paper.lines


def _below(line: Line, answers: bool) -> list[str]:
    """The lines to write on, or the answer that belongs on them."""
    if answers:
        return [_wrapped(line.answer_below)] if line.answer_below else []
    return ["_" * WIDTH] * line.lines_below


def _wrapped(words: str) -> str:
    return textwrap.fill(_printable(words), WIDTH)


def _printable(words: str) -> str:
    """Words without control characters, such as those that move a terminal's cursor."""
    return "".join(c for c in words if c.isprintable())
