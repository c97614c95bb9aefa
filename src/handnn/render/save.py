"""Saving a record: the file's suffix says which pen writes it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from math import prod
from pathlib import Path
from typing import Any

from handnn.arithmetic import as_json
from handnn.arrays import Array
from handnn.errors import ArgumentError, ShapeError
from handnn.files.atomic import write_atomic
from handnn.files.suffixes import no_pen
from handnn.record import BackwardRecord, Record
from handnn.render.documents.latex import latex
from handnn.render.documents.markdown import markdown
from handnn.render.html.page import html
from handnn.render.spreadsheet.workbook import xlsx
from handnn.render.svg.picture import svg
from handnn.sheet.diagram import Diagram, diagram, has_diagram
from handnn.sheet.layout import page_of
from handnn.sheet.page import Page
from handnn.step import Step

WIDTH = 100  # of a text file's lines


def save_record(
    record: Record, path: str | os.PathLike[str], input_shape: tuple[int, int] | None = None
) -> None:
    """Write a record into a file; see `Trace.save`."""
    pen = pen_for(path)
    if input_shape is not None:
        if pen is not html:
            raise ArgumentError(
                "input_shape= is for a page, which opens with the input as a picture: "
                f"{Path(path).stem + '.html'!r}."
            )
        n = record.run.input.shape[-1]
        if prod(input_shape) != n:
            raise ShapeError(
                f"input_shape {input_shape} has {prod(input_shape)} places, but a sample has {n} "
                "features."
            )
        pen = partial(html, input_shape=input_shape)
    write_atomic(Path(path), pen(record))


def pen_for(path: str | os.PathLike[str]) -> Callable[[Record], str | bytes]:
    """The pen that writes a file.

    Raises:
        ArgumentError: If there is none for the suffix of its name.
    """
    file = Path(path)
    pen = _PENS.get(file.suffix.lower())
    if pen is None:
        raise no_pen(file, _PENS)
    return pen


def _text(record: Record) -> str:
    return record.text(WIDTH, ascii=False) + "\n"


def _picture(record: Record) -> str:
    """The sheet; for a run alone, with the diagram beside it."""
    drawings: list[Page | Diagram] = [page_of(record)]
    if record.backward_pass is None and has_diagram(record.run):
        drawings.append(diagram(record.run))
    return svg(*drawings, description=record.describe()) + "\n"


# -- data -----------------------------------------------------------------------------------------


def _data(record: Record) -> str:
    back = record.backward_pass
    content = {
        "format": "handnn trace" if back is None else "handnn backward",
        "version": 1,
        **_run(record.run),
        **({} if back is None else _backward(back)),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _run(run: Step) -> dict[str, Any]:
    """A run as data: its input, the parameters and the output of every step, and its output."""
    return {
        "input": json_values(run.input),
        "steps": [
            {
                "name": step.name,
                "layer": step.layer.label,
                "parameters": _named_values(step.parameters),
                "output": json_values(step.output),
            }
            for step in run.leaves()
        ],
        "output": json_values(run.output),
    }


def _backward(back: BackwardRecord) -> dict[str, Any]:
    function = back.loss_function
    return {
        "loss": None if back.loss is None else as_json(back.loss),
        "loss_function": None if function is None else type(function).__name__,
        "target": None if back.target is None else json_values(back.target),
        "output_gradient": json_values(back.output_gradient),
        "gradients": _named_values(back.gradients),
    }


def _named_values(arrays: Mapping[str, Array]) -> dict[str, Any]:
    return {name: json_values(array) for name, array in arrays.items()}


def json_values(array: Array) -> Any:
    """An array as nested lists, with strings for the numbers that JSON does not have.

    Examples:
        >>> import numpy as np
        >>> json_values(np.array([[1, np.inf]]))
        [[1.0, 'Infinity']]
    """
    if array.ndim > 1:
        return [json_values(row) for row in array]
    return [as_json(value) for value in array.tolist()] if array.ndim else as_json(array.item())


_PENS: dict[str, Callable[[Record], str | bytes]] = {
    ".html": html,
    ".svg": _picture,
    ".md": markdown,
    ".tex": latex,
    ".txt": _text,
    ".json": _data,
    ".xlsx": xlsx,
}
