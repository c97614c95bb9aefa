"""A reader of printed equations: works a line out again, exactly as it is printed.

A number that was rounded stands for every number that is written like it. So a line is worked out
with intervals, and it is right if what stands behind its last sign is among what its expression can
give. An exact number is itself, but for the noise of floats where there is some, which is never
written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handnn.arithmetic import format_number
from handnn.arithmetic.writing.format_number import DECIMALS, DIGITS, NOISE, PLAIN_BELOW, PLAIN_FROM
from handnn.arithmetic.writing.writer import DECIMALS_IN_CODE

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


Stand = Mapping[str, float]


def stand_for(values: Iterable[float]) -> dict[str, float]:
    """How far each printed number may be from what it stands for, by its text without a sign.

    Args:
        values: All the numbers in an expression. One that is written exactly is as far away as it
            is; one that is rounded may be as far as half a unit of its last digit.
    """
    far: dict[str, float] = {}
    for value in map(abs, map(float, values)):
        for decimals in (DECIMALS, DECIMALS_IN_CODE):
            text, exact = format_number(value, decimals)
            if math.isfinite(value):
                distance = abs(value - float(text)) if exact else half_unit(float(text))
                far[text] = max(far.get(text, 0.0), distance)
    return far


def check_line(line: str, stand: Stand) -> None:
    """Work a line in numbers out, and the meanings of its letters, and its conditions.

    Args:
        line: ``y[1] = 2·3 + 1 = 7``, as an explanation prints it.
        stand: What `stand_for` says of its numbers; where the line says ``=`` none is rounded.
    """
    main, letting, since = _parts(line)
    for equation in [main, *letting]:
        _check_equation(equation, stand, line)
    for condition in since:
        assert _evaluate(condition, stand), f"{condition} does not hold: {line}"


def _check_equation(equation: str, stand: Stand, line: str) -> None:
    _, sign, expression, *rest = _split(equation, " = ", " ≈ ")
    if sign == " = ":
        stand = {text: min(far, NOISE * float(text)) for text, far in stand.items()}
    left = _evaluate(expression, stand)
    if rest:
        last_sign, text = rest
        value = float(text.replace("∞", "inf"))
        is_rounded = last_sign == " ≈ "
        right = _near(value, half_unit(value) if is_rounded else abs(value) * NOISE)
        assert left == right, f"worked out {left}, printed {right}: {line}"
        assert math.isfinite(left.low) or not math.isfinite(value), f"unbounded: {line}"


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


def _evaluate(expression: str, stand: Stand) -> Any:
    numbers: list[Interval] = []

    def number(match: re.Match[str]) -> str:
        value = float(match[0].replace("∞", "inf"))
        assert not math.isnan(value), expression
        numbers.append(_near(value, stand.get(match[0], 0.0)))
        return f"N[{len(numbers) - 1}]"

    code = re.sub(r"\|([^|]*)\|", r"abs(\1)", expression.strip())
    code = code.replace("[", "bracket(").replace("]", ")")
    code = LITERAL.sub(number, code)
    for sign, python in PYTHON.items():
        code = code.replace(sign, python)
    return eval(code, {"N": numbers, **FUNCTIONS})


def _near(value: float, distance: float) -> Interval:
    """Everything within a distance."""
    if distance == 0 or math.isinf(value):
        return Interval(value, value)
    return Interval(value - distance, value + distance)


def half_unit(value: float) -> float:
    """Half a unit of the last digit that is shown of a rounded value."""
    if value == 0 or math.isinf(value):
        return 0.0
    digits = math.floor(math.log10(abs(value))) + 1
    if PLAIN_FROM <= abs(value) < PLAIN_BELOW:
        return 0.5 * 10.0 ** -max(0, min(DIGITS - digits, DECIMALS + 4))
    return 0.5 * 10.0 ** (digits - DIGITS)
