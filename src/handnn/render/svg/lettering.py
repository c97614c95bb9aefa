"""How numbers and names are lettered: real minus signs, subscripts, and their widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Literal

from handnn.markup import element, escaped

_MINUS = re.compile(r"(?<![\w.)\]])-(?=[\d∞])|(?<=\de)-(?=\d)|(?<=\()-")
_COUNTED = re.compile(r"(?<=[^\W\d_])\d+(?![^\Wᵀ])|ᵀ")

# Advance widths in em, measured in the fonts; anything else is taken to be half an em wide.
_PRINTED = dict.fromkeys("0123456789", 0.495) | {"−": 0.72, ".": 0.245, "e": 0.464, "W": 0.913}
_WRITTEN = dict(
    zip(
        "0123456789−.e",
        (0.448, 0.363, 0.468, 0.448, 0.375, 0.423, 0.399, 0.495, 0.433, 0.367, 0.472, 0.214, 0.398),
        strict=True,
    )
)


@dataclass(frozen=True)
class Lettering:
    """A style of writing numbers.

    Attributes:
        size: The font size where there is room.
        height: Of a digit, in em; text is centred by moving its baseline down by half of it.
        widths: Of characters, in em.
    """

    size: float
    height: float
    widths: dict[str, float]

    def width(self, text: str) -> float:
        """How wide a text is at full size."""
        return self.size * sum(map(self.widths.get, text, repeat(0.5)))


PRINTED = Lettering(17, 0.64, _PRINTED)
HANDWRITTEN = Lettering(21, 0.66, _WRITTEN)


def with_minus(text: str) -> str:
    """A number, or text with numbers in it, with real minus signs.

    Examples:
        >>> with_minus("-1.5e-7"), with_minus("-5→0: well-known"), with_minus("exp(-")
        ('−1.5e−7', '−5→0: well-known', 'exp(−')
    """
    return _MINUS.sub("−", text) if "-" in text else text


def symbol_pieces(name: str) -> Iterator[tuple[Literal["", "sub", "sup"], str]]:
    """A symbol in pieces: a number that ends a word is a subscript, a ᵀ a superscript.

    Examples:
        >>> list(symbol_pieces("∂L/∂W1"))
        [('', '∂L/∂W'), ('sub', '1')]
        >>> list(symbol_pieces("h2'"))
        [('', 'h'), ('sub', '2'), ('', "'")]
    """
    end = 0
    for match in _COUNTED.finditer(name):
        if end < match.start():
            yield "", name[end : match.start()]
        yield ("sup", "T") if match[0] == "ᵀ" else ("sub", match[0])
        end = match.end()
    if end < len(name):
        yield "", name[end:]


def name_width(name: str, size: float) -> float:
    """About how wide a symbol is in italics."""
    return sum(
        (0.7 if piece else 1.0) * size * sum(_PRINTED.get(c, 0.5) for c in text)
        for piece, text in symbol_pieces(name)
    )


def symbol_markup(name: str, size: float) -> str:
    """A name with its numbers as subscripts, as content of a text element."""
    content, at = "", 0.0
    levels = {"": 0.0, "sub": round(size * 0.16, 1), "sup": round(size * -0.36, 1)}
    for piece, text in symbol_pieces(name):
        shift, at = levels[piece] - at, levels[piece]
        if piece or shift:
            content += element("tspan", escaped(text), class_=piece or None, dy=shift)
        else:
            content += escaped(text)
    return content
