"""The HTML pen: the sheet as a page that reads without any script, and comes alive with its own.

Everything is inside: fonts, style, data, script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

import numpy as np

from handnn.arithmetic.program import flat_index
from handnn.code import is_code
from handnn.explanation import Explanation
from handnn.markup import element, escaped
from handnn.record import Record
from handnn.render.html.document import css_of, document, notes_below, paper, part_of_page, style
from handnn.render.html.hypertext import arithmetic, linked
from handnn.render.html.page_data import LIST_TERMS, as_script_data, page_data, too_large
from handnn.render.html.script import script
from handnn.render.html.tables import Tables
from handnn.render.speech import largest_output, sample_size
from handnn.render.svg.pixels import pixels
from handnn.sheet.diagram import diagram, has_diagram
from handnn.sheet.layout import forward_page, page_of
from handnn.sheet.layout.notes import first_notes
from handnn.sheet.page import Limits, Page
from handnn.step import Step
from handnn.summary import summarize

LIMITS = Limits(features=64, samples=16)
MANY_WIDTHS = 6  # of a network, before the middle ones are left out
MANY_LINES = 40  # before the arithmetic is folded away

# Printed where the results are hidden, for a class to write on.
_NAME = element(
    "p", "Name ", element("span"), " Date ", element("span"), class_="hn-name", aria_hidden="true"
)


def html(
    record: Record,
    title: str | None = None,
    above: str = "",
    below: str = "",
    input_shape: tuple[int, int] | None = None,
) -> str:
    """A page of its own: complete, self-contained, and safe under a strict policy.

    Args:
        record: What happened: a run, or a run and its backward pass.
        title: The page's title; by default the network in a few words.
        above: Markup to stand above the sheet, such as a heading and what the page is about.
        below: Markup to stand below it.
        input_shape: Rows and columns of the input, if that is a picture, with which the page opens.

    Returns:
        The text of an HTML file.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU())
        >>> html(net.trace([2, 1, 3]))[:33]
        '<!DOCTYPE html><html lang="en"><h'
    """
    framed = bool(above or below)
    rules, sheet, code = _parts(record, title, whole=True, framed=framed, shape=input_shape)
    rules += css_of(files("handnn.render.html") / "assets" / "frame.css") if framed else ""
    body = _frame(above) + sheet + _frame(below)
    return document(title or _title(record), rules, body, code)


def fragment(record: Record, title: str | None = None) -> str:
    """A living sheet as a part of another page: a notebook, a site. Several may stand on one page.

    The arithmetic of every cell is folded, so that it does not push the rest of that page away.

    Args:
        record: What happened: a run, or a run and its backward pass.
        title: Its heading; by default the network in a few words.

    Returns:
        HTML with its own style and script.
    """
    return part_of_page(*_parts(record, title, whole=False))


def _frame(markup: str) -> str:
    """What stands above or below the sheet, if anything does."""
    return element("div", markup, class_="hn-frame") if markup else ""


def _parts(
    record: Record,
    title: str | None,
    whole: bool,
    framed: bool = False,
    shape: tuple[int, int] | None = None,
) -> tuple[str, str, str]:
    """The style, the markup and the script of a sheet."""
    page = page_of(record, LIMITS)
    forward = page if record.backward_pass is None else forward_page(record.run, LIMITS)
    tables = Tables(page, forward)
    drawn = diagram(record.run) if has_diagram(record.run) else None
    heads = ("h2", "h3") if framed else ("h1", "h2") if whole else ("p", "p")
    heading = title if title and not framed else _title(record)
    is_repeated = framed and heading == title  # the heading of the page is enough to look at
    title_class = "hn-title hn-unseen" if is_repeated else "hn-title"
    explanations = [] if too_large(record.run) else list(record.explanations())
    data = page_data(record, explanations, tables, drawn)
    markup, rules = paper(tables, drawn, heading)
    body = "".join(
        (
            element("header", element(heads[0], escaped(heading), class_=title_class), _NAME),
            _pictures(record.run, shape) if shape else "",
            markup,
            element("div", *_words(record, tables, data), class_="hn-words"),
            _arithmetic(explanations, page, heads[1], unfolded=whole and not framed),
        )
    )
    if isinstance(data, dict):
        body += f'<script type="application/json">{as_script_data(data)}</script>'
    body = element("handnn-sheet", body, class_="handnn", data_linked=whole)
    return style() + rules, body, script()


def _pictures(run: Step, shape: tuple[int, int]) -> str:
    """The input as pictures, and which class the network takes a single one for, and why."""
    samples = np.atleast_2d(run.input)[: LIMITS.samples]
    drawn = element("div", *(pixels(sample, shape) for sample in samples))
    name = run.variable("output").name
    words = [linked(sentence, name) for sentence in largest_output(run)]
    notes = (element("p", each, class_="hn-result-note") for each in words)
    classes = name if words else None
    return element("div", drawn, element("div", *notes), class_="hn-pictures", data_classes=classes)


def _title(record: Record) -> str:
    """The widths of the network's layers: ``A network 3 → 4 → 2``."""
    run = record.run
    if is_code(run):
        return run.layer.label
    arrays = [run.input, *(step.output for step in run.leaves() if not step.is_activation)]
    widths = [sample_size(array, run) for array in arrays]
    if len(widths) > MANY_WIDTHS:
        widths[2:-2] = ["…"]
    return f"A network {' → '.join(widths)}" + ", forward and backward" * (
        record.backward_pass is not None
    )


