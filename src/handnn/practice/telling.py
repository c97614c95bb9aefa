"""A sheet told in words, for those who listen to it, and for what does not fit on a screen."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from handnn.render.speech import spoken
from handnn.sheet.blanks import links
from handnn.sheet.page import Block, Cell, Page

MANY_NUMBERS = 20  # in one sentence
_SIGNS = {"?": "asked", "…": "and so on"}


def told_around(page: Page, symbols: Collection[str], aloud: bool = True) -> Iterator[str]:
    """The cells around some of a page, a sentence for each block that has any of them.

    Of a grid it tells the row or the column that they stand in.

    Args:
        page: The page.
        symbols: The names of the cells.
        aloud: Whether it is told to be heard, rather than to be read.

    Examples:
        >>> import handnn as hn
        >>> page = hn.gallery["single-neuron"].trace().sheet()
        >>> list(told_around(page, {"x[1]", "x[2]", "W[1,1]", "b[1]"}))
        ['x: 2, 1, 3.', 'W: 1, minus 1, 1, bias minus 5.']
    """
    left = set(symbols)
    for block in page.blocks:
        places = [
            (i, j)
            for i, row in enumerate(block.cells)
            for j, cell in enumerate(row)
            if any(link.symbol in left for link in links(cell))
        ]
        left -= {link.symbol for i, j in places for link in links(block.cells[i][j])}
        if places:
            rows, columns = ({place[axis] for place in places} for axis in (0, 1))
            yield from _part(block, sorted(rows), sorted(columns), aloud)


def told(page: Page) -> Iterator[str]:
    r"""A whole page, a sentence for each row.

    Examples:
        >>> import handnn as hn
        >>> print("\n".join(told(hn.gallery["single-neuron"].trace().sheet())))
        x: 2, 1, 3.
        W: 1, minus 1, 1, bias minus 5.
        z is worked out with the weights and biases of W.
        z: minus 1.
        y is worked out by ReLU.
        y: 0.
    """
    for block in page.blocks:
        if not block.repeated:
            yield from _operation(page, block)
            yield from _part(block, range(block.height), range(block.width), True)


def told_of(page: Page, symbol: str) -> Iterator[str]:
    """What the sheet says of how a cell's block is worked out, if it says anything.

    Args:
        page: The page.
        symbol: The name of the cell.

    Examples:
        >>> import handnn as hn
        >>> page = hn.exercise(kind="backward", seed=1).backward().sheet()
        >>> [*told_of(page, "h[1]"), *told_of(page, "∂L/∂z1[1]")]
        ['h is worked out by ReLU.', '∂L/∂z1 = ∂L/∂h × mask.']
    """
    for block in page.blocks:
        if any(link.symbol == symbol for row in block.cells for c in row for link in links(c)):
            yield from _operation(page, block)
            return


def _operation(page: Page, block: Block) -> Iterator[str]:
    """The line of code of a block, the equation beside it, or the function that leads to it."""
    if block.cells[0][0].given:
        return
    marks = [mark for mark in page.marks if mark.step == block.step]
    code = [line for mark in marks if mark.kind == "code" for line in mark.lines]
    captions = (" ".join(mark.lines[:2]) for mark in marks if mark.kind == "caption")
    equations = [text for text in captions if text.startswith(f"{block.name} = ")]
    legend = dict(entry.partition(": ")[::2] for entry in page.legend)
    labels = [mark.lines[0] for mark in marks if mark.kind == "function"]
    weights = [b.name for b in page.blocks if (b.step, b.role) == (block.step, "weights")]
    if code or equations:
        yield f"{(code or equations)[0]}."
    elif block.role == "activation" and labels:
        yield f"{block.name} is worked out by {legend.get(labels[0], labels[0])}."
    elif block.role == "pre-activation" and weights:
        yield f"{block.name} is worked out with the weights and biases of {weights[0]}."


def _part(
    block: Block, rows: Collection[int], columns: Collection[int], aloud: bool
) -> Iterator[str]:
    """Some rows of a block, or a column of it."""
    if block.width == 1 or (len(columns) == 1 and len(rows) > 1 and block.bias != "column"):
        column = min(columns)
        where = "" if block.width == 1 else f", column {column + 1}"
        cells = [row[column] for row in block.cells]
        yield f"{block.name}{where}: {_listed(cells, block.bias == 'row', aloud)}."
        return
    for i in rows:
        where = "" if block.height == 1 else f", row {i + 1}"
        if block.bias == "row" and i == block.height - 1:
            where = ", biases"
        yield f"{block.name}{where}: {_listed(block.cells[i], block.bias == 'column', aloud)}."


def _listed(cells: Collection[Cell], has_bias: bool, aloud: bool) -> str:
    texts = [_said(cell, aloud) for cell in cells]
    if has_bias:
        texts[-1] = f"bias {texts[-1]}"
    if len(texts) > MANY_NUMBERS:
        texts = [*texts[: MANY_NUMBERS - 1], "and so on", texts[-1]]
    return ", ".join(texts)


def _said(cell: Cell, aloud: bool) -> str:
    """What stands in a cell; of one with two numbers, both."""
    if not aloud:
        text = "_" * cell.room or cell.shown.text
    elif cell.value is None:
        text = "open" if cell.blank else _SIGNS[cell.shown.text]
    else:
        text = spoken(cell.value)
    if cell.becomes is None or cell.last.shown.text == cell.shown.text:
        return text
    return f"{text}, which becomes {_said(cell.last, aloud)}"
