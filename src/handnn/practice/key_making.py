"""Making a key from a record: every cell that was computed, with its expression as on paper."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence

from handnn.arithmetic import Constant, Given, Number, Variable, as_quantity
from handnn.errors import ArgumentError
from handnn.explanation import CellExplanation, Explanation
from handnn.learning import Update
from handnn.practice.exercise import Recorded
from handnn.practice.expressions import (
    add,
    as_on_paper,
    cells_in,
    factors,
    made,
    multiply,
    negative,
    symbol,
    terms,
    unsigned,
)
from handnn.practice.key import Key, KeyCell
from handnn.summary import Summary, SummaryRow

TOTAL = "all parameters"


def computed_cells(record: Recorded) -> Iterator[KeyCell]:
    """Everything that a record computed, in the order of the work; nothing of it is asked.

    Raises:
        ArgumentError: If some of it cannot be followed, or is not a finite number.
    """
    seen: set[str] = set()
    for explained in _explained(record):
        if not math.isfinite(explained.value):
            raise ArgumentError(
                f"{explained.symbol} is {explained.value}: no worksheet can ask for it. Choose "
                "numbers with which all results are finite."
            )
        if explained.symbol not in seen:
            seen.add(explained.symbol)
            yield KeyCell(
                explained.symbol,
                explained.variable,
                explained.index,
                as_on_paper(as_quantity(explained.number)),
                float(explained.value) + 0.0,
                asked=False,
            )


def _explained(record: Recorded) -> Iterator[CellExplanation]:
    parts: Iterator[Explanation | str] = (
        iter([record.explain()]) if isinstance(record, Update) else record.explanations()
    )
    for part in parts:
        if isinstance(part, str):
            raise ArgumentError(f"There is no worksheet of what cannot be explained. {part}")
        yield from part


def key_of(cells: Sequence[KeyCell], asked: Sequence[str], title: str, decimals: int) -> Key:
    """The key to the worksheet that leaves some cells blank.

    Args:
        cells: Everything that was computed: see `computed_cells`.
        asked: The symbols of the blank cells: computed ones, or given ones to be found.
        title: The worksheet's title.
        decimals: To how many decimals answers are asked for.

    Raises:
        ArgumentError: If a cell cannot be asked for.
    """
    computed = {cell.symbol for cell in cells}
    given: dict[str, Given] = {}
    for cell in cells:
        for read in cells_in(cell.number):
            if symbol(read) not in computed:
                value = float(read.value)
                given.setdefault(symbol(read), Given(value, read.variable, read.index))
    missing = [name for name in asked if name in given]
    unknown = [name for name in asked if name not in computed and name not in given]
    if unknown:
        some = ", ".join([*computed][:4])
        raise ArgumentError(f"There is no cell {unknown[0]} to leave blank. There are {some} ...")
    solved = [_solved(given.pop(name), cells, asked) for name in missing]
    return Key(title, decimals, tuple(given.values()), (*solved, *cells)).asking(frozenset(asked))


# -- operands to solve for ------------------------------------------------------------------------


def _solved(wanted: Given, cells: Sequence[KeyCell], asked: Container[str]) -> KeyCell:
    """A cell that is given elsewhere, found from a printed result.

    Raises:
        ArgumentError: If no printed result tells it.
    """
    name = symbol(wanted)
    for cell in cells:
        read = [symbol(each) for each in cells_in(cell.number)]
        if name not in read or cell.symbol in asked or any(n in asked for n in read if n != name):
            continue
        number = _solve(cell, name)
        if number is not None:
            return KeyCell(name, wanted.variable, wanted.index, number, float(wanted.value), True)
    raise ArgumentError(
        f"{name} cannot be left blank: no printed result tells which number it is. Leave blank one "
        "weight of a neuron whose result is printed, and whose input there is not 0."
    )


def _solve(cell: KeyCell, name: str) -> Number | None:
    """What a cell's equation says of one of the numbers in it, if it does."""
    holding = [
        term for term in terms(cell.number) if any(symbol(g) == name for g in cells_in(term))
    ]
    if len(holding) != 1:
        return None
    (term,) = holding
    own = [each for each in factors(unsigned(term)) if isinstance(each, Given)]
    if sum(symbol(each) == name for each in own) != 1:
        return None
    beside = multiply(*(f for f in factors(unsigned(term)) if not _is(f, name)))
    if beside.value == 0 or any(symbol(g) == name for g in cells_in(beside)):
        return None
    others = [negative(each) for each in terms(cell.number) if each is not term]
    rest = add(Given(cell.value, cell.variable, cell.index), *others)
    rest = negative(rest) if term.operation == "negative" else rest
    is_one = isinstance(beside, Constant) and beside.value == 1
    return rest if is_one else made("divide", rest, beside)


def _is(number: Number, name: str) -> bool:
    return isinstance(number, Given) and symbol(number) == name


# -- counting parameters --------------------------------------------------------------------------


def key_of_counts(summary: Summary, title: str) -> Key:
    """The key to the question how many parameters each layer has, and all together.

    Raises:
        ArgumentError: If the network has no parameters.
    """
    counts = [_count(row) for row in summary.rows if row.n_parameters]
    if not counts:
        raise ArgumentError("The network has no parameters to count.")
    total = add(*(Given(cell.value, cell.variable, ()) for cell in counts))
    sum_of_all = KeyCell(TOTAL, Variable(TOTAL, "value"), (), total, float(summary.total), True)
    sizes = tuple(size for cell in counts for size in cells_in(cell.number))
    return Key(title, 0, sizes, (*counts, sum_of_all))


def _count(row: SummaryRow) -> KeyCell:
    name = f"parameters of {row.name}"
    number = _counted(row)
    return KeyCell(name, Variable(name, "count"), (), number, float(row.n_parameters), True)


def _counted(row: SummaryRow) -> Number:
    """The formula of a row: 4·(3 + 1), or the sizes of its arrays."""
    if row.sizes is None:
        shapes = row.shapes.values()
        return add(*(multiply(*map(Constant, map(float, shape))) for shape in shapes))
    n_outputs, n_inputs, has_bias = row.sizes
    outputs = Given(float(n_outputs), Variable(f"outputs of {row.name}", "count"), ())
    inputs = Given(float(n_inputs), Variable(f"inputs of {row.name}", "count"), ())
    return multiply(outputs, add(inputs, Constant(1.0)) if has_bias else inputs)
