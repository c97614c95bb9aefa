r"""A run in LaTeX: a section for each step, with its matrices and its arithmetic, aligned.

It needs only amsmath; names in scripts other than Latin and Greek need XeLaTeX or LuaLaTeX. The
middle of a large array is left out; of a long sum the largest terms are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handnn.arithmetic.writing.equation import right_sides
from handnn.arithmetic.writing.latex import (
    LATEX,
    latex_cell,
    latex_name,
    latex_number,
    latex_sign,
    latex_text,
)
from handnn.explanation import MANY_CELLS, CellExplanation, Part
from handnn.record import Record
from handnn.render.documents.sections import Matrix, Section, sections

_WIDTH = 62  # characters on a line of arithmetic
_TERMS = (8, 4, 2)  # of one sum, if it has more; fewer where no line can be broken
_OPERATOR = re.compile(r" (?:[-+=]|\\approx|\\quad) ")
_TOKEN = re.compile(rf"{_OPERATOR.pattern}|\\[A-Za-z]+|\\.|.", re.DOTALL)
_OPENING = frozenset({"(", "[", "{", "\\left"})
_CLOSING = frozenset({")", "]", "}", "\\right"})

_DOCUMENT = r"""\documentclass{article}
\usepackage[a4paper, margin=2cm]{geometry}
\usepackage{amsmath}
\setlength{\arraycolsep}{3pt}
\begin{document}

%s
\end{document}
"""


def latex(record: Record) -> str:
    r"""A record as a LaTeX document.

    Args:
        record: A trace or a backward pass.

    Raises:
        UnexplainedError: If a layer does something whose arithmetic cannot be followed.

    Examples:
        >>> import handnn as hn
        >>> document = latex(hn.Sequential(hn.ReLU()).trace([-1, 3]))
        >>> r"y[2] &= \max\left(0, 3\right) = 3" in document
        True
    """
    return _DOCUMENT % "\n".join(map(_section, sections(record)))


def _section(section: Section) -> str:
    parts = [rf"\section*{{{latex_text(section.title)}}}"]
    if section.matrices:
        parts.append(_display(_matrices(section)))
    if section.part is not None:
        parts.append(_sized(_aligned(section.part)))
    return "\n".join(parts) + "\n"


def _display(formula: str) -> str:
    return f"\\[\n{formula}\n\\]"


def _sized(formula: str) -> str:
    """A formula in smaller type where part of it is too long for a line and cannot be broken."""
    widest = max(_width(term) for line in formula.splitlines() for term in _terms(line))
    if widest <= _WIDTH:
        return _display(formula)
    size = "footnotesize" if widest <= 1.4 * _WIDTH else "tiny"
    return f"\\begingroup\\{size}\n{_display(formula)}\n\\endgroup"


def _matrices(section: Section) -> str:
    named = [rf"\underbrace{{{_array(m)}}}_{{{_names(m)}}}" for m in section.matrices]
    if not section.signs:
        return "\n\\qquad\n".join(named)
    return "\n".join(_equation(section.signs, named, section.matrices))


def _equation(
    signs: Sequence[str], named: Sequence[str], matrices: Sequence[Matrix]
) -> Iterator[str]:
    """Matrices with signs between them, broken where a line is full."""
    used = 0
    broken = []
    for sign, matrix in zip(signs, matrices, strict=False):
        width = len(sign) + sum(
            2 + max(map(len, column)) for column in zip(*matrix.texts, strict=True)
        )
        broken.append(used > 0 and used + width > _WIDTH)
        used = width if broken[-1] else used + width
    if any(broken):
        yield r"\begin{gathered}"
    for sign, written, is_broken in zip(signs, named, broken, strict=False):
        if is_broken:
            yield r"\\[1ex]"
        if sign:
            yield latex_sign(sign)
        yield written
    if signs[-1]:
        yield latex_sign(signs[-1])
    if any(broken):
        yield r"\end{gathered}"


def _names(matrix: Matrix) -> str:
    names = r" \,|\, ".join(map(_name, matrix.names))
    return f"[{names}]" if matrix.has_bias else names


def _name(name: str) -> str:
    plain = name.removesuffix("ᵀ")
    return latex_name(plain) + r"^{\top}" * (plain != name)


def _array(matrix: Matrix) -> str:
    columns = "r" * len(matrix.columns)
    if matrix.has_bias:
        columns = f"{columns[:-1]}|r"
    rows = (" & ".join(map(_entry, row)) for row in matrix.texts)
    body = " \\\\\n".join(rows)
    return f"\\left[\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}\\right]"


def _entry(text: str) -> str:
    return r"\dots" if text == "…" else latex_number(text)[0]


def _aligned(part: Part) -> str:
    """The arithmetic of an array's cells, aligned at the equals signs."""
    lines = []
    for i, cell in enumerate(part.cells[:MANY_CELLS]):
        sides = _right_sides(cell)
        left = latex_cell(cell.variable, cell.index)
        for side in sides if i == 0 else sides[-1:]:
            first, *more = _wrapped(side)
            lines.append(f"{left} &{first}")
            lines += (rf"&\quad {line}" for line in more)
    left_out = len(part.cells) - MANY_CELLS
    if left_out > 0:
        lines.append(rf"&\vdots \quad (\text{{{left_out} more}})")
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _right_sides(cell: CellExplanation) -> list[str]:
    """The cell's arithmetic with as many terms as fit on a line where no line can be broken."""
    for terms in _TERMS:
        sides = right_sides(cell.number, cell.value, terms, LATEX, cell.variable.name)
        if all(_width(term) <= _WIDTH for side in sides for term in _terms(side)):
            break
    return sides


def _wrapped(side: str) -> Iterator[str]:
    """The lines of a long right side, broken before operators outside all brackets."""
    line, width = "", 0
    for term in _terms(side):
        if width and width + _width(term) > _WIDTH:
            yield line.strip()
            line, width = "", 0
        line += term
        width += _width(term)
    yield line.strip()


def _terms(side: str) -> Iterator[str]:
    """The terms of a right side, each but the first with its operator before it."""
    term, depth = "", 0
    for token in _TOKEN.findall(side):
        if depth == 0 and _OPERATOR.fullmatch(token):
            yield term
            term = ""
        depth += (token in _OPENING) - (token in _CLOSING)
        term += token
    yield term


def _width(term: str) -> int:
    """About how many characters are visible."""
    return len(re.sub(r"\\[A-Za-z]+|[{}_^ ]", "", term))
