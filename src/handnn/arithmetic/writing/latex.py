r"""Hand arithmetic in LaTeX: the notation of the pen, and names that are safe in it.

What comes out compiles with plain LaTeX and amsmath. The names are those of the text, so that a
learner finds them again: ``W1[2,1]`` is ``W_1[2,1]``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from handnn.arithmetic.variable import SUPERSCRIPTS, Variable
from handnn.arithmetic.writing.notation import (
    ATOM,
    COMPARISON,
    OR,
    POWER,
    PRODUCT,
    QUOTIENT,
    SIGN,
    SUM,
    TEXT,
    Form,
    Notation,
    around,
    infix,
)


def _command(letter: str) -> str:
    """What LaTeX calls a Greek letter."""
    word = unicodedata.name(letter).split()[-1].replace("LAMDA", "LAMBDA")
    return f"\\{word.lower() if letter.islower() else word.capitalize()}"


_GREEK = {ord(c): _command(c) for c in "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ"}
_ESCAPES = str.maketrans(
    {c: rf"\({command}\)" for c, command in _GREEK.items()}
    | {ord(c): f"\\{c}" for c in "{}$%#_&"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    | {"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}"}
    | {
        "→": r"\(\to\)",
        "∂": r"\(\partial\)",
        "·": r"\(\cdot\)",
        "…": r"\dots{}",
        "×": r"\(\times\)",
    }
)


def latex_text(text: str) -> str:
    r"""Any text, safe between LaTeX's words; invisible characters are left out.

    Examples:
        >>> print(latex_text("50% of {x_1}"))
        50\% of \{x\_1\}
    """
    visible = (c for c in text if c == " " or unicodedata.category(c)[0] not in "CZ")
    return "".join(visible).translate(_ESCAPES)


_SIGNS = {
    "·": r"\cdot",
    "⊙": r"\odot",
    "÷": r"\div",
    "−": "-",
    "→": r"\to",
    "Σ": r"\sum",
    "Π": r"\prod",
}
_SIGNS |= {"√": r"\surd", "≥": r"\ge", "≤": r"\le", "≠": r"\ne"}


def latex_sign(text: str) -> str:
    r"""Signs and words between matrices, in mathematics.

    Examples:
        >>> print(latex_sign(") ÷ row Σ("))
        ) \div \text{row} \sum (
    """
    parts = re.findall(r"[A-Za-z_]+|[\d.e]+|\S", text)
    return " ".join(
        _SIGNS.get(part) or (rf"\text{{{latex_text(part)}}}" if part[0].isalpha() else part)
        for part in parts
    )


def latex_name(name: str) -> str:
    r"""A symbol on paper, in mathematics.

    Examples:
        >>> print(latex_name("W1"), latex_name("h'"), latex_name("∂L/∂W1"), latex_name("scale"))
        W_{1} h' \frac{\partial L}{\partial W_{1}} \mathit{scale}
        >>> print(latex_name("new W1"))
        \text{new } W_{1}
    """
    if name.startswith("∂L/∂"):
        return rf"\frac{{\partial L}}{{\partial {latex_name(name[4:])}}}"
    if name.startswith("new "):
        return rf"\text{{new }} {latex_name(name[4:])}"
    parts = re.fullmatch(r"([A-Za-z]+|[Γ-ω])_?(\d*)('*)(ᵀ?)(?:⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾)?", name)
    if parts is None:
        return rf"\text{{{latex_text(name)}}}"
    word, number, primes, turned, count = parts.groups()
    letters = word.translate(_GREEK) if len(word) == 1 else rf"\mathit{{{word}}}"
    above = r"\top" * bool(turned) + (f"({count.translate(_LOWERED)})" if count else "")
    return (
        letters + (f"_{{{number}}}" if number else "") + primes + (f"^{{{above}}}" if above else "")
    )


_LOWERED = str.maketrans(dict(zip(SUPERSCRIPTS, "0123456789", strict=True)))


def latex_cell(variable: Variable, index: Sequence[int]) -> str:
    r"""The symbol of one cell; see `Variable.cell`.

    Examples:
        >>> print(latex_cell(Variable("z1", "value", batched=True), (1, 2)))
        {z_{1}}^{(2)}[3]
        >>> print(latex_cell(Variable("∂L/∂W1", "gradient"), (1, 0)))
        \frac{\partial L}{\partial W_{1}}[2,1]
    """
    counts = [str(i + 1) for i in index]
    symbol = latex_name(variable.name)
    if variable.batched and counts:
        symbol = f"{{{symbol}}}^{{({counts.pop(0)})}}"
    return symbol + (f"[{','.join(counts)}]" if counts else "")


def latex_number(text: str) -> tuple[str, int]:
    r"""A value that `format_number` wrote, and how strongly that holds together.

    Examples:
        >>> print(*latex_number("-1.5e-7"))
        -1.5 \cdot 10^{-7} 5
    """
    special = {"nan": r"\mathrm{nan}", "∞": r"\infty", "-∞": r"-\infty"}
    mantissa, e, exponent = special.get(text, text).partition("e")
    binding = SIGN if text.startswith("-") else ATOM
    if text in special or not e:
        return special.get(text, text), binding
    power = f"10^{{{exponent}}}"
    if mantissa in {"1", "-1"}:
        return mantissa.replace("1", power), min(binding, POWER)
    return rf"{mantissa} \cdot {power}", min(binding, PRODUCT)


def _named(name: str) -> Form:
    return around(rf"{name}\left(", r"\right)")


_OPERATORS = (  # that LaTeX knows by the same names
    *("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"),
    *("max", "min"),
)

LATEX = Notation(
    forms={
        **TEXT.forms,
        **{name: _named(f"\\{name}") for name in _OPERATORS},
        **dict.fromkeys(("multiply", "product"), infix(PRODUCT, r" \cdot ", PRODUCT)),
        "divide": Form(ATOM, r"\frac{", "}{", "}", (OR,)),
        "reciprocal": Form(ATOM, r"\frac{1}{", "", "}", (OR,)),
        "mod": infix(QUOTIENT, r" \bmod ", PRODUCT, POWER),
        "power": Form(POWER, "{", "}^{", "}", (ATOM, OR)),
        "square": Form(POWER, "{", "", "}^2", (ATOM,)),
        "greater_equal": infix(COMPARISON, r" \ge ", SUM),
        "less_equal": infix(COMPARISON, r" \le ", SUM),
        "not_equal": infix(COMPARISON, r" \ne ", SUM),
        "and": TEXT.forms["and"]._replace(separator=r" \text{ and } "),
        "or": TEXT.forms["or"]._replace(separator=r" \text{ or } "),
        "not": TEXT.forms["not"]._replace(opening=r"\text{not } \left(", closing=r"\right)"),
        "abs": around(r"\left|", r"\right|"),
        "sqrt": around(r"\sqrt{", "}"),
        "bracket": around(r"\left[", r"\right]"),
        "floor": around(r"\left\lfloor ", r" \right\rfloor"),
        "ceil": around(r"\left\lceil ", r" \right\rceil"),
        "log2": _named(r"\log_2"),
        "log10": _named(r"\log_{10}"),
        "maximum": _named(r"\max"),
        "minimum": _named(r"\min"),
    },
    function=lambda name: _named(rf"\operatorname{{{latex_text(name)}}}"),
    cell=latex_cell,
    number=latex_number,
    parentheses=(r"\left(", r"\right)"),
    left_out=(r"\cdots (", r" \text{ more}) \cdots"),
    smallest=(r"(\text{the } ", r" \text{ smallest terms}", r"\text{, together } ", ")"),
    letting=(r" \quad (\text{with } {", "})"),
    since=(r" \quad (\text{since } {", "})"),
    equals="=",
    nearly_equals=r"\approx",
)
