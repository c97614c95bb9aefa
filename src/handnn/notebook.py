"""Records in a notebook: hand arithmetic and tables as plain HTML, with everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handnn.markup import element, escaped


def arithmetic(title: str, text: str) -> str:
    """A title, and lines of preformatted text below it.

    Examples:
        >>> arithmetic("Step", "1 < 2")
        '<p><strong>Step</strong></p><pre>1 &lt; 2</pre>'
    """
    return element("p", element("strong", escaped(title))) + element("pre", escaped(text))


def with_figure(figure: str, text: str) -> str:
    """A figure, and the same as text or numbers, folded."""
    return figure + element("details", element("summary", "As text"), text)


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first cell of a row is its header."""
    head = "".join(element("th", escaped(header), scope="col") for header in headers)
    body = "".join(
        element(
            "tr",
            element("th", escaped(first), scope="row"),
            *(element("td", escaped(cell)) for cell in cells),
        )
        for first, *cells in rows
    )
    return element(
        "table",
        element("caption", escaped(title)),
        element("thead", element("tr", head)),
        element("tbody", body),
    )
