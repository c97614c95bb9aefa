"""A sheet piece by piece, for documents that have tables but no squared paper."""

from __future__ import annotations

from collections.abc import Iterator

from handnn.practice.paper.splitting import split
from handnn.sheet.page import Block, Mark, Page


def rows_of(page: Page) -> Iterator[tuple[list[str], list[str | Block]]]:
    """Row by row: what stands above it, and its blocks with the signs between them.

    Args:
        page: The sheet.
    """
    for part in split(page):
        headings = [line for mark in part.marks if _is_heading(mark) for line in mark.lines]
        pieces: list[str | Block] = []
        for block in part.blocks:
            sign = _sign_before(block, part)
            pieces += [sign, block] if sign else [block]
        yield headings, pieces


def _is_heading(mark: Mark) -> bool:
    return mark.kind == "code" or (
        mark.kind == "caption" and " " in mark.lines[0] and not mark.column
    )


def _sign_before(block: Block, page: Page) -> str:
    """The operators or the layer between a block and what stands left of it."""
    start = max(
        (
            other.right
            for other in page.blocks
            if other.right <= block.column and _are_level(other, block)
        ),
        default=0,
    )
    between = [
        mark
        for mark in page.marks
        if mark.kind == "function"
        and start <= mark.column
        and mark.right <= block.column
        and _are_level(mark, block)
    ]
    return " ".join(line for mark in between for line in mark.lines if line)


def _are_level(a: Block | Mark, b: Block | Mark) -> bool:
    return a.row < b.bottom and b.row < a.bottom
