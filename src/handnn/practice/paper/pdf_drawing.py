"""The elements of a picture drawn into a PDF: lines, rectangles, circles, and text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from reportlab.pdfbase.pdfmetrics import getFont, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from handnn.practice.paper.appearance import look

ROMAN, ITALIC, HAND, CODE = "handnn-roman", "handnn-italic", "handnn-hand", "Courier"
_COMMAND = re.compile(r"([Mhv])([^Mhv]*)")


for _name in (ROMAN, ITALIC, HAND):
    _file = files("handnn.practice.paper") / "fonts" / f"{_name.removeprefix('handnn-')}.ttf"
    registerFont(TTFont(_name, BytesIO(_file.read_bytes())))


@dataclass(frozen=True)
class _Run:
    """A piece of text in one style; its rise is in points above the first baseline."""

    text: str
    font: str
    size: float
    rise: float
    grey: float

    @property
    def width(self) -> float:
        return float(stringWidth(self.text, self.font, self.size))


@dataclass(frozen=True)
class Drawing:
    """Draws the elements of a picture whose upper left corner is at a point of the paper.

    Attributes:
        canvas: reportlab's.
        left: The corner, in points from the left edge of the paper.
        top: The corner, in points from its lower edge.
        scale: How many points a unit of the picture is.
        right: How far right text may go, in points from the left edge of the paper.
    """

    canvas: Any
    left: float
    top: float
    scale: float
    right: float

    def draw(self, part: Element) -> None:
        """Draw an element."""
        classes = part.get("class", "")
        style = {**look(part.tag, classes), **part.attrib}
        if part.tag == "text":
            self._text(part, style)
            return
        painted = self._paint(style)
        canvas, n = self.canvas, {name: _number(value) for name, value in part.attrib.items()}
        if part.tag == "rect":
            width, height = n["width"] * self.scale, n["height"] * self.scale
            corner = n.get("rx", 0.0) * self.scale
            x, y = self._point(n["x"], n["y"])
            if corner:
                canvas.roundRect(x, y - height, width, height, corner, *painted)
            else:
                canvas.rect(x, y - height, width, height, *painted)
        elif part.tag == "circle":
            canvas.circle(*self._point(n["cx"], n["cy"]), n["r"] * self.scale, *painted)
        elif part.tag == "line":
            canvas.line(*self._point(n["x1"], n["y1"]), *self._point(n["x2"], n["y2"]))
        elif part.tag == "path":
            canvas.lines(list(self._strokes(part.attrib["d"])))
        else:
            raise AssertionError(f"no pen draws an element {part.tag} of a worksheet")

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return self.left + x * self.scale, self.top - y * self.scale

    def _paint(self, style: Mapping[str, str]) -> tuple[int, int]:
        """Take the colours and the pen of a style; whether to stroke, and whether to fill."""
        stroke, fill = style.get("stroke", "none"), style.get("fill", "none")
        if stroke != "none":
            paleness = 1 - float(style.get("opacity", 1))
            self.canvas.setStrokeGray(_mixed(_grey(stroke), paleness))
            self.canvas.setLineWidth(float(style.get("stroke-width", 1)) * self.scale)
            dashes = style.get("stroke-dasharray", "").split()
            self.canvas.setDash([float(dash) * self.scale for dash in dashes])
        if fill != "none":
            self.canvas.setFillGray(_grey(fill))
        return stroke != "none", fill != "none"

    def _strokes(self, path: str) -> Iterator[tuple[float, float, float, float]]:
        """The lines of a path, each across or down."""
        x = y = 0.0
        for command, numbers in _COMMAND.findall(path):
            if command == "M":
                x, y = map(float, numbers.split())
                continue
            start = self._point(x, y)
            x, y = (x + float(numbers), y) if command == "h" else (x, y + float(numbers))
            yield *start, *self._point(x, y)

    def _text(self, part: Element, style: Mapping[str, str]) -> None:
        runs = list(self._runs(part, style))
        x, y = self._point(_number(style["x"]), _number(style["y"]))
        width = sum(run.width for run in runs)
        anchor = style.get("text-anchor", "middle")
        x -= width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        room = self.right - x
        if width > room:  # a long name rather smaller than cut off
            runs = [replace(run, size=run.size * room / width) for run in runs]
        for run in runs:
            self.canvas.setFillGray(run.grey)
            self.canvas.setFont(run.font, run.size)
            self.canvas.drawString(x, y + run.rise, run.text)
            x += run.width

    def _runs(self, part: Element, style: Mapping[str, str]) -> Iterator[_Run]:
        """The text of an element, and of those in it, in the fonts that have its characters."""
        size = _number(style["font-size"]) * self.scale
        yield from _in_fonts(part.text, style, size, 0.0)
        rise = 0.0
        for inner in part:
            rise -= _number(inner.get("dy", "0")) * self.scale
            own = {**style, **look("tspan", inner.get("class", "")), **inner.attrib}
            factor = float(own["font-size"].removesuffix("em")) if "em" in own["font-size"] else 1.0
            yield from _in_fonts(inner.text, own, size * factor, rise)
            yield from _in_fonts(inner.tail, style, size, rise)


def _in_fonts(
    text: str | None, style: Mapping[str, str], size: float, rise: float
) -> Iterator[_Run]:
    wanted, grey = _font(style), _grey(style.get("fill", "#000"))
    for font, characters in groupby(text or "", lambda character: _having(character, wanted)):
        written = "".join(characters)
        yield _Run(written if font else "?" * len(written), font or ROMAN, size, rise, grey)


def _font(style: Mapping[str, str]) -> str:
    """The font that a style asks for."""
    family = style.get("font-family", "")
    if family.startswith('"handnn hand"'):
        return HAND
    if family.startswith("ui-monospace"):
        return CODE
    return ITALIC if style.get("font-style") == "italic" else ROMAN


@cache
def _having(character: str, wanted: str) -> str:
    """The font wanted, or the other one that has a character; empty if there is none."""
    return next((font for font in (wanted, ROMAN) if _has(font, character)), "")


def _has(font: str, character: str) -> bool:
    if font == CODE:
        return " " <= character <= "~"
    return ord(character) in getFont(font).face.charToGlyph


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # no number, such as a class
        return 0.0


def _grey(colour: str) -> float:
    """The grey of a colour of the printed palette, from black, 0, to white, 1."""
    digits = colour.removeprefix("#")
    first = digits[0] * 2 if len(digits) == 3 else digits[:2]
    return int(first, 16) / 255


def _mixed(grey: float, paleness: float) -> float:
    return grey + (1 - grey) * paleness
