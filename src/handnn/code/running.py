"""Running somebody's code on arrays that remember: a function, or a whole script."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from inspect import ismethod
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from handnn.arithmetic import (
    Binding,
    Leaf,
    Names,
    Node,
    Plain,
    RecordedArray,
    Recording,
    followers,
    in_order,
    recording,
    words_in,
)
from handnn.code.arguments import Arguments
from handnn.code.own_errors import own_errors
from handnn.code.rewriting import remembering
from handnn.errors import ArgumentError, FileAccessError, MissingFileError
from handnn.frozen import nothing

_NOTED = "__handnn_noted__"
_ASKING_FOR_TYPES = {"isinstance", "isscalar", "type"}
"""Functions that tell an array from the float in whose place it is."""


@dataclass
class Ran:
    """What was noted while code ran.

    Attributes:
        result: What the code gave back, or None for a script.
        arguments: What a function calls that with which it was called.
        given: The arrays among that.
        plain_numbers: The numbers among that which are not followed, by name.
        moved: What arrays with a name remember whose cells are all cells of others.
        bindings: The names that it gave.
        words: All names in it, whether it gave them or not.
        recording: The decisions that it took.
        last: The code that ran, and the line where it ended.
        is_call: Whether it is the call of a function rather than a script.
    """

    result: Any
    arguments: list[str]
    given: list[Leaf]
    bindings: list[Binding]
    words: set[str]
    recording: Recording
    last: tuple[CodeType | None, int]
    is_call: bool = True
    plain_numbers: Mapping[str, Any] = field(default_factory=nothing)
    moved: Mapping[str, Node] = field(default_factory=nothing)


def run_function(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Ran:
    """Call a function with arrays that remember in the place of its arrays and floats.

    Its floats are passed as they are where it would do something else with arrays, or fails with
    them; then it is called again.

    Args:
        function: Any function of arrays.
        args: Its arguments; what is neither an array nor a float is passed as it is.
        kwargs: Its keyword arguments.
    """
    asks_for_types = bool(_words_of(function) & _ASKING_FOR_TYPES)
    arguments = Arguments(function, args, kwargs, with_floats=not asks_for_types)
    try:
        return _ran(function, arguments)
    except Exception:
        if not arguments.followed_floats:
            raise
    return _ran(function, Arguments(function, args, kwargs, with_floats=False))


def _ran(function: Callable[..., Any], arguments: Arguments) -> Ran:
    with recording() as noted, followers(), Names() as names, own_errors():
        result = function(*arguments.args, **arguments.kwargs)
    return Ran(
        result,
        arguments.names,
        arguments.leaves,
        names.bindings,
        _words_of(function),
        noted,
        names.last,
        plain_numbers=arguments.plain_numbers,
        moved=names.moved,
    )


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
    hooks = remembering(tree)
    with _as_main(path) as scope, recording() as noted, followers(), Names() as names:
        code = _run(tree, path, scope, hooks)
    last = names.last
    words, moved = words_in(code), names.moved
    return Ran(None, [], [], names.bindings, words, noted, last, is_call=False, moved=moved)


def run_call(path: Path, name: str) -> Ran:
    """Run a script, and note what happens in the first call of one of its functions.

    Args:
        path: The file.
        name: The function.

    Raises:
        ArgumentError: If the script has no such function, or never calls it.
    """
    tree = _parsed(path)
    functions = dict(_functions(tree))
    if name not in functions:
        known = ", ".join(functions) or "none"
        raise ArgumentError(f"{path.name} has no function {name!r}. Its functions: {known}.")
    node = functions[name]
    node.decorator_list.insert(0, ast.copy_location(ast.Name(_NOTED, ast.Load()), node))
    hooks = remembering(tree)
    with _as_main(path) as scope, recording() as noted, followers(), Names() as names:
        call = _FirstCall(names, noted)
        _run(tree, path, scope, {**hooks, _NOTED: call.of})
    if call.ran is None:
        raise ArgumentError(f"{path.name} never calls {name}: call it there with some arrays.")
    return call.ran


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a script by name; a method also with its class, ``Network.forward``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            if prefix:
                yield f"{prefix}{node.name}", node
            yield node.name, node
        inside = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        yield from _functions(node, inside)


class _FirstCall:
    """The first call of a function, noted while the whole script runs.

    Attributes:
        ran: What was noted, when it has been called.
    """

    def __init__(self, names: Names, noted: Recording) -> None:
        self.ran: Ran | None = None
        self._names, self._noted = names, noted

    def of(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, which notes its first call."""

        @wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            if self.ran is not None:
                return function(*args, **kwargs)
            return self._run(function, args, kwargs)

        return called

    def _run(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        names = self._names
        names.look(inspect.currentframe())
        for binding in names.bindings:  # what was computed before is given here
            binding.node.origin = Plain(binding.node.value)
        before = list(names.bindings)
        names.moved.clear()
        arguments = Arguments(function, args, kwargs)
        self.ran = Ran(None, arguments.names, [], [], _words_of(function), Recording(), (None, 0))
        result = function(*arguments.args, **arguments.kwargs)
        names.look(inspect.currentframe())
        own = names.bindings[len(before) :]
        used = {id(node) for node in in_order([binding.node.origin for binding in own])}
        shown = [*(binding for binding in before if id(binding.node) in used), *own]
        self.ran = Ran(
            _as_it_is(result),
            arguments.names,
            arguments.leaves,
            [replace(binding) for binding in shown],  # what follows gives them other names
            _words_of(function),
            self._noted.so_far(),
            names.returned,
            plain_numbers=arguments.plain_numbers,
            moved=dict(names.moved),
        )
        return result


def _as_it_is(result: Any) -> Any:
    """A result that what follows does not change."""
    if isinstance(result, RecordedArray):
        return RecordedArray(result.node)
    if type(result) in (list, tuple):
        return type(result)(map(_as_it_is, result))
    if type(result) is dict:
        return {key: _as_it_is(value) for key, value in result.items()}
    return result


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), str(path.absolute()))
    except FileNotFoundError as error:
        raise MissingFileError(f"There is no file {path}.") from error
    except OSError as error:
        raise FileAccessError(f"{path} cannot be read: {error.strerror}.") from error


def _run(tree: ast.Module, path: Path, scope: dict[str, Any], hooks: Mapping[str, Any]) -> CodeType:
    code = compile(ast.fix_missing_locations(tree), str(path.absolute()), "exec")
    scope.update(hooks)
    with own_errors():
        try:
            exec(code, scope)
        except SystemExit as end:
            if end.code:  # the script says that it has failed
                raise
    return code


def _words_of(function: Callable[..., Any]) -> set[str]:
    """All names in a function, a method, or an object that can be called."""
    method = function if ismethod(function) else getattr(function, "__call__", None)  # noqa: B004
    if isinstance(function, FunctionType) or not ismethod(method):
        return words_in(function)
    return words_in(method.__func__, type(method.__self__))


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
