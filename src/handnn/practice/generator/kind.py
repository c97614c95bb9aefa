"""A kind of exercise: what its sizes mean, and how one is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handnn.practice.generator.content import Content
from handnn.practice.generator.levels import Level
from handnn.practice.generator.randomness import Draws

Sizes = tuple[int, ...]
LARGEST = 12  # of the sizes: more does not fit on a sheet


@dataclass(frozen=True)
class Kind:
    """A kind of exercise.

    Attributes:
        name: What it is called, ``"forward"``.
        sizes_are: What its sizes are, in words.
        default_sizes: The sizes at each level, where none are given; some kinds draw them.
        is_right: Whether sizes can be used, each of which is from 1 to 12.
        make: Finds the numbers; raises NotFoundError where there are none.
    """

    name: str
    sizes_are: str
    default_sizes: Callable[[Draws, int], Sizes]
    is_right: Callable[[Sizes], bool]
    make: Callable[[Draws, Sizes, Level], Content]


WIDTHS = (
    "the widths of the layers, from the input to the output: at least two, from 1 to 12, and at "
    "least 2 in the layers between"
)


def are_widths(sizes: Sizes) -> bool:
    """Whether sizes are those of a network whose layers in between have two units or more.

    A single unit with ReLU cannot be both on and off.
    """
    return len(sizes) > 1 and all(width > 1 for width in sizes[1:-1])


def by_level(*sizes: Sizes) -> Callable[[Draws, int], Sizes]:
    """Sizes that depend on the level only."""
    return lambda _, level: sizes[level - 1]


def written(sizes: Sizes) -> str:
    """Sizes as they stand in titles: 3-4-2."""
    return "-".join(map(str, sizes))
