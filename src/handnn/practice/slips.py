"""The table of slips: what goes wrong on paper, and what it makes of an expression.

A slip is a function from the right expression of a cell to wrong ones. The checker compares the
learner's number with what each gives; it knows no layer. To add a slip of your own, append it to
`SLIPS`, before anything is checked.

They stand in the order in which they are believed: where two give the same number, the first is
named and the others are in `Mistake.also`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from handnn.arithmetic import Constant, Given, Number, symbols
from handnn.practice.expressions import (
    add,
    cells_in,
    factors,
    made,
    multiply,
    negative,
    parts_of,
    replace,
    symbol,
    terms,
    unsigned,
)
from handnn.practice.key import Key, KeyCell

MOST_PLACES = 12  # along an axis, that are tried as the wrong row or column


class Wrong(NamedTuple):
    """What a slip makes of an expression.

    Attributes:
        number: The wrong expression.
        about: The part it happened to, as on paper: ``{about}`` in the slip's texts.
    """

    number: Number
    about: str = ""


class Situation(NamedTuple):
    """A cell, and the key that it is in."""

    cell: KeyCell
    key: Key

    @property
    def number(self) -> Number:
        """The right expression."""
        return self.cell.number


@dataclass(frozen=True)
class Slip:
    """One kind of slip.

    Attributes:
        name: Its stable name, ``bias-left-out``.
        hint: Where to look, without saying what is wrong there; ``{cell}`` is the cell's name.
        cause: What happened.
        wrong: Gives what it may have made of a cell's expression.
    """

    name: str
    hint: str
    cause: str
    wrong: Callable[[Situation], Iterable[Wrong]]


# -- sums -----------------------------------------------------------------------------------------


def _sums(number: Number) -> Iterator[tuple[Number, Callable[[Number], Number]]]:
    return ((part, put) for part, put in parts_of(number) if part.operation == "sum")


def _is_bias(term: Number, whole: Number) -> bool:
    """Whether a term is a parameter, or a 1, that stands alone beside others."""
    alone = unsigned(term)
    if isinstance(alone, Given):
        others = [unsigned(other) for other in terms(whole) if other is not term]
        is_changed = any(_is_of_gradient(other) for other in others)  # a weight of an update
        has_products = any(other.operation == "product" for other in others)
        return alone.variable.role == "parameter" and has_products and not is_changed
    return isinstance(alone, Constant) and alone.value == 1


def _is_of_gradient(number: Number) -> bool:
    return any(given.variable.role == "gradient" for given in cells_in(number))


def _without(whole: Number, place: int) -> Number:
    return add(*(term for i, term in enumerate(terms(whole)) if i != place))


def _bias_left_out(at: Situation) -> Iterator[Wrong]:
    for whole, put in _sums(at.number):
        for i, term in enumerate(terms(whole)):
            if _is_bias(term, whole):
                is_one = isinstance(unsigned(term), Constant)
                about = "The 1 for the bias" if is_one else symbols(unsigned(term))
                yield Wrong(put(_without(whole, i)), about)


def _term_forgotten(at: Situation) -> Iterator[Wrong]:
    for whole, put in _sums(at.number):
        for i, term in enumerate(terms(whole)):
            if not _is_bias(term, whole):
                yield Wrong(put(_without(whole, i)), symbols(unsigned(term)))


def _term_twice(at: Situation) -> Iterator[Wrong]:
    for whole, put in _sums(at.number):
        for term in terms(whole):
            yield Wrong(put(add(*terms(whole), term)), symbols(unsigned(term)))


def _sign_lost(at: Situation) -> Iterator[Wrong]:
    for whole, put in _sums(at.number):
        for i, term in enumerate(terms(whole)):
            flipped = [*terms(whole)]
            flipped[i] = negative(term)
            yield Wrong(put(add(*flipped)), symbols(unsigned(term)))
    yield Wrong(made("negative", at.number), at.cell.symbol)
    for part, put in parts_of(at.number):
        if part.operation == "negative":
            yield Wrong(put(part.operands[0]), symbols(part.operands[0]))
        elif found := _rectified(part):
            yield Wrong(put(negative(found[1])), symbols(found[1]))


def _wrong_way_round(at: Situation) -> Iterator[Wrong]:
    for whole, put in _sums(at.number):
        both = terms(whole)
        if len(both) == 2 and sum(term.operation == "negative" for term in both) == 1:
            yield Wrong(put(negative(whole)), symbols(whole))


def _sum_wrong(at: Situation) -> Iterator[Wrong]:
    if any(True for _ in _sums(at.number)):
        for by in (1.0, -1.0, 10.0, -10.0):
            yield Wrong(made("sum", at.number, Constant(by)))


def _product_wrong(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        if part.operation != "product" or len(part.operands) != 2:
            continue
        a, b = part.operands
        if _is_condition(a) or _is_condition(b):
            continue
        text = symbols(part)
        yield Wrong(put(add(a, b)), text)  # added instead
        yield Wrong(put(a), text)  # a factor of 0 taken for 1
        yield Wrong(put(b), text)
        for factor in (a, b):  # the next in the times table
            yield Wrong(put(add(part, factor)), text)
            yield Wrong(put(add(part, negative(factor))), text)


# -- activations and masks ------------------------------------------------------------------------


def _rectified(number: Number) -> tuple[Number, Number] | None:
    """The zero and the value of ``max(0, value)``."""
    if number.operation in {"maximum", "max"} and len(number.operands) == 2:
        zero, value = sorted(number.operands, key=lambda o: not isinstance(o, Constant))
        if isinstance(zero, Constant) and zero.value == 0:
            return zero, value
    return None


def _relu_skipped(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        if found := _rectified(part):
            yield Wrong(put(found[1]), symbols(part))


def _relu_too_many(at: Situation) -> Iterator[Wrong]:
    """A ReLU on an array that is read, where the network has none."""
    for name in {given.variable.name for given in cells_in(at.number)}:
        exchange = {}
        for given in cells_in(at.number):
            cell = at.key.by_symbol.get(symbol(given))
            if given.variable.name == name and cell is not None and not _rectified(cell.number):
                exchange[symbol(given)] = made("maximum", Constant(0.0), given)
        if exchange:
            yield Wrong(_exchanged(at.number, exchange), name)


def _relu_reversed(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        if found := _rectified(part):
            yield Wrong(put(made("minimum", *found)), symbols(part))


def _relu_on_the_wrong_value(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        for given in {symbol(each): each for each in cells_in(part)}.values():
            if _rectified(part) and _rectified(part)[1] is given:  # type: ignore[index]
                for other in _others(given, at.key):
                    moved = made("maximum", Constant(0.0), other)
                    yield Wrong(put(moved), symbols(part))


def _others(given: Given, key: Key) -> Iterator[Given]:
    """The other cells in the same row or column of the same array."""
    for axis in range(len(given.index)):
        yield from _along(given, axis, key)


def _along(given: Given, axis: int, key: Key) -> Iterator[Given]:
    _, shape = key.arrays[given.variable.name]
    for i in range(min(shape[axis], MOST_PLACES)):
        if i != given.index[axis]:
            index = (*given.index[:axis], i, *given.index[axis + 1 :])
            other = key.places.get(given.variable.cell(index))
            if other is not None:
                yield other


def _mask_forgotten(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        if part.operation == "product":
            kept = [factor for factor in part.operands if not _is_condition(factor)]
            if kept and len(kept) < len(part.operands):
                mask = next(factor for factor in part.operands if _is_condition(factor))
                yield Wrong(put(multiply(*kept)), symbols(mask))
        elif part.operation == "where":
            condition, yes, no = part.operands
            for branch in (yes, no):
                yield Wrong(put(branch), symbols(condition))


def _is_condition(factor: Number) -> bool:
    return factor.operation in {"bracket", "divide"} and any(
        part.operation == "bracket" for part, _ in parts_of(factor)
    )


def _wrong_mask(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        if part.operation == "bracket" or part.operation == "where":
            condition = part.operands[0]
            for given in {symbol(each): each for each in cells_in(condition)}.values():
                for other in _others(given, at.key):
                    moved = _exchanged(condition, {symbol(given): other})
                    yield Wrong(put(made(part.operation, moved, *part.operands[1:])), symbols(part))


def _carried_on(at: Situation) -> Iterator[Wrong]:
    """The cells before an activation in the place of those behind it."""
    return _without_functions(at, lambda cell: cell.number.operation not in _FUNCTIONS)


def _without_functions(at: Situation, is_meant: Callable[[KeyCell], bool]) -> Iterator[Wrong]:
    """For every array that is read, the one that it was made of element by element."""
    for name in {given.variable.name for given in cells_in(at.number)}:
        exchange = {}
        for given in cells_in(at.number):
            cell = at.key.by_symbol.get(symbol(given))
            if given.variable.name == name and cell is not None and is_meant(cell):
                inside = _before(cell)
                if inside is not None:
                    exchange[symbol(given)] = inside
        if exchange:
            before = next(iter(exchange.values()))
            yield Wrong(_exchanged(at.number, exchange), before.variable.name)
        if len(exchange) > 1:
            for own, inside in exchange.items():
                yield Wrong(_exchanged(at.number, {own: inside}), symbol(inside))


def _before(cell: KeyCell) -> Given | None:
    """The one cell that an activation, or another function, makes another of."""
    if cell.number.operation in {"sum", "product", "negative", None}:
        return None
    read = {symbol(given): given for given in cells_in(cell.number)}
    only = next(iter(read.values())) if len(read) == 1 else None
    return only if only and only.index == cell.index else None


# -- rows and columns -----------------------------------------------------------------------------


def _exchanged(number: Number, exchange: Mapping[str, Number]) -> Number:
    return replace(number, lambda given: exchange.get(symbol(given), given))


def _moved(at: Situation, is_row: bool) -> Iterator[Wrong]:
    """Another row (column) of one array, and of it with all arrays that have that row."""
    arrays = {given.variable.name: given.variable for given in cells_in(at.number)}
    for name, variable in arrays.items():
        for axis in _axes(variable.name, at.key, is_row):
            read = [given for given in cells_in(at.number) if given.variable.name == name]
            rows = {given.index[axis] for given in read}
            if len(rows) != 1:  # the sum runs along it
                continue
            (row,) = rows
            for i in range(min(at.key.arrays[name][1][axis], MOST_PLACES)):
                if i == row:
                    continue
                whole = f"{variable.name}"
                alone = _shifted(at, {name}, axis, row, i)
                if alone is not None:
                    yield Wrong(alone, whole)
                together = _shifted(at, set(arrays), axis, row, i)
                if together is not None and len(arrays) > 1:
                    yield Wrong(together, whole)


def _axes(name: str, key: Key, is_row: bool) -> tuple[int, ...]:
    """The axes of an array along which a move is one to another row (column) on paper."""
    variable, shape = key.arrays[name]
    last = len(shape) - 1
    if last < 0:
        return ()
    if variable.batched:  # samples are columns
        return (last,) if is_row and last > 0 else () if is_row else (0,)
    if last == 0:
        return (0,) if is_row else ()
    return (last - 1,) if is_row else (last,)


def _shifted(at: Situation, names: set[str], axis: int, row: int, to: int) -> Number | None:
    exchange = {}
    for given in cells_in(at.number):
        index = given.index
        if given.variable.name in names and axis < len(index) and index[axis] == row:
            other = at.key.places.get(given.variable.cell((*index[:axis], to, *index[axis + 1 :])))
            if other is not None:
                exchange[symbol(given)] = other
    return _exchanged(at.number, exchange) if exchange else None


def _wrong_row(at: Situation) -> Iterator[Wrong]:
    return _moved(at, is_row=True)


def _wrong_column(at: Situation) -> Iterator[Wrong]:
    return _moved(at, is_row=False)


def _transposed(at: Situation) -> Iterator[Wrong]:
    for name in {given.variable.name for given in cells_in(at.number)}:
        exchange = {}
        read = [given for given in cells_in(at.number) if given.variable.name == name]
        for given in read:
            if len(given.index) == 2:
                other = at.key.places.get(given.variable.cell(given.index[::-1]))
                if other is not None:
                    exchange[symbol(given)] = other
        if exchange:
            yield Wrong(_exchanged(at.number, exchange), name)
    sizes = [given for given in cells_in(at.number) if given.variable.role == "count"]
    if len(sizes) == 2 and at.number.operation == "product":  # outputs × (inputs + 1)
        exchange = dict(zip(map(symbol, sizes), reversed(sizes), strict=True))
        yield Wrong(_exchanged(at.number, exchange), "the layer")


def _wrong_axis(at: Situation) -> Iterator[Wrong]:
    """A sum along the other axis of the array that it adds up."""
    for whole, put in _sums(at.number):
        for name in {given.variable.name for given in cells_in(whole)}:
            read = [given for given in cells_in(whole) if given.variable.name == name]
            if len(read) != len(terms(whole)) or len(read[0].index) != 2:
                continue
            for axis in (0, 1):
                fixed = {given.index[1 - axis] for given in read}
                if len(fixed) != 1 or len({given.index[axis] for given in read}) < 2:
                    continue
                for own in sorted({given.index[axis] for given in read}):
                    across = [read[0], *_along(read[0], 1 - axis, at.key)]
                    across = [
                        at.key.places[cell.variable.cell(_with(cell.index, axis, own))]
                        for cell in across
                    ]
                    first = terms(whole)[0]
                    moved = [_exchanged(first, {symbol(read[0]): cell}) for cell in across]
                    yield Wrong(put(add(*moved)), name)


def _with(index: tuple[int, ...], axis: int, place: int) -> tuple[int, ...]:
    return (*index[:axis], place, *index[axis + 1 :])


# -- quotients, means, powers ---------------------------------------------------------------------


def _quotients(number: Number) -> Iterator[tuple[Number, Number, Callable[[Number], Number]]]:
    for part, put in parts_of(number):
        if part.operation == "divide":
            yield part.operands[0], part.operands[1], put


def _mean_as_sum(at: Situation) -> Iterator[Wrong]:
    for above, below, put in _quotients(at.number):
        if above.operation == "sum" and isinstance(below, Constant):
            yield Wrong(put(above), symbols(below))


def _wrong_divisor(at: Situation) -> Iterator[Wrong]:
    for above, below, put in _quotients(at.number):
        if isinstance(below, Constant) and below.value == int(below.value):
            for by in (-1, 1):
                if below.value + by:
                    divisor = Constant(below.value + by)
                    yield Wrong(put(made("divide", above, divisor)), symbols(below))


def _not_normalised(at: Situation) -> Iterator[Wrong]:
    for above, below, put in _quotients(at.number):
        if not isinstance(below, Constant):
            yield Wrong(put(above), symbols(below))


def _division_left_out(at: Situation) -> Iterator[Wrong]:
    for above, below, put in _quotients(at.number):
        if isinstance(below, Constant) and above.operation != "sum":
            yield Wrong(put(above), symbols(below))


def _upside_down(at: Situation) -> Iterator[Wrong]:
    for above, below, put in _quotients(at.number):
        if not isinstance(below, Constant):
            text = symbols(made("divide", above, below))
            yield Wrong(put(made("divide", below, above)), text)


_FUNCTIONS = {"exp", "log", "sqrt", "tanh", "log2", "log1p", "square", "abs", "absolute", "erf"}


def _function_skipped(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        if part.operation in _FUNCTIONS or (
            part.operation == "power" and isinstance(part.operands[1], Constant)
        ):
            yield Wrong(put(part.operands[0]), symbols(part))
    for wrong in _without_functions(at, lambda cell: cell.number.operation in _FUNCTIONS):
        yield Wrong(wrong.number, f"the function that is applied to {wrong.about}")


def _square_as_double(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        if part.operation in {"power", "square"} and _exponent(part) == 2:
            yield Wrong(put(multiply(Constant(2.0), part.operands[0])), symbols(part))


def _exponent(part: Number) -> float:
    return float(part.operands[1].value) if part.operation == "power" else 2.0


def _wrong_logarithm(at: Situation) -> Iterator[Wrong]:
    for part, put in parts_of(at.number):
        if part.operation == "log":
            yield Wrong(put(made("log10", part.operands[0])), symbols(part))


# -- updates --------------------------------------------------------------------------------------


def _steps(number: Number) -> Iterator[tuple[int, Number, Number]]:
    """The terms of a sum that are a learning rate times a gradient."""
    for i, term in enumerate(terms(number)):
        if term.operation == "negative" and _is_of_gradient(term):
            yield i, term, number


def _is_update(at: Situation) -> bool:
    kept = [unsigned(term) for term in terms(at.number)]
    return len(kept) > 1 and any(
        isinstance(term, Given) and term.variable.role == "parameter" for term in kept
    )


def _update_added(at: Situation) -> Iterator[Wrong]:
    if _is_update(at):
        for i, term, whole in _steps(at.number):
            flipped = [*terms(whole)]
            flipped[i] = negative(term)
            yield Wrong(add(*flipped), symbols(unsigned(term)))


def _learning_rate_left_out(at: Situation) -> Iterator[Wrong]:
    if _is_update(at):
        for i, term, whole in _steps(at.number):
            kept = [each for each in factors(unsigned(term)) if not isinstance(each, Constant)]
            if len(kept) < len(factors(unsigned(term))):
                bare = [*terms(whole)]
                bare[i] = negative(multiply(*kept))
                yield Wrong(add(*bare), symbols(unsigned(term)))


def _wrong_gradient(at: Situation) -> Iterator[Wrong]:
    if _is_update(at):
        for given in cells_in(at.number):
            if given.variable.role == "gradient":
                for other in _others(given, at.key):
                    yield Wrong(_exchanged(at.number, {symbol(given): other}), symbol(given))


# -- writing a number -----------------------------------------------------------------------------


def _decimal_point(at: Situation) -> Iterator[Wrong]:
    for by in (10.0, 100.0, 0.1, 0.01):
        yield Wrong(made("product", Constant(by), at.number))


SLIPS: list[Slip] = [
    Slip(
        "bias-left-out",
        "Count the terms of {cell}: are they all there?",
        "{about} was left out.",
        _bias_left_out,
    ),
    Slip(
        "relu-skipped",
        "What happens to a negative number in {cell}?",
        "The number was passed on as it is: in {about} a negative one becomes 0.",
        _relu_skipped,
    ),
    Slip(
        "relu-on-the-wrong-value",
        "Which number does {cell} come from?",
        "The activation was applied to another cell: it is {about}.",
        _relu_on_the_wrong_value,
    ),
    Slip(
        "pre-activation-carried-on",
        "Which numbers go into {cell}: those before the activation, or those after it?",
        "{about}, the number before the activation, was carried on instead of the one after it.",
        _carried_on,
    ),
    Slip(
        "mask-forgotten",
        "Does all of it pass through to {cell}?",
        "{about} was forgotten: it decides what passes.",
        _mask_forgotten,
    ),
    Slip(
        "update-added",
        "In which direction does {cell} have to move?",
        "{about} was added. It is subtracted, so that the loss gets smaller.",
        _update_added,
    ),
    Slip(
        "learning-rate-left-out",
        "How large a step does {cell} take?",
        "The learning rate was left out of {about}.",
        _learning_rate_left_out,
    ),
    Slip(
        "wrong-gradient",
        "Which gradient belongs to {cell}?",
        "The gradient of another weight was taken instead of {about}.",
        _wrong_gradient,
    ),
    Slip(
        "mean-as-sum",
        "Is {cell} a sum, or a mean?",
        "The sum was not divided by {about}.",
        _mean_as_sum,
    ),
    Slip(
        "not-normalised",
        "What is the numerator of {cell} divided by?",
        "The division by {about} was left out.",
        _not_normalised,
    ),
    Slip(
        "division-left-out",
        "Is there a division in {cell}?",
        "The division by {about} was left out.",
        _division_left_out,
    ),
    Slip(
        "wrong-axis",
        "Which way does the sum in {cell} run, along the row or down the column?",
        "The sum ran along the other axis of {about}.",
        _wrong_axis,
    ),
    Slip(
        "subtracted-the-wrong-way",
        "Which of the two is subtracted from which in {cell}?",
        "{about} was taken the other way round.",
        _wrong_way_round,
    ),
    Slip(
        "sign-lost",
        "Look at the signs in {cell} again.",
        "{about} has the wrong sign.",
        _sign_lost,
    ),
    Slip(
        "term-forgotten",
        "Count the terms of {cell}: are they all there?",
        "{about} was forgotten.",
        _term_forgotten,
    ),
    Slip(
        "wrong-row",
        "Which row belongs to {cell}?",
        "Another row of {about} was used.",
        _wrong_row,
    ),
    Slip(
        "wrong-column",
        "Which column belongs to {cell}?",
        "Another column of {about} was used.",
        _wrong_column,
    ),
    Slip(
        "transposed",
        "Does {cell} take a row, or a column?",
        "{about} was read with its rows and columns exchanged.",
        _transposed,
    ),
    Slip(
        "relu-reversed",
        "Which numbers does ReLU let through to {cell}?",
        "The negative number was kept and the positive one made 0: {about} does the opposite.",
        _relu_reversed,
    ),
    Slip(
        "relu-too-many",
        "Which numbers go into {cell}, and is there a ReLU on the way?",
        "A ReLU was applied to {about}, where there is none.",
        _relu_too_many,
    ),
    Slip(
        "wrong-mask",
        "Which cell decides what passes through to {cell}?",
        "{about} was decided by another cell.",
        _wrong_mask,
    ),
    Slip(
        "upside-down",
        "What is divided by what in {cell}?",
        "{about} was taken the other way up.",
        _upside_down,
    ),
    Slip(
        "wrong-divisor",
        "How many numbers is the mean in {cell} taken of?",
        "It was divided by another number than {about}.",
        _wrong_divisor,
    ),
    Slip(
        "function-skipped",
        "Is anything missing between the inputs and {cell}?",
        "The number was used as it is, without {about}.",
        _function_skipped,
    ),
    Slip(
        "square-as-double",
        "What is the square in {cell}?",
        "{about} was taken as twice the number.",
        _square_as_double,
    ),
    Slip(
        "wrong-logarithm",
        "Which logarithm does {cell} use?",
        "{about} is the natural logarithm, and that to the base of 10 was taken.",
        _wrong_logarithm,
    ),
    Slip(
        "term-twice",
        "Count the terms of {cell}: is each there once?",
        "{about} was counted twice.",
        _term_twice,
    ),
    Slip(
        "product-wrong",
        "Work out the products in {cell} one by one.",
        "{about} was worked out wrongly.",
        _product_wrong,
    ),
    Slip(
        "sum-wrong",
        "Add up {cell} once more.",
        "The terms are right, but they were added up wrongly.",
        _sum_wrong,
    ),
    Slip(
        "decimal-point",
        "Where is the decimal point in {cell}?",
        "The decimal point is in the wrong place.",
        _decimal_point,
    ),
]
"""Every `Slip` that the checker knows, the most plausible first."""
