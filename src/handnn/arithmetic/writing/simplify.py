"""What code computes in a roundabout way for a computer's sake, and paper says outright.

``exp`` overflows above 709. So code takes the largest number away first: it has
``exp(z - max z) / Σ exp(z - max z)`` for ``exp(z) / Σ exp(z)``. The two are equal, whatever is
taken away, and the simpler one is written wherever it can be computed as it stands. Only the
writing changes here; values are computed and differentiated as the code has them.
"""

from __future__ import annotations

import math

from handnn.arithmetic.number import Constant, Number, Result, operate
from handnn.arithmetic.operations import OPERATIONS

EQUAL = 1e-9  # relative: what is simpler must still give the value


def simplify(number: Number) -> Number:
    """A number whose operation is as a person would write it; most are so already.

    * ``exp(a - m) / (exp(a - m) + exp(b - m))`` is ``exp(a) / (exp(a) + exp(b))``;
    * ``log(exp(a - m) + exp(b - m)) + m`` is ``log(exp(a) + exp(b))``;
    * ``logaddexp(a, b)`` is ``log(exp(a) + exp(b))``.

    Examples:
        >>> import numpy as np
        >>> from handnn.arithmetic import Variable, record, symbols
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> top = max(x)
        >>> share = np.exp(x[0] - top) / (np.exp(x[0] - top) + np.exp(x[1] - top))
        >>> symbols(simplify(share.cell()))
        'exp(x[1]) / (exp(x[1]) + exp(x[2]))'
    """
    if number.operation == "divide":
        return _quotient(number)
    if number.operation == "add":
        return _logarithm(number)
    if number.operation == "logaddexp":
        return _log_of_sum(number, [_exp(operand) for operand in number.operands])
    return number


def _quotient(number: Number) -> Number:
    above, below = number.operands
    shift = _shift(above)
    terms = _terms(below)
    if shift is None or any(_shift(term) is not shift for term in terms):
        return number
    above, *unshifted = (_exp(term.operands[0].operands[0]) for term in (above, *terms))
    return _if_equal(number, "divide", above, operate("sum", *unshifted))


def _logarithm(number: Number) -> Number:
    logarithm, shift = number.operands
    if logarithm.operation != "log":
        return number
    terms = _terms(logarithm.operands[0])
    if any(_shift(term) is not shift for term in terms):
        return number
    return _log_of_sum(number, [_exp(term.operands[0].operands[0]) for term in terms])


def _log_of_sum(number: Number, terms: list[Number]) -> Number:
    return _if_equal(number, "log", operate("sum", *terms))


def _if_equal(number: Number, operation: str, *operands: Number) -> Number:
    """The simpler expression where it gives the number; the code's own where it overflows."""
    values = [operand.value for operand in operands]
    again = OPERATIONS[operation].value(*values)
    is_close = math.isclose(again, number.value, rel_tol=EQUAL)
    is_simpler = math.isnan(number.value) or (is_close and all(map(math.isfinite, values)))
    return Result(number.value, operation, operands) if is_simpler else number


def _terms(number: Number) -> tuple[Number, ...]:
    return number.operands if number.operation in {"add", "sum"} else (number,)


def _shift(number: Number) -> Number | None:
    """The m of ``exp(a - m)``."""
    if number.operation == "exp" and number.operands[0].operation == "subtract":
        return number.operands[0].operands[1]
    return None


def _exp(number: Number) -> Number:
    if isinstance(number, Constant) and number.value == 0:
        return Constant(1.0)
    return operate("exp", number)
