"""Running somebody's code on arrays that remember: a function, or a whole script."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from inspect import ismethod
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from handnn.arithmetic import (
    Binding,
    Leaf,
    Names,
    Recording,
    followers,
    recording,
    words_in,
)
from handnn.code.arguments import Arguments
from handnn.code.own_errors import own_errors
from handnn.code.rewriting import remembering
from handnn.code.values import plain
from handnn.errors import ArgumentError, FileAccessError, MissingFileError

_NOTED = "__handnn_noted__"


@dataclass
class Ran:
    """What was noted while code ran.

    Attributes:
        result: What the code gave back, or None for a script.
        arguments: What a function calls that with which it was called.
        given: The arrays among that.
        bindings: The names that it gave.
        words: All names in it, whether it gave them or not.
        recording: The decisions that it took.
        last: The code that ran, and the line where it ended.
    """

    result: Any
    arguments: list[str]
    given: list[Leaf]
    bindings: list[Binding]
    words: set[str]
    recording: Recording
    last: tuple[CodeType | None, int]


def run_function(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Ran:
    """Call a function with arrays that remember in the place of its arrays.

    Args:
        function: Any function of arrays.
        args: Its arguments; what is no array is passed as it is.
        kwargs: Its keyword arguments.
    """
    arguments = Arguments(function, args, kwargs)
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
    return Ran(None, [], [], names.bindings, words_in(code), noted, names.last)


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
