"""Just enough of SVG to write: elements, escaped text, and rows of coordinates."""

from __future__ import annotations

from html import escape
from typing import Any

from handnn.sheet.lettering import lettered

# What XML forbids, and what turns the direction of the text after it.
_UNPRINTABLE = dict.fromkeys(
    (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0), 0xFFFE, 0xFFFF)
) | dict.fromkeys((*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C))
_UNPRINTABLE |= dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")


def text_of(text: str) -> str:
    """Text that is safe inside an element and inside an attribute.

    Examples:
        >>> text_of('<script>"&')
        '&lt;script&gt;&quot;&amp;'
    """
    return escape(text.translate(_UNPRINTABLE))


def number(value: float) -> str:
    """A coordinate, without needless digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(tag: str, content: str = "", **attributes: Any) -> str:
    """An element; an underscore ends or stands for what Python cannot spell (``class_``).

    Numbers are shortened, None is left out. The content is markup already.

    Examples:
        >>> element("line", x1=0, x2=1.5, class_="rule")
        '<line x1="0" x2="1.5" class="rule"/>'
    """
    opening = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{opening}>{content}</{tag}>" if content else f"<{tag}{opening}/>"


def _value(value: Any) -> str:
    return number(value) if isinstance(value, int | float) else text_of(str(value))


def symbol(name: str, size: float) -> str:
    """A name with its numbers as subscripts, as content of a text element."""
    content, at = "", 0.0
    levels = {"": 0.0, "sub": round(size * 0.16, 1), "sup": round(size * -0.36, 1)}
    for piece, text in lettered(name):
        shift, at = levels[piece] - at, levels[piece]
        if piece or shift:
            content += element("tspan", text_of(text), class_=piece or None, dy=shift)
        else:
            content += text_of(text)
    return content
