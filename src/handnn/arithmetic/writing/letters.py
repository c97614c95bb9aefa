"""Letters for what an equation would say again and again.

A person who needs the mean in every term of a variance works it out once and calls it s. So does
the pen: a part of an expression that would be written twice or more gets a letter, if it is worth
one, and what the letter stands for is noted beside the equation. Only the writing changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from handnn.arithmetic.evaluation import in_order
from handnn.arithmetic.number import Constant, Given, Number, Result
from handnn.arithmetic.writing.simplify import simplify

WORTH = 3  # leaves: less is as quickly written as looked up
_EXTREMES = {"maximum", "minimum", "max", "min"}
_SUMS = {"add", "sum"}
_PRODUCTS = {"multiply", "product"}
KINDS = "mspu"  # see `_kind`
SPARE = "nqvwrcdefgk"  # for letters that the equation has as symbols


class Letters:
    """The letters of one equation, and the parts that they stand for.

    Args:
        kinds: The letter that a part would have if it were the only one, by the part's id.
        symbols: The names that the equation has already.
    """

    def __init__(self, kinds: dict[int, str] | None = None, symbols: Iterable[str] = ()) -> None:
        self.kinds = kinds or {}
        self._names: dict[int, str] = {}
        self._all = Counter(self.kinds.values())
        self._named = Counter[str]()
        taken = {word for symbol in symbols for word in re.findall("[A-Za-z]+", symbol)}
        self._free: dict[str, str] = {}
        for kind in KINDS:
            self._free[kind] = next((c for c in kind + SPARE if c not in taken), 2 * kind)
            taken.add(self._free[kind])

    def __contains__(self, part: Number) -> bool:
        return id(part) in self.kinds

    def name(self, part: Number) -> str:
        """The letter of a part, with a number in the order of asking where there are several."""
        if id(part) not in self._names:
            kind = self.kinds[id(part)]
            self._named[kind] += 1
            number = self._named[kind] if self._all[kind] > 1 else ""
            self._names[id(part)] = f"{self._free[kind]}{number}"
        return self._names[id(part)]


_NO_LETTERS = Letters()


def on_paper(expression: Number, left: str = "") -> tuple[Number, Letters]:
    """The expression as it stands on paper, and its letters; see `set_out` and `letters_for`."""
    if _is_set_out(expression):
        return expression, _NO_LETTERS
    expression = set_out(expression)
    return expression, letters_for(expression, left)


def set_out(expression: Number) -> Number:
    """The expression as it stands on paper, and whatever is equal in it is the same object."""
    made: dict[Hashable, Number] = {}
    plain: dict[int, Number] = {}  # what `simplify` looked at, by its id, as it stands on paper

    def merged(number: Number, operands: tuple[Number, ...]) -> Number:
        key = (number.operation, *map(id, operands)) if operands else _leaf_key(number)
        part = made.get(key)
        if part is None:
            is_same = operands == number.operands  # numbers are equal only to themselves
            part = number if is_same else Result(number.value, str(number.operation), operands)
            made[key] = part
        return part

    def settled(number: Number) -> Number:
        """Merge what `simplify` put together anew, which is never more than a few parts."""
        if id(number) in plain:
            return number
        part = merged(number, tuple(map(settled, number.operands)))
        plain.setdefault(id(part), part)
        return part

    finished: dict[int, Number] = {}
    for number in in_order([expression]):
        part = merged(number, tuple([finished[id(operand)] for operand in number.operands]))
        if id(part) not in plain:
            plain[id(part)] = part
            plain[id(part)] = settled(simplify(part))
        finished[id(number)] = plain[id(part)]
    return finished[id(expression)]


def letters_for(expression: Number, left: str = "") -> Letters:
    """Choose what gets a letter.

    Each part is counted once for every place where it is written, given that what is repeated
    around it has its letter. The branches of choices that were not taken are not written.

    Args:
        expression: What `set_out` made.
        left: What stands left of the equals sign.
    """
    order = in_order([expression])
    whole = _outcome(expression)
    uses = _uses(order, whole)
    written = [part for part in order if uses[id(part)]]
    kinds: dict[int, str] = {}
    leaves: dict[int, int] = {}  # of a part as written; a letter is a leaf
    for part in written:
        leaves[id(part)] = _leaves(part, leaves)
        if uses[id(part)] > 1 and leaves[id(part)] >= WORTH and not _is_plain(part, whole):
            kinds[id(part)] = _kind(part)
            leaves[id(part)] = 1
    names = {part.variable.name for part in written if isinstance(part, Given)}
    return Letters(kinds, {left, *names})


def branch_taken(choice: Number) -> tuple[Number, Number]:
    """The branch that a choice took, and the condition that decided it."""
    condition, yes, no = choice.operands
    branch = yes if condition.value else no
    while condition.operation == "not":
        (condition,) = condition.operands
    return branch, condition


def _is_set_out(expression: Number) -> bool:
    """Whether nothing in it occurs twice, as in most sums of products, and nothing can be simpler.

    What occurs twice has leaves that do.
    """
    leaves: set[Hashable] = set()
    stack = [expression]
    while stack:
        part = stack.pop()
        if operands := part.operands:
            if simplify(part) is not part:
                return False
            stack += operands
            continue
        leaf: Hashable = (
            (part.variable.name, part.index) if isinstance(part, Given) else repr(part.value)
        )
        if leaf in leaves:
            return False
        leaves.add(leaf)
    return True


def _leaf_key(number: Number) -> Hashable:
    place = (number.variable.name, number.index) if isinstance(number, Given) else None
    return place, repr(number.value)


def _outcome(number: Number) -> Number:
    while number.operation == "where":
        number, _ = branch_taken(number)
    return number


def _is_plain(part: Number, whole: Number) -> bool:
    """Whether a part gets no letter however often it is written: a condition, or the whole."""
    return isinstance(part.value, bool) or part is whole


def _uses(order: Sequence[Number], whole: Number) -> Counter[int]:
    """How often each part is written, by its id; a condition is noted once."""
    uses = Counter({id(order[-1]): 1})
    noted: set[int] = set()
    for part in reversed(order):
        times = uses[id(part)]
        if times and part.operation == "where":
            branch, condition = branch_taken(part)
            uses[id(branch)] += times
            uses[id(condition)] += id(condition) not in noted
            noted.add(id(condition))
        elif times:
            for operand in part.operands:
                uses[id(operand)] += times if _is_plain(part, whole) else 1
    return uses


def _leaves(part: Number, leaves: dict[int, int]) -> int:
    if part.operation is None:
        return 1
    if part.operation == "where":
        return leaves[id(_outcome(part))]
    operands = part.operands
    if part.operation == "power" and isinstance(operands[1], Constant):
        operands = operands[:1]
    count = sum(leaves[id(operand)] for operand in operands)
    return max(count, WORTH) if part.operation in _EXTREMES | _SUMS else count


def _kind(part: Number) -> str:
    """The letter m for a maximum or minimum, s for a sum or mean, p for a product, or else u."""
    if part.operation in _EXTREMES:
        return "m"
    if part.operation in _PRODUCTS:
        return "p"
    is_shared_out = part.operation == "divide" and isinstance(part.operands[1], Constant)
    operation = part.operands[0].operation if is_shared_out else part.operation
    return "s" if operation in _SUMS else "u"
