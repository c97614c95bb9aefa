r"""Formulas as MathML: ``\(...\)`` in a sentence, ``\[...\]`` on its own; no JavaScript."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from latex2mathml.converter import convert
from mkdocs.exceptions import PluginError

FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<latex>.*?)\\[)\]]</(?P=tag)>', re.DOTALL
)
# In braces, so that the brackets of a matrix do not grow with its neighbours.
MATRIX = re.compile(r"\\begin{([pbvB]matrix)}.*?\\end{\1}", re.DOTALL)
# An identifier, not an operator: operators are set with space around them.
PARTIAL = "<mo>&#x02202;</mo>", "<mi>&#x02202;</mi>"


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Convert the formulas that arithmatex has marked in a page to MathML."""

    def mathml(found: re.Match[str]) -> str:
        latex = unescape(found["latex"])
        display = "inline" if found["tag"] == "span" else "block"
        try:
            formula = convert(MATRIX.sub(r"{\g<0>}", latex), display=display).replace(*PARTIAL)
        except Exception as error:
            raise PluginError(f"{page.file.src_uri}: cannot read the formula {latex}") from error
        return formula if display == "inline" else f'<div class="formula">{formula}</div>'

    return FORMULA.sub(mathml, html)
