"""A script rewritten so that the arrays it makes remember what becomes of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from handnn.arithmetic import Named, Plain, RecordedArray, as_recorded, note_given, shows
from handnn.code.plain_numbers import assigned_numbers
from handnn.code.values import gathered, is_array, plain

_GIVEN, _EACH, _SHOWING = "__handnn_given__", "__handnn_each__", "__handnn_showing__"
_NUMBERS, _GATHERING = "__handnn_numbers__", "__handnn_gathering__"


def remembering(tree: ast.Module) -> dict[str, Any]:
    """Let the arrays that a script makes remember what becomes of them.

    Args:
        tree: The script, which is changed.

    Returns:
        The functions that it calls now, by name.
    """
    _Remembering(tree, assigned_numbers(tree)).visit(tree)
    hooks = {f"__handnn_{name}__": function for name, function in _STANDING_IN.items()}
    return hooks | {
        _GIVEN: _given,
        _EACH: _each,
        _SHOWING: _showing,
        _NUMBERS: _numbers,
        _GATHERING: _gathering,
    }


class _Remembering(ast.NodeTransformer):
    """Lets the arrays that a script makes remember what becomes of them.

    It makes them where it assigns them, passes them on, or goes through them in a loop.

    Args:
        tree: The script.
        numbers: The plain numbers that it assigns and that are to be followed, with their names.
    """

    def __init__(self, tree: ast.AST, numbers: Mapping[ast.expr, str]) -> None:
        self._numbers = numbers
        imports = [each for each in ast.walk(tree) if isinstance(each, ast.Import | ast.ImportFrom)]
        self._shows = any(shows(name) for each in imports for name in _modules(each))

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.expr) and node in self._numbers:
            return _call(_NUMBERS, node, ast.Constant(self._numbers[node]))
        return super().visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        is_unpacked = any(isinstance(each, ast.Tuple | ast.List) for each in node.targets)
        node.value = _call(_EACH if is_unpacked else _GIVEN, node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        self.generic_visit(node)
        if node.value is not None:
            node.value = _call(_GIVEN, node.value)
        return node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.NamedExpr:
        self.generic_visit(node)
        node.value = _call(_GIVEN, node.value)
        return node

    def visit_For(self, node: ast.For) -> ast.For:
        self.generic_visit(node)
        node.iter = _call(_EACH, node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        self.generic_visit(node)
        node.iter = _call(_EACH, node.iter)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        called = [node.func]
        if isinstance(node.func, ast.Name) and node.func.id == "map":
            called += node.args[:1]
        for each in called:
            if isinstance(each, ast.Name) and each.id in _STANDING_IN:
                each.id = f"__handnn_{each.id}__"
        if isinstance(node.func, ast.Attribute):
            if self._numbers and node.func.attr not in _MAKERS:
                node.func = _call(_GATHERING, node.func)
            if self._shows:
                node.func = _call(_SHOWING, node.func)
        node.args = [_call(_GIVEN, a) if isinstance(a, _MADE) else a for a in node.args]
        for keyword in node.keywords:
            if isinstance(keyword.value, _MADE):
                keyword.value = _call(_GIVEN, keyword.value)
        return node


_MADE = (ast.Call, ast.BinOp)
"""What makes arrays that a script passes on without giving them a name."""


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules that a line imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [each.name for each in node.names]


def _call(name: str, value: ast.expr, *more: ast.expr) -> ast.Call:
    call = ast.Call(ast.Name(name, ast.Load()), [value, *more], [])
    for node in (call, call.func, *more):  # an error shows the code as it stands in the file
        ast.copy_location(node, value)
    return call


def _given(value: Any) -> Any:
    """What a script makes: its arrays as arrays that remember."""
    if isinstance(value, np.ndarray):
        if value.dtype == object and any(isinstance(each, RecordedArray) for each in value.flat):
            return as_recorded(value)
        return RecordedArray(Named(Plain(value))) if is_array(value) else value
    if isinstance(value, np.floating):
        return RecordedArray(Named(Plain(value)))
    if type(value) is tuple:
        return tuple(map(_given, value))
    if type(value) is list:
        value[:] = map(_given, value)
    elif type(value) is dict:
        value.update((key, _given(inner)) for key, inner in value.items())
    return value


def _each(values: Any) -> Any:
    """What a script goes through, or unpacks, which may be made on the way."""
    return map(_given, values) if isinstance(values, Iterator) else _given(values)


def _numbers(value: Any, name: str) -> Any:
    """Plain numbers that a script assigns, as numbers that remember and print as these do."""
    node = Named(Plain(np.array(value, dtype=float)[()]))
    note_given(name, RecordedArray(node))
    return _cells(RecordedArray(node), value)


def _cells(array: RecordedArray, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_cells(array[i], each) for i, each in enumerate(value))
    return array.printed_as(value)


def _gathering(function: Any) -> Any:
    """A function of NumPy, or a method of an array, is passed lists as arrays that remember."""
    is_method = isinstance(getattr(function, "__self__", None), RecordedArray | np.ndarray)
    is_numpys = isinstance(function, np.ufunc | partial) or is_method
    if not is_numpys and not str(getattr(function, "__module__", "")).startswith("numpy"):
        return function
    return lambda *args, **kwargs: function(*map(gathered, args), **kwargs)


def _showing(function: Any) -> Any:
    """A function of a library that shows numbers is passed plain ones."""
    if not shows(str(getattr(function, "__module__", ""))):
        return function
    return lambda *args, **kwargs: function(*plain(args), **plain(kwargs))


def _as_float(value: Any = 0.0) -> Any:
    """`float`, of a number that remembers: that number."""
    return value.reshape(()).as_python(float) if isinstance(value, RecordedArray) else float(value)


def _is_instance(value: Any, kinds: Any) -> bool:
    return isinstance(value.value if isinstance(value, RecordedArray) else value, kinds)


def _type(value: Any, *args: Any) -> Any:
    return type(value.value if isinstance(value, RecordedArray) else value, *args)


_MAKERS = {"array", "asarray", "zeros", "ones", "empty", "full"}
"""Functions of NumPy that see to it themselves, where they are called by a script."""
_STANDING_IN = {"float": _as_float, "isinstance": _is_instance, "type": _type}
"""What Python's own functions, called by a script, do with numbers that remember."""
