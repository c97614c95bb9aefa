"""Layer normalisation, of samples whose mean and standard deviation are whole."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, isqrt, lcm

from handnn.practice.generator.content import Content, script
from handnn.practice.generator.kind import Kind, Sizes, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import Row, Rows, transposed
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import Promise, all_differ, search

SAMPLE_TRIES = 20_000
TRIES = 1000
SCALE_TRIES = 20  # before other samples are drawn
LARGEST = 9  # of a number in a sample
SCALE = 6  # the largest gamma

WHOLE = "the mean and the standard deviation of each sample are whole"
VARIED = "no two samples have the same numbers, nor is every standard deviation 1"
RESULT = "the results are whole"
DIFFERENT = "the classical mistakes change the result, each in another way"

LINES = """
mean = X.mean(axis=0)
centred = X - mean
variance = (centred**2).mean(axis=0)
deviation = np.sqrt(variance)
normalised = centred / deviation
Y = gamma * normalised + beta
"""


Surd = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Samples:
    """The numbers of the exercise, each sample a row; on the sheet they are columns."""

    samples: Rows
    gamma: Row
    beta: Row

    def result(
        self,
        mean_as_sum: bool = False,
        variance_as_sum: bool = False,
        without_root: bool = False,
        without_gamma: bool = False,
        without_beta: bool = False,
    ) -> list[Surd]:
        """The result, right or with classical mistakes, sample by sample."""
        found = []
        for sample in self.samples:
            n = len(sample)
            mean = Fraction(sum(sample), 1 if mean_as_sum else n)
            squares = sum(((x - mean) ** 2 for x in sample), Fraction(0))
            variance = squares / (1 if variance_as_sum else n)
            for x, gamma, beta in zip(sample, self.gamma, self.beta, strict=True):
                scaled = (x - mean) * (1 if without_gamma else gamma)
                divisor = variance**2 if without_root else variance
                found.append(_surd(scaled, divisor, 0 if without_beta else beta))
        return found


def _surd(number: Fraction, squared: Fraction, added: int) -> Surd:
    """``number / √squared + added``: the part that is a fraction, and the rest's signed square."""
    root = Fraction(isqrt(squared.numerator), isqrt(squared.denominator))
    if root**2 == squared:
        return number / root + added, Fraction(0)
    return Fraction(added), number * abs(number) / squared


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise with these promises.

    The numbers of a sample are whole, from 0 to 9 at level 1 and from -9 to 9 at the others; its
    mean and its standard deviation are whole, and so are the results. Gamma is from -6 to 6 and
    never 0. The standard deviations are not all 1, and no two samples are the same up to their
    mean. Those who take a sum for the mean, or for the variance, forget the root, or leave out
    gamma or beta, get a wrong result, and no two the same one.
    """
    features, count = sizes
    smallest = 0 if level.number == 1 else -LARGEST

    def sample() -> Row:
        return search(
            lambda: [draws.whole(smallest, LARGEST) for _ in range(features)],
            [Promise(WHOLE, _is_whole)],
            SAMPLE_TRIES,
        )

    def several() -> Rows:
        promises = [Promise(VARIED, _are_varied), Promise(RESULT, _can_be_whole)]
        return search(lambda: [sample() for _ in range(count)], promises, TRIES)

    def draw() -> Samples:
        samples = several()

        def scales() -> Samples:
            gamma = [factor * draws.one_of(_multipliers(factor)) for factor in _factors(samples)]
            beta = [draws.whole(-level.biases, level.biases) for _ in gamma]
            return Samples(samples, gamma, beta)

        return search(scales, [Promise(DIFFERENT, _mistakes_differ)], SCALE_TRIES)

    found = search(draw, [], TRIES)
    given = {
        "X": transposed(found.samples),
        "gamma": [[g] for g in found.gamma],
        "beta": [[b] for b in found.beta],
    }
    return Content(
        title=f"Layer normalisation, {written(sizes)}",
        task="Each column of X is a sample. Work out its mean and its standard deviation, "
        "normalise it, then multiply by gamma and add beta.",
        code=script(given, LINES),
    )


def _is_whole(sample: Row) -> bool:
    """Whether the mean and the standard deviation are whole, and the latter is not 0."""
    n, total = len(sample), sum(sample)
    if total % n:
        return False
    squares = sum((x - total // n) ** 2 for x in sample)
    return squares > 0 and squares % n == 0 and isqrt(squares // n) ** 2 == squares // n


def _are_varied(samples: Rows) -> bool:
    n = len(samples[0])
    centred = [[x - sum(sample) // n for x in sample] for sample in samples]
    return all_differ(centred) and any(sum(c * c for c in each) > n for each in centred)


def _factors(samples: Rows) -> Row:
    """For each feature the least number that makes its normalised values whole."""
    factors = [1] * len(samples[0])
    for sample in samples:
        mean = sum(sample) // len(sample)
        deviation = isqrt(sum((x - mean) ** 2 for x in sample) // len(sample))
        for i, x in enumerate(sample):
            factors[i] = lcm(factors[i], deviation // gcd(deviation, x - mean))
    return factors


def _can_be_whole(samples: Rows) -> bool:
    return max(_factors(samples)) <= SCALE


def _multipliers(factor: int) -> Row:
    """By what a factor may be multiplied."""
    most = SCALE // factor
    return [number for number in range(-most, most + 1) if number]


def _mistakes_differ(drawn: Samples) -> bool:
    return all_differ(
        [
            drawn.result(),
            drawn.result(mean_as_sum=True),
            drawn.result(variance_as_sum=True),
            drawn.result(without_root=True),
            drawn.result(without_gamma=True),
            drawn.result(without_beta=True),
        ]
    )


def _fits(sizes: Sizes) -> bool:
    return len(sizes) == 2 and (sizes[0] == 2 or sizes[0] > 3)


NORMALISATION = Kind(
    "normalisation",
    "how many numbers a sample has, and how many samples there are: two, from 1 to 12, the first "
    "of them 2 or more than 3, since the standard deviation of three whole numbers is never whole",
    by_level((4, 2), (4, 3), (5, 3)),
    _fits,
    make,
)
