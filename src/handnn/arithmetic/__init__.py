"""Numbers that remember how they were made.

`record` turns an array into one whose elements are `Number`s; NumPy code that runs on it leaves its
arithmetic behind. The record is written out (`symbols`, `numbers`, `equation`), worked out again
(`evaluate`) and differentiated (`differentiate`). This package knows nothing of layers.
"""

from typing import TYPE_CHECKING

from handnn.arithmetic.ascii import to_ascii
from handnn.arithmetic.differentiation import differentiate
from handnn.arithmetic.dispatch import connect
from handnn.arithmetic.evaluation import evaluate, in_order
from handnn.arithmetic.functions import handle_function
from handnn.arithmetic.guards import Guard, Recording, recording
from handnn.arithmetic.number import Constant, Given, Number, Result, operate
from handnn.arithmetic.numerals import Shown, show
from handnn.arithmetic.operations import OPERATIONS, Operation
from handnn.arithmetic.products import SumOfProducts
from handnn.arithmetic.recorded_array import RecordedArray, as_recorded, record
from handnn.arithmetic.ufuncs import handle_ufunc
from handnn.arithmetic.variable import Variable
from handnn.errors import UnexplainedError
from handnn.on_demand import on_demand

if TYPE_CHECKING:
    from handnn.arithmetic.notation import OPPOSITES, TEXT, Notation
    from handnn.arithmetic.program import as_json, compile_cells
    from handnn.arithmetic.writing import equation, numbers, right_sides, symbols

connect(ufuncs=handle_ufunc, functions=handle_function)

__all__ = [
    "OPERATIONS",
    "OPPOSITES",
    "TEXT",
    "Constant",
    "Given",
    "Guard",
    "Notation",
    "Number",
    "Operation",
    "RecordedArray",
    "Recording",
    "Result",
    "Shown",
    "SumOfProducts",
    "UnexplainedError",
    "Variable",
    "as_json",
    "as_recorded",
    "compile_cells",
    "differentiate",
    "equation",
    "evaluate",
    "in_order",
    "numbers",
    "operate",
    "record",
    "recording",
    "right_sides",
    "show",
    "symbols",
    "to_ascii",
]

# What writes is not needed to compute.
__getattr__ = on_demand(
    __name__,
    {
        "handnn.arithmetic.notation": ("OPPOSITES", "TEXT", "Notation"),
        "handnn.arithmetic.program": ("as_json", "compile_cells"),
        "handnn.arithmetic.writing": ("equation", "numbers", "right_sides", "symbols"),
    },
)
