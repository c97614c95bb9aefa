"""Runs in LaTeX and in Markdown."""

import numpy as np
import pytest

import handnn as hn
from handnn.render.documents.latex import latex
from handnn.render.documents.markdown import escaped, markdown

WICKED = "<script>`*_[x](y)|$%#&\\{}~^\u202e\n# hm"


def hidden_layer():
    return hn.Sequential(
        hn.Dense([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2], name="hidden"),
        hn.ReLU(),
        hn.Dense([[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1], name="output"),
        hn.ReLU(),
    ).trace([2, 1, 3])


@pytest.mark.parametrize("suffix", ["tex", "md"])
def test_the_hidden_layer_exercise(golden, suffix):
    trace = hidden_layer()
    backward = trace.backward(hn.CrossEntropy(), target=1)
    pen = {"tex": latex, "md": markdown}[suffix]
    golden(f"documents/hidden_layer.{suffix}", pen(trace).rstrip("\n"))
    golden(f"documents/hidden_layer_backward.{suffix}", pen(backward).rstrip("\n"))


def test_a_batch_has_a_column_for_each_sample():
    trace = hn.Sequential(hn.Dense([[1, 2]], [3])).trace([[1, 2], [3, 4]])
    document = latex(trace)
    assert "1 & 3 \\\\\n2 & 4 \\\\\n1 & 1" in document  # x with its ones
    assert r"{z}^{(2)}[1] &= 1 \cdot 3 + 2 \cdot 4 + 3 = 14" in document
    assert "| x | 1 | 2 |\n|--:|--:|--:|\n| 1 | 1 | 3 |\n| 2 | 2 | 4 |\n|  | 1 | 1 |" in (
        markdown(trace)
    )


def test_a_layer_without_bias_and_a_given_gradient():
    trace = hn.Sequential(hn.Dense([[1, 2]])).trace([1, 2])
    assert "[W" not in latex(trace)
    assert r"\section*{Given gradient}" in latex(trace.backward(grad=[3]))


def test_wide_arrays_are_cut_short():
    trace = hn.Sequential(hn.Dense.random(64, 20, rng=0), hn.Softmax()).trace(np.ones(64))
    tex, md = latex(trace), markdown(trace)
    assert r"\vdots \quad (\text{8 more})" in tex
    assert r"\cdots (57 \text{ more}) \cdots" in tex
    assert r"\begingroup\footnotesize" in tex  # a softmax of twenty
    assert "| … |" in md
    assert max(map(len, tex.splitlines())) < 500


class Quotient(hn.Layer):
    """What cannot be broken into lines."""

    def forward(self, x):
        return x / np.sum((((x / 3 + 1) ** 5 / 7 - 2) ** 4 / 9 + (x - 8) ** 2 / 10) ** 6)


def test_what_is_much_too_long_for_a_line_is_written_small():
    trace = hn.Sequential(hn.Dense(np.ones((20, 2))), Quotient()).trace([0.5, 0.25])
    assert r"\begingroup\tiny" in latex(trace)


@pytest.mark.parametrize("n", [1, 2])
def test_names_are_only_names(n):
    names = [f"{WICKED} {i}" for i in range(n)]
    net = hn.Sequential(*(hn.Dense(np.ones((20, 20)), name=name) for name in names))
    trace = net.trace(np.ones(20))
    for tex in (latex(trace), latex(trace.backward(grad=np.ones(20)))):
        assert "<script>" not in tex
        assert "\u202e" not in tex
    md = markdown(trace)
    prose = "".join(md.split("```")[::2])
    assert [line[:2] for line in prose.splitlines() if "#" in line[:1]] == ["# "] + ["##"] * (1 + n)
    assert "<" not in prose
    assert "\u202e" not in prose


def test_a_code_block_ends_where_it_should():
    net = hn.Sequential(hn.Dense(np.ones((20, 1)), name="a\n````\n<script>"))
    md = markdown(net.trace([1]))
    assert "`````text" in md
    assert md.rstrip().endswith("`````")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a_b *c* `d`", r"a\_b \*c\* \`d\`"),
        ("<b>&amp;", "&#60;b&#62;&amp;amp;"),
        ("$x$ ~y~ z^2 :-)", "&#36;x&#36; &#126;y&#126; z&#94;2 &#58;-)"),
        ("[a](b) | # !", r"\[a\](b) \| \# \!"),
        ("a\u200fb\nc", "abc"),
    ],
)
def test_markdown_escapes(text, markdown):
    assert escaped(text) == markdown
