"""Runs in LaTeX and in Markdown: what holds of both."""

import numpy as np
import pytest
from exercises import hidden_layer

import handnn as hn
from handnn.render.documents.latex import latex
from handnn.render.documents.markdown import markdown

WICKED = "<script>`*_[x](y)|$%#&\\{}~^\u202e\n# hm"


@pytest.mark.parametrize("suffix", ["tex", "md"])
def test_the_hidden_layer_exercise(golden, suffix):
    trace = hidden_layer().trace([2, 1, 3])
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


def test_wide_arrays_are_cut_short():
    trace = hn.Sequential(hn.Dense.random(64, 20, rng=0), hn.Softmax()).trace(np.ones(64))
    tex, md = latex(trace), markdown(trace)
    assert r"\vdots \quad (\text{8 more})" in tex
    assert r"(\text{the } 57 \text{ smallest terms}\text{, together } " in tex
    assert r"\begingroup\footnotesize" in tex  # a softmax of twenty
    assert "| … |" in md
    assert max(map(len, tex.splitlines())) < 500


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
