"""A run in Markdown: a heading for each step, its numbers in tables, its arithmetic as text.

The arithmetic is in code blocks rather than in formulas, so that it looks the same on GitHub, on a
MkDocs site and in an editor, needs no script, and stays aligned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from textwrap import dedent

from handnn.explanation import Explanation
from handnn.record import Record
from handnn.render.documents.sections import Matrix, Section, sections

_WIDTH = 96


def markdown(record: Record) -> str:
    r"""A record as a Markdown document.

    Args:
        record: A trace or a backward pass.

    Raises:
        UnexplainedError: If a layer does something whose arithmetic cannot be followed.

    Examples:
        >>> import handnn as hn
        >>> print(markdown(hn.Sequential(hn.ReLU()).trace([-1, 3])))
        # Trace of 1 step
        <BLANKLINE>
        ## Input
        <BLANKLINE>
        | x |  |
        |--:|--:|
        | 1 | -1 |
        | 2 | 3 |
        <BLANKLINE>
        ## relu\_1 (ReLU)
        ...
    """
    n = len(record.run.steps) or 1
    run = f"Trace of {n} step{'s' * (n != 1)}"
    return _document(run if record.backward_pass is None else "Backward", sections(record))


def _document(title: str, content: Iterable[Section]) -> str:
    paragraphs = [f"# {title}"]
    for section in content:
        paragraphs.append(f"## {escaped(section.title)}")
        paragraphs += map(_table, section.matrices)
        if section.part is not None:
            arithmetic = Explanation([replace(section.part, heading="")])
            paragraphs.append(code_block(dedent(arithmetic.text(_WIDTH, ascii=False)).strip("\n")))
    return "\n\n".join(paragraphs) + "\n"


def escaped(text: str) -> str:
    r"""Any text as plain words in a line of Markdown; invisible characters are left out.

    Examples:
        >>> print(escaped("<b>*a_b*"))
        &#60;b&#62;\*a\_b\*
    """
    visible = "".join(c for c in text if c == " " or unicodedata.category(c)[0] not in "CZ")
    backslashed = re.sub(r"([\\`*_{}\[\]#|!])", r"\\\1", visible.replace("&", "&amp;"))
    return re.sub("[<>~$^:@]", lambda match: f"&#{ord(match[0])};", backslashed)


def _table(matrix: Matrix) -> str:
    rows = [
        [" \\| ".join(map(escaped, matrix.names)), *map(escaped, matrix.columns)],
        *([row, *texts] for row, texts in zip(matrix.rows, matrix.texts, strict=True)),
    ]
    head, *body = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([head, "|" + "--:|" * len(rows[0]), *body])


def code_block(text: str) -> str:
    """A code block whose fence is longer than any inside it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
