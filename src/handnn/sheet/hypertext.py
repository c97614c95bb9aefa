"""Just enough of HTML to write: elements, escaped text, and symbols with their subscripts."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import normalize

from handnn.sheet.markup import text_of

# A number that ends a word is a subscript, but not the exponent of 1e6.
_COUNTED = re.compile(r"(?<![\d.])([^\W\d_])(\d+)(?!\w)")
_SAMPLE = re.compile("⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾")


def tag(name: str, *content: str, **attributes: Any) -> str:
    """An element; its content is markup already. An underscore ends or stands for a hyphen.

    An attribute that is None or False is left out; one that is True has no value.

    Examples:
        >>> tag("td", "1", class_="given", hidden=True, title=None)
        '<td class="given" hidden>1</td>'
    """
    opening = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{text_of(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{opening}>{''.join(content)}</{name}>"


def arithmetic(text: str) -> str:
    """Hand arithmetic as markup: real minus signs, numbers of symbols lowered, samples raised.

    Examples:
        >>> arithmetic("z1[2] = 1e6 - W1[2,1]·x[1]")
        'z<sub>1</sub>[2] = 1e6 − W<sub>1</sub>[2,1]·x[1]'
        >>> arithmetic("φ'(z1) < 2")
        'φ&#x27;(z<sub>1</sub>) &lt; 2'
    """
    pieces = _COUNTED.split(text.replace("-", "−"))  # text, letter, number, text, ...
    lowered = "".join(
        f"<sub>{piece}</sub>" if i % 3 == 2 else text_of(piece) for i, piece in enumerate(pieces)
    )
    return _SAMPLE.sub(lambda sample: f"<sup>({normalize('NFKC', sample[1])})</sup>", lowered)
