"""Mathematical text for terminals that can draw nothing but ASCII."""

_PLAIN = {
    "·": "*",
    "⊙": "*",
    "÷": "/",
    "−": "-",
    "Σ": "sum",
    "Π": "product",
    "ᵀ": ".T",
    "≈": "~=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "…": "...",
    "√": "sqrt",
    "∞": "inf",
    "∂": "d",
    "×": "x",
    "→": "->",
    "›": ">",
    "─": "-",
    "½": "1/2",
    "⁽": "(",
    "⁾": ")",
}
_TABLE = str.maketrans(_PLAIN | dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)))


def to_ascii(text: str) -> str:
    r"""The same arithmetic in ASCII; a letter of a name that has no likeness there is escaped.

    Examples:
        >>> from handnn.arithmetic import to_ascii
        >>> to_ascii("h⁽²⁾[1] ≈ √(2)·x⁽²⁾[1]")
        'h(2)[1] ~= sqrt(2)*x(2)[1]'
        >>> print(to_ascii("größe"))
        gr\xf6\xdfe
    """
    return text.translate(_TABLE).encode("ascii", "backslashreplace").decode()
