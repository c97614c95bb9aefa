"""Self-attention of one head, with scores that are whole after they have been scaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from handnn.practice.generator.content import Content, script
from handnn.practice.generator.kind import Kind, Sizes, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import Rows, dot, transposed
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import NotFoundError, Promise, all_differ, search

TRIES = 10_000
SCORE_TRIES = 30  # before other tokens are drawn
VALUE_TRIES = 20  # before other scores are drawn
COLUMNS = 100  # to look among for some that fit
ROW_TRIES = 200
WEIGHTS = (-1, 0, 0, 1)
LARGEST = 2  # of a number of a token
E = Fraction(2721, 1001)  # e to seven digits: the same on every platform
VISIBLE = Fraction(1, 100)

DISTINCT = "no two tokens are the same, and no two rows of weights"
ALIKE = "no two tokens have the same key"
WHOLE = "the scores are whole after they have been scaled"
NEAR = "the scores of a query are near each other, and not all the same"
BOUNDED = "no query, key, value or score is larger than the level allows"
DIFFERENT = "the classical mistakes change the output, each in another way"

LINES = """
Q = Wq @ X
K = Wk @ X
V = Wv @ X
scores = K.T @ Q
{scaling}
total = E.sum(axis=0)
A = E / total
Z = V @ A
"""


@dataclass(frozen=True)
class Scores:
    """The tokens, each a row here and a column on the sheet, and how they look at each other."""

    tokens: Rows
    Wq: Rows
    Wk: Rows

    @property
    def queries(self) -> Rows:
        """The query of each token."""
        return _times(self.Wq, self.tokens)

    @property
    def keys(self) -> Rows:
        """The key of each token."""
        return _times(self.Wk, self.tokens)

    @property
    def rows(self) -> Rows:
        """For each query its product with every key."""
        return _times(self.keys, self.queries)

    @property
    def root(self) -> int:
        """By what they are divided: the root of the numbers in a key."""
        return isqrt(len(self.Wq))

    @property
    def scaled(self) -> Rows:
        """The scores divided by the root, where that leaves no rest."""
        return [[score // self.root for score in row] for row in self.rows]


@dataclass(frozen=True)
class Attention:
    """The numbers of the exercise."""

    scores: Scores
    Wv: Rows

    @property
    def values(self) -> Rows:
        """The value of each token."""
        return _times(self.Wv, self.scores.tokens)

    def outcomes(self) -> list[list[list[Fraction]]]:
        """The outputs: the right one, then those of the classical mistakes.

        They are: the scores are not scaled; queries and keys change places; the softmax is over the
        queries; it is not normalised.
        """
        scaled = self.scores.scaled
        right = _softmax(scaled)
        weights = [
            right,
            *([_softmax(self.scores.rows)] if self.scores.root > 1 else []),
            _softmax(transposed(scaled)),
            transposed(_softmax(transposed(scaled))),
            [[E**score for score in row] for row in scaled],
        ]
        return [_mixed(each, self.values) for each in weights]


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise with these promises.

    Weights are whole, from -1 to 1; the numbers of the tokens are from 0 to 2 at level 1 and from
    -2 to 2 at the others. No two tokens are the same, no two rows of a matrix, and none has only
    zeros; nor have two tokens the same key. Queries, keys, values and scores are within the level's
    bound. The scores are whole after they have been scaled; those of a query are not all the same,
    and no further apart than the level allows for logits. Those who make one of the mistakes of
    `Attention.outcomes` get a wrong output, and no two the same one: some number differs by 0.01 at
    least.
    """
    features, tokens, keys = sizes
    root = isqrt(keys)
    smallest = 0 if level.number == 1 else -LARGEST

    def tokens_drawn() -> Rows:
        return [[draws.whole(smallest, LARGEST) for _ in range(features)] for _ in range(tokens)]

    def weights(rows: int, columns: int) -> Rows:
        return [[draws.one_of(WEIGHTS) for _ in range(columns)] for _ in range(rows)]

    def bounded(found: Rows) -> bool:
        return all(abs(value) <= level.values for row in found for value in row)

    def draw_scores() -> Scores:
        """Tokens and keys, and then queries that fit them.

        If the products of the columns of Wq and Wk can be divided by the root, so can the scores.
        """
        taken = _distinct(tokens_drawn)
        Wk = _distinct(lambda: weights(keys, features))
        columns = transposed(Wk)
        fitting = [w for w in weights(COLUMNS, keys) if not any(dot(c, w) % root for c in columns)]
        if not fitting:
            raise NotFoundError(WHOLE)
        return search(
            lambda: Scores(taken, transposed([draws.one_of(fitting) for _ in range(features)]), Wk),
            [
                Promise[Scores](ALIKE, lambda s: all_differ(s.keys)),
                Promise[Scores](DISTINCT, lambda s: _are_distinct(s.Wq)),
                Promise[Scores](NEAR, lambda s: _are_near(s.scaled, level.logits)),
                Promise[Scores](BOUNDED, lambda s: bounded([*s.queries, *s.keys, *s.rows])),
            ],
            SCORE_TRIES,
        )

    def draw() -> Attention:
        scores = search(draw_scores, [], TRIES)
        return search(
            lambda: Attention(scores, _distinct(lambda: weights(features, features))),
            [
                Promise[Attention](BOUNDED, lambda found: bounded(found.values)),
                Promise(DIFFERENT, _mistakes_differ),
            ],
            VALUE_TRIES,
        )

    found = search(draw, [], TRIES)
    scores = found.scores
    given = {"X": transposed(scores.tokens), "Wq": scores.Wq, "Wk": scores.Wk, "Wv": found.Wv}
    scaling, divided = "E = np.exp(scores)", ""
    if root > 1:
        scaling = f"scaled = scores / {root}\nE = np.exp(scaled)"
        divided = f", which are divided by {root}"
    return Content(
        title=f"Self-attention, {written(sizes)}",
        task="Each column of X is a token. Work out the queries, keys and values, the scores of "
        f"each query{divided}, their softmax by columns, and the output Z.",
        code=script(given, LINES.format(scaling=scaling)),
    )


