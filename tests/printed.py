"""A reader of printed equations: works a line out again, exactly as it is printed.

A number that was rounded stands for every number that is written like it. So a line is worked out
with intervals, and it is right if what stands behind its last sign is among what its expression can
give. An exact number is an interval as narrow as the noise of floats, which is never written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from handnn.arithmetic.writing.format_number import DECIMALS, DIGITS, NOISE, PLAIN_BELOW, PLAIN_FROM

LITERAL = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:e-?\d+)?|∞|nan)(?![\w.(])")
PYTHON = {"·": "*", "^": "**", "≤": "<=", "≥": ">=", "≠": "!=", "√": "sqrt", " = ": " == "}
OPENING, CLOSING = "([", ")]"


@dataclass(frozen=True, eq=False)
class Interval:
    """All numbers that something printed may stand for. A comparison says whether it may hold."""

    low: float
    high: float

    def __iter__(self) -> Iterator[float]:
        return iter((self.low, self.high))

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __add__(self, other: Interval) -> Interval:
        return hull([self.low + other.low, self.high + other.high])

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        return hull(a * b for a in self for b in other)

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return hull([math.nan])
        return hull(a / b for a in self for b in other)

    def __pow__(self, exponent: Interval) -> Interval:
        whole = round(exponent.low)
        if self.low <= 0:  # then only whole exponents make sense
            assert exponent == Interval(whole, whole)
            exponent = Interval(whole, whole)
        powers = [_power(a, b) for a in self for b in exponent]
        if self.low < 0 < self.high:  # of an even power the least is between the ends
            powers.append(_power(0.0, exponent.low))
        return hull(powers)

    def __abs__(self) -> Interval:
        ends = [*map(abs, self), *([0.0] if self.low < 0 < self.high else [])]
        return hull(ends)

    def __gt__(self, other: Interval) -> bool:
        return self.high > other.low

    def __ge__(self, other: Interval) -> bool:
        return self.high >= other.low

    def __lt__(self, other: Interval) -> bool:
        return self.low < other.high

    def __le__(self, other: Interval) -> bool:
        return self.low <= other.high

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, Interval)
        return self.low <= other.high and other.low <= self.high

    def __ne__(self, other: object) -> bool:
        assert isinstance(other, Interval)
        return len({*self, *other}) > 1


def hull(ends: Iterable[float]) -> Interval:
    """What lies between the ends; of ∞ - ∞ and the like anything may come."""
    found = list(ends)
    if any(math.isnan(end) for end in found):
        return Interval(-math.inf, math.inf)
    # every step of float arithmetic rounds its result
    return Interval(_next(min(found), -math.inf), _next(max(found), math.inf))


def _next(value: float, towards: float) -> float:
    for _ in range(4):
        value = math.nextafter(value, towards) if math.isfinite(value) else value
    return value


def _rising(function: Callable[[float], float]) -> Callable[[Interval], Interval]:
    return lambda x: hull(map(function, x))


def _power(base: float, exponent: float) -> float:
    return float(base**exponent) if base or exponent >= 0 else math.inf


def _exp(x: float) -> float:
    return math.exp(x) if x < 709.78 else math.inf


def _log(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf


def _logaddexp(a: float, b: float) -> float:
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))


def _extreme(choose: Callable[..., float]) -> Callable[..., Interval]:
    return lambda *xs: Interval(choose(x.low for x in xs), choose(x.high for x in xs))


FUNCTIONS: dict[str, Any] = {
    "abs": abs,
    "exp": _rising(_exp),
    "log": _rising(_log),
    "sqrt": _rising(lambda x: math.sqrt(max(x, 0.0))),
    "tanh": _rising(math.tanh),
    "erf": _rising(math.erf),
    "max": _extreme(max),
    "min": _extreme(min),
    "logaddexp": lambda a, b: Interval(_logaddexp(a.low, b.low), _logaddexp(a.high, b.high)),
    "bracket": lambda holds: Interval(float(holds), float(holds)),
}


def check_line(line: str, rounded: Iterable[str] = ()) -> None:
    """Work a line in numbers out, and the meanings of its letters, and its conditions.

    Args:
        line: ``y[1] = 2·3 + 1 = 7``, as an explanation prints it.
        rounded: The texts of the numbers in it that stand for others; where the line says ``=``
            there are none.
    """
    main, letting, since = _parts(line)
    for equation in [main, *letting]:
        _check_equation(equation, frozenset(rounded), line)
    for condition in since:
        assert _evaluate(condition, frozenset(rounded)), f"{condition} does not hold: {line}"


def _check_equation(equation: str, rounded: frozenset[str], line: str) -> None:
    _, *rest = _split(equation, " = ", " ≈ ")
    signs, sides = rest[::2], rest[1::2]
    if signs[0] == " = ":
        rounded = frozenset()
    found = [_evaluate(side, rounded) for side in sides[:1]]
    if len(sides) > 1:
        value = sides[1]
        found.append(_stands_for(value, signs[1] == " ≈ "))
    for left, right in pairwise(found):
        assert left == right, f"worked out {left}, printed {right}: {line}"
        assert math.isfinite(left.low) or not math.isfinite(right.low), f"unbounded: {line}"


def _parts(line: str) -> tuple[str, list[str], list[str]]:
    """The equation, the meanings of its letters, and the conditions of its choices."""
    letting: list[str] = []
    since: list[str] = []
    for opening, notes in ((" (since ", since), (" (with ", letting)):
        line, found, inside = line.partition(opening)
        if found:
            notes += _split(inside.removesuffix(")"), ", ")[::2]
    return line, letting, since


def _split(text: str, *separators: str) -> list[str]:
    """Split at separators outside of all parentheses; the separators are kept."""
    parts, depth, start, i = [], 0, 0, 0
    while i < len(text):
        depth += (text[i] in OPENING) - (text[i] in CLOSING)
        found = next((s for s in separators if depth == 0 and text.startswith(s, i)), None)
        if found:
            parts += [text[start:i], found]
            i = start = i + len(found)
        else:
            i += 1
    return [*parts, text[start:]]


def _evaluate(expression: str, rounded: frozenset[str]) -> Any:
    numbers: list[Interval] = []

    def number(match: re.Match[str]) -> str:
        numbers.append(_stands_for(match[0], match[0] in rounded or "-" + match[0] in rounded))
        return f"N[{len(numbers) - 1}]"

    code = re.sub(r"\|([^|]*)\|", r"abs(\1)", expression.strip())
    code = code.replace("[", "bracket(").replace("]", ")")
    code = LITERAL.sub(number, code)
    for sign, python in PYTHON.items():
        code = code.replace(sign, python)
    return eval(code, {"N": numbers, **FUNCTIONS})


def _stands_for(text: str, is_rounded: bool) -> Interval:
    """What a printed number may be."""
    value = float(text.replace("∞", "inf"))
    assert not math.isnan(value)
    if not math.isfinite(value):
        return Interval(value, value)
    half = abs(value) * NOISE if abs(value) % 1 else 0.0  # whole numbers have no noise here
    if is_rounded:
        half += half_unit(value)
    return Interval(value - half, value + half)


def half_unit(value: float) -> float:
    """Half a unit of the last digit that is shown of a rounded value."""
    if value == 0:
        return 0.0
    digits = math.floor(math.log10(abs(value))) + 1
    if PLAIN_FROM <= abs(value) < PLAIN_BELOW:
        return 0.5 * 10.0 ** -max(0, min(DIGITS - digits, DECIMALS + 4))
    return 0.5 * 10.0 ** (digits - DIGITS)
