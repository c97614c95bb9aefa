"""Plain numbers in a script: which of them can be followed without disturbing it.

The numbers in a list, or a float, can remember as arrays do, and print, compare and compute as they
would. But not everything takes such a number for a float: as a key it is found no more, and most
libraries refuse it. So only a script that does nothing but what is listed here is followed in this.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from typing import Any


def _words(text: str) -> set[str]:
    return set(text.split())


BUILTINS = _words("""
    abs all any bool enumerate filter float format input int isinstance iter len list map max min
    next print range repr reversed round sorted str sum super tuple type zip
""")
METHODS = _words("""
    append argmax astype capitalize center clear clip copy count dot endswith extend flatten
    format get index insert item items join keys ljust lower max mean min pop ravel remove
    replace reshape reverse rjust round sort split startswith std strip sum title tolist
    transpose upper values var
""")
NUMPY = _words("""
    abs absolute add all any argmax argmin array asarray clip concatenate cos
    cumsum divide dot e exp eye hstack identity inf log log10 log1p log2
    matmul max maximum mean min minimum multiply nan ndarray newaxis ones ones_like outer pi
    power prod reshape round sign sin sqrt square stack std subtract sum tanh transpose var
    vstack where zeros zeros_like
""")
MATH = _words("""
    acos asin atan atan2 ceil cos cosh e erf exp expm1 fabs floor inf log log10 log1p
    log2 nan pi pow sin sinh sqrt tan tanh tau
""")
_ANY: Any = None  # whatever a module has
_MODULES: dict[str, set[str] | None] = {
    "numpy": NUMPY,
    "math": MATH,
    "random": set(),
    "time": set(),
    "matplotlib": _ANY,
    "matplotlib.pyplot": _ANY,
    "json": _ANY,
    "typing": _ANY,
    "__future__": _ANY,
}


def assigned_numbers(tree: ast.Module) -> dict[ast.expr, str]:
    """The plain numbers that a script assigns and that can be followed, with their names.

    These are floats, and lists with floats. A sum begins with 0, so that is no number of interest.
    A list that only becomes an array needs no following: the array is followed.

    Args:
        tree: The script.
    """
    added_to = _added_to(tree)
    found = {
        value: name
        for name, value in _assignments(tree.body)
        if _is_followed(value, is_sum=name in added_to)
    }
    if not found or not _is_plain(tree):
        return {}
    converted = _only_converted(tree)
    return {value: name for value, name in found.items() if name not in converted}


def plain_number(tree: ast.Module, name: str) -> str:
    """The plain number that a script assigns to a name, as it is written there; "" if it does not.

    Args:
        tree: The script.
        name: The name, in whatever function.
    """
    values = [value for each, value in _assignments(ast.walk(tree)) if each == name]
    numbers = [value for value in values if type(_literal(value)) in (int, float)]
    return ast.unparse(numbers[0]) if numbers else ""


def _assignments(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """What is assigned to names: also where several have their values in one line."""
    for node in nodes:
        pairs: list[tuple[ast.expr, ast.expr]]
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            pairs = _paired(node.targets[0], node.value)
        else:
            continue
        yield from ((target.id, value) for target, value in pairs if isinstance(target, ast.Name))


def _paired(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    both = (target, value)
    if all(isinstance(each, ast.Tuple) for each in both):
        names, values = (each.elts for each in both)  # type: ignore[attr-defined]
        return list(zip(names, values, strict=True)) if len(names) == len(values) else []
    return [both]


def _added_to(tree: ast.Module) -> set[str]:
    """The names that are sums: what they stand for is added to."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            found.add(getattr(node.target, "id", ""))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            parts = {getattr(each, "id", "") for each in (node.value.left, node.value.right)}
            if isinstance(node.value.op, ast.Add):
                found |= parts & {getattr(target, "id", "") for target in node.targets}
    return found


