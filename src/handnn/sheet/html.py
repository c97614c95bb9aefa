"""The HTML pen: the sheet as a page that reads without any script, and comes alive with its own.

Everything is inside: fonts, style, data, script. There are no ids, no inline handlers and no style
attributes, so that several sheets may stand on one page, and a page works under a strict content
security policy.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from handnn.arithmetic.program import flat_index
from handnn.backward import Backward
from handnn.errors import UnexplainedError
from handnn.explanation import CellExplanation, Explanation, Part
from handnn.sheet.backward import backward_sheet
from handnn.sheet.diagram import diagram
from handnn.sheet.diagram_panel import diagram_panel
from handnn.sheet.forward import forward_sheet
from handnn.sheet.hypertext import arithmetic, tag
from handnn.sheet.markup import element, text_of
from handnn.sheet.model import Limits, Page
from handnn.sheet.notes import few
from handnn.sheet.page_data import as_script_data, page_data, too_large
from handnn.sheet.panel import SQUARE
from handnn.sheet.script import script
from handnn.sheet.style import HAND, PRINT, colours, font_faces
from handnn.sheet.svg import SHAPES
from handnn.sheet.tables import Tables, box_rules

if TYPE_CHECKING:
    from handnn.trace import Trace

LIMITS = Limits(features=64, samples=16)
MANY_TERMS = 12  # of one sum, before its middle is left out
MANY_WIDTHS = 6  # of a network, before the middle ones are left out
MANY_LINES = 40  # before the arithmetic is folded away


def html(record: Trace | Backward, title: str | None = None) -> str:
    """A page of its own: complete, self-contained, and safe under a strict policy.

    Args:
        record: What happened: a run, or a run and its backward pass.
        title: The page's title; by default the network in a few words.

    Returns:
        The text of an HTML file.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU())
        >>> html(net.trace([2, 1, 3]))[:33]
        '<!DOCTYPE html><html lang="en"><h'
    """
    style, sheet, code = _parts(record, title, whole=True)
    policy = (
        f"default-src 'none';script-src {_hash(code)};style-src {_hash(style)};font-src data:;"
        "base-uri 'none';form-action 'none'"
    )
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{text_of(policy)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{text_of(title or _title(record))}</title><style>{style}</style>"
    )
    page = tag("main", sheet) + tag("script", code)
    body = tag("body", page, class_="handnn")
    return f"<!DOCTYPE html>{tag('html', tag('head', head), body, lang='en')}\n"


def fragment(record: Trace | Backward, title: str | None = None) -> str:
    """A living sheet as a part of another page: a notebook, a site. Several may stand on one page.

    The arithmetic of every cell is folded, so that it does not push the rest of that page away.

    Args:
        record: What happened: a run, or a run and its backward pass.
        title: Its heading; by default the network in a few words.

    Returns:
        HTML with its own style and script.
    """
    style, body, code = _parts(record, title, whole=False)
    return f"<style>{style}</style>{body}<script>{code}</script>"


def _parts(record: Trace | Backward, title: str | None, whole: bool) -> tuple[str, str, str]:
    """The style, the markup and the script of a sheet."""
    trace, back = (record.trace, record) if isinstance(record, Backward) else (record, None)
    forward = forward_sheet(trace.run, LIMITS)
    page = forward if back is None else backward_sheet(back, LIMITS)
    tables = Tables(page, forward)
    drawn = diagram(trace.run)
    panel = diagram_panel(drawn)
    heads = ("h1", "h2") if whole else ("p", "p")
    data = page_data(trace, back, tables, drawn)
    both = tables.width + panel.width + 4
    picture = element(
        "svg",
        panel.body,
        class_=f"w{panel.width} h{panel.height}",
        viewBox=f"0 0 {panel.width * SQUARE} {panel.height * SQUARE}",
        text_anchor="middle",
        role="img",
        aria_label=f"Diagram of the network, {drawn.title}",
    )
    body = "".join(
        (
            tag("header", tag(heads[0], text_of(title or _title(record)), class_="hn-title")),
            tag(
                "div",
                tag(
                    "div",
                    tables.body(),
                    class_="hn-scroll",
                    tabindex=0,
                    role="region",
                    aria_label="The sheet",
                ),
                tag("div", picture, class_="hn-scroll hn-diagram"),
                class_=f"hn-paper t{tables.width} b{both}",
            ),
            tag("div", *_words(record, trace, tables, data), class_="hn-words"),
            _arithmetic(record, trace, page, heads[1], unfolded=whole),
        )
    )
    if isinstance(data, dict):
        body += f'<script type="application/json">{as_script_data(data)}</script>'
    body = tag("handnn-sheet", body, class_="handnn", data_linked=whole)
    sizes = box_rules([panel.width], [panel.height]) + _size_rules(tables.width, both)
    style = font_faces() + colours(".handnn") + SHAPES + _css() + tables.rules() + sizes
    return style, body, script()


def _size_rules(alone: int, both: int) -> str:
    """How large a square is: so large that the sheet fits, and the diagram where there is room."""
    at_most = "round(down,min(100cqw/{0},var(--hn-largest)),1px)"
    return (
        f".handnn .t{alone}{{--hn-sq:max(var(--hn-smallest),{at_most.format(alone + 2)})}}"
        f"@container (min-width:{both * 26}px)"
        f"{{.handnn .b{both}{{--hn-sq:{at_most.format(both)}}}}}"
    )


def _title(record: Trace | Backward) -> str:
    """The widths of the network's layers: ``A network 3 → 4 → 2``."""
    back = isinstance(record, Backward)
    run = record.trace.run if isinstance(record, Backward) else record.run
    widths = [run.input.shape[-1]]
    widths += [s.output.shape[-1] for s in run.leaves() if s.parameters or not s.layer.same_width]
    if len(widths) > MANY_WIDTHS:
        widths[2:-2] = ["…"]
    return f"A network {' → '.join(map(str, widths))}" + ", forward and backward" * back


