"""Draw the logo and the favicon: a row of weights and a column of inputs meet in one cell."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.files import File, Files

SQUARE = 20
INPUT, WEIGHT, ASKED = "#cfe4ff", "#ffd7c2", "#ffd95e"
INK = "#39414f"
# (column, row, colour) on a sheet of three squares by three
CELLS = [(2, 0, INPUT), (2, 1, INPUT), (0, 2, WEIGHT), (1, 2, WEIGHT), (2, 2, ASKED)]


def logo(margin: float, line: float) -> str:
    """The picture; a favicon needs a thicker line."""
    size = 3 * SQUARE + 2 * margin
    squares = "".join(
        f'<rect x="{margin + SQUARE * column}" y="{margin + SQUARE * row}" '
        f'width="{SQUARE}" height="{SQUARE}" fill="{colour}"/>'
        for column, row, colour in CELLS
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size:g} {size:g}">'
        "<title>handnn</title>"
        f'<g stroke="{INK}" stroke-width="{line}" stroke-linejoin="round">{squares}</g></svg>\n'
    )


def on_files(files: Files, config: Any) -> Files:
    """Add both pictures to the site."""
    files.append(File.generated(config, "assets/logo.svg", content=logo(margin=2, line=2.5)))
    files.append(File.generated(config, "assets/favicon.svg", content=logo(margin=2, line=4)))
    return files
