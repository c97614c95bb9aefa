"""Searching for numbers: draw, and draw again until every promise is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from handnn.practice.generator.randomness import NoMoreDrawsError

T = TypeVar("T")


@dataclass(frozen=True)
class Promise(Generic[T]):
    """Something that holds for every exercise of a kind.

    Attributes:
        says: What is promised, such as "no two neurons have the same weights".
        holds: Whether it is kept.
    """

    says: str
    holds: Callable[[T], bool]


class NotFoundError(Exception):
    """No numbers were found; the message is the promise that was broken most often."""


def search(draw: Callable[[], T], promises: Sequence[Promise[T]], tries: int) -> T:
    """The first draw that keeps all promises.

    Args:
        draw: Draws a candidate; it may itself search for a part of it.
        promises: What must hold; in the order in which they are looked at.
        tries: How often to draw.

    Raises:
        NotFoundError: If there is none among that many.
        NoMoreDrawsError: If there are no more draws, with the promise that was broken most often.
    """
    broken: Counter[str] = Counter()
    for _ in range(tries):
        try:
            candidate = draw()
        except NotFoundError as error:
            broken[str(error)] += 1
            continue
        except NoMoreDrawsError as error:
            raise NoMoreDrawsError(_most(broken) or str(error)) from None
        first = next((promise for promise in promises if not promise.holds(candidate)), None)
        if first is None:
            return candidate
        broken[first.says] += 1
    raise NotFoundError(_most(broken))


def _most(broken: Counter[str]) -> str:
    """The promise that was broken most often; nothing if none was."""
    return max(broken, key=broken.__getitem__, default="")


def all_differ(outcomes: Sequence[Any]) -> bool:
    """Whether no two outcomes are the same: those of the right way, and of mistakes."""
    return all(outcome not in outcomes[:i] for i, outcome in enumerate(outcomes))
