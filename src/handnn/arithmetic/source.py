"""What the source of some code says: the statement at a line, what a call passes."""

from __future__ import annotations

import ast
import linecache
from functools import cache
from operator import itemgetter
from types import CodeType, FrameType
from typing import TypeVar

_Node = TypeVar("_Node", bound=ast.AST)


def statement_at(code: CodeType | None, line: int, name: str = "") -> str:
    """The source of the statement in which a line stands; empty if it is not known.

    The whole of a ``lambda`` is one.

    Args:
        code: The code that ran there.
        line: The line, counted from 1.
        name: The name that the statement gives: of several in one statement, its part alone.
    """
    if code is None:
        return ""
    lines = linecache.getlines(code.co_filename)
    source = "".join(lines)
    if code.co_name == "<lambda>":
        return _lambda(source, code)
    inside = [each for each in _statements(source) if each.lineno <= line <= _end(each)]
    if not inside:
        return ""
    statement = max(inside, key=lambda each: (each.lineno, _names(each, name)))
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple):
        names, values = statement.targets[0].elts, getattr(statement.value, "elts", ())
        for target, value in zip(names, values, strict=False):
            if isinstance(target, ast.Name) and target.id == name:
                return f"{name} = {ast.unparse(value)}"
    if _end(statement) > statement.lineno:
        return ast.unparse(statement)
    if sum(each.lineno == line for each in inside) > 1:
        return ast.get_source_segment(source, statement) or ""
    return lines[line - 1].partition("#")[0].strip()


@cache
def _nodes(source: str, kind: type[_Node]) -> list[_Node]:
    """All nodes of a kind in some code; none where that is not Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


@cache
def _statements(source: str) -> list[ast.stmt]:
    """The simple statements of some code."""
    return [node for node in _nodes(source, ast.stmt) if not hasattr(node, "body")]


def _names(statement: ast.stmt, name: str) -> bool:
    """Whether a statement gives a name."""
    return any(
        isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Store)
        for each in ast.walk(statement)
    )


def _end(statement: ast.stmt | ast.expr) -> int:
    return statement.end_lineno or statement.lineno


def _lambda(source: str, code: CodeType) -> str:
    """The source of a ``lambda``: the innermost that holds all that its code says of its place."""
    places = [each for each in code.co_positions() if None not in each and each[2] != each[3]]
    starts = {(line, column) for line, _, column, _ in places}
    ends = {(line, column) for _, line, _, column in places}
    around = [
        (each.body.lineno, each.body.col_offset, each)
        for each in _nodes(source, ast.Lambda)
        if places
        and (each.body.lineno, each.body.col_offset) <= min(starts)
        and max(ends) <= (each.body.end_lineno, each.body.end_col_offset)
    ]
    if not around:
        return ""
    _, _, found = max(around, key=itemgetter(0, 1))
    is_long = _end(found) > found.lineno
    return ast.unparse(found) if is_long else ast.get_source_segment(source, found) or ""


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
    for call in _nodes("".join(linecache.getlines(caller.f_code.co_filename)), ast.Call):
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
