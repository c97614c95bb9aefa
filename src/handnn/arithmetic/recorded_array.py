"""Arrays that remember how they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NoReturn

import numpy as np

from handnn.arithmetic.authors import is_formatted, is_shown
from handnn.arithmetic.elementwise import Elementwise
from handnn.arithmetic.guards import note_guards
from handnn.arithmetic.methods import ArrayMethods
from handnn.arithmetic.moves import Cast, Move, Selected, Written, numbered
from handnn.arithmetic.node import Leaf, Node, Plain
from handnn.arithmetic.number import Number
from handnn.arithmetic.numpy.dispatch import NumPyDispatch, tell, unexplained
from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.variable import Variable
from handnn.errors import UnexplainedError

# NumPy asks an element of an object array for the method of the function's name.
_ELEMENT_METHODS = frozenset(OPERATIONS) & {
    *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "square"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "floor", "ceil", "trunc", "rint"),
    *("arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh"),
}


class RecordedArray(NumPyDispatch, ArrayMethods):
    """An array that remembers how it was made; made by `record`.

    It goes wherever an array of floats goes. NumPy computes at NumPy's speed, and what it computes
    is remembered: an operation, and the arrays it took. Asked for a cell, it answers with a
    `Number`.

    Writing into it gives it another record; the views of it see what was written, as in NumPy.

    Args:
        node: What it remembers.
        parent: The array of which it is a view, if it is one.
        view: What makes the view of an array like the parent.

    Examples:
        >>> import numpy as np
        >>> from handnn.arithmetic import Variable, record, symbols
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> y = np.square(x).sum()
        >>> y
        np.float64(5.0)
        >>> symbols(y)
        'x[1]^2 + x[2]^2'
    """

    __slots__ = ("_is_read_only", "_node", "_parent", "_seen", "_view")

    def __init__(
        self,
        node: Node,
        parent: RecordedArray | None = None,
        view: Callable[[Any], Any] | None = None,
    ) -> None:
        self._node = node
        self._parent = parent
        self._is_read_only = False
        self._view = view
        if parent is not None:
            self._seen = parent.node

    @property
    def node(self) -> Node:
        """What it remembers at the moment."""
        parent = self._parent
        if parent is not None and parent.node is not self._seen:
            self._seen = parent.node
            assert self._view is not None
            self._node = _moved(self._view, self._seen)
        return self._node

    @property
    def is_view(self) -> bool:
        """Whether it shows the cells of another array."""
        return self._parent is not None

    def remember(self, node: Node) -> None:
        """Remember the same values in another way."""
        self._node = node

    @property
    def value(self) -> Any:
        """Its values, as NumPy computed them; they remember nothing."""
        return self.node.value

    def cell(self, index: int | tuple[int, ...] = ()) -> Number:
        """The number in a cell; the same object each time.

        Args:
            index: Its place, counted from 0; none for an array without axes.
        """
        return self.node.cell(index if isinstance(index, tuple) else (index,))

    # -- what NumPy's arrays say of themselves ----------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """As of a NumPy array."""
        return np.shape(self.node.value)

    @property
    def ndim(self) -> int:
        """As of a NumPy array."""
        return np.ndim(self.node.value)

    @property
    def size(self) -> int:
        """As of a NumPy array."""
        return int(np.size(self.node.value))

    @property
    def dtype(self) -> Any:
        """As of a NumPy array."""
        return np.asarray(self.node.value).dtype

    @property
    def T(self) -> RecordedArray:
        """As of a NumPy array."""
        return viewed(self, np.transpose, np.transpose)

    @property
    def mT(self) -> RecordedArray:
        """As of a NumPy array."""
        return viewed(self, np.matrix_transpose, np.matrix_transpose)

    @property
    def real(self) -> RecordedArray:
        """The array itself: it is real."""
        return self

    @property
    def flat(self) -> Iterator[RecordedArray]:
        """Its cells in row-major order."""
        return iter([self[place] for place in np.ndindex(self.shape)])

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("len() of unsized object")
        return self.shape[0]

    def __iter__(self) -> Iterator[RecordedArray]:
        if not self.ndim:
            raise TypeError("iteration over a 0-d array")
        return iter([self[i] for i in range(len(self))])

    def __repr__(self) -> str:
        """As of the array that it holds: printing is no part of the record."""
        return repr(self.node.value)

    def __str__(self) -> str:
        return str(self.node.value)

    def __format__(self, spec: str) -> str:
        return format(self.node.value, spec)

    # An array is equal to itself alone as a key, while `==` gives conditions.
    __hash__ = object.__hash__

    # -- cells and parts --------------------------------------------------------------------------

    def __getitem__(self, index: Any) -> RecordedArray:
        tell()
        index = decided(index)
        value = self.node.value[index]
        take = partial(_getitem, index=index)
        if isinstance(value, np.ndarray) and value.base is not None and _is_basic(index):
            back = partial(_put_back, index, np.shape(self.node.value))
            return RecordedArray(
                Move(value, (self.node,), lambda arrays: arrays[0][index], back), self, take
            )
        if not _is_basic(index):
            return RecordedArray(Selected(value, (self.node,), lambda arrays: arrays[0][index]))
        back = partial(_put_back, index, np.shape(self.node.value))
        return RecordedArray(Move(value, (self.node,), lambda arrays: arrays[0][index], back))

    def __setitem__(self, index: Any, value: Any) -> None:
        """Write into it; under a mask of conditions, a single value becomes a choice."""
        tell()
        if isinstance(index, RecordedArray) and index.dtype == bool and np.ndim(value) == 0:
            mask = index.reshape(index.shape + (1,) * (self.ndim - index.ndim))
            self._write(np.where(mask, value, self), ...)
        else:
            self._write(as_recorded(value), decided(index))

    def _write(self, new: Any, index: Any) -> None:
        """Let the array, and what it is a view of, remember what was written."""
        target, places = self, numbered(self.value)[index]
        if isinstance(new, RecordedArray) and new._parent is self and new._view is not None:
            is_there = np.array_equal(new._view(numbered(self.value)), places)
            if is_there:  # as after x[0] += 1, which has written into the view
                return
        node = as_recorded(new).node
        while target._parent is not None:
            parent = target._parent
            assert target._view is not None
            homes = target._view(numbered(parent.value))
            places = np.ravel(homes)[places]
            target = parent
        if target._is_read_only:
            raise ValueError("assignment destination is read-only")
        dtype = target.dtype
        if np.shape(node.value) != np.shape(places):
            node = _moved(partial(_fitted, shape=np.shape(places)), node)
        if np.asarray(node.value).dtype != dtype:
            node = as_type(RecordedArray(node), dtype).node
        target._node = Written(target._node, node, places)

    def become(self, new: Any) -> RecordedArray:
        """Take the values of another array of the same shape, as an operation in place does."""
        if not isinstance(self.node.value, np.ndarray):  # a NumPy scalar is never written into
            return as_recorded(new)
        new = as_recorded(new)
        if new.shape != self.shape:
            if np.broadcast_shapes(new.shape, self.shape) != self.shape:
                raise ValueError(
                    f"non-broadcastable output operand with shape {self.shape} doesn't match the "
                    f"broadcast shape {new.shape}"
                )
            new = np.broadcast_to(new, self.shape)
        if new.dtype != self.dtype:
            new = as_type(new, self.dtype)
        if self._parent is None and not self._is_read_only:
            self._node = new.node
        else:
            self._write(new, ...)
        return self

    # -- ways out of the record -------------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Its cells as objects that remember; whole numbers and conditions are decided."""
        if self.dtype.kind in "biu" and (dtype is None or np.dtype(dtype).kind in "biu"):
            return decide(self)
        if is_shown():
            return np.array(self.value, dtype)
        if dtype is not None and np.dtype(dtype) != object:
            leave("float")
        cells = np.empty(self.shape, dtype=object)
        if not self.ndim:
            cells[()] = self
        else:
            for place in np.ndindex(self.shape):
                cells[place] = self[place]
        return cells

    def __bool__(self) -> bool:
        """A decision of plain Python: noted as a guard, unless nothing has a name."""
        if self.size != 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. "
                "Use a.any() or a.all()"
            )
        return bool(np.asarray(decide(as_conditions(self))).item())

    def __float__(self) -> float:
        if not is_formatted():
            leave("float")
        return float(np.asarray(self.value).item())

    def __complex__(self) -> complex:
        leave("complex")

    def __int__(self) -> int:
        """A decision: the whole number that it is cut to."""
        if self.size != 1:
            raise TypeError("only arrays of size 1 can be converted to Python scalars")
        if is_formatted():
            return int(np.asarray(self.value).item())
        return int(np.asarray(decide(as_type(self, np.dtype(int)))).item())

    def __index__(self) -> int:
        if self.dtype.kind not in "iu" or self.ndim:
            leave("int")
        return int(self)

    def __getattr__(self, name: str) -> Any:
        if name in _ELEMENT_METHODS:
            return partial(getattr(np, name), self)
        kind = type(self.node.value)
        called = f"{kind.__module__}.{kind.__name__}".removeprefix("builtins.")
        raise AttributeError(f"{called!r} object has no attribute {name!r}")

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> RecordedArray:
        """A copy as floats, whole numbers or conditions."""
        return as_type(self, np.dtype(dtype))

    def copy(self, *args: Any, **kwargs: Any) -> RecordedArray:
        """Another array with the same record, its values in row-major order as NumPy's copy."""
        node = self.node
        if isinstance(node.value, np.ndarray) and not node.value.flags.c_contiguous:
            node = _moved(np.ascontiguousarray, node)
        return RecordedArray(node)

    def __copy__(self) -> RecordedArray:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> RecordedArray:
        return self.copy()

    def tolist(self) -> Any:
        """Its cells in nested lists; they print as Python's own numbers."""
        if self.ndim:
            return [row.tolist() for row in self]
        return self.item()

    def as_python(self, kind: type) -> RecordedArray:
        """A single number that prints as one of Python's own."""
        return self.printed_as(kind(np.asarray(self.node.value).item()))

    def printed_as(self, value: Any) -> RecordedArray:
        """The same number as another one that prints in its own way."""
        return RecordedArray(Move(value, (self.node,), _itself))

    def item(self, *index: Any) -> RecordedArray:
        """One cell; it prints as one of Python's own numbers."""
        if index:
            return self[index[0] if len(index) == 1 and self.ndim == 1 else index].item()
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        cell = self[(0,) * self.ndim] if self.ndim else self
        return cell.printed_as(np.asarray(self.node.value).item())

    def fill(self, value: Any) -> None:
        """Write a value into every cell."""
        self[...] = value

    def sort(self, axis: int = -1, **kwargs: Any) -> None:
        """Put the cells in order, in place; see `np.sort`."""
        self.become(np.sort(self, axis=axis, **kwargs))


