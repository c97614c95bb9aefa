"""Links to the glossary: each section of a page that explains has one for each of its terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import HTML_EMPTY

GLOSSARY = Path(__file__).parent.parent / "glossary.md"
ADDRESS = "glossary/"
NOT_LINKED = ("api/", "glossary.md", "changelog.md", "inside.md")  # pages that do not explain
# Words that mostly have their ordinary meaning in a sentence.
ORDINARY = re.compile(
    "axis|class|feature|input|key|layer|output|query|sample|seed|shape|sheet|target|trace|update|"
    "value|weight"
)
PLURALS = (("", "s"), ("", "es"), ("y", "ies"), ("ix", "ices"))
TEXT = frozenset({"p", "li", "td"})
APART = frozenset(
    {"a", "button", "code", "em", "math", "pre", "section", "strong", "summary", "svg"}
)


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Link the terms in a page that explains."""
    if page.file.src_uri.startswith(NOT_LINKED):
        return html
    return linked(html, terms(), "../" * page.url.count("/") + ADDRESS)


def entries() -> dict[str, str]:
    """The titles of the entries, with their anchors."""
    titles = re.findall(r"^## (.+)", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    return {title: title.lower().replace(", ", "-").replace(" ", "-") for title in titles}


def terms() -> dict[str, str]:
    """The terms that are linked, in lower case, with the anchors of their entries."""
    return {
        word: anchor
        for title, anchor in entries().items()
        for word in title.lower().split(", ")
        if not ORDINARY.fullmatch(word)
    }


def forms(term: str) -> list[str]:
    """A term in singular and plural; a plural that nobody writes does no harm."""
    plurals = [term.removesuffix(end) + new for end, new in PLURALS if term.endswith(end)]
    return [term, *plurals]


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Finds words in a text, the longest first; some are two, between which a line may end."""
    longest_first = sorted(words, key=len, reverse=True)
    written = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{written})(?![\w-])", re.IGNORECASE)


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
        self.anchors = {form: anchors[term] for term in anchors for form in forms(term)}
        self.address = address
        self.written: list[str] = []
        self._open: list[str] = []
        self._is_searched = True  # sections that no search finds, such as sources, do not explain
        self._done: set[str] = set()  # the entries that this section has already led to
        self._words = whole_words(self.anchors)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "h2":
            self._done.clear()
            self._is_searched = "data-search-exclude" not in dict(attrs)
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
        is_linked = is_sentence and self._is_searched
        self.written.append(self._words.sub(self._link, data) if is_linked else data)

    def handle_entityref(self, name: str) -> None:
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.written.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.written.append(f"<!--{data}-->")

    def _link(self, found: re.Match[str]) -> str:
        anchor = self.anchors[" ".join(found[0].lower().split())]
        if anchor in self._done:
            return found[0]
        self._done.add(anchor)
        return f'<a class="term" href="{self.address}#{anchor}">{found[0]}</a>'
