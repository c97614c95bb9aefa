"""Worksheets in LaTeX: balanced, and with a table for every array."""

import re

import pytest
from exercises import hidden_layer

import handnn as hn
from handnn.practice.paper import Gap, Line, Paper
from handnn.practice.paper.tex import tex

ALLOWED = {  # commands that a document without further packages has
    *("documentclass", "usepackage", "setlength", "newcommand", "parindent", "parskip", "fboxsep"),
    *("cell", "gap", "writeon", "makebox", "rule", "linewidth", "begin", "end", "hfill", "newpage"),
    *("section", "textit", "texttt", "text", "resizebox", "hline", "quad", "displaystyle", "dots"),
    *("textless", "textgreater", "textbackslash", "textbar", "textasciicircum", "textasciitilde"),
    *("mathit", "frac", "partial", "top", "to", "approx", "leftarrow", "uparrow", "times", "cdot"),
    *("div", "odot", "surd", "le", "ge", "ne", "infty", "mathrm"),
    *("phi", "Sigma", "mu", "sigma", "gamma", "beta", "alpha", "epsilon", "Pi", "varphi"),
}


def record_of(name):
    exercise = hn.gallery[name]
    return exercise.backward() if exercise.has_backward else exercise.trace()


def is_balanced(document):
    """Whether braces and environments are closed, as TeX reads them."""
    plain = re.sub(r"\\[{}$%&#_\\]", "", document)
    depth = 0
    for character in plain:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    opened = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", plain):
        if kind == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return depth == 0 and not opened and plain.count("$") % 2 == 0


@pytest.mark.parametrize("name", list(hn.gallery))
def test_documents_are_balanced_and_use_plain_latex(name):
    document = tex([Paper.of(record_of(name), title=name)])
    assert is_balanced(document)
    assert set(re.findall(r"\\([A-Za-z]+)", document)) <= ALLOWED
    body = document.partition(r"\begin{document}")[2]
    assert body.isascii(), sorted({c for c in body if not c.isascii()})


def test_rows_have_as_many_cells_as_the_table_has_columns():
    document = tex([Paper.of(record_of("backpropagation"))])
    tables = re.findall(r"\\begin\{tabular\}\{(\|[^\n]*)\}\n\\hline\n((?s:.*?))\\end", document)
    assert len(tables) > 30
    for columns, body in tables:
        for row in body.split(r"\\ \hline")[:-1]:
            assert row.count("&") + 1 == columns.count("c")


def test_a_table_for_every_array_and_blank_cells_are_empty():
    lines = (Line(("4 × 4 = ", Gap("16"))), Line(("Why?", Gap("Because.", lines=2))))
    document = tex([Paper.of(hidden_layer().trace([2, 1, 3]), lines=lines)])
    sheet, key = document.split(r"\newpage")
    assert sheet.count(r"\cell{7}{}") == 12
    assert key.count(r"\cell{7}{}") == 0
    assert r"\cell{7}{$-2$} \\ \hline" in key
    assert r"4 \(\times\) 4 = \gap{4}" in sheet
    assert sheet.count(r"\writeon") == 2 + 1  # and its definition
    assert r"4 \(\times\) 4 = \textit{16}" in key
    assert "Because." in key
    assert r"\documentclass[letterpaper]" in tex([Paper("A", "B")], "Letter")


def test_names_are_words_and_never_commands():
    hostile = r"a{b}\c $5% #1 & ^~_"
    net = hn.Sequential(hn.Dense([[1, 2]], [0], name="ok"), hn.ReLU())
    document = tex([Paper.of(net.trace([1, 2]), title=hostile, task=hostile)])
    assert is_balanced(document)
    assert r"a\{b\}\textbackslash{}c \$5\% \#1 \& \textasciicircum{}\textasciitilde{}\_" in document
