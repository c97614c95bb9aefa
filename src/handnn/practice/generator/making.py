"""Making exercises: one by its seed, or one for everyone in a class."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from handnn.errors import ArgumentError
from handnn.practice.generator.generated import GeneratedExercise
from handnn.practice.generator.kind import LARGEST, Kind, Sizes
from handnn.practice.generator.kinds import KINDS
from handnn.practice.generator.levels import LEVELS
from handnn.practice.generator.randomness import Draws, NoMoreDrawsError
from handnn.practice.generator.searching import NotFoundError

VERSION = 1
"""Part of every seed. Whatever changes the numbers of an exercise raises it."""
SEEDS_EACH = 20  # to try for one variant, before there are said to be no more
MISSES = 2  # more seeds without an exercise than with one, before it is said that there is none


class NoExerciseError(ArgumentError):
    """There is none for a seed, though there may be for others."""


def exercise(
    sizes: Sequence[int] | None = None,
    seed: int = 0,
    *,
    kind: str = "forward",
    level: int = 1,
) -> GeneratedExercise:
    """Make an exercise with numbers that are good on paper.

    The numbers are small and whole, every one of them matters, and the classical mistakes all show,
    each in another way. The same arguments give the same exercise, on every platform and with every
    version of Python and NumPy.

    The kinds, with their sizes at level 1:

    * ``"forward"``, ``"batch"``: dense layers with ReLU between them, (3, 4, 2); one sample, or
      three of them.
    * ``"backward"``: their gradients for a target, (2, 3, 2).
    * ``"update"``: the gradients, and a step of gradient descent, (2, 2, 1).
    * ``"softmax"``: logits, softmax, cross-entropy and the gradient of the logits, (3, 3).
    * ``"parameters"``: count them; the sizes are drawn.
    * ``"missing-weight"``: find a weight from the output, (3, 4, 2).
    * ``"attention"``: self-attention of tokens, (numbers of a token, tokens, numbers of a key).
    * ``"rnn"``: a recurrent network, (numbers of a token, of the state, of the output, tokens).
    * ``"normalisation"``: layer normalisation, (numbers of a sample, samples).
    * ``"convolution"``: filters along a signal, (length of the signal, of a filter, filters).

    The levels bound the weights (from -2 to 2 at level 1, then 3 and 5), the biases (5, 9, 9), the
    inputs (from 1 to 3; then from -3 to 3 and from -5 to 5, without 0), what is worked out (20, 50,
    100), gradients (40, 100, 400), and logits of a softmax (3, 4, 6). Higher levels have larger
    sizes too, where none are given. Recurrent networks have weights that are smaller by one,
    attention has weights from -1 to 1, and the numbers to normalise are up to 9.

    Args:
        sizes: The sizes; what they mean depends on the kind. By default those of the level.
        seed: Which of the exercises of this kind: any whole number.
        kind: What kind of exercise.
        level: How large its numbers are: 1, 2 or 3.

    Raises:
        ArgumentError: If there is no such kind or level, if the sizes do not fit the kind, or if no
            such exercise was found.

    Examples:
        >>> import handnn as hn
        >>> ex = hn.exercise(sizes=(3, 4, 2), seed=7)
        >>> ex
        Exercise 'forward-3-4-2-seed-7': Forward pass, 3-4-2
    """
    chosen, level, seed = _kind(kind), _level(level), _seed(seed)
    sizes = _sizes(chosen, sizes, level, seed)
    try:
        content = chosen.make(_draws(kind, level, seed, sizes), sizes, LEVELS[level])
    except (NotFoundError, NoMoreDrawsError) as error:
        others = chosen.default_sizes(_draws(kind, level, seed, ()), level)
        raise NoExerciseError(
            f'No exercise of the kind "{kind}" with the sizes {sizes} was found at level {level} '
            f"for the seed {seed}. What could not be kept to: {error}. Take another seed, other "
            f"sizes, such as {others}, or another level: the higher, the larger the numbers."
        ) from error
    return GeneratedExercise(content, kind, sizes, level, seed)


def exercises(
    n: int,
    sizes: Sequence[int] | None = None,
    seed: int = 0,
    *,
    kind: str = "forward",
    level: int = 1,
) -> list[GeneratedExercise]:
    """Make an exercise for everyone in a class, no two with the same numbers or the same answers.

    They have the seeds from `seed` on; one whose numbers or answers are those of another is left
    out, and so is a seed for which there is none. Each can be made again by its `seed`.

    Args:
        n: How many.
        sizes: As in `exercise`.
        seed: The seed of the first.
        kind: As in `exercise`.
        level: As in `exercise`.

    Raises:
        ArgumentError: As in `exercise`; and if `n` is no whole number from 1 on, or there are not
            that many different ones.

    Examples:
        >>> import handnn as hn
        >>> [ex.seed for ex in hn.exercises(3, seed=7)]
        [7, 8, 9]
    """
    if not _is_whole(n) or n < 1:
        raise ArgumentError(f"n is how many exercises to make, from 1 on; got {n!r}.")
    first = _seed(seed)
    found: list[GeneratedExercise] = []
    numbers: set[Any] = set()
    answers: set[Any] = set()
    missed = 0
    for place in range(first, first + SEEDS_EACH * n):
        try:
            made = exercise(sizes, place, kind=kind, level=level)
        except NoExerciseError:
            missed += 1
            if missed > len(found) + MISSES:
                raise
            continue
        if made.numbers in numbers or made.answers in answers:
            continue
        numbers.add(made.numbers)
        answers.add(made.answers)
        found.append(made)
        if len(found) == n:
            return found
    raise ArgumentError(
        f'Only {len(found)} exercise{"s" * (len(found) != 1)} of the kind "{kind}" with different '
        f"answers {'was' if len(found) == 1 else 'were'} found for the seeds from {first} to "
        f"{place}. Make fewer, or take other sizes or another level."
    )


def _draws(kind: str, level: int, seed: int, sizes: Sizes) -> Draws:
    return Draws(f"handnn exercise {VERSION}: {kind} {sizes} level {level} seed {seed}")


def _kind(kind: str) -> Kind:
    if kind in KINDS:
        return KINDS[kind]
    close = get_close_matches(str(kind), KINDS, n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    names = ", ".join(KINDS)
    raise ArgumentError(f'There is no kind of exercise "{kind}".{hint} The kinds: {names}.')


def _level(level: int) -> int:
    if _is_whole(level) and level in LEVELS:
        return operator.index(level)
    raise ArgumentError(f"level is 1, 2 or 3: how large the numbers are; got {level!r}.")


def _seed(seed: int) -> int:
    if _is_whole(seed):
        return operator.index(seed)
    raise ArgumentError(f"seed is a whole number, which stands for an exercise; got {seed!r}.")


def _sizes(kind: Kind, sizes: Any, level: int, seed: int) -> Sizes:
    draws = _draws(kind.name, level, seed, ())
    if sizes is None:
        return kind.default_sizes(draws, level)
    if isinstance(sizes, Sequence) and all(map(_is_whole, sizes)):
        whole = tuple(map(operator.index, sizes))
        if all(1 <= size <= LARGEST for size in whole) and kind.is_right(whole):
            return whole
    raise ArgumentError(
        f'The sizes of an exercise of the kind "{kind.name}" are {kind.sizes_are}. Such as '
        f"{kind.default_sizes(draws, level)}; got {sizes!r}."
    )


def _is_whole(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)
