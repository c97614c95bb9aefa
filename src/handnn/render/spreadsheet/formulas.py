"""Expressions as formulas of a spreadsheet.

A formula is made from the expression as it stands on paper, from the inside out: each part as
pieces, texts and addresses, so that it can be written on any sheet. Products of matrices become
``MMULT`` or ``SUMPRODUCT`` of the ranges in which their factors stand. What would make a formula
longer or deeper than a spreadsheet takes becomes a cell of its own, aside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from handnn.arithmetic import Constant, Given, Number
from handnn.arithmetic.writing.letters import set_out
from handnn.errors import UnexplainedError
from handnn.render.spreadsheet.address import Address, Range, range_of

Key = tuple[str, tuple[int, ...]]
"""A cell of an array: the array's name on paper, and the index."""
Pieces = tuple[str | Address | Range, ...]

LONGEST = 8000  # characters: a spreadsheet takes 8192
LONGEST_PART = 400  # of what stands inside a formula, before it gets a cell of its own
DEEPEST = 40  # levels: a spreadsheet takes 64
MOST_ARGUMENTS = 250  # of a function: a spreadsheet takes 255
SHORTEST_RANGE = 3  # fewer products are written out
_ADDRESS_LENGTH = 12  # about how long an address is

# How strongly a form holds together, from the loosest. A minus in front of something binds more
# strongly than ^ in a spreadsheet, unlike on paper: so it counts as a sum, and gets parentheses.
COMPARISON, SUM, PRODUCT, POWER, ATOM = range(5)

_COMPARISONS = {
    "greater": ">",
    "greater_equal": ">=",
    "less": "<",
    "less_equal": "<=",
    "equal": "=",
    "not_equal": "<>",
}

_FUNCTIONS = {
    "maximum": "MAX",
    "minimum": "MIN",
    "max": "MAX",
    "min": "MIN",
    "mod": "MOD",
    "abs": "ABS",
    "sqrt": "SQRT",
    "exp": "EXP",
    "log": "LN",
    "log10": "LOG10",
    "sin": "SIN",
    "cos": "COS",
    "tan": "TAN",
    "sinh": "SINH",
    "cosh": "COSH",
    "tanh": "TANH",
    "arcsin": "ASIN",
    "arccos": "ACOS",
    "arctan": "ATAN",
    "arcsinh": "ASINH",
    "arccosh": "ACOSH",
    "arctanh": "ATANH",
    "erf": "ERF",
    "sign": "SIGN",
    "floor": "INT",
    "trunc": "TRUNC",
    "and": "AND",
    "or": "OR",
    "not": "NOT",
    "where": "IF",
    "isfinite": "ISNUMBER",
}

# Written around the texts of their operands, each of which binds at least so strongly.
_PATTERNS: dict[str, tuple[int, tuple[int, ...], tuple[str | int, ...]]] = {
    "divide": (PRODUCT, (PRODUCT, POWER), (0, "/", 1)),
    "power": (POWER, (ATOM, ATOM), (0, "^", 1)),
    "square": (POWER, (ATOM,), (0, "^2")),
    "reciprocal": (PRODUCT, (POWER,), ("1/", 0)),
    "expm1": (SUM, (COMPARISON,), ("EXP(", 0, ")-1")),
    "log1p": (ATOM, (SUM,), ("LN(1+", 0, ")")),
    "log2": (ATOM, (COMPARISON,), ("LOG(", 0, ",2)")),
    "arctan2": (ATOM, (COMPARISON, COMPARISON), ("ATAN2(", 1, ",", 0, ")")),
    "ceil": (SUM, (PRODUCT,), ("-INT(-", 0, ")")),
    # a half goes to the even neighbour, which ROUND does not do
    "round": (
        ATOM,
        (PRODUCT,),
        ("IF(MOD(", 0, ",1)=0.5,2*ROUND(", 0, "/2,0),ROUND(", 0, ",0))"),
    ),
    "logaddexp": (
        SUM,
        (PRODUCT, PRODUCT),
        ("MAX(", 0, ",", 1, ")+LN(1+EXP(-ABS(", 0, "-", 1, ")))"),
    ),
}


