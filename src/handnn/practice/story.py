"""What an exercise says in words, and the page on which its sheet stands among them.

The words are Markdown of the simplest kind: paragraphs with ``**bold**``, ``*slanted*`` and
code in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handnn.markup import element, escaped
from handnn.record import Record
from handnn.render.html.page import html

PENCIL = "*Step by step* empties the sheet, for you to fill in."


@dataclass(frozen=True)
class Question:
    """A question to answer with a pencil.

    Attributes:
        text: The question.
        answer: Its answer, with the numbers filled in.
    """

    text: str
    answer: str


@dataclass(frozen=True)
class Words:
    """The words around a sheet.

    Attributes:
        title: What the exercise is called.
        teaches: What it teaches, in a sentence.
        text: A few paragraphs.
        questions: Questions to answer with a pencil, and their answers.
        code: What works the same in Python.
        source: Where it comes from.
    """

    title: str
    teaches: str
    text: str
    questions: Sequence[Question]
    code: str
    source: str

    @property
    def above(self) -> str:
        """The paragraph above the sheet: what it is about."""
        return self.text.partition("\n\n")[0]

    @property
    def below(self) -> tuple[str, ...]:
        """The paragraphs below the sheet: what to look at there, and an experiment."""
        return tuple(self.text.split("\n\n")[1:])

    def page(self, record: Record) -> str:
        """A page with the sheet of a record among the words, and the answers folded."""
        above = element("h1", escaped(self.title)) + _paragraphs(f"*{self.teaches}*", self.above)
        questions = "".join(
            element("details", element("summary", inline(each.text)), _paragraphs(each.answer))
            for each in self.questions
        )
        below = (
            _paragraphs(*self.below)
            + element("h2", "With a pencil")
            + _paragraphs(PENCIL)
            + questions
            + element("h2", "The code")
            + element("pre", element("code", escaped(self.code)), tabindex=0)
            + _paragraphs(f"Source: {self.source}.")
        )
        return html(record, self.title, above, below)


def plain_text(markdown: str) -> str:
    """The Markdown of a story as plain text, a line for each paragraph."""
    text = re.sub(r"\*\*|(?<!\w)\*|\*(?!\w)|`", "", markdown)
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def inline(markdown: str) -> str:
    """The Markdown of a paragraph as HTML.

    Examples:
        >>> inline("**W** is *given*: `W * 2` < 3")
        '<strong>W</strong> is <em>given</em>: <code>W * 2</code> &lt; 3'
    """
    pieces = markdown.split("`")  # text, code, text, ...
    return "".join(
        element("code", escaped(piece)) if i % 2 else _emphasized(escaped(piece))
        for i, piece in enumerate(pieces)
    )


def _emphasized(text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text, flags=re.DOTALL)
    return re.sub(r"(?<!\w)\*(?!\s)(.+?)(?<!\s)\*(?!\w)", r"<em>\1</em>", text, flags=re.DOTALL)


def _paragraphs(*texts: str) -> str:
    return "".join(element("p", inline(text)) for text in texts)
