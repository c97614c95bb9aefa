"""A panel: something drawn on squared paper, measured in squares, and the text on it."""

from __future__ import annotations

from dataclasses import dataclass

from handnn.elision import shortened
from handnn.markup import element, escaped
from handnn.render.svg.lettering import (
    HANDWRITTEN,
    PRINTED,
    Lettering,
    name_width,
    symbol_markup,
    with_minus,
)
from handnn.sheet.page import Cell

SQUARE = 32  # units of the drawing
LONGEST_NAME = 24  # characters of a name beside a block
NAME_SIZE = 21
SMALL_SIZE = 15


@dataclass(frozen=True, slots=True)
class Panel:
    """A drawing; its coordinates start at its own upper left corner.

    Attributes:
        width: In squares.
        height: In squares.
        body: The markup.
        below: Sentences that belong below all panels.
    """

    width: int
    height: int
    body: str
    below: tuple[str, ...] = ()


def lettering(cell: Cell) -> Lettering:
    """How the number in a cell is written."""
    return PRINTED if cell.given else HANDWRITTEN


def number_text(cell: Cell) -> str:
    """The number in a cell, with a real minus sign."""
    return cell.shown.text.replace("-", "−")


def cell_number(
    cell: Cell, x: float, y: float, scale: float = 1, colour: str = "", data: bool = False
) -> str:
    """The number in a cell, centred at a point; struck through where the unit is switched off.

    Of a blank cell there is nothing to draw, but for the place where a script may write.

    Args:
        cell: The cell.
        x: The centre.
        y: The centre.
        scale: Of the lettering's size.
        colour: The class of the ink, where it is not that of the lettering.
        data: Whether the element names the cell, so that a script can find it.
    """
    if cell.blank and not data:
        return ""
    style, text = lettering(cell), "" if cell.blank else number_text(cell)
    kind = " ".join(["given" if cell.given else "made", *colour.split(), *["off"] * cell.off])
    x_of_digits = x - 0.05 * style.size * scale * text.startswith("−")  # it then looks centred
    number = number_at(
        text, style, x_of_digits, y, scale, kind, data_cell=cell.symbol if data else None
    )
    return number + (strike(text, style, x, y, scale) if cell.off else "")


def number_at(
    text: str, style: Lettering, x: float, y: float, scale: float, kind: str, **data: str | None
) -> str:
    """A number centred at a point."""
    size = style.size * scale
    baseline = y + style.height * size / 2
    return element("text", escaped(text), class_=kind, x=x, y=baseline, font_size=size, **data)


def strike(text: str, style: Lettering, x: float, y: float, scale: float = 1) -> str:
    """A thin line through a number."""
    half = style.width(text) * scale / 2 + 3
    rise = style.size * scale * 0.36
    return element("line", x1=x - half, y1=y + rise, x2=x + half, y2=y - rise, class_="strike")


def name_at(
    name: str,
    x: float,
    y: float,
    colour: str,
    anchor: str = "middle",
    size: float = NAME_SIZE,
    longest: int = LONGEST_NAME,
) -> str:
    """A symbol in italics, centred in height at `y`."""
    shown = shortened(name, longest)
    return element(
        "text",
        symbol_markup(shown, size),
        class_=f"name {colour}",
        x=x,
        y=y + size * 0.28,
        font_size=size,
        text_anchor=anchor if anchor != "middle" else None,
    )


def words_at(
    text: str, x: float, y: float, anchor: str = "start", room: float | None = None
) -> str:
    """Small words on one line; smaller still where there is not enough room."""
    size: float = SMALL_SIZE
    if room is not None:
        size = min(size, size * room / max(1.0, name_width(text, size)))
    return element(
        "text",
        escaped(with_minus(text)),
        class_="words",
        x=x,
        y=y + size * 0.3,
        font_size=size,
        text_anchor=anchor if anchor != "middle" else None,
    )


def fitting(width: float, room: float, smallest: float) -> float:
    """The scale at which something fits."""
    return max(smallest, min(1.0, room / width)) if width else 1.0
