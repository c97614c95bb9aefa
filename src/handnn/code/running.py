"""Running somebody's code on arrays that remember: a function, or a whole script."""

from __future__ import annotations

import ast
import inspect
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from handnn.arithmetic import (
    Binding,
    Leaf,
    Named,
    Names,
    Plain,
    RecordedArray,
    Recording,
    Variable,
    as_recorded,
    followers,
    is_authors,
    raised,
    recording,
    shows,
    statement_at,
)
from handnn.code.lines import INPUTS
from handnn.errors import ArgumentError, FileAccessError, MissingFileError, UnexplainedError


@dataclass
class Ran:
    """What was noted while code ran.

    Attributes:
        result: What the code gave back, or None for a script.
        given: The arrays that it was called with.
        bindings: The names that it gave.
        recording: The decisions that it took.
        last: The file and the line where it ended.
    """

    result: Any
    given: list[Leaf]
    bindings: list[Binding]
    recording: Recording
    last: tuple[str, int]


def run_function(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Ran:
    """Call a function with arrays that remember in the place of its arrays.

    Args:
        function: Any function of arrays.
        args: Its arguments; what is no array is passed as it is.
        kwargs: Its keyword arguments.
    """
    arguments = _Arguments(function, args, kwargs)
    with recording() as noted, followers(), Names() as names, _own_errors():
        result = function(*arguments.args, **arguments.kwargs)
    return Ran(result, arguments.leaves, names.bindings, noted, names.last)


def run_script(path: Path) -> Ran:
    """Run a script as ``python script.py`` does, with every array that it makes remembered.

    Args:
        path: The file.

    Raises:
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.
        UnexplainedError: If it does something that cannot be followed.
    """
    tree = _parsed(path)
    _Remembering(tree).visit(tree)
    hooks = {f"__handnn_{name}__": function for name, function in _STANDING_IN.items()}
    hooks |= {_GIVEN: _given, _EACH: _each, _SHOWING: _showing}
    with _as_main(path) as scope, recording() as noted, followers(), Names() as names:
        _run(tree, path, scope, hooks)
    return Ran(None, [], names.bindings, noted, names.last)


def run_call(path: Path, name: str) -> Ran:
    """Run a script, and note what happens in the first call of one of its functions.

    Args:
        path: The file.
        name: The function.

    Raises:
        ArgumentError: If the script has no such function, or never calls it.
    """
    tree = _parsed(path)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    if name not in functions:
        known = ", ".join(functions) or "none"
        raise ArgumentError(f"{path.name} has no function {name!r}. Its functions: {known}.")
    found: list[Ran] = []

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if found:
                return function(*args, **kwargs)
            found.append(run_function(function, args, kwargs))
            return plain(found[0].result)

        return call

    node = functions[name]
    node.decorator_list.insert(0, ast.copy_location(ast.Name(_NOTED, ast.Load()), node))
    with _as_main(path) as scope:
        _run(tree, path, scope, {_NOTED: noted})
    if not found:
        raise ArgumentError(f"{path.name} never calls {name}: call it there with some arrays.")
    return found[0]


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), str(path.absolute()))
    except FileNotFoundError as error:
        raise MissingFileError(f"There is no file {path}.") from error
    except OSError as error:
        raise FileAccessError(f"{path} cannot be read: {error.strerror}.") from error


def _run(tree: ast.Module, path: Path, scope: dict[str, Any], hooks: Mapping[str, Any]) -> None:
    code = compile(ast.fix_missing_locations(tree), str(path.absolute()), "exec")
    scope.update(hooks)
    with _own_errors():
        try:
            exec(code, scope)
        except SystemExit as end:
            if end.code:  # the script says that it has failed
                raise


@contextmanager
def _own_errors() -> Iterator[None]:
    """Let an error of the code be its own; what cannot be followed says where that is."""
    try:
        yield
    except Exception as error:
        frames = [f for f in traceback.walk_tb(error.__traceback__) if is_authors(f[0].f_code)]
        unexplained = error if isinstance(error, UnexplainedError) else error.__cause__
        if isinstance(unexplained, UnexplainedError) and frames:
            frame, line = frames[-1]
            file = frame.f_code.co_filename
            code = statement_at(file, line)
            where = f"{Path(file).name}, line {line}" + (f" ({code})" if code else "")
            raise UnexplainedError(f"{where}: {unexplained}") from error
        raise


# -- functions ------------------------------------------------------------------------------------


