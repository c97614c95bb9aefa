"""What the Copy button takes of an example with prompts: its code, to be pasted and run.

The theme copies what an element around a block has as its ``data-copy``, in the place of the text.
"""

from __future__ import annotations

import re
from doctest import DocTestParser, Example
from html import escape, unescape
from typing import Any

BLOCK = re.compile(r'(<div class="[^"]*\bhighlight")(>)(<pre>.*?</pre>)', re.DOTALL)
PROMPT = '<span class="gp">'
TAG = re.compile(r"<[^>]+>")


def on_page_content(html: str, **_: Any) -> str:
    """Give each block with prompts the code without them, and without what it prints."""

    def with_code(found: re.Match[str]) -> str:
        start, end, block = found.groups()
        if PROMPT not in block:
            return found[0]
        examples = DocTestParser().get_examples(unescape(TAG.sub("", block)))
        code = "".join(map(_pasted, examples))
        return f'{start} data-copy="{escape(code)}"{end}{block}'

    return BLOCK.sub(with_code, html)


def _pasted(example: Example) -> str:
    """Its code; an indented end is followed by an empty line, as at the prompt."""
    is_indented = example.source.splitlines()[-1].startswith(" ")
    return f"{example.source}\n" if is_indented else example.source
