"""What the source of some code says: the statement at a line, what a call passes."""

from __future__ import annotations

import ast
import linecache
from functools import cache
from types import CodeType, FrameType


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


def argument_of(code: CodeType, name: str, caller: FrameType | None) -> str:
    """The source of what a call passes to one of the parameters of a function, or empty.

    Args:
        code: The function.
        name: The parameter.
        caller: Where it is called.
    """
    if caller is None:
        return ""
    start_line, end_line, start, end = list(caller.f_code.co_positions())[caller.f_lasti // 2]
    for call in _calls("".join(linecache.getlines(caller.f_code.co_filename))):
        place = call.lineno, call.end_lineno, call.col_offset, call.end_col_offset
        if place != (start_line, end_line, start, end):
            continue
        called = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if called != code.co_name:  # something in between calls the function
            return ""
        parameters = list(code.co_varnames[: code.co_argcount])
        if isinstance(call.func, ast.Attribute) and parameters[0] == "self":
            del parameters[0]
        passed = dict(zip(parameters, call.args, strict=False))
        passed.update((each.arg, each.value) for each in call.keywords if each.arg)
        is_plain = not any(isinstance(each, ast.Starred) for each in call.args)
        return ast.unparse(passed[name]) if is_plain and name in passed else ""
    return ""


@cache
def _calls(source: str) -> list[ast.Call]:
    """The calls in some code."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
