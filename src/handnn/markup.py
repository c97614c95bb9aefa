"""Just enough HTML and SVG: elements, and text with everything escaped."""

from __future__ import annotations

import re
from typing import Any

# Characters that XML forbids, and those that change the direction of the text after them.
_FORBIDDEN = dict.fromkeys(
    (
        *(*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0), 0xFFFE, 0xFFFF),
        *(0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    )
)
_LONE = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
_ESCAPES = _FORBIDDEN | _LONE | str.maketrans(_MARKUP)

_FEW = re.escape("".join(map(chr, _ESCAPES.keys() - _LONE.keys())))
_ESCAPED = re.compile(f"[{_FEW}\ud800-\udfff]")  # a range is compiled quickly

_SHAPES = {"circle", "line", "path", "rect"}  # written as self-closing elements


def escaped(text: str) -> str:
    """Text that is safe inside an element and inside an attribute.

    Examples:
        >>> escaped('<script>"&')
        '&lt;script&gt;&quot;&amp;'
    """
    return text.translate(_ESCAPES) if _ESCAPED.search(text) else text


def number(value: float) -> str:
    """A coordinate, without needless digits.

    Examples:
        >>> number(1.50), number(2 / 3)
        ('1.5', '0.67')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(name: str, *content: str, **attributes: Any) -> str:
    """An element; its content is markup itself.

    An underscore in an attribute's name becomes a hyphen; at the end it is left out (``class_``).
    Numbers are shortened. An attribute that is None or False is left out; one that is True has no
    value.

    Examples:
        >>> element("line", x1=0, x2=1.5, class_="rule")
        '<line x1="0" x2="1.5" class="rule"/>'
        >>> element("td", "1", hidden=True, title=None, data_cell="z1[2]")
        '<td hidden data-cell="z1[2]">1</td>'
    """
    opening = "".join(
        f" {key.rstrip('_').replace('_', '-')}{_value(value)}"
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _SHAPES:
        return f"<{name}{opening}/>"
    return f"<{name}{opening}>{''.join(content)}</{name}>"


def _value(value: Any) -> str:
    if value is True:
        return ""
    return f'="{number(value) if isinstance(value, int | float) else escaped(str(value))}"'
