"""Runs in Markdown."""

import numpy as np
import pytest

import handnn as hn
from handnn.render.documents.markdown import escaped, markdown


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