def _words(record: Trace | Backward, trace: Trace, tables: Tables, data: object) -> Iterator[str]:
    """What stands below the sheet: what signs mean, what is left out, the parameters counted."""
    total = trace.network.summary()
    formulas = " + ".join(
        row.formula.rpartition(" = ")[0] for row in total.rows if row.n_parameters
    )
    if formulas:
        many = total.total != 1
        yield tag(
            "p", text_of(f"{total.total:,} parameter{'s' * many} = {formulas}"), class_="hn-count"
        )
    results = few(record.notes()) if isinstance(record, Backward) else ()
    for note in (*tables.below, *tables.page.notes):
        written = arithmetic(note) if "print(" not in note else text_of(note)
        yield tag("p", written, class_="hn-result-note" if note in results else None)
    if isinstance(data, str):
        yield tag("p", text_of(data))


def _arithmetic(
    record: Trace | Backward, trace: Trace, page: Page, head: str, unfolded: bool
) -> str:
    """The arithmetic of every cell that is drawn, as text; long ones are folded in any case."""
    if too_large(trace):
        return ""
    drawn = {
        (cell.variable.name, cell.index)
        for block in page.blocks
        for row in block.cells
        for first in row
        for cell in (first, first.last)
    }
    parts, lines = "", 0
    for explanation in _explanations(record):
        if isinstance(explanation, str):
            parts += tag("p", text_of(explanation))
            continue
        for part in explanation.parts:
            cells = [c for c in part.cells if (c.variable.name, c.index) in drawn] or part.cells[:1]
            written = [
                cell.lines(terms=MANY_TERMS)[0 if i == 0 else -1 :] for i, cell in enumerate(cells)
            ]
            lines += len(written)
            items = "".join(
                tag("li", "<br>".join(map(arithmetic, each)), data_cell=_flat(cell, part))
                for cell, each in zip(cells, written, strict=True)
            )
            name = cells[0].variable.name
            parts += tag(head, arithmetic(part.heading), class_="hn-part") + tag(
                "ul", items, data_variable=name
            )
            if left := len(part.cells) - len(cells):
                parts += tag("p", f"… {left:,} more")
    summary = tag("summary", "The arithmetic of every cell")
    return tag(
        "details", summary, parts, class_="hn-arithmetic", open=unfolded and lines <= MANY_LINES
    )


def _flat(cell: CellExplanation, part: Part) -> int:
    """The place of a cell in its array, whose last cell is the last that is explained."""
    return flat_index(cell.index, [i + 1 for i in part.cells[-1].index])


def _explanations(record: Trace | Backward) -> Iterator[Explanation | str]:
    """Step by step for a run, so that one that cannot be followed does not hide the others."""
    back = [record] if isinstance(record, Backward) else []
    steps = record.trace if isinstance(record, Backward) else record
    for explained in (*steps, *back):
        try:
            yield explained.explain()
        except UnexplainedError as error:
            yield str(error)


@cache
def _css() -> str:
    text = (files("handnn.sheet") / "assets" / "live.css").read_text(encoding="utf-8")
    return text.replace("PRINT", PRINT).replace("HAND", HAND)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