@dataclass(frozen=True)
class Written:
    """A part of a formula.

    Attributes:
        pieces: Its text, in pieces.
        binding: How strongly it holds together.
        depth: How many functions and parentheses stand inside each other in it.
    """

    pieces: Pieces
    binding: int
    depth: int = 0

    def at_least(self, binding: int) -> Pieces:
        """Its pieces, in parentheses if it binds less."""
        return self.pieces if self.binding >= binding else ("(", *self.pieces, ")")

    @property
    def length(self) -> int:
        """About how long it is."""
        lengths = [len(p) if isinstance(p, str) else _ADDRESS_LENGTH for p in self.pieces]
        return sum(lengths)


def text_on(sheet: str, pieces: Pieces) -> str:
    """A formula as it is written on a sheet."""
    texts = [p if isinstance(p, str) else p.seen_from(sheet) for p in pieces]
    return "=" + "".join(texts)


class Formulas:
    """Writes formulas.

    Args:
        addresses: Where every cell stands that an expression may read.
        aside: Puts a formula into a cell of its own, given its value, and says where that is.
    """

    def __init__(
        self, addresses: Mapping[Key, Address], aside: Callable[[Pieces, float], Address]
    ) -> None:
        self._addresses = addresses
        self._aside = aside
        self._cells: dict[Pieces, Address] = {}  # aside

    def formula(self, number: Number) -> Pieces:
        """The formula of an expression.

        Raises:
            UnexplainedError: If a spreadsheet has no function for it.
        """
        whole = set_out(number)
        made: dict[int, Written] = {}
        stack = [whole]
        while stack:
            part = stack[-1]
            if id(part) in made:
                stack.pop()
                continue
            missing = [each for _, each in _parts(part) if id(each) not in made]
            if missing:
                stack.extend(reversed(missing))
                continue
            stack.pop()
            written = self._written(part, made)
            made[id(part)] = written if part is whole else self._short(written, part.value)
        written = made[id(whole)]
        if written.length > LONGEST:
            written = self._short(written, whole.value)
        return written.pieces

    def _written(self, part: Number, made: Mapping[int, Written]) -> Written:
        name = part.operation
        if name is None:
            return self._leaf(part)
        parts = _parts(part)
        if name in _SUMS:
            return self._sum(parts, made)
        operands = [made[id(each)] for _, each in parts]
        deeper = 1 + max(each.depth for each in operands)
        if name in _PRODUCTS:
            return self._product(parts, operands)
        if name in _COMPARISONS:
            left, right = (each.at_least(SUM) for each in operands)
            return Written((*left, _COMPARISONS[name], *right), COMPARISON, deeper)
        if name == "bracket":  # of 1 or 0 in a cell, that itself
            (condition,) = operands
            if isinstance(parts[0][1], Given):
                return condition
            return Written(("--", *condition.at_least(ATOM)), SUM, deeper)
        if name in _PATTERNS:
            binding, inside, pattern = _PATTERNS[name]
            pieces: list[str | Address | Range] = []
            for piece in pattern:
                pieces += (
                    [piece] if isinstance(piece, str) else operands[piece].at_least(inside[piece])
                )
            return Written(tuple(pieces), binding, deeper + 2)
        if name in _FUNCTIONS:
            return self._function(_FUNCTIONS[name], parts, operands, deeper)
        raise UnexplainedError(f"a spreadsheet has no function for {name}")

    def _leaf(self, leaf: Number) -> Written:
        if isinstance(leaf, Given):
            return Written((self._addresses[leaf.variable.name, leaf.index],), ATOM)
        if isinstance(leaf.value, bool):
            return Written((str(leaf.value).upper(),), ATOM)
        text = literal(leaf.value)
        return Written((text,), SUM if text.startswith("-") else ATOM)

    def _function(
        self, function: str, parts: Sequence[_Part], operands: Sequence[Written], depth: int
    ) -> Written:
        found = self._range([each for _, each in parts]) if len(parts) > 2 else None
        if found and function in {"MAX", "MIN"}:
            return Written((f"{function}(", found, ")"), ATOM, depth)
        several = operands
        while len(several) > MOST_ARGUMENTS:
            several = [
                Written(_call(function, several[i : i + MOST_ARGUMENTS]), ATOM)
                for i in range(0, len(several), MOST_ARGUMENTS)
            ]
            depth += 1
        return Written(_call(function, several), ATOM, depth)

    # -- sums of products -------------------------------------------------------------------------

    def _sum(self, terms: Sequence[_Part], made: Mapping[int, Written]) -> Written:
        pieces: list[str | Address | Range] = []
        total = 0.0
        length = depth = position = 0
        while position < len(terms):
            found = self._run(terms[position:])
            if found and found[0] == len(terms):
                return found[1]
            if found:
                n, (sign, term) = found[0], ("+", found[1])
            else:
                n, (sign, node) = 1, terms[position]
                term = made[id(node)]
            if length and length + term.length > LONGEST:  # what there is goes aside
                pieces, length = [self._put_aside(tuple(pieces), total)], _ADDRESS_LENGTH
            for plus_or_minus, each in terms[position : position + n]:
                total += each.value if plus_or_minus == "+" else -each.value
            position += n
            if pieces:
                pieces += (sign, *term.at_least(PRODUCT))
            elif sign == "-":
                has_power = any(isinstance(p, str) and "^" in p for p in term.pieces)
                pieces += ("-", *term.at_least(ATOM if has_power else PRODUCT))
            else:
                pieces += term.pieces if term.binding >= SUM else term.at_least(SUM)
            length += term.length + 1
            depth = max(depth, term.depth + 1)
        if len(terms) == 1 and terms[0][0] == "+":
            return made[id(terms[0][1])]
        return Written(tuple(pieces), SUM, depth)

    def _run(self, terms: Sequence[_Part]) -> tuple[int, Written] | None:
        """How many of the first terms are a product of ranges, or one range, and as what."""
        alike: list[tuple[Address, ...]] = []
        for sign, term in terms:
            factors = [each for _, each in _parts(term)] if term.operation in _PRODUCTS else [term]
            places = tuple(map(self._place, factors))
            if sign == "-" or len(places) > 2 or not all(places):
                break
            if alike and len(places) != len(alike[0]):
                break
            alike.append(tuple(place for place in places if place))
        if len(alike) < SHORTEST_RANGE:
            return None
        columns = list(zip(*alike, strict=True))
        for n in (len(alike), *_in_line(columns)):
            ranges = [range_of(column[:n]) for column in columns]
            if n >= SHORTEST_RANGE and all(ranges):
                pieces = _of_ranges([each for each in ranges if each])
                if pieces:
                    return n, Written(pieces, ATOM, 1)
        return None

    def _range(self, numbers: Sequence[Number]) -> Range | None:
        places = list(map(self._place, numbers))
        found = [place for place in places if place]
        return range_of(found) if len(found) == len(places) else None

    def _place(self, number: Number) -> Address | None:
        if isinstance(number, Given):
            return self._addresses[number.variable.name, number.index]
        return None

    # -- what is too long -------------------------------------------------------------------------

    def _product(self, parts: Sequence[_Part], operands: Sequence[Written]) -> Written:
        pieces: list[str | Address | Range] = []
        total, length = 1.0, 0
        for (_, part), each in zip(parts, operands, strict=True):
            if length and length + each.length > LONGEST:
                pieces, length = [self._put_aside(tuple(pieces), total)], _ADDRESS_LENGTH
            factor = each.at_least(PRODUCT)
            if len(operands) > 1 and part.operation == "bracket" and each.pieces[0] == "--":
                factor = each.pieces[1:]  # a product makes a number of a condition by itself
            pieces += ("*", *factor) if pieces else factor
            total *= part.value
            length += each.length + 1
        return Written(tuple(pieces), PRODUCT, 1 + max(each.depth for each in operands))

    def _short(self, written: Written, value: float | bool) -> Written:
        """What stands inside a formula, from a cell of its own if it is long."""
        if written.length <= LONGEST_PART and written.depth <= DEEPEST:
            return written
        return Written((self._put_aside(written.pieces, float(value)),), ATOM)

    def _put_aside(self, pieces: Pieces, value: float) -> Address:
        if pieces not in self._cells:
            self._cells[pieces] = self._aside(pieces, value)
        return self._cells[pieces]


