"""A reader of printed equations: works a line out again, exactly as it is printed.

It takes every number for what is printed, as a calculator does. The result may differ from the
printed one by 1 in the last digit shown.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

NOTES = (" (with ", " (since ")
ASCII = {"~=": "≈", "*": "·", "<=": "≤", ">=": "≥", "!=": "≠", "sqrt": "√", "inf": "∞"}
LATEX = {  # in this order
    **dict(zip((r" \quad (\text{with } {", r" \quad (\text{since } {"), NOTES, strict=True)),
    "})": ")",  # behind notes; other parentheses have \left and \right
    r"\operatorname{erf}": "erf",
    r"\operatorname{logaddexp}": "logaddexp",
    **dict.fromkeys((r"\left", r"\right"), ""),
    r" \cdot ": "·",
    r"\approx": "≈",
    r"\ge ": "≥ ",
    r"\le ": "≤ ",
    r"\ne ": "≠ ",
    r"\infty": "∞",
    r"\mathrm{nan}": "nan",
    r"\sqrt": "√",
    "\\": "",
    "{": "(",
    "}": ")",
}

FLOAT64, FLOAT32 = 1e-15, 1e-6  # the noise of arithmetic in them
NOISE = 1e-12  # of float arithmetic, relative: nobody prints it
PLACES = 4  # zeros at the end are not printed, up to so many significant digits
WORKED_IN = {"=": "==", "^": "**", "·": "*", "≤": "<=", "≥": ">=", "≠": "!="}
LITERAL = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:e-?\d+)?|∞|nan)(?![\w.(])")
OPENING, CLOSING = "([", ")]"

FUNCTIONS: dict[str, Any] = {
    **{name: getattr(np, name) for name in ("abs", "exp", "log", "sqrt", "tanh", "logaddexp")},
    "erf": math.erf,
    "max": lambda *xs: np.max(xs),
    "min": lambda *xs: np.min(xs),
    "bracket": np.float64,
    "frac": lambda above: lambda below: above / below,
}


def from_ascii(line: str) -> str:
    """A line in ASCII, as it is otherwise."""
    return _replaced(line, ASCII)


def from_latex(line: str) -> str:
    """A line in LaTeX, as it is in text but for fractions, ``frac(1)(3)``."""
    line = re.sub(r"([\d.]+) \\cdot 10\^{(-?\d+)}", r"\1e\2", line)
    line = re.sub(r"(?<![\d.}])10\^{(-?\d+)}", r"1e\1", line)
    return _replaced(line, LATEX)


def _replaced(line: str, signs: dict[str, str]) -> str:
    for sign, text in signs.items():
        line = line.replace(sign, text)
    return line


def check_line(line: str, noise: float = FLOAT64) -> None:
    """Work a line in numbers out, and the meanings of its letters, and its conditions.

    Args:
        line: ``y[1] = 2·3 + 1 = 7``, as an explanation prints it.
        noise: How much arithmetic may be off, relative to the largest number.
    """
    main, letting, since = _parts(line)
    for equation in [main, *letting]:
        _check_equation(equation, line, noise)
    for condition in since:
        assert _evaluate(condition), f"{condition} does not hold: {line}"


def _check_equation(equation: str, line: str, noise: float) -> None:
    _, sign, expression, *rest = _split(equation, " = ", " ≈ ")
    worked = float(_evaluate(expression))
    last_sign, text = rest or (sign, expression)
    value = _number(text)
    if math.isfinite(value):
        sizes = [abs(value), *map(_number, LITERAL.findall(expression))]
        off = last_place(text) if last_sign == " ≈ " else NOISE * max(sizes)
        if noise > FLOAT64 and value:  # what float32 rounds may happen to be printed in full
            off = max(off, 10.0 ** (math.floor(math.log10(abs(value))) + 1 - PLACES))
        off = 1.000001 * off + noise * max(sizes)
        assert abs(worked - value) <= off, f"worked out {worked}: {line}"
    else:
        assert worked == value or math.isnan(value), f"worked out {worked}: {line}"


def last_place(text: str) -> float:
    """What 1 in the last digit of a printed value is worth."""
    digits, _, exponent = text.lstrip("-").partition("e")
    whole, _, decimals = digits.partition(".")
    last = -len(decimals)
    if float(digits) == 0:
        return 1e-4
    zeros = len(decimals) - len(decimals.lstrip("0"))
    first = -1 - zeros if whole == "0" else len(whole) - 1
    last = min(last, first + 1 - PLACES) if exponent or last or first < PLACES else 0
    return 10.0 ** (last + int(exponent or 0))


def _parts(line: str) -> tuple[str, list[str], list[str]]:
    """The equation, the meanings of its letters, and the conditions of its choices."""
    letting: list[str] = []
    since: list[str] = []
    for opening, notes in zip(reversed(NOTES), (since, letting), strict=True):
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


def _evaluate(expression: str) -> Any:
    code = re.sub(r"\|([^|]*)\|", r"abs(\1)", expression.strip())
    code = code.replace("[", "bracket(").replace("]", ")").replace("√", "sqrt")
    numbers = [_number(text) for text in LITERAL.findall(code)]
    counted = iter(range(len(numbers)))
    code = LITERAL.sub(lambda _: f"N[{next(counted)}]", code)
    for sign, python in WORKED_IN.items():
        code = code.replace(sign, python)
    with np.errstate(all="ignore"):
        return eval(code, {"N": numbers, **FUNCTIONS})


def _number(text: str) -> np.float64:
    return np.float64(text.replace("∞", "inf"))
