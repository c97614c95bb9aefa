"""The SVG pen: sheets and diagrams side by side on squared paper.

A picture embeds its fonts and is light or dark as the reader's system prefers. It has no ids, no
script and no reference to anything outside, so several pictures may stand on one page.
"""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import Final

from handnn.markup import element, escaped
from handnn.render.style import HAND, PRINT, Theme, colours, font_faces
from handnn.render.svg.diagram_panel import diagram_panel
from handnn.render.svg.panel import SQUARE, Panel, words_at
from handnn.render.svg.sheet_panel import sheet_panel
from handnn.sheet.diagram import Diagram
from handnn.sheet.page import Page

MARGIN = 1  # squares around everything
BETWEEN = 2  # squares between two drawings
WIDEST = 56  # squares of a sheet, before more of it is left out
TIGHTER = (  # features, samples and stages of a segment
    (20, 10, 4),
    (12, 6, 12),
    (12, 6, 4),
    (10, 5, 12),
    (8, 4, 12),
    (8, 4, 3),
    (6, 3, 2),
    (4, 3, 1),
)
_CHARACTERS_PER_SQUARE = 4.4  # of the sentences below

SHAPES: Final = f"""
.handnn text{{font-family:{PRINT};fill:var(--hn-ink);font-synthesis:none}}
.handnn .made{{font-family:{HAND};fill:var(--hn-hand)}}
.handnn .name{{font-style:italic}}
.handnn text.code{{font-family:ui-monospace,"DejaVu Sans Mono",monospace;fill:var(--hn-grey)}}
.handnn .one,.handnn .words{{fill:var(--hn-grey)}}
.handnn .sub,.handnn .sup{{font-size:.68em;font-style:normal}}
.handnn .ink{{fill:var(--hn-ink)}}
.handnn .weights{{fill:var(--hn-weights)}}
.handnn .value{{fill:var(--hn-value)}}
.handnn .activation{{fill:var(--hn-activation)}}
.handnn .grey{{fill:var(--hn-grey)}}
.handnn text.off{{fill:var(--hn-pale)}}
.handnn .strike{{stroke:var(--hn-pale);stroke-width:1.25;stroke-linecap:round}}
.handnn .paper{{fill:var(--hn-paper)}}
.handnn .squares,.handnn .rule,.handnn .outline,.handnn .heavy{{
fill:none;shape-rendering:crispEdges}}
.handnn .squares{{stroke:var(--hn-squares)}}
.handnn .cells{{fill:var(--hn-cell)}}
.handnn .bias{{fill:var(--hn-bias)}}
.handnn .rule{{stroke:var(--hn-rule)}}
.handnn .outline{{stroke:var(--hn-outline)}}
.handnn .heavy{{stroke:var(--hn-outline);stroke-width:2}}
.handnn .dot{{fill:var(--hn-grey)}}
.handnn .edge{{stroke:var(--hn-positive)}}
.handnn .negative{{stroke:var(--hn-negative);stroke-dasharray:5 4}}
.handnn .mute{{opacity:.45}}
.handnn .unit,.handnn .band{{fill:var(--hn-cell);stroke:var(--hn-outline);stroke-width:1.5}}
.handnn .unit.off{{stroke:var(--hn-pale);stroke-dasharray:2 3}}
.handnn .band{{stroke:var(--hn-rule)}}
"""


def svg(
    *drawings: Page | Diagram,
    title: str | None = None,
    description: str | None = None,
    fonts: bool = True,
    theme: Theme = "auto",
) -> str:
    """Draw sheets and diagrams side by side, from left to right.

    Args:
        drawings: What to draw, at least one.
        title: The picture in a few words; by default those of the first drawing.
        description: The picture in sentences, for readers who cannot see it.
        fonts: Whether the picture carries its fonts (32 KB). Without them it is drawn in the fonts
            that are there, or that another picture on the same page carries.
        theme: ``"auto"``: as the reader's system prefers, or as ``data-theme`` around the picture
            says. ``"light"`` or ``"dark"``: always so.

    Returns:
        The text of an SVG file.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU())
        >>> picture = svg(net.trace([2, 1, 3]).sheet(), fonts=False)
        >>> picture[:41]
        '<svg xmlns="http://www.w3.org/2000/svg" c'
    """
    panels = [_fitted(d) if isinstance(d, Page) else diagram_panel(d) for d in drawings]
    width = 2 * MARGIN + sum(panel.width for panel in panels) + BETWEEN * (len(panels) - 1)
    top = MARGIN + max(panel.height for panel in panels) + MARGIN
    below, height = _below(panels, width, top)
    body, left = "", MARGIN
    for i, panel in enumerate(panels):
        y = MARGIN + (
            i > 0 and panel.height < top - 2 * MARGIN
        )  # so that the names of the inputs are level
        body += element("g", panel.body, transform=f"translate({left * SQUARE} {y * SQUARE})")
        left += panel.width + BETWEEN
    heading = element("title", escaped(title or drawings[0].title))
    if description:
        heading += element("desc", escaped(description))
    style = element("style", (font_faces() if fonts else "") + colours() + SHAPES.replace("\n", ""))
    w, h = width * SQUARE, height * SQUARE
    return element(
        "svg",
        heading + style + _paper(width, height) + body + below,
        xmlns="http://www.w3.org/2000/svg",
        class_="handnn",
        data_theme=None if theme == "auto" else theme,
        role="img",
        text_anchor="middle",
        width=w + 1,
        height=h + 1,
        viewBox=f"-0.5 -0.5 {w + 1} {h + 1}",
    )


def _fitted(page: Page) -> Panel:
    """A sheet; where it is too wide, with more segments or with more left out."""
    panel, most = sheet_panel(page), page.limits
    for features, samples, segment in TIGHTER:
        if panel.width <= WIDEST:
            break
        limits = replace(
            most,
            features=min(features, most.features),
            samples=min(samples, most.samples),
            segment=min(segment, most.segment),
        )
        panel = sheet_panel(page.within(limits))
    return panel


def _paper(width: int, height: int) -> str:
    w, h = width * SQUARE, height * SQUARE
    across = "".join(f"M0 {i * SQUARE}h{w}" for i in range(height + 1))
    down = "".join(f"M{j * SQUARE} 0v{h}" for j in range(width + 1))
    sheet = element("rect", x=-0.5, y=-0.5, width=w + 1, height=h + 1, class_="paper")
    return sheet + element("path", d=across + down, class_="squares")


def _below(panels: list[Panel], width: int, top: int) -> tuple[str, int]:
    """The sentences below the drawings, one line per square, and the height of everything."""
    room = int((width - 2 * MARGIN) * _CHARACTERS_PER_SQUARE)
    lines = [
        line
        for panel in panels
        for text in panel.below
        for line in textwrap.wrap(text, max(20, room))
    ]
    drawn = "".join(
        words_at(line, MARGIN * SQUARE, (top + i + 0.5) * SQUARE) for i, line in enumerate(lines)
    )
    return drawn, top + len(lines) + (MARGIN if lines else 0)
