r"""The LaTeX pen: worksheets with a table for every array of a sheet.

It needs amsmath, array and graphicx, which every LaTeX has; names in scripts other than Latin and
Greek need XeLaTeX or LuaLaTeX.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handnn.arithmetic.writing.latex import latex_name, latex_number, latex_text
from handnn.practice.paper.paper import Gap, Line, Paper, PaperSize
from handnn.practice.paper.pieces import rows_of
from handnn.practice.paper.words import answers_to
from handnn.render.svg.sheet_panel import number_width, squares_for
from handnn.sheet.page import Block, Cell

SQUARE = 7  # millimetres
LINE = 170  # millimetres
_PAPER = {"A4": "a4paper", "Letter": "letterpaper"}
_SIGNS = {
    "≈": r"\approx", "−": "-", "÷": r"\div", "⊙": r"\odot", "√": r"\surd", "≤": r"\le",
    "≥": r"\ge", "≠": r"\ne", "∞": r"\infty", "←": r"\leftarrow", "↑": r"\uparrow",
    "ᵀ": r"{}^{\top}", "⁽": "{}^{(}", "⁾": "{}^{)}",
    **{c: f"{{}}^{{{i}}}" for i, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}  # fmt: skip
_DASHES = {"–": "--", "—": "---"}

_DOCUMENT = r"""\documentclass[%s]{article}
\usepackage[margin=2cm]{geometry}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath, array, graphicx}
\setlength{\parindent}{0pt}
\setlength{\parskip}{8pt}
\setlength{\fboxsep}{0pt}
\newcommand{\cell}[2]{\makebox[#1mm]{\rule[-2.4mm]{0pt}{7mm}#2}}
\newcommand{\gap}[1]{\rule{#1em}{0.4pt}}
\newcommand{\writeon}{\rule{0pt}{8mm}\rule{\linewidth}{0.4pt}}
\begin{document}

%s
\end{document}
"""


def tex(papers: Sequence[Paper], paper_size: PaperSize = "A4") -> str:
    """Worksheets as a LaTeX document, then their keys, each on a page of its own."""
    pages = ["\n\n".join(_parts(paper, answers)) for answers in (False, True) for paper in papers]
    return _DOCUMENT % (_PAPER[paper_size], "\n\n\\newpage\n".join(pages))


def _parts(paper: Paper, answers: bool) -> Iterator[str]:
    title = answers_to(paper.title) if answers else paper.title
    yield rf"\section*{{{_words(title)}}}"
    if not answers:
        yield r"Name \rule{0.6\linewidth}{0.4pt}\hfill Date \rule{0.2\linewidth}{0.4pt}"
        yield _words(paper.task)
    for figure in paper.figures:
        if figure.caption:
            yield _words(figure.caption)
        page = figure.sheet(answers)
        for headings, pieces in rows_of(page):
            yield from (rf"\texttt{{{_words(heading)}}}" for heading in headings)
            yield "\n\\quad\n".join(
                _table(piece) if isinstance(piece, Block) else _words(piece) for piece in pieces
            )
        yield from map(_words, (*page.legend, *page.notes))
    for line in paper.lines:
        yield _line(line, answers)


def _line(line: Line, answers: bool) -> str:
    text = "".join(
        _words(piece) if isinstance(piece, str) else "" if piece.lines else _gap(piece, answers)
        for piece in line.pieces
    )
    written = rf"\texttt{{{text}}}" if line.is_code else text
    below = [_words(line.answer_below)] if answers else [r"\writeon"] * line.lines_below
    return "\n\n".join([written, *filter(None, below)])


def _gap(gap: Gap, answers: bool) -> str:
    return rf"\textit{{{_words(gap.answer)}}}" if answers else rf"\gap{{{gap.room // 2 + 1}}}"


def _table(block: Block) -> str:
    """A block with its name below it."""
    units = squares_for(number_width(block))
    width = SQUARE * units
    columns = ["@{}c@{}"] * block.width
    ruled = "|" + "|".join(columns) + "|"
    if block.bias == "column":
        ruled = "|" + "|".join(columns[:-1]) + "||" + columns[-1] + "|"
    rows = [" & ".join(_cell(cell, width) for cell in row) + r" \\ \hline" for row in block.cells]
    if block.bias == "row":
        rows[-2:-1] = [rows[-2] + r" \hline"]
    body = "\n".join(rows)
    table = f"\\begin{{tabular}}{{{ruled}}}\n\\hline\n{body}\n\\end{{tabular}}"
    if width * block.width > LINE:
        table = f"\\resizebox{{\\linewidth}}{{!}}{{%\n{table}}}"
    name = rf"\\[1mm] $\displaystyle {_name(block.name)}$"
    return f"\\begin{{tabular}}{{@{{}}c@{{}}}}\n{table}\n{name}\n\\end{{tabular}}"


def _cell(cell: Cell, width: int) -> str:
    """A cell; what its number becomes stands behind an arrow, or has its room there."""
    numbers = [cell, cell.last] if cell.struck else [cell.last]
    written = r" \to ".join(_number(number) for number in numbers)
    return rf"\cell{{{width}}}{{{f'${written}$' if written else ''}}}"


def _number(cell: Cell) -> str:
    if cell.elided:
        return r"\dots"
    return "" if cell.blank else latex_number(cell.shown.text)[0]


def _name(name: str) -> str:
    plain = name.removesuffix("ᵀ")
    if plain.isascii() or plain.startswith("∂L/∂"):
        return latex_name(plain) + r"^{\top}" * (plain != name)
    return rf"\text{{{_words(name)}}}"


def _words(text: str) -> str:
    """Any words, and the signs of arithmetic among them."""
    return "".join(
        rf"\({_SIGNS[c]}\)" if c in _SIGNS else _DASHES.get(c) or latex_text(c) for c in text
    )
