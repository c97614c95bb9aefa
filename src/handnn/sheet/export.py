"""Saving a record: the file's suffix says which pen writes it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handnn.arithmetic import as_json
from handnn.arrays import Array
from handnn.errors import ArgumentError
from handnn.files.saving import write_whole
from handnn.sheet.backward import backward_sheet
from handnn.sheet.diagram import diagram
from handnn.sheet.forward import forward_sheet
from handnn.sheet.html import html
from handnn.sheet.latex import backward_latex, forward_latex
from handnn.sheet.markdown import backward_markdown, forward_markdown
from handnn.sheet.svg import svg

if TYPE_CHECKING:
    from handnn.backward import Backward
    from handnn.trace import Trace

WIDTH = 100  # of a text file's lines


def save_trace(trace: Trace, path: str | os.PathLike[str]) -> None:
    """Write a run into a file; see `Trace.save`."""
    _save(trace, path, _TRACE_PENS)


def save_backward(backward: Backward, path: str | os.PathLike[str]) -> None:
    """Write a backward pass into a file; see `Backward.save`."""
    _save(backward, path, _BACKWARD_PENS)


def _save(
    record: Any, path: str | os.PathLike[str], pens: Mapping[str, Callable[[Any], str]]
) -> None:
    file = Path(path)
    pen = pens.get(file.suffix.lower())
    if pen is None:
        known = ", ".join(pens)
        found = f"the suffix {file.suffix}" if file.suffix else "no suffix"
        raise ArgumentError(
            f"The suffix of the file's name says what to write: {known}. "
            f"{file.name or str(file)!r} has {found}."
        )
    write_whole(file, pen(record))


# -- text -----------------------------------------------------------------------------------------


def _text(record: Trace | Backward) -> str:
    return record.text(WIDTH, ascii=False) + "\n"


# -- pictures -------------------------------------------------------------------------------------


def _trace_svg(trace: Trace) -> str:
    return svg(forward_sheet(trace.run), diagram(trace.run), description=trace.describe()) + "\n"


def _backward_svg(backward: Backward) -> str:
    return svg(backward_sheet(backward), description=backward.describe()) + "\n"


# -- data -----------------------------------------------------------------------------------------


def _trace_json(trace: Trace) -> str:
    return _json({"format": "handnn trace", "version": 1, **_run(trace)})


def _backward_json(backward: Backward) -> str:
    function = backward.loss_function
    content = {
        "format": "handnn backward",
        "version": 1,
        **_run(backward.trace),
        "loss": None if backward.loss is None else as_json(backward.loss),
        "loss_function": None if function is None else type(function).__name__,
        "target": None if backward.target is None else _values(backward.target),
        "output_gradient": _values(backward.output_gradient),
        "gradients": {name: _values(array) for name, array in backward.gradients.items()},
    }
    return _json(content)


def _run(trace: Trace) -> dict[str, Any]:
    """A run as data: what went in, what every step made of it, and by which parameters."""
    return {
        "input": _values(trace.input),
        "steps": [
            {
                "name": step.name,
                "layer": step.layer.label,
                "parameters": {name: _values(array) for name, array in step.parameters.items()},
                "output": _values(step.output),
            }
            for step in trace.run.leaves()
        ],
        "output": _values(trace.output),
    }


def _values(array: Array) -> Any:
    """Nested lists; what JSON has no number for becomes ``"NaN"`` or ``"Infinity"``."""
    if array.ndim > 1:
        return [_values(row) for row in array]
    return [as_json(value) for value in array.tolist()] if array.ndim else as_json(array.item())


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


_TRACE_PENS: dict[str, Callable[[Any], str]] = {
    ".html": html,
    ".svg": _trace_svg,
    ".md": forward_markdown,
    ".tex": forward_latex,
    ".txt": _text,
    ".json": _trace_json,
}
_BACKWARD_PENS: dict[str, Callable[[Any], str]] = {
    ".html": html,
    ".svg": _backward_svg,
    ".md": backward_markdown,
    ".tex": backward_latex,
    ".txt": _text,
    ".json": _backward_json,
}
