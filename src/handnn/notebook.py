"""Records in a notebook: hand arithmetic and tables as plain HTML, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# What turns the direction of the text after it must not reach beyond a name.
_TURNING = dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
_TABLE = _TURNING | str.maketrans(_MARKUP)


def plain(text: str) -> str:
    """Text without markup.

    Examples:
        >>> plain("<b>")
        '&lt;b&gt;'
    """
    return text.translate(_TABLE)


def arithmetic(title: str, text: str) -> str:
    """A title, and lines of text below it, each where it stands on a terminal."""
    return f"<p><strong>{plain(title)}</strong></p><pre>{plain(text)}</pre>"


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first cell of a row is its header."""
    head = "".join(f'<th scope="col">{plain(header)}</th>' for header in headers)
    body = "".join(
        f'<tr><th scope="row">{plain(first)}</th>'
        + "".join(f"<td>{plain(cell)}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in rows
    )
    return (
        f"<table><caption>{plain(title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
