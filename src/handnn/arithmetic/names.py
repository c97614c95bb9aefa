"""The names that code gives to its arrays: noted while the code runs.

Whenever NumPy hands over an operation, the frames of the code that asked for it tell which names
are bound to which arrays. That needs no tracing of the code: it works in files, notebooks and
`exec`, under a debugger and under coverage, and costs nothing where nobody notes names.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from types import CodeType, FrameType
from typing import Any

import numpy as np

from handnn.arithmetic.authors import is_authors
from handnn.arithmetic.evaluation import in_order
from handnn.arithmetic.guards import n_noted
from handnn.arithmetic.moves import Cast, Move, Written
from handnn.arithmetic.named import Named
from handnn.arithmetic.node import Leaf, Node, constant_at, place_at
from handnn.arithmetic.numpy import dispatch
from handnn.arithmetic.recorded_array import RecordedArray

MANY_THINGS = 100  # in a list or an object of the code; of more, the first are looked at


@dataclass(eq=False)
class Binding:
    """A name that code gave to an array.

    Attributes:
        name: The name.
        node: What the array remembers from then on.
        array: The array.
        file: The file of the code.
        line: The line that was running, counted from 1.
        noted: Where the decisions begin and end on which it rests, in the recording.
    """

    name: str
    node: Named
    array: RecordedArray
    file: str
    line: int
    noted: tuple[int, int]


@dataclass
class Names:
    """The names that the code inside a ``with`` gives to arrays that remember.

    Attributes:
        bindings: Them, in the order in which they were given.
        last: The file and the line that the outermost function was at in the end.
        returned: The same of the last function that was seen to have returned.

    Examples:
        >>> from handnn.arithmetic import Names, Variable, record
        >>> x = record([2.0, 1.0], Variable("x", "input"))
        >>> scope = {"x": x}
        >>> with Names() as names:
        ...     exec("double = x * 2; total = double.sum()", scope)
        >>> [binding.name for binding in names.bindings]
        ['double', 'total']
    """

    bindings: list[Binding] = field(default_factory=list)
    last: tuple[str, int] = ("", 0)
    returned: tuple[str, int] = ("", 0)
    _frames: dict[FrameType, int] = field(default_factory=dict)  # each with its line
    _passed: dict[FrameType, dict[str, Any]] = field(default_factory=dict)  # to their functions
    _by_array: dict[int, Binding] = field(default_factory=dict)
    _named: set[int] = field(default_factory=set)
    _noted: int = 0

    def __enter__(self) -> Names:
        self._outside = _caller()
        self._token = _active.set(self)
        _start()
        return self

    def __exit__(self, *_: object) -> None:
        _stop()
        _active.reset(self._token)
        for frame in list(self._frames):
            self._look_at(frame)
        outermost = next(iter(self._frames), None)
        if outermost is not None:
            self.last = outermost.f_code.co_filename, outermost.f_lineno
        self._frames.clear()
        self._passed.clear()
        del self._outside

    def look(self, innermost: FrameType | None) -> None:
        """Note the names that have been given since the last operation."""
        stack = []
        frame = innermost
        while frame is not None and frame is not self._outside:
            if is_authors(frame.f_code):
                stack.append(frame)
            frame = frame.f_back
        gone = [frame for frame in self._frames if frame not in stack]  # they have returned
        for frame in gone:
            self._look_at(frame)
            del self._frames[frame], self._passed[frame]
        if gone:
            self.returned = gone[0].f_code.co_filename, gone[0].f_lineno
        for frame in reversed(stack):
            self._look_at(frame)
            self._frames[frame] = frame.f_lineno

    def _look_at(self, frame: FrameType) -> None:
        line = self._frames.get(frame, frame.f_lineno)
        scope = frame.f_locals
        passed = self._passed.setdefault(frame, _parameters(frame.f_code, scope))
        found = [
            (name, array) for name, array in _arrays_in(scope) if passed.get(name) is not array
        ]
        found.sort(key=lambda pair: pair[1].is_view)  # a view of an array with a name needs none
        for name, array in found:
            self._note(name, array, frame.f_code.co_filename, line)

    def _note(self, name: str, array: RecordedArray, file: str, line: int) -> None:
        node = array.node
        if id(node) in self._named or (isinstance(node, Leaf) and not isinstance(node, Named)):
            return
        known = self._by_array.get(id(array))
        if known is not None and (filled := _filled(node, known.node)) is not None:
            named = Named(filled)
            known.node.give_way(named)
            known.node, known.line = named, line
            self.bindings.remove(known)
            self._keep(known)
            return
        if not isinstance(node, Named):
            if node.is_constant and not isinstance(node.value, np.ndarray):
                return
            if not node.is_constant and _is_only_moved(node):
                return
            node = Named(node)
        end = n_noted()
        self._keep(Binding(name, node, array, file, line, (self._noted, end)))
        self._noted = end

    def _keep(self, binding: Binding) -> None:
        binding.array.remember(binding.node)
        self.bindings.append(binding)
        self._by_array[id(binding.array)] = binding
        self._named.add(id(binding.node))


def statement_at(file: str, line: int, name: str = "") -> str:
    """The source of the statement in which a line stands; empty if it is not known.

    Args:
        file: The file, or what the code calls itself.
        line: The line, counted from 1.
        name: The name that the statement gives: of several in one statement, its part alone.
    """
    lines = linecache.getlines(file)
    inside = [each for each in _statements("".join(lines)) if each.lineno <= line <= _end(each)]
    if not inside:
        return ""
    statement = max(inside, key=lambda each: each.lineno)
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple):
        names, values = statement.targets[0].elts, getattr(statement.value, "elts", ())
        for target, value in zip(names, values, strict=False):
            if isinstance(target, ast.Name) and target.id == name:
                return f"{name} = {ast.unparse(value)}"
    if _end(statement) > statement.lineno:
        return ast.unparse(statement)
    return lines[line - 1].partition("#")[0].strip()


@cache
def _statements(source: str) -> list[ast.stmt]:
    """The simple statements of some code."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.stmt) and not hasattr(node, "body")
    ]


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