def _distinct(draw: Callable[[], Rows]) -> Rows:
    """Rows that differ from each other, and of which none has only zeros."""
    return search(draw, [Promise(DISTINCT, _are_distinct)], ROW_TRIES)


def _are_near(scores: Rows, most: int) -> bool:
    return all(0 < max(row) - min(row) <= most for row in scores)


def _times(W: Rows, columns: Rows) -> Rows:
    """``W @ X``, with the columns of both X and the product as rows."""
    return [[dot(row, column) for row in W] for column in columns]


def _softmax(scores: Rows) -> list[list[Fraction]]:
    """The softmax of each row, as fractions."""
    powers = [[E ** (score - max(row)) for score in row] for row in scores]
    return [[power / sum(row) for power in row] for row in powers]


def _mixed(weights: list[list[Fraction]], values: Rows) -> list[list[Fraction]]:
    """For each query the values of all tokens, each times its weight."""
    columns = transposed(values)
    return [
        [sum((w * v for w, v in zip(row, column, strict=True)), Fraction(0)) for column in columns]
        for row in weights
    ]


def _are_distinct(rows: Rows) -> bool:
    return all(map(any, rows)) and all_differ(rows)


def _mistakes_differ(found: Attention) -> bool:
    outcomes = [[z for row in outcome for z in row] for outcome in found.outcomes()]
    return all(
        max(abs(a - b) for a, b in zip(one, other, strict=True)) >= VISIBLE
        for i, one in enumerate(outcomes)
        for other in outcomes[:i]
    )


def _fits(sizes: Sizes) -> bool:
    return len(sizes) == 3 and sizes[1] > 1 and isqrt(sizes[2]) ** 2 == sizes[2]


ATTENTION = Kind(
    "attention",
    "the numbers of a token, how many tokens there are, and the numbers of a key: three, from 1 to "
    "12, with at least 2 tokens, and keys of 1, 4 or 9 numbers, whose root is whole",
    by_level((3, 2, 4), (3, 3, 4), (3, 4, 4)),
    _fits,
    make,
)
