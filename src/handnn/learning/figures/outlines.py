"""The outlines of the regions of a plane.

The classes at the points of a grid say between which neighbours an outline runs. Where it crosses
the way between two of them is found by halving that way, so a straight outline is drawn straight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from handnn.arrays import Array

Way = tuple[int, int]  # between two neighbours, by their numbers
Square = list[tuple[Way, int]]  # the ways around it that are crossed, each with the class before it
Links = dict[Way, tuple[Way, list[Array]]]  # where a line crosses next, and past which points

OUTSIDE = -1  # the class of what is not in the picture
HALVINGS = 10
BEND = 2e-4  # of the picture: what is less is straight


def outlines(classify: Callable[[Array], Array], columns: int, rows: int) -> dict[int, list[Array]]:
    """The outlines of each region, in a square from 0 to 1 whose second axis points down.

    Args:
        classify: Gives the class of each point, for points of shape ``(points, 2)``.
        columns: How many points the grid has across, at least 2.
        rows: How many it has downwards, at least 2.

    Returns:
        Closed lines of shape ``(corners, 2)`` for each class that there is, the lowest first.

    Examples:
        >>> left_or_right = lambda points: (points[:, 0] > 0.3).astype(int)
        >>> for each, (line,) in outlines(left_or_right, 3, 2).items():
        ...     print(each, sorted(line.round(2).tolist()))
        0 [[0.0, 0.0], [0.0, 1.0], [0.3, 0.0], [0.3, 1.0]]
        1 [[0.3, 0.0], [0.3, 1.0], [1.0, 0.0], [1.0, 1.0]]
    """
    xs, ys = (np.clip(np.arange(-1, n + 1), 0, n - 1) / (n - 1) for n in (columns, rows))
    points = np.stack(np.meshgrid(xs, ys), axis=-1)
    classes = np.full(points.shape[:2], OUTSIDE)
    classes[1:-1, 1:-1] = classify(points[1:-1, 1:-1].reshape(-1, 2)).reshape(rows, columns)
    squares = list(_squares(classes))
    ways = np.unique([way for square in squares for way, _ in square], axis=0)
    first, second = points.reshape(-1, 2)[ways.T]
    crossings = _halved(classify, first, second, classes.ravel()[ways[:, 0]])
    where = dict(zip(map(tuple, ways.tolist()), crossings, strict=True))
    links = _links(squares, where)
    return {each: list(_lines(links[each], where)) for each in sorted(links)}


def _squares(classes: Array) -> Iterator[Square]:
    """The squares between four points of the grid that an outline crosses."""
    numbers = np.arange(classes.size).reshape(classes.shape)
    around = [
        np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=-1)
        for grid in (numbers, classes)
    ]
    is_crossed = (around[1] != around[1][..., :1]).any(axis=-1)
    for corners in zip(*(each[is_crossed].tolist() for each in around), strict=True):
        sides = pairwise([*zip(*corners, strict=True), (corners[0][0], corners[1][0])])
        yield [((min(i, j), max(i, j)), a) for (i, a), (j, b) in sides if a != b]


def _halved(
    classify: Callable[[Array], Array], first: Array, second: Array, of_first: Array
) -> Array:
    """Where the class of the first of two points ends, on the way to the second."""
    for _ in range(HALVINGS):
        middle = (first + second) / 2
        is_same = (classify(middle) == of_first)[:, None]
        first, second = np.where(is_same, middle, first), np.where(is_same, second, middle)
    return (first + second) / 2


def _links(squares: list[Square], where: dict[Way, Array]) -> dict[int, Links]:
    """How the outline of each class leads from one crossing to the next.

    Where more than two crossings lie around a square, regions meet in the middle of them.
    """
    links: dict[int, Links] = {}
    for square in squares:
        classes = {each for _, each in square}
        meeting = [np.mean([where[way] for way, _ in square], axis=0)]
        past = meeting if len(square) > 2 and OUTSIDE not in classes else []
        for (following, _), (way, each) in pairwise([square[-1], *square]):
            if each != OUTSIDE:
                links.setdefault(each, {})[way] = following, past
    return links


def _lines(links: Links, where: dict[Way, Array]) -> Iterator[Array]:
    """The closed lines that the links lead along, each once."""
    while links:
        way, line = next(iter(links)), []
        while way in links:
            line.append(where[way])
            way, past = links.pop(way)
            line += past
        yield _closed(np.array(line))


def _closed(line: Array) -> Array:
    """A closed line without the points that hardly make a difference.

    It begins where it is farthest from some other point, which is one of its corners.
    """
    corner = int(np.hypot(*(line - line[0]).T).argmax())
    line = np.roll(line, -corner, axis=0)
    return _bends(np.concatenate([line, line[:1]]))[:-1]


def _bends(line: Array) -> Array:
    """A line from its first point to its last, without those in between that hardly differ."""
    start, end = line[0], line[-1]
    (x, y), ways = end - start, line - start
    length = np.hypot(x, y)
    away = abs(x * ways[:, 1] - y * ways[:, 0]) / length if length else np.hypot(*ways.T)
    farthest = int(away.argmax())
    if away[farthest] <= BEND:
        return np.array([start, end])
    return np.concatenate([_bends(line[: farthest + 1])[:-1], _bends(line[farthest:])])