_Part = tuple[str, Number]  # a sign, and what stands behind it
_SUMS = {"add", "sum", "subtract", "negative"}
_PRODUCTS = {"multiply", "product"}


def literal(value: float) -> str:
    """A plain number in a formula.

    Examples:
        >>> literal(2.0), literal(-0.0), literal(1e-05)
        ('2', '0', '1E-05')

    Raises:
        UnexplainedError: If it is infinite, or not a number.
    """
    if not math.isfinite(value):
        raise UnexplainedError(f"a spreadsheet has no number {value}")
    return repr(float(value) + 0.0).removesuffix(".0").upper()


def _parts(number: Number) -> list[_Part]:
    """What is written in a row: terms with their signs, factors, or operands."""
    if number.operation in _SUMS:
        return _terms(number)
    if number.operation in _PRODUCTS:
        return [("+", factor) for factor in _factors(number)]
    return [("+", operand) for operand in number.operands]


def _terms(number: Number) -> list[_Part]:
    """The terms of nested sums; what is subtracted stays together, and a plain 0 adds nothing."""
    terms: list[_Part] = []
    stack = [("+", number)]
    while stack:
        sign, part = stack.pop()
        if sign == "-" or part.operation not in _SUMS:
            terms.append((sign, part))
        elif part.operation == "negative":
            stack.append(("-", part.operands[0]))
        elif part.operation == "subtract":
            stack += [("-", part.operands[1]), ("+", part.operands[0])]
        else:
            stack.extend([("+", operand) for operand in reversed(part.operands)])
    written = [(s, t) for s, t in terms if not (isinstance(t, Constant) and t.value == 0)]
    return written or terms[:1]


