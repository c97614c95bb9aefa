"""The words of a worksheet as boxes: its head, sentences, and lines to fill in.

Sizes are in millimetres. Widths of text are rough, since every pen has fonts of its own.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handnn.markup import element, escaped
from handnn.practice.paper.paper import Gap, Line, Paper
from handnn.render.svg.lettering import with_minus

TITLE, TEXT, SMALL = 5.6, 4.0, 3.2  # how large letters are
LEADING = 1.35  # from one line of text to the next, in its size
WRITTEN = 8.5  # from one line to write on to the next
LETTER, MONOSPACED = 0.5, 0.6  # how wide a letter is, in its size
LARGER = 1.25  # handwriting, whose letters are small, in the size of the text around it
RULED = 0.25  # how thick a line to write on is

Piece = tuple[str, bool]  # text, and whether it is an answer


@dataclass(frozen=True)
class Box:
    """Something drawn.

    Attributes:
        markup: Elements of SVG.
        width: In millimetres.
        height: In millimetres.
        scale: Millimetres of a unit of the drawing.
    """

    markup: str
    width: float
    height: float
    scale: float = 1.0


def answers_to(title: str) -> str:
    """The title of a key."""
    return f"{title}: answers"


def head(paper: Paper, answers: bool, width: float) -> Iterator[Box]:
    """The title, room for a name and a date, and the task; of a key the title alone."""
    yield sentence(answers_to(paper.title) if answers else paper.title, width, TITLE)
    if not answers:
        yield _name_and_date(width)
        yield Box("", width, SMALL)
        yield sentence(paper.task, width, TEXT)
    yield Box("", width, TEXT)


def sentence(text: str, width: float, size: float) -> Box:
    """Words in as many lines as they need."""
    lines = wrapped(text, width, size)
    drawn = (_text([(line, False)], _baseline(i, size), size) for i, line in enumerate(lines))
    return Box("".join(drawn), width, len(lines) * size * LEADING)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The lines of a sentence."""
    return textwrap.wrap(with_minus(text), max(10, int(width / (size * LETTER))))


def line_to_fill_in(line: Line, answers: bool, width: float) -> Iterator[Box]:
    """A line with its gaps, and the lines to write on below it."""
    letter = MONOSPACED if line.is_code else LETTER
    room = int(width / (TEXT * letter))
    for pieces in _broken(_pieces(line, answers), room):
        kind = "code" if line.is_code else None
        yield Box(_text(pieces, 0.7 * WRITTEN, TEXT, kind), width, WRITTEN)
    below = with_minus(line.answer_below) if answers else ""
    written = textwrap.wrap(below, int(room / LARGER))
    for i in range(max(line.lines_below, len(written))):
        answer = _text([(written[i], True)], 0.7 * WRITTEN, TEXT) if i < len(written) else ""
        yield Box(_ruled(0, 0.8 * WRITTEN, width) + answer, width, WRITTEN)


def page_number(title: str, page: int, pages: int, width: float) -> Box:
    """The words at the foot of a page."""
    text = f"{textwrap.shorten(title, 80, placeholder=' …')} · page {page} of {pages}"
    drawn = element("text", escaped(text), class_="words", x=width / 2, y=SMALL, font_size=SMALL)
    return Box(drawn, width, SMALL)


def _name_and_date(width: float) -> Box:
    baseline, date = 0.8 * WRITTEN, 0.68 * width
    drawn = (
        element("text", "Name", x=0, y=baseline, font_size=TEXT, text_anchor="start")
        + _ruled(11, baseline, date - 15)
        + element("text", "Date", x=date, y=baseline, font_size=TEXT, text_anchor="start")
        + _ruled(date + 9, baseline, width - date - 9)
    )
    return Box(drawn, width, WRITTEN)


def _pieces(line: Line, answers: bool) -> Iterator[Piece]:
    """Words and gaps; they are not broken."""
    written = str if line.is_code else with_minus
    for piece in line.pieces:
        if isinstance(piece, Gap):
            if not piece.lines:
                yield written(piece.answer) if answers else "_" * piece.room, answers
        else:
            for word in re.findall(r"\s*\S+|\s+$", piece):
                yield written(word), False


def _broken(pieces: Iterable[Piece], room: int) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    used = 0
    for text, is_answer in pieces:
        if used and used + len(text) > room:
            lines.append([])
            text, used = text.lstrip(), 0
        lines[-1].append((text, is_answer))
        used += len(text)
    return lines


def _text(pieces: Iterable[Piece], y: float, size: float, kind: str | None = None) -> str:
    content = "".join(
        element("tspan", escaped(text), class_="made", font_size=f"{LARGER}em")
        if is_answer
        else escaped(text)
        for text, is_answer in pieces
    )
    return element(
        "text", content, class_=kind, x=0, y=y, font_size=size, text_anchor="start"
    )  # fmt: skip


def _ruled(x: float, y: float, length: float) -> str:
    return element(
        "line", x1=x, y1=y + 1, x2=x + length, y2=y + 1, class_="rule", stroke_width=RULED
    )


def _baseline(line: int, size: float) -> float:
    return (line + 0.8) * size * LEADING
