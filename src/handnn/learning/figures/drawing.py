"""What all figures have in common: their style, and the axes of a diagram."""

from __future__ import annotations

from handnn.arrays import Array
from handnn.markup import element, escaped
from handnn.render.style import PRINT, colours

WIDTH, HEIGHT = 640, 360  # of a diagram
LEFT, BELOW, ABOVE, RIGHT = 76, 36, 12, 12  # room for labels
ACROSS, UPWARDS = WIDTH - LEFT - RIGHT, HEIGHT - ABOVE - BELOW  # the lengths of its axes
INKS = ("value", "weights", "activation", "grey")

# On a narrow screen a figure is drawn smaller, and its labels have to be larger in it.
_CSS = (
    ".hn-figure{display:block;container-type:inline-size;color:var(--hn-ink);"
    f"background:var(--hn-paper);font:16px/1.4 {PRINT};margin-bottom:8px}}"
    ".hn-figure svg{display:block;max-width:100%;height:auto;font-size:15px}"
    "@container (max-width:480px){.hn-figure svg{font-size:22px}}"
    ".hn-figure text{fill:var(--hn-grey)}.hn-figure .axis{stroke:var(--hn-rule);fill:none}"
    ".hn-figure .border{stroke:var(--hn-ink);stroke-width:1.5;fill:none;"
    "vector-effect:non-scaling-stroke}"
    ".hn-figure .area{shape-rendering:crispEdges;fill-opacity:0.2}"
    ".hn-figure .curve{fill:none;stroke-width:2}"
    ".hn-figure .sample{stroke:var(--hn-ink);stroke-width:0.75}"
    ".hn-figure .tile{fill:var(--hn-cell);stroke:var(--hn-rule)}"
    "@media print{.hn-figure .sample.odd{fill:var(--hn-paper)}.hn-figure .area.odd{opacity:0.3}}"
)


def style() -> str:
    """The style of everything inside an element of the class ``hn-figure``."""
    return colours(".hn-figure") + _CSS


def figure(title: str, width: float, height: float, *parts: str) -> str:
    """A figure with its style.

    Args:
        title: What it shows, for a listener.
        width: Its width in pixels, where there is room.
        height: Its height.
        parts: What is drawn.
    """
    shown = drawing(title, width, height, *parts)
    return element("style", style()) + element("div", shown, class_="hn-figure")


def drawing(title: str, width: float, height: float, *parts: str) -> str:
    """The drawing alone; for the arguments see `figure`."""
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
    )


def axes(
    width: float,
    height: float,
    across: tuple[str, str, str],
    upwards: tuple[str, str, str],
) -> str:
    """Two axes with their names.

    Args:
        width: The length of the lower one.
        height: The length of the other one.
        across: Where the lower one begins, what it is called, and where it ends.
        upwards: The same for the other one, from the bottom to the top.
    """
    bottom, right = ABOVE + height, LEFT + width
    first, name, last = map(escaped, across)
    low, beside, high = map(escaped, upwards)
    under, left = {"y": bottom + 24}, {"x": LEFT - 8, "text_anchor": "end"}
    return (
        element("path", d=f"M{LEFT} {ABOVE}V{bottom:g}H{right:g}", class_="axis")
        + element("text", first, x=LEFT, **under)
        + element("text", name, x=LEFT + width / 2, **under, text_anchor="middle")
        + element("text", last, x=right, **under, text_anchor="end")
        + element("text", low, **left, y=bottom)
        + element("text", beside, **left, y=ABOVE + height / 2 + 5)
        + element("text", high, **left, y=ABOVE + 12)
    )


def written_range(name: str, ends: tuple[float, float]) -> tuple[str, str, str]:
    """The labels of an axis."""
    low, high = (f"{end:.3g}".replace("-", "−") for end in ends)
    return low, name, high


def points(xs: Array, ys: Array) -> str:
    """The points of a line."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
