"""Strips of blocks side by side: as far left as they can stand, and close to their neighbours."""

from __future__ import annotations

import math
from collections.abc import Mapping

Distances = Mapping[tuple[int, int], int]


def place_strips(leftmost: Mapping[int, int], distances: Distances) -> dict[int, int]:
    """Where each strip begins.

    First every strip is put as far left as it can stand. Then each strip that has others to its
    right, such as the weights of a layer, is moved right, up to them.

    Args:
        leftmost: For each strip, the leftmost place where it may begin.
        distances: For a strip and another one to its right, the least distance between the places
            where they begin.

    Examples:
        >>> place_strips({1: 0, 2: 0, 3: 0}, {(1, 3): 9, (2, 3): 4})
        {1: 0, 2: 5, 3: 9}
    """
    left = _pushed_right(leftmost, distances)
    followed = {strip for strip, _ in distances}
    # The same thing in a mirror: from the strips with nothing to their right, pushed back.
    mirrored = {strip: -math.inf if strip in followed else -left[strip] for strip in left}
    pulled = _pushed_right(mirrored, {(b, a): distance for (a, b), distance in distances.items()})
    return {
        strip: int(left[strip] if pulled[strip] == -math.inf else -pulled[strip]) for strip in left
    }


def _pushed_right(places: Mapping[int, float], distances: Distances) -> dict[int, float]:
    """The places, each at least as far from another one as it must be."""
    pushed = dict(places)
    for _ in places:
        before = dict(pushed)
        for (a, b), distance in distances.items():
            pushed[b] = max(pushed[b], pushed[a] + distance)
        if pushed == before:
            break
    return pushed
