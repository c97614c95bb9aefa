"""Expressions of all kinds, for tests of what is made of them."""

from hypothesis import strategies as st

from handnn.arithmetic import OPERATIONS, Variable, operate, record

_TWO = {"add", "subtract", "multiply", "divide", "power", "mod", "arctan2", "logaddexp"}
_TWO |= {"maximum", "minimum", "greater", "greater_equal", "less", "less_equal", "equal"}
_TWO |= {"not_equal"}
_SEVERAL = {"where", "sum", "product", "max", "min", "and", "or"}

# Where computers may differ in the last digit, and so take another branch later on.
_ROUNDED = {"exp", "expm1", "log", "log1p", "log2", "log10", "power", "logaddexp", "sum"}
_ROUNDED |= {"sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan2", "erf"}
_ROUNDED |= {"arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh"}
ALL = tuple(sorted(OPERATIONS))
EXACT = tuple(name for name in ALL if name not in _ROUNDED)


def n_operands(name):
    """How many operands an operation gets here."""
    return 3 if name in _SEVERAL else 2 if name in _TWO else 1


def leaf(values, name="x", role="input", batched=False):
    """Numbers to begin an expression with."""
    return record(values, Variable(name, role, batched))


@st.composite
def expressions(draw, leaves, operations=ALL, depth=4):
    """Expressions over some numbers and a few constants."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from([*leaves, -1.0, 0.0, 0.5, 1 / 3]))
    name = draw(st.sampled_from(operations))
    operands = [draw(expressions(leaves, operations, depth - 1)) for _ in range(n_operands(name))]
    return operate(name, *operands)