def _factors(number: Number) -> list[Number]:
    factors: list[Number] = []
    stack = [number]
    while stack:
        part = stack.pop()
        if part.operation in _PRODUCTS:
            stack.extend(reversed(part.operands))
        else:
            factors.append(part)
    return factors


def _call(function: str, operands: Sequence[Written]) -> Pieces:
    pieces: list[str | Address | Range] = [f"{function}("]
    for i, each in enumerate(operands):
        pieces += ([","] if i else []) + list(each.pieces)
    return (*pieces, ")")


def _in_line(columns: Sequence[Sequence[Address]]) -> tuple[int, ...]:
    """How many of the first cells stand in a line, in every column of cells."""
    n = len(columns[0])
    for cells in columns:
        step = (cells[1].row - cells[0].row, cells[1].column - cells[0].column)
        if step not in {(0, 1), (1, 0)}:
            return ()
        for i in range(1, n):
            if cells[i] != _moved(cells[0], i * step[0], i * step[1]):
                n = i
                break
    return (n,)


def _moved(cell: Address, rows: int, columns: int) -> Address:
    return Address(cell.sheet, cell.row + rows, cell.column + columns)


def _of_ranges(ranges: Sequence[Range]) -> Pieces:
    """The sum of a range, or of the products of two; nothing if they do not match."""
    if len(ranges) == 1:
        return ("SUM(", ranges[0], ")")
    a, b = ranges
    if a.shape == b.shape:
        return ("SUMPRODUCT(", a, ",", b, ")")
    if a.shape == b.shape[::-1] and 1 in a.shape:  # a row and a column, the row first
        row, column = (a, b) if a.shape[0] == 1 else (b, a)
        return ("MMULT(", row, ",", column, ")")
    return ()
