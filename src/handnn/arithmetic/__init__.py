"""Arrays that remember how they were made.

`record` turns an array into one that remembers; NumPy code that runs on it leaves its arithmetic
behind. Asked for a cell, an array gives a `Number`: the record is written out (`symbols`,
`numbers`, `equation`) and worked out again (`evaluate`). Whole arrays are differentiated
(`differentiate`), at NumPy's speed. This package knows nothing of layers.
"""

from typing import TYPE_CHECKING

from handnn._lazy import lazy
from handnn.arithmetic.ascii import to_ascii
from handnn.arithmetic.authors import (
    is_authors,
    local_names,
    look_through,
    look_through_folder,
    shows,
    words_in,
)
from handnn.arithmetic.differentiation import differentiate
from handnn.arithmetic.elementwise import Elementwise, PassedOn
from handnn.arithmetic.evaluation import evaluate, in_order
from handnn.arithmetic.guards import Guard, Recording, recording
from handnn.arithmetic.moves import Cast, Move
from handnn.arithmetic.named import Named
from handnn.arithmetic.node import Leaf, Node, Plain, moved_from
from handnn.arithmetic.number import Constant, Given, Number, Result, as_quantity, operate
from handnn.arithmetic.numpy.dispatch import register
from handnn.arithmetic.numpy.elsewhere import erf, followed, followers
from handnn.arithmetic.numpy.functions import handle_function
from handnn.arithmetic.numpy.ufuncs import handle_ufunc
from handnn.arithmetic.operations import OPERATIONS, Operation, has_nan
from handnn.arithmetic.recorded_array import RecordedArray, as_recorded, as_result, record
from handnn.arithmetic.sums import Contracted, Reduced
from handnn.arithmetic.variable import Variable, raised
from handnn.arithmetic.writing.format_number import FormattedNumber, format_number
from handnn.errors import UnexplainedError

if TYPE_CHECKING:
    from handnn.arithmetic.names import Binding, Names, note_given
    from handnn.arithmetic.program import as_json, compile_cells
    from handnn.arithmetic.source import statement_at
    from handnn.arithmetic.writing.equation import (
        equation,
        in_numbers,
        numbers,
        right_sides,
        symbols,
    )
    from handnn.arithmetic.writing.notation import OPPOSITES, TEXT, Notation
    from handnn.arithmetic.writing.rules import writing_rules
    from handnn.arithmetic.writing.simplify import simplify

register(ufuncs=handle_ufunc, functions=handle_function)

__all__ = [
    "OPERATIONS",
    "OPPOSITES",
    "TEXT",
    "Binding",
    "Cast",
    "Constant",
    "Contracted",
    "Elementwise",
    "FormattedNumber",
    "Given",
    "Guard",
    "Leaf",
    "Move",
    "Named",
    "Names",
    "Node",
    "Notation",
    "Number",
    "Operation",
    "PassedOn",
    "Plain",
    "RecordedArray",
    "Recording",
    "Reduced",
    "Result",
    "UnexplainedError",
    "Variable",
    "as_json",
    "as_quantity",
    "as_recorded",
    "as_result",
    "compile_cells",
    "differentiate",
    "equation",
    "erf",
    "evaluate",
    "followed",
    "followers",
    "format_number",
    "has_nan",
    "in_numbers",
    "in_order",
    "is_authors",
    "local_names",
    "look_through",
    "look_through_folder",
    "moved_from",
    "note_given",
    "numbers",
    "operate",
    "raised",
    "record",
    "recording",
    "right_sides",
    "shows",
    "simplify",
    "statement_at",
    "symbols",
    "to_ascii",
    "words_in",
    "writing_rules",
]

# What writes is not needed to compute.
__getattr__ = lazy(
    __name__,
    {
        "handnn.arithmetic.names": ("Binding", "Names", "note_given"),
        "handnn.arithmetic.program": ("as_json", "compile_cells"),
        "handnn.arithmetic.source": ("statement_at",),
        "handnn.arithmetic.writing.equation": (
            *("equation", "in_numbers", "numbers", "right_sides", "symbols"),
        ),
        "handnn.arithmetic.writing.notation": ("OPPOSITES", "TEXT", "Notation"),
        "handnn.arithmetic.writing.rules": ("writing_rules",),
        "handnn.arithmetic.writing.simplify": ("simplify",),
    },
)
