"""Which cells a worksheet leaves blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handnn.errors import ArgumentError
from handnn.practice.expressions import cells_in, symbol
from handnn.practice.key import KeyCell
from handnn.sheet.blanks import links
from handnn.sheet.page import Page

ALL, OUTPUTS, ONE_PER_LAYER, PARAMETERS = "all", "outputs", "one-per-layer", "parameters"
Blank = str | float | Sequence[str]


def chosen_cells(computed: Sequence[KeyCell], page: Page, blank: Blank) -> tuple[str, ...]:
    """The symbols of the cells to leave blank, in the order of the work.

    Args:
        computed: Everything that was computed.
        page: The by-hand sheet: what it leaves out is not asked for.
        blank: What to leave blank; see `worksheet`.

    Raises:
        ArgumentError: If there is no such cell, or `blank` is nothing of the kind.
    """
    return tuple(_chosen(computed, page, blank))


def _chosen(computed: Sequence[KeyCell], page: Page, blank: Blank) -> Iterator[str]:
    drawn = _drawn(page)
    drawn |= {c.symbol: c.variable.name for c in computed if not c.index}  # a loss, say
    cells = [cell for cell in computed if cell.symbol in drawn]
    names = [cell.symbol for cell in cells]
    if blank == ALL:
        yield from names
    elif blank == OUTPUTS:
        read = {symbol(given) for cell in cells for given in cells_in(cell.number)}
        yield from (name for name in names if name not in read)
    elif blank == ONE_PER_LAYER:
        arrays: dict[str, list[str]] = {}
        for cell in cells:
            arrays.setdefault(cell.variable.name, []).append(cell.symbol)
        yield from (own[i % len(own)] for i, own in enumerate(arrays.values()))
    elif isinstance(blank, int | float) and not isinstance(blank, bool) and 0 <= blank <= 1:
        yield from names[len(names) - round(blank * len(names)) :]
    elif isinstance(blank, Sequence) and not isinstance(blank, str):
        yield from _named(blank, drawn, names)
    else:
        raise ArgumentError(
            f'blank is "{ALL}", "{OUTPUTS}", "{ONE_PER_LAYER}", "{PARAMETERS}", a share from 0 '
            f'to 1, or a list of cells such as ["{names[0]}"]; got {blank!r}.'
        )


def _drawn(page: Page) -> dict[str, str]:
    """The symbols of the cells of the sheet, each with the name of its array."""
    cells = (cell for block in page.blocks for row in block.cells for cell in row)
    return {
        link.symbol: link.variable.name for cell in cells for link in links(cell) if not link.elided
    }


def _named(blank: Sequence[str], drawn: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    """Cells and whole arrays by name, in the order of the work."""
    wanted: dict[str, None] = {}
    for each in map(str, blank):
        found = [name for name, array in drawn.items() if each in (name, array)]
        if not found:
            arrays = ", ".join(dict.fromkeys(drawn.values()))
            raise ArgumentError(
                f"The sheet has no cell and no array {each!r} to leave blank. Its arrays are "
                f"{arrays}; a cell is named as on paper, {names[0]}."
            )
        wanted |= dict.fromkeys(found)
    yield from (name for name in wanted if name not in names)
    yield from (name for name in names if name in wanted)
