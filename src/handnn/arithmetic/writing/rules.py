"""The rules of writing as data: what a program in another language needs to write alike.

`handnn/arithmetic/js/` writes in the browser what this package writes in Python. How is said twice,
with which signs and digits only here.
"""

from __future__ import annotations

from typing import Any

from handnn.arithmetic.variable import SUPERSCRIPTS
from handnn.arithmetic.writing.digits import DECIMALS_IN_CODE, FLOAT32_NOISE, MORE_DIGITS, WITHIN
from handnn.arithmetic.writing.format_number import (
    ALL_DIGITS,
    DECIMALS,
    DIGITS,
    GUARD_DIGITS,
    NOISE,
    PLAIN_BELOW,
    PLAIN_FROM,
    WHOLE_BELOW,
)
from handnn.arithmetic.writing.letters import KINDS, SPARE, WORTH
from handnn.arithmetic.writing.notation import ATOM, OPPOSITES, OR, QUOTIENT, SIGN, SUM, TEXT
from handnn.arithmetic.writing.simplify import EQUAL
from handnn.arithmetic.writing.writer import LONGEST, MOST_TERMS


def writing_rules() -> dict[str, Any]:
    """How plain text is written, as JSON data.

    Returns:
        A dictionary: the signs of `TEXT` under its own names (a form is a list; ``function`` is the
        form of whatever has none, to be opened by its name), ``opposites`` (of comparisons),
        ``binding`` strengths, ``superscripts``, the rules for ``numbers`` and for ``letters``, how
        nearly ``equal`` a simpler expression must be, and how much is written at most:
        ``longest``, in characters, and ``most_terms``.

    Examples:
        >>> writing_rules()["forms"]["sqrt"]
        Form(binding=9, opening='√(', separator=', ', closing=')', inside=(0,))
        >>> writing_rules()["numbers"]["digits"]
        4
    """
    return {
        "forms": TEXT.forms,
        "function": TEXT.function(""),
        "parentheses": TEXT.parentheses,
        "left_out": TEXT.left_out,
        "smallest": TEXT.smallest,
        "letting": TEXT.letting,
        "since": TEXT.since,
        "equals": TEXT.equals,
        "nearly_equals": TEXT.nearly_equals,
        "opposites": OPPOSITES,
        "binding": {"or": OR, "sum": SUM, "sign": SIGN, "quotient": QUOTIENT, "atom": ATOM},
        "superscripts": SUPERSCRIPTS,
        "numbers": {
            "digits": DIGITS,
            "more_digits": MORE_DIGITS,
            "all_digits": ALL_DIGITS,
            "float32_noise": FLOAT32_NOISE,
            "guard_digits": GUARD_DIGITS,
            "within": WITHIN,
            "decimals": DECIMALS,
            "decimals_in_code": DECIMALS_IN_CODE,
            "noise": NOISE,
            "whole_below": WHOLE_BELOW,
            "plain_from": PLAIN_FROM,
            "plain_below": PLAIN_BELOW,
        },
        "letters": {"worth": WORTH, "kinds": KINDS, "spare": SPARE},
        "equal": EQUAL,
        "longest": LONGEST,
        "most_terms": MOST_TERMS,
    }
