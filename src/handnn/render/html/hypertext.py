"""Hand arithmetic as HTML: symbols with their subscripts."""

from __future__ import annotations

import re
from unicodedata import normalize

from handnn.markup import escaped

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