def _literal(node: ast.expr) -> Any:
    """What is written there; None if it has to be computed."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _is_followed(node: ast.expr, is_sum: bool) -> bool:
    value = _literal(node)
    if isinstance(value, float):
        return value != 0 or not is_sum
    return (
        isinstance(value, list | tuple)
        and any(map(_is_float, _numbers(value)))
        and (_shape(value) is not None)
    )


def _is_float(value: Any) -> bool:
    return isinstance(value, float)


def _numbers(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(each)
    else:
        yield value


def _shape(value: Any) -> tuple[int, ...] | None:
    """The shape of nested lists of numbers; None if they have none."""
    if type(value) in (int, float):
        return ()
    if not isinstance(value, list | tuple):
        return None
    shapes = {_shape(each) for each in value}
    inner = shapes.pop() if len(shapes) == 1 else None
    return None if inner is None else (len(value), *inner)


def _only_converted(tree: ast.Module) -> set[str]:
    """The names that a script reads only to make an array of what they stand for."""
    read: dict[str, int] = {}
    converted: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read[node.id] = read.get(node.id, 0) + 1
        called = getattr(getattr(node, "func", None), "attr", "")
        if isinstance(node, ast.Call) and called in ("array", "asarray") and node.args:
            name = getattr(node.args[0], "id", "")
            converted[name] = converted.get(name, 0) + 1
    return {name for name, n in converted.items() if read.get(name) == n}


def _is_plain(tree: ast.Module) -> bool:
    """Whether a script does nothing that numbers which remember would disturb."""
    script = _Script(tree)
    script.visit(tree)
    return not script.disturbs


class _Script(ast.NodeVisitor):
    """Looks for what numbers that remember would disturb.

    Attributes:
        disturbs: Whether there is something.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.disturbs = False
        nodes = list(ast.walk(tree))
        stored = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        defined = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        arguments = {n.arg for n in nodes if isinstance(n, ast.arg)}
        self._names = defined | arguments | {*stored} | BUILTINS
        self._methods = defined | METHODS
        self._modules: dict[str, set[str] | None] = {}
        self._whole_numbers = {
            target.id
            for node in nodes
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and type(node.value.value) is int
            for target in node.targets
            if isinstance(target, ast.Name) and stored.count(target.id) == 1
        } - arguments

    def visit_Import(self, node: ast.Import) -> None:
        for each in node.names:
            self.disturbs |= each.name not in _MODULES
            name = each.asname or each.name.partition(".")[0]
            self._modules[name] = _MODULES.get(each.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        allowed = _MODULES.get(node.module or "", set())
        names = {each.name for each in node.names}
        self.disturbs |= allowed is not None and not names <= allowed
        self._names |= {each.asname or each.name for each in node.names}

    def visit_Name(self, node: ast.Name) -> None:
        meant = getattr(builtins, node.id, None)
        is_error = isinstance(meant, type) and issubclass(meant, BaseException)
        self.disturbs |= meant is not None and not is_error and node.id not in self._names

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if self._is_module(node.value):
            allowed = self._modules[node.value.id]  # type: ignore[attr-defined]
            self.disturbs |= allowed is not None and node.attr not in allowed
        else:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        inner = [*node.args, *(each.value for each in node.keywords)]
        read = {n.id for part in inner for n in ast.walk(part) if isinstance(n, ast.Name)}
        is_method = isinstance(node.func, ast.Attribute) and not hasattr(float, node.func.attr)
        if is_method and read <= self._whole_numbers:
            return  # whatever it is, no number that remembers gets there
        if isinstance(node.func, ast.Attribute) and not self._is_module(node.func.value):
            self.disturbs |= node.func.attr not in self._methods
        self.generic_visit(node)

    def _is_module(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self._modules

    def visit_Dict(self, node: ast.Dict) -> None:
        keys = [getattr(key, "value", None) for key in node.keys]
        self.disturbs |= not keys or not all(isinstance(key, str) for key in keys)
        self.generic_visit(node)

    def visit_Set(self, node: ast.AST) -> None:
        self.disturbs = True

    visit_SetComp = visit_DictComp = visit_Match = visit_Set
