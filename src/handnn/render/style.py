"""Colours and fonts of the by-hand sheet, shared by the pens that draw for a screen or for print.

One colour per role, the same everywhere; each is a CSS variable with a light and a dark value.
Colour never carries a meaning alone: given numbers are printed and computed ones handwritten, the
number of a switched-off unit is struck through, and a negative weight's edge is dashed.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Literal

Theme = Literal["auto", "light", "dark"]

# For each variable its value on light paper, on dark paper, and printed in black and white.
PALETTE: dict[str, tuple[str, str, str]] = {
    "paper": ("#fcfbf7", "#14171c", "#fff"),  # between the blocks
    "squares": ("#e4e9ef", "#20262e", "#e4e4e4"),  # the lines of the squared paper
    "cell": ("#ffffff", "#1b2027", "#fff"),
    "bias": ("#eeece5", "#2a3038", "#eee"),  # the bias
    "ink": ("#1f2933", "#e8eaee", "#000"),  # given numbers
    "outline": ("#1f2933", "#a3aebb", "#000"),  # of blocks and units
    "rule": ("#a9b2bd", "#4d5865", "#999"),  # between the cells of a block
    "grey": ("#5d6977", "#9aa5b4", "#444"),  # remarks
    "pale": ("#69737f", "#8893a2", "#666"),  # units that are switched off
    "hand": ("#1d4fb8", "#8fb8ff", "#000"),  # computed numbers
    "weights": ("#b8480c", "#ff9d5f", "#000"),
    "value": ("#1d4fb8", "#8fb8ff", "#000"),  # an input, a pre-activation
    "activation": ("#1a7544", "#6fd09a", "#000"),
    "wrong": ("#a3221b", "#ff9d92", "#000"),  # what is not so
    "asked": ("#ffe89c", "#574a1c", "#ddd"),  # the cell that is explained
    "positive": ("#6a8cc4", "#5d81bd", "#000"),  # the edge of a positive weight in the diagram
    "negative": ("#cf6a2c", "#d98350", "#000"),  # and of a negative one
}

PRINT = '"handnn print","handnn greek","handnn signs","STIX Two Text","Cambria",Georgia,serif'
HAND = f'"handnn hand","Patrick Hand","Comic Neue",{PRINT}'

_FONTS = [  # family, style, file
    ("handnn print", "normal", "print"),
    ("handnn print", "italic", "italic"),
    ("handnn greek", "italic", "greek"),
    ("handnn signs", "normal", "signs"),
    ("handnn hand", "normal", "hand"),
]


@cache
def font_faces() -> str:
    """The fonts, embedded in CSS: subsets of STIX Two and Patrick Hand (OFL)."""
    fonts = files("handnn.render") / "fonts"
    return "".join(
        f"@font-face{{font-family:{family!r};font-style:{style};src:url(data:font/woff2;base64,"
        f'{b64encode((fonts / f"{file}.woff2").read_bytes()).decode()}) format("woff2")}}'
        for family, style, file in _FONTS
    )


@cache
def colours(selector: str = ".handnn") -> str:
    """The palette as CSS variables ``--hn-ink`` and so on, light and dark.

    The reader's system decides between them, unless the drawing or an element around it has
    ``data-theme="light"`` or ``data-theme="dark"``. In print everything is black on white.

    Args:
        selector: The CSS selector of the elements that use the palette.
    """
    light, dark, printed = (
        ";".join(f"--hn-{name}:{values[i]}" for name, values in PALETTE.items()) for i in range(3)
    )
    forced = '[data-theme="{0}"] ' + selector + "," + selector + '[data-theme="{0}"]'
    return (
        f"{selector}{{{light}}}"
        f"@media (prefers-color-scheme:dark){{{selector}{{{dark}}}}}"
        f"{forced.format('light')}{{{light}}}"
        f"{forced.format('dark')}{{{dark}}}"
        f"@media print{{{selector},{forced.format('dark')},{forced.format('light')}{{{printed}}}}}"
    )
