"""How much of a page fits into a width: as much as possible, and what matters most first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from handnn.render.text.typesetting import Typeset
from handnn.sheet.page import Limits, Page

SMALLER = (20, 8), (16, 6), (12, 5), (10, 4), (8, 4), (6, 4), (5, 4), (5, 3), (4, 3), (3, 3)
FEATURES, SAMPLES = 5, 4  # below these, rather start the staircase anew than leave out more
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

    To start the staircase anew more often still shows everything, so that is tried first, with
    fewer and fewer details. Only then cells are left out; there one segment with fewer squares
    reads better than many segments with a few more.

    Args:
        page: The page.
        width: The longest line.
        ascii: Whether to keep to ASCII.

    Returns:
        The page that shows most; the narrowest one there is, where none fits.
    """
    attempt = Typeset(page, ascii)
    if attempt.width <= width:
        return attempt
    searches = [
        _Search(replace(page.limits, equations=equations, apart=apart), page, width, ascii, digits)
        for equations, apart, digits in DETAILS
    ]
    found = (search.whole() for search in searches)
    found_less = (search.parts() for search in searches)
    best = next(filter(None, chain(found, found_less)), None)
    return best or searches[-1].least()


class _Search:
    """Looks for the loosest limits within which a page fits."""

    def __init__(
        self, limits: Limits, page: Page, width: int, ascii: bool, digits: int | None
    ) -> None:
        self._most = replace(limits, features=max(3, min(limits.features, width // 4)))
        self._squares = [
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

    def whole(self) -> Typeset | None:
        """With as few segments as can be, no cell left out that need not be."""
        return self._loosest([self._most, *_in_segments(self._most)])

    def parts(self) -> Typeset | None:
        """With cells left out: rather in one segment, as long as there are enough of them."""
        plenty = [
            each for each in self._squares if each.features >= FEATURES and each.samples >= SAMPLES
        ]
        fitting = self._loosest(plenty)
        if fitting:
            return fitting
        fitting = self._loosest([_in_segments(each)[-1] for each in self._squares])
        if fitting is None:
            return None
        shown = fitting.page.limits
        whole = replace(self._most, features=shown.features, samples=shown.samples)
        return self._loosest(_in_segments(whole))

    def least(self) -> Typeset:
        """As narrow as can be."""
        return self._typeset(_in_segments(self._squares[-1])[-1])

    def _loosest(self, tries: Sequence[Limits]) -> Typeset | None:
        """The first of some limits, each tighter than the one before, within which it fits."""
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
    segments = [replace(limits, segment=n) for n in SEGMENTS if n < limits.segment]
    return segments + [replace(limits, segment=1, stage=n) for n in STAGES if n < limits.stage]