def _itself(arrays: list[Any]) -> Any:
    return arrays[0]


def _getitem(array: Any, index: Any) -> Any:
    return array[index]


def _put_back(index: Any, shape: tuple[int, ...], g: Any) -> Any:
    """The gradient of an array of which a part was taken."""
    whole = np.zeros(shape, dtype=np.asarray(g).dtype)
    whole[index] = g
    return whole


def _fitted(array: Any, shape: tuple[int, ...]) -> Any:
    """Values broadcast to where they are written; NumPy does without their first axes of one."""
    extra = max(np.ndim(array) - len(shape), 0)
    if np.shape(array)[:extra] == (1,) * extra:
        array = np.reshape(array, np.shape(array)[extra:])
    return np.broadcast_to(array, shape)


def _is_basic(index: Any) -> bool:
    """Whether NumPy takes a view for an index."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(
        part is None or part is Ellipsis or isinstance(part, slice | int | np.integer)
        for part in parts
    ) and not any(isinstance(part, bool) for part in parts)


def _moved(view: Any, node: Node) -> Node:
    """A node seen through a view."""
    return Move(view(node.value), (node,), lambda arrays: view(arrays[0]))


def viewed(
    array: RecordedArray,
    function: Callable[[Any], Any],
    inverse: Callable[[Any], Any] | None = None,
) -> RecordedArray:
    """What a function of NumPy makes of one array by moving its cells about.

    Where NumPy gives a view, so is this: what is written into one is seen in the other.
    """
    node = array.node
    value = function(node.value)
    moved = Move(value, (node,), lambda arrays: function(arrays[0]), inverse)
    if isinstance(value, np.ndarray) and value.size and np.may_share_memory(value, node.value):
        return RecordedArray(moved, array, function)
    return RecordedArray(moved)


# -- into the record ------------------------------------------------------------------------------


def record(array: Any, variable: Variable, whole_numbers: bool = False) -> RecordedArray:
    """Turn an array into one that remembers.

    Args:
        array: Real numbers of any shape; float32 stays float32.
        variable: What the array is called on paper.
        whole_numbers: Whether whole numbers stay what they are, to be indices; they become floats
            by default.

    Examples:
        >>> from handnn.arithmetic import Variable, record, symbols
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> symbols(x[0] + x[1])
        'x[1] + x[2]'
    """
    values = np.asarray(array)
    if values.dtype.kind != "f" and not (whole_numbers and values.dtype.kind in "iu"):
        values = values.astype(float)
    recorded = RecordedArray(Leaf(values, variable))
    recorded._is_read_only = True  # as a layer's input and parameters are
    return recorded


def as_recorded(thing: Any) -> RecordedArray:
    """Anything array-like as an array that remembers; plain values are constants.

    Raises:
        UnexplainedError: If it holds something that is not a real number.
    """
    if isinstance(thing, RecordedArray):
        return thing
    if isinstance(thing, float | int | np.generic) and not isinstance(thing, np.object_):
        if isinstance(thing, np.generic) and thing.dtype.kind not in "biuf":
            raise unexplained(f"Arithmetic with {_python_type(thing)} objects")
        return RecordedArray(Plain(np.asarray(thing)[()]))
    array = np.asarray(thing, object if holds_recorded(thing) else None)
    if array.dtype == object:
        return _gathered(array)
    if array.dtype.kind not in "biuf":
        raise unexplained(f"Arithmetic with {_python_type(array.flat[0])} objects")
    return RecordedArray(Plain(array))


def holds_recorded(thing: Any) -> bool:
    """Whether it is an array that remembers, or a list with one inside."""
    if isinstance(thing, list | tuple):
        return any(map(holds_recorded, thing))
    return isinstance(thing, RecordedArray)


def plain_value(thing: Any) -> Any:
    """What a recorded array holds; anything else as it is."""
    return thing.value if isinstance(thing, RecordedArray) else thing


def as_any(thing: Any) -> Any:
    """`as_recorded` for NumPy's functions, whose types know only NumPy's own arrays."""
    return as_recorded(thing)


def as_result(thing: Any) -> RecordedArray:
    """What code gave back when it ran on arrays that remember.

    Raises:
        UnexplainedError: If it remembers nothing: somewhere on the way the record was lost.
    """
    if isinstance(thing, RecordedArray):
        return thing
    if isinstance(thing, np.ndarray) and thing.dtype == object:
        return _gathered(thing)
    raise UnexplainedError("its result does not remember how it was made")


def _python_type(value: Any) -> str:
    return type(value.item() if isinstance(value, np.generic) else value).__name__


def _gathered(array: Any) -> RecordedArray:
    """An array of single cells that remember, as one array."""
    cells = [as_recorded(_single(cell)) for cell in array.flat]
    nodes = tuple(cell.node for cell in cells)
    if not nodes:
        return RecordedArray(Plain(np.empty(array.shape)))
    value = np.array([np.asarray(node.value).item() for node in nodes]).reshape(array.shape)
    if value.dtype.kind in "iu":
        value = value.astype(float)

    def gather(arrays: list[Any]) -> Any:
        return np.array([np.asarray(a).item() for a in arrays]).reshape(array.shape)

    return RecordedArray(Move(value if array.ndim else value[()], nodes, gather))


def _single(cell: Any) -> Any:
    if isinstance(cell, RecordedArray | float | int | np.generic):
        return cell
    if isinstance(cell, np.ndarray) and not cell.ndim:
        return cell[()]
    raise unexplained(f"Arithmetic with {type(cell).__name__} objects")


def node_of(thing: Any) -> Node:
    """What an operand of an operation remembers."""
    if type(thing) is RecordedArray:
        return thing.node
    if type(thing) is float or type(thing) is int:
        return Plain(thing)
    return as_recorded(thing).node


def elementwise(name: str, *operands: Any) -> RecordedArray:
    """Apply an operation element by element, and remember it."""
    nodes = tuple([node_of(operand) for operand in operands])
    if name in ("maximum", "minimum") and nodes[1].is_constant:
        nodes = nodes[::-1]  # where they tie, the gradient goes to the first
    return RecordedArray(Elementwise(OPERATIONS[name], nodes))


def write_into(out: Any, result: Any, function: str) -> Any:
    """Put a result into the array that a call of NumPy gives for it.

    Raises:
        UnexplainedError: If that is an array of plain numbers.
    """
    if not isinstance(out, RecordedArray):
        raise unexplained(
            f"np.{function} into an array of plain numbers",
            "Write `a = a + x` where `a += x` meets a float array, or make it by np.zeros_like(x).",
        )
    return out.become(result)


# -- conditions and decisions ---------------------------------------------------------------------


def as_conditions(array: RecordedArray) -> RecordedArray:
    """Conditions as they are; of other numbers, whether they are not zero."""
    return array if array.dtype == bool else elementwise("not_equal", array, 0.0)


def as_type(array: RecordedArray, dtype: Any) -> RecordedArray:
    """The array as floats, whole numbers or conditions."""
    if dtype.kind == "O" or dtype == array.dtype:
        return array.copy()
    if dtype.kind == "b":
        return as_conditions(array)
    if array.dtype == bool:
        array = elementwise("bracket", array)
    elif dtype.kind in "iu" and array.dtype.kind == "f":
        array = elementwise("trunc", array)
    node = array.node
    value = np.asarray(node.value).astype(dtype)
    return RecordedArray(Cast(value if array.ndim else value[()], (node,)))


def decide(array: Any) -> Any:
    """Conditions or whole numbers as plain ones: each is a decision, noted as a guard."""
    if not isinstance(array, RecordedArray):
        return array
    node = array.node
    values = np.asarray(node.value)
    if not node.is_constant:
        if values.dtype == bool:
            note_guards(node, values)
        else:
            note_guards(elementwise("equal", array, values).node, np.ones(values.shape, bool))
    return values if isinstance(node.value, np.ndarray) else values[()]


def decided(index: Any) -> Any:
    """An index for plain NumPy."""
    if isinstance(index, tuple):
        return tuple(map(decided, index))
    if isinstance(index, list):
        return [decided(part) for part in index]
    if not isinstance(index, RecordedArray):
        return index
    if index.dtype.kind == "f":
        raise IndexError("arrays used as indices must be of integer (or boolean) type")
    return decide(index)


def leave(function: str) -> NoReturn:
    """Refuse to leave the record."""
    instead = f"Leave {function}() out" + ", or write x.item()" * (function == "float")
    raise unexplained(
        f"{function}() of a number",
        f"{instead}. It is also what an array of floats asks of a number assigned to it, and what "
        "math.exp and np.asarray(..., dtype=float) do: use NumPy's functions, and "
        "np.zeros_like(x) or np.array([...]) for arrays to be filled.",
    )
