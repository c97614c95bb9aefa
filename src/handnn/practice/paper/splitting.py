"""A sheet that is too large for a page of paper: in shorter segments, and on several pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from handnn.sheet.page import Block, Limits, Mark, Page

_Thing = TypeVar("_Thing", Block, Mark)

SEGMENTS = 8, 6, 4, 3, 2, 1
STAGES = 2, 1
DETAILS = (True, False), (False, False), (True, True), (False, True)  # equations; gradients apart
SMALLER = (12, 6), (8, 5), (6, 4), (4, 3)  # features and samples, where nothing else helps


def variants(page: Page) -> Iterator[Page]:
    """The page, then the same in shorter and shorter segments, nothing left out."""
    yield page
    most = page.limits
    for equations, apart in DETAILS:
        detailed = replace(most, equations=equations, apart=apart)
        for limits in (detailed, *_in_segments(detailed)):
            if limits != most:
                yield page.within(limits)


def shortened(page: Page) -> Iterator[Page]:
    """The page in the shortest segments, with more and more cells left out."""
    for features, samples in SMALLER:
        limits = replace(
            page.limits,
            features=min(features, page.limits.features),
            samples=min(samples, page.limits.samples),
        )
        yield page.within(_in_segments(limits)[-1])


def _in_segments(limits: Limits) -> list[Limits]:
    segments = [replace(limits, segment=n) for n in SEGMENTS if n < limits.segment]
    return segments + [replace(limits, segment=1, stage=n) for n in STAGES if n < limits.stage]


def split(page: Page) -> list[Page]:
    """A page in parts, cut wherever something new begins."""
    starts = [0, *_beginnings(page), page.height]
    return [_part(page, start, stop) for start, stop in pairwise(starts)]


def _beginnings(page: Page) -> list[int]:
    """The rows in which headings or lines of code begin, with nothing beside them."""
    headings = [
        mark
        for mark in page.marks
        if mark.kind in ("code", "caption") and mark.column == 0 and mark.strip is None
    ]
    rows = {
        mark.row - len(mark.lines) + 1 for mark in headings if not _is_crossed(page.things, mark)
    }
    return sorted(row for row in rows if row > 0 and row - 1 not in rows)


def _is_crossed(things: Sequence[Block | Mark], heading: Mark) -> bool:
    """Whether something stands beside a heading, or reaches from above into its row."""
    return any(
        thing is not heading and thing.row <= heading.bottom - 1 and heading.row < thing.bottom
        for thing in things
    )


def _part(page: Page, start: int, stop: int) -> Page:
    if (start, stop) == (0, page.height):
        return page
    is_last = stop == page.height
    return replace(
        page,
        blocks=tuple(_lifted(b, start) for b in page.blocks if start <= b.row < stop),
        marks=tuple(_lifted(m, start) for m in page.marks if start <= m.row < stop),
        legend=page.legend if start == 0 else (),
        notes=page.notes if is_last else (),
    )


def _lifted(thing: _Thing, rows: int) -> _Thing:
    return replace(thing, row=thing.row - rows)
