"""Links to the glossary: each section of a page that explains has one for each of its terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import HTML_EMPTY

GLOSSARY = Path(__file__).parent.parent / "glossary.md"
ADDRESS = "glossary/"
NOT_LINKED = ("api/", "glossary.md", "changelog.md", "inside.md")  # pages that do not explain
# Words that mostly have their ordinary meaning in a sentence.
ORDINARY = re.compile(
    "axis|class|feature|gate|input|key|layer|mask|output|query|sample|seed|shape|sheet|target|"
    "trace|update|value|weight"
)
TEXT = frozenset({"p", "li", "td"})
APART = frozenset(
    {"a", "button", "code", "em", "math", "pre", "section", "strong", "summary", "svg"}
)


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Link the terms in a page of *Learn* or *Use*."""
    if page.file.src_uri.startswith(NOT_LINKED):
        return html
    return linked(html, terms(), "../" * page.url.count("/") + ADDRESS)


def terms() -> dict[str, str]:
    """The terms, in lower case, with the anchors of their entries."""
    titles = re.findall(r"^## (.+)", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {
        word: title.replace(", ", "-").replace(" ", "-")
        for title in map(str.lower, titles)
        for word in title.split(", ")
    }
    return {word: anchor for word, anchor in anchors.items() if not ORDINARY.fullmatch(word)}


def linked(html: str, anchors: Mapping[str, str], address: str) -> str:
    """A page's content with a link for each term, the first time that a section has it.

    Args:
        html: The content.
        anchors: The terms in lower case, with the anchors of their entries.
        address: The address of the glossary, seen from the page.
    """
    linker = _Linker(anchors, address)
    linker.feed(html)
    linker.close()
    return "".join(linker.written)


class _Linker(HTMLParser):
    """Writes what it reads, with links for the terms in sentences."""

    def __init__(self, anchors: Mapping[str, str], address: str) -> None:
        super().__init__(convert_charrefs=False)
        self.anchors = anchors
        self.address = address
        self.written: list[str] = []
        self._open: list[str] = []
        self._done: set[str] = set()  # the entries that this section has already led to
        longest_first = sorted(anchors, key=len, reverse=True)
        over_lines = (re.escape(term).replace(r"\ ", r"\s+") for term in longest_first)
        terms = "|".join(over_lines)
        self._term = re.compile(
            rf"(?<![\w-])({terms})(?:s|es)?(?![\w-])",
            re.IGNORECASE,
        )

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "h2":
            self._done.clear()
        if tag not in HTML_EMPTY:
            self._open.append(tag)
        self.written.append(str(self.get_starttag_text()))

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.written.append(str(self.get_starttag_text()))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass  # an element whose end may be left out, such as a paragraph
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        is_sentence = not TEXT.isdisjoint(self._open) and APART.isdisjoint(self._open)
        self.written.append(self._term.sub(self._link, data) if is_sentence else data)

    def handle_entityref(self, name: str) -> None:
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.written.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.written.append(f"<!--{data}-->")

    def _link(self, found: re.Match[str]) -> str:
        anchor = self.anchors[" ".join(found[1].lower().split())]
        if anchor in self._done:
            return found[0]
        self._done.add(anchor)
        return f'<a class="term" href="{self.address}#{anchor}">{found[0]}</a>'