def _words(record: Record, tables: Tables, data: object) -> Iterator[str]:
    """What stands below the sheet: what signs mean, what is left out, the parameters counted."""
    if not is_code(record.run):
        yield from _count(record)
    back = record.backward_pass
    results = () if back is None else first_notes(back.notes())
    for note, written in notes_below(tables):
        yield element("p", written, class_="hn-result-note" if note in results else None)
    if isinstance(data, str):
        yield element("p", escaped(data))


def _count(record: Record) -> Iterator[str]:
    """The network's parameters, counted."""
    total = summarize(record.run.layer, step=record.run)
    formulas = " + ".join(
        row.formula.rpartition(" = ")[0] or str(row.n_parameters)
        for row in total.rows
        if row.n_parameters
    )
    if formulas:
        count = f"{total.total:,} parameter{'s' * (total.total != 1)}"
        counted = f" = {formulas}" if formulas != f"{total.total:,}" else ""
        yield element("p", escaped(count + counted), class_="hn-count")


def _arithmetic(
    explanations: Sequence[Explanation | str], page: Page, head: str, unfolded: bool
) -> str:
    """The arithmetic of every cell that is drawn, as text; long ones are folded in any case."""
    if not explanations:
        return ""
    drawn = {
        (cell.variable.name, cell.index)
        for block in page.blocks
        for row in block.cells
        for first in row
        for cell in (first, first.last)
        if not cell.given
    }
    parts, lines = "", 0
    for explanation in explanations:
        if isinstance(explanation, str):
            parts += element("p", escaped(explanation))
            continue
        for part in explanation.parts:
            explained = list(part.cells)
            shape = [i + 1 for i in explained[-1].index]  # the last cell stands in the far corner
            cells = [c for c in explained if (c.variable.name, c.index) in drawn] or explained[:1]
            first, *others = cells
            written = [
                first.lines(LIST_TERMS),
                *([cell.in_numbers(LIST_TERMS)] for cell in others),
            ]
            lines += len(written)
            items = "".join(
                element(
                    "li",
                    "<br>".join(map(arithmetic, each)),
                    data_cell=flat_index(cell.index, shape),
                )
                for cell, each in zip(cells, written, strict=True)
            )
            parts += element(head, arithmetic(part.heading), class_="hn-part") + element(
                "ul", items, data_variable=first.variable.name
            )
            if left := len(explained) - len(cells):
                parts += element("p", f"… {left:,} more")
    summary = element("summary", "The arithmetic of every cell")
    return element(
        "details", summary, parts, class_="hn-arithmetic", open=unfolded and lines <= MANY_LINES
    )
