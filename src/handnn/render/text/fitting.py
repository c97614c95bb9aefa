"""How much of a page fits into a width: as much as possible, the most important first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from handnn.render.text.typesetting import Typeset
from handnn.sheet.page import Limits, Page

SMALLER = (20, 8), (16, 6), (12, 5), (10, 4), (8, 4), (6, 4), (5, 4), (5, 3), (4, 3), (3, 3)
FEATURES, SAMPLES = (
    5,
    4,
)  # below these, start the staircase again at the left rather than leave out more
SEGMENTS = 8, 6, 4, 3, 2, 1
STAGES = 2, 1
DETAILS = (  # equations beside the gradients, gradients apart, digits of a number
    (True, False, None),
    (False, False, None),
    (True, True, None),
    (False, True, None),
    (False, True, 2),
)


def fitted(page: Page, width: int, ascii: bool) -> Typeset:
    """Typeset a page within a width.

    A staircase in more segments still shows everything, so that is tried first, with fewer and
    fewer details. Only then are cells left out; one segment with fewer squares then reads better
    than many segments with a few more.

    Args:
        page: The page.
        width: The longest line.
        ascii: Whether to keep to ASCII.

    Returns:
        The page that shows most; the narrowest one possible, where none fits.
    """
    attempt = Typeset(page, ascii)
    if attempt.width <= width:
        return attempt
    searches = [
        _Search(replace(page.limits, equations=equations, apart=apart), page, width, ascii, digits)
        for equations, apart, digits in DETAILS
    ]
    complete = (search.complete() for search in searches)
    partial = (search.partial() for search in searches)
    best = next(filter(None, chain(complete, partial)), None)
    return best or searches[-1].narrowest()


class _Search:
    """Searches for the loosest limits within which a page fits."""

    def __init__(
        self, limits: Limits, page: Page, width: int, ascii: bool, digits: int | None
    ) -> None:
        self._most = replace(limits, features=max(3, min(limits.features, width // 4)))
        self._smaller = [
            replace(
                self._most,
                features=min(self._most.features, features),
                samples=min(self._most.samples, samples),
            )
            for features, samples in SMALLER
        ]
        self._page = page
        self._width = width
        self._ascii = ascii
        self._digits = digits

    def complete(self) -> Typeset | None:
        """With as few segments as possible, and no cell left out beyond the page's own limits."""
        return self._loosest([self._most, *_in_segments(self._most)])

    def partial(self) -> Typeset | None:
        """With cells left out: in one segment if that leaves enough of them, otherwise in more."""
        enough = [
            each for each in self._smaller if each.features >= FEATURES and each.samples >= SAMPLES
        ]
        in_one = self._loosest(enough)
        if in_one:
            return in_one
        in_many = self._loosest([_in_segments(each)[-1] for each in self._smaller])
        if in_many is None:
            return None
        shown = in_many.page.limits
        as_many_cells = replace(self._most, features=shown.features, samples=shown.samples)
        return self._loosest(_in_segments(as_many_cells))

    def narrowest(self) -> Typeset:
        """As narrow as possible."""
        return self._typeset(_in_segments(self._smaller[-1])[-1])

    def _loosest(self, tries: Sequence[Limits]) -> Typeset | None:
        """The page within the first limits that it fits in; each are tighter than the last."""
        fitting = self._typeset(tries[-1]) if tries else None
        if fitting is None or fitting.width > self._width:
            return None
        low, high = 0, len(tries) - 1
        while low < high:
            middle = (low + high) // 2
            attempt = self._typeset(tries[middle])
            if attempt.width <= self._width:
                fitting, high = attempt, middle
            else:
                low = middle + 1
        return fitting

    def _typeset(self, limits: Limits) -> Typeset:
        return Typeset(self._page.within(limits), self._ascii, self._digits)


def _in_segments(limits: Limits) -> list[Limits]:
    """The same limits with shorter and shorter segments."""
    segments = [replace(limits, segment=n) for n in SEGMENTS if n < limits.segment]
    return segments + [replace(limits, segment=1, stage=n) for n in STAGES if n < limits.stage]