class _Arguments:
    """The arguments of a call, its arrays as arrays that remember.

    Attributes:
        leaves: What these remember.
    """

    def __init__(
        self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        self.leaves: list[Leaf] = []
        names = _parameter_names(function, len(args))
        pairs = [*zip(names, args, strict=True), *kwargs.items()]
        has_array = any(_holds_array(value) or _is_matrix(value) for _, value in pairs)
        self._is_array = _is_array if has_array else _is_number
        self.args = [self._recorded(name, value) for name, value in zip(names, args, strict=True)]
        self.kwargs = {name: self._recorded(name, value) for name, value in kwargs.items()}
        self._choose_input()

    def _recorded(self, name: str, value: Any) -> Any:
        if isinstance(value, list | tuple) and not _holds_array(value):
            array = _numbers_in(value)
            return value if array is None else self._leaf(name, array)
        if isinstance(value, list | tuple):
            return type(value)(
                self._recorded(raised(name, i), inner) for i, inner in enumerate(value, 1)
            )
        if isinstance(value, dict):
            return {key: self._recorded(str(key), inner) for key, inner in value.items()}
        return self._leaf(name, np.array(value)) if self._is_array(value) else value

    def _leaf(self, name: str, array: Any) -> RecordedArray:
        known = [leaf.variable.name for leaf in self.leaves]
        if name in known:
            name = raised(name, 1 + sum(each.partition("⁽")[0] == name for each in known))
        leaf = Leaf(array, Variable(name, "input" if name in INPUTS else "parameter"))
        self.leaves.append(leaf)
        return RecordedArray(leaf)

    def _choose_input(self) -> None:
        """Where no array is called as inputs are, the first one is the input."""
        if self.leaves and all(leaf.variable.role != "input" for leaf in self.leaves):
            self.leaves[0].variable = Variable(self.leaves[0].variable.name, "input")


def _parameter_names(function: Callable[..., Any], n: int) -> list[str]:
    """What a function calls its first arguments."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # a function that says nothing of itself
        parameters = ()  # type: ignore[assignment]
    names: list[str] = []
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}{i}" for i in range(1, n - len(names) + 1)]
        elif parameter.kind is not parameter.VAR_KEYWORD:
            names.append(parameter.name)
    names += [f"x{i}" for i in range(len(names) + 1, n + 1)]
    return names[:n]


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and value.size > 0


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, float | int | np.floating | np.integer)
    return is_number and not isinstance(value, bool)


def _is_matrix(value: Any) -> bool:
    """Whether nested lists of numbers can be an array."""
    return isinstance(value, list | tuple) and _numbers_in(value) is not None


def _holds_array(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_holds_array, value))
    if isinstance(value, dict):
        return any(map(_holds_array, value.values()))
    return _is_array(value)


def _numbers_in(values: Sequence[Any]) -> Any:
    """Nested lists of numbers as an array; None if they are something else."""
    try:
        array = np.array(values)
    except ValueError:
        return None
    return array if _is_array(array) else None


# -- scripts --------------------------------------------------------------------------------------

_GIVEN, _EACH, _NOTED = "__handnn_given__", "__handnn_each__", "__handnn_noted__"
_SHOWING = "__handnn_showing__"


class _Remembering(ast.NodeTransformer):
    """Lets the arrays that a script makes remember what becomes of them.

    It makes them where it assigns them, passes them on, or goes through them in a loop.

    Args:
        tree: The script.
    """

    def __init__(self, tree: ast.AST) -> None:
        imports = [each for each in ast.walk(tree) if isinstance(each, ast.Import | ast.ImportFrom)]
        self._shows = any(shows(name) for each in imports for name in _modules(each))

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
        if self._shows and isinstance(node.func, ast.Attribute):
            node.func = _call(_SHOWING, node.func)
        node.args = [_call(_GIVEN, a) if isinstance(a, ast.Call) else a for a in node.args]
        for keyword in node.keywords:
            if isinstance(keyword.value, ast.Call):
                keyword.value = _call(_GIVEN, keyword.value)
        return node


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules that a line imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [each.name for each in node.names]


def _call(name: str, value: ast.expr) -> ast.Call:
    call = ast.Call(ast.Name(name, ast.Load()), [value], [])
    for node in (call, call.func):  # an error shows the code as it stands in the file
        ast.copy_location(node, value)
    return call


def _given(value: Any) -> Any:
    """What a script makes: its arrays as arrays that remember."""
    if isinstance(value, np.ndarray):
        if value.dtype == object and any(isinstance(each, RecordedArray) for each in value.flat):
            return as_recorded(value)
        return RecordedArray(Named(Plain(value))) if _is_array(value) else value
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


_STANDING_IN = {"float": _as_float, "isinstance": _is_instance, "type": _type}
"""What Python's own functions, called by a script, do with numbers that remember."""


@contextmanager
def _as_main(path: Path) -> Iterator[dict[str, Any]]:
    """The surroundings of a script: it is the main module, and its folder comes first."""
    module = ModuleType("__main__")
    module.__file__ = str(path.absolute())
    before = sys.modules["__main__"], sys.argv, sys.path[:]
    sys.modules["__main__"], sys.argv = module, [str(path)]
    sys.path.insert(0, str(path.resolve().parent))
    try:
        yield vars(module)
    finally:
        sys.modules["__main__"], sys.argv, sys.path[:] = before


def as_code(thing: Any) -> Callable[..., Any] | Path:
    """Check that something is code that can be worked by hand.

    Raises:
        ArgumentError: If it is neither a function nor the name of a file.
    """
    if callable(thing):
        return thing  # type: ignore[no-any-return]
    try:
        return Path(thing)
    except TypeError:
        raise ArgumentError(
            "work takes a function and its arguments, hn.work(f, x, W), or the file of a script, "
            f'hn.work("script.py"); not a {type(thing).__name__}.'
        ) from None


def plain(thing: Any) -> Any:
    """A result without its record: plain arrays and numbers."""
    if isinstance(thing, RecordedArray):
        return thing.value
    if type(thing) in (list, tuple):
        return type(thing)(map(plain, thing))
    if type(thing) is dict:
        return {key: plain(value) for key, value in thing.items()}
    return thing
