"""Hand arithmetic as HTML: symbols with their subscripts."""

from __future__ import annotations

import re
from unicodedata import normalize

from handnn.markup import element, escaped

# A number that ends a word is a subscript, but not the exponent of 1e6.
_COUNTED = re.compile(r"(?<![\d.])([^\W\d_])(\d+)(?!\w)")
_MINUS = re.compile(r"-(?![^\W\d_])|(?<![^\W\d_])-")  # between two letters it is a hyphen
_SAMPLE = re.compile("⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾")


def arithmetic(text: str) -> str:
    """Hand arithmetic as markup: real minus signs, numbers of symbols lowered, samples raised.

    Examples:
        >>> arithmetic("z1[2] = 1e6 - W1[2,1]·x[1]")
        'z<sub>1</sub>[2] = 1e6 − W<sub>1</sub>[2,1]·x[1]'
        >>> arithmetic("mask(z1) < 2")
        'mask(z<sub>1</sub>) &lt; 2'
        >>> arithmetic("pre-activation -z-1")
        'pre-activation −z−1'
    """
    pieces = _COUNTED.split(_MINUS.sub("−", text))  # text, letter, number, text, ...
    lowered = "".join(
        f"<sub>{piece}</sub>" if i % 3 == 2 else escaped(piece) for i, piece in enumerate(pieces)
    )
    return _SAMPLE.sub(lambda sample: f"<sup>({normalize('NFKC', sample[1])})</sup>", lowered)


def linked(text: str, name: str) -> str:
    """The same of a text about one array, whose cells a page can make links.

    Examples:
        >>> linked("The largest is y[2] = -7.", "y")
        'The largest is <span data-cell="y/1">y[2]</span> = −7.'
    """
    pieces = re.split(rf"({re.escape(name)}\[(\d+)\])", text)  # text, symbol, count, text, ...
    written = arithmetic(pieces[0])
    for symbol, count, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        link = element("span", arithmetic(symbol), data_cell=f"{name}/{int(count) - 1}")
        written += link + arithmetic(after)
    return written
