"""Run a live cell: the same code during the site's build and, in Pyodide, in the browser."""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import os
import re
import sys
import traceback
from collections.abc import Iterator
from types import ModuleType
from typing import Any

FILE = "<cell>"  # of a program before the part that shows something: <cell 1>, <cell 2>, ...
# It has no effect in a shadow root, where rich output is shown: the page provides the fonts.
FONT_FACE = re.compile(r"@font-face\s*{[^}]*}")
# The same terminal everywhere, so that the build and the browser show the same output.
TERMINAL = {"COLUMNS": "75", "TERM": "xterm", "NO_COLOR": "1", "MPLBACKEND": "agg"}


def run(program: list[str]) -> dict[str, str]:
    """Run the parts of a program in one namespace; only the last part shows something.

    Returns:
        `text`, what it printed, then the repr of its last expression; `html` instead of that repr,
        where the value has one; `error`, what stopped it. Each is empty where there is none.
    """
    *before, shown = program
    printed = io.StringIO()
    html = error = ""
    with _terminal(), _main_module() as namespace:
        try:
            for i, part in enumerate(before, 1):
                with contextlib.redirect_stdout(io.StringIO()):
                    _execute(part, namespace, f"<cell {i}>")
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                value = _execute(shown, namespace)
                if hasattr(value, "_repr_html_"):
                    html = FONT_FACE.sub("", value._repr_html_() or "")
                if value is not None and not html:
                    print(repr(value))
        except BaseException as exception:
            error = _message(exception)
    return {"text": printed.getvalue().rstrip("\n"), "html": html, "error": error}


def evaluate(program: list[str], expression: str) -> str:
    """The text of an expression's value at the end of a program."""
    with _terminal(), _main_module() as namespace, contextlib.redirect_stdout(io.StringIO()):
        for i, part in enumerate(program, 1):
            _execute(part, namespace, f"<cell {i}>")
        return str(eval(expression, namespace))


def _execute(source: str, namespace: dict[str, Any], file: str = FILE) -> Any:
    """Run source as a notebook does: the value of a last line that is an expression, else None.

    Each part has a file name of its own, by which tracebacks and handnn find its lines.
    """
    lines = source.splitlines(keepends=True)
    linecache.cache[file] = (len(source), None, lines, file)
    tree = ast.parse(source, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, file, "exec"), namespace)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), file, "eval"), namespace)


def _message(exception: BaseException) -> str:
    """The last line of a traceback, and the line of the cell that led to it."""
    message = "".join(traceback.format_exception_only(exception)).rstrip("\n")
    if isinstance(exception, SyntaxError):
        return re.sub(r'  File "<cell( \d+)?>", line', "line", message, count=1)
    message = message.replace(f"{type(exception).__module__}.", "", 1)
    frames = [
        frame
        for frame in traceback.extract_tb(exception.__traceback__)
        if frame.filename.startswith("<cell")
    ]
    if not frames:
        return message
    return f"line {frames[-1].lineno}: {frames[-1].line}\n{message}"


@contextlib.contextmanager
def _main_module() -> Iterator[dict[str, Any]]:
    """The namespace of a new main module, so that pickle finds the classes of a cell."""
    kept, module = sys.modules["__main__"], ModuleType("__main__")
    sys.modules["__main__"] = module
    try:
        yield module.__dict__
    finally:
        sys.modules["__main__"] = kept


@contextlib.contextmanager
def _terminal() -> Iterator[None]:
    kept = dict(os.environ)
    os.environ.update(TERMINAL)
    for setting in ("FORCE_COLOR", "PYTHON_COLORS"):
        os.environ.pop(setting, None)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.environ.clear()
        os.environ.update(kept)