# -- listening to the operations ------------------------------------------------------------------

_active: ContextVar[Names | None] = ContextVar("handnn_names", default=None)
_lock = threading.Lock()
_listening = 0


def _start() -> None:
    """Put a listener before the operations, if none is there yet."""
    global _listening
    with _lock:
        _listening += 1
        if _listening == 1:
            dispatch.listen(_listener)


def _stop() -> None:
    global _listening
    with _lock:
        _listening -= 1
        if not _listening:
            dispatch.listen(None)


def _caller() -> FrameType | None:
    """The frame of the code that called the function that asks."""
    frame = inspect.currentframe()
    asking = frame.f_back if frame else None
    return asking.f_back if asking else None


def _listener() -> None:
    names = _active.get()
    if names is not None:
        names.look(_caller())


# -- what the code holds --------------------------------------------------------------------------


def _parameters(code: CodeType, scope: Any) -> dict[str, Any]:
    """What was passed to a function: that has a name there only because it needs one."""
    n = code.co_argcount + code.co_kwonlyargcount
    return {name: scope[name] for name in code.co_varnames[:n] if name in scope}


def _arrays_in(scope: Any) -> Iterator[tuple[str, RecordedArray]]:
    """The recorded arrays that names stand for; in lists, dictionaries and objects too."""
    for name, value in list(scope.items()):
        if not name.startswith(("_", ".")):
            yield from _arrays_of(name, value)


def _arrays_of(name: str, value: Any) -> Iterator[tuple[str, RecordedArray]]:
    if isinstance(value, RecordedArray):
        yield name, value
    elif isinstance(value, list | tuple):
        for inner in value[:MANY_THINGS]:
            if isinstance(inner, RecordedArray):
                yield name, inner
    elif isinstance(value, dict) or _is_authors_object(value):
        inside = value if isinstance(value, dict) else vars(value)
        for key, inner in list(inside.items())[:MANY_THINGS]:
            if isinstance(inner, RecordedArray) and not str(key).startswith("_"):
                yield str(key), inner


def _is_authors_object(value: Any) -> bool:
    module = type(value).__module__
    return hasattr(value, "__dict__") and module.partition(".")[0] not in _FOREIGN


_FOREIGN = {"handnn", "numpy", "builtins", "types"}


def _is_only_moved(node: Node) -> bool:
    """Whether all cells of an array are cells of arrays with names, in other places."""
    if isinstance(node, Leaf) or node.is_constant:
        return True
    return isinstance(node, Move | Cast) and all(map(_is_only_moved, node.operands))


def _filled(node: Node, named: Named) -> Node | None:
    """What became of a named array of plain values when more of them were written over.

    None if something else became of it: other cells were overwritten, or its own were used.
    """
    if node is named:
        return named.origin
    if not isinstance(node, Written):
        return None
    before = _filled(node.operands[0], named)
    if before is None or named in in_order([node.operands[1]]):
        return None
    shape = np.shape(node.value)
    if not all(
        constant_at(before, place_at(place, shape)) for place in node.places.ravel().tolist()
    ):
        return None
    return node.onto(before)
