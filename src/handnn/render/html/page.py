"""The HTML pen: the sheet as a page that reads without any script, and comes alive with its own.

Everything is inside: fonts, style, data, script. There are no ids, no inline handlers and no style
attributes, so that several sheets may stand on one page, and a page works under a strict content
security policy.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files

from handnn.arithmetic.program import flat_index
from handnn.code import is_code
from handnn.explanation import Explanation
from handnn.markup import element, escaped
from handnn.record import Record
from handnn.render.html.hypertext import arithmetic
from handnn.render.html.page_data import LIST_TERMS, as_script_data, page_data, too_large
from handnn.render.html.script import script
from handnn.render.html.tables import Tables, box_rules
from handnn.render.speech import sample_size
from handnn.render.style import HAND, PRINT, colours, font_faces
from handnn.render.svg.diagram_panel import diagram_panel
from handnn.render.svg.panel import SQUARE, Panel
from handnn.render.svg.picture import SHAPES
from handnn.sheet.diagram import diagram, has_diagram
from handnn.sheet.layout import forward_page, page_of
from handnn.sheet.layout.notes import first_notes
from handnn.sheet.page import Limits, Page
from handnn.summary import summarize

LIMITS = Limits(features=64, samples=16)
MANY_WIDTHS = 6  # of a network, before the middle ones are left out
MANY_LINES = 40  # before the arithmetic is folded away


def html(record: Record, title: str | None = None, above: str = "", below: str = "") -> str:
    """A page of its own: complete, self-contained, and safe under a strict policy.

    Args:
        record: What happened: a run, or a run and its backward pass.
        title: The page's title; by default the network in a few words.
        above: Markup to stand above the sheet, such as a heading and what the page is about.
        below: Markup to stand below it.

    Returns:
        The text of an HTML file.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU())
        >>> html(net.trace([2, 1, 3]))[:33]
        '<!DOCTYPE html><html lang="en"><h'
    """
    framed = bool(above or below)
    style, sheet, code = _parts(record, title, whole=True, framed=framed)
    style += _css("frame") if framed else ""
    policy = (
        f"default-src 'none';script-src {_hash(code)};style-src {_hash(style)};font-src data:;"
        "base-uri 'none';form-action 'none'"
    )
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escaped(title or _title(record))}</title><style>{style}</style>"
    )
    page = element("main", _frame(above), sheet, _frame(below)) + element("script", code)
    body = element("body", page, class_="handnn")
    return f"<!DOCTYPE html>{element('html', element('head', head), body, lang='en')}\n"


def fragment(record: Record, title: str | None = None) -> str:
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


def _frame(markup: str) -> str:
    """What stands above or below the sheet, if anything does."""
    return element("div", markup, class_="hn-frame") if markup else ""


def _parts(
    record: Record, title: str | None, whole: bool, framed: bool = False
) -> tuple[str, str, str]:
    """The style, the markup and the script of a sheet."""
    page = page_of(record, LIMITS)
    forward = page if record.backward_pass is None else forward_page(record.run, LIMITS)
    tables = Tables(page, forward)
    drawn = diagram(record.run) if has_diagram(record.run) else None
    panel = diagram_panel(drawn) if drawn else Panel(0, 0, "")
    heads = ("h2", "h3") if framed else ("h1", "h2") if whole else ("p", "p")
    heading = title if title and not framed else _title(record)
    is_repeated = framed and heading == title  # the heading of the page is enough to look at
    title_class = "hn-title hn-unseen" if is_repeated else "hn-title"
    explanations = [] if too_large(record.run) else list(record.explanations())
    data = page_data(record, explanations, tables, drawn)
    both = tables.width + panel.width + 4
    picture = drawn and element(
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
            element("header", element(heads[0], escaped(heading), class_=title_class)),
            element(
                "div",
                element(
                    "div",
                    tables.body(),
                    class_="hn-scroll",
                    tabindex=0,
                    role="region",
                    aria_label=f"The sheet: {heading}",  # one page may show several
                ),
                element("div", picture or "", class_="hn-scroll hn-diagram"),
                class_=f"hn-paper t{tables.width} b{both}",
            ),
            element("div", *_words(record, tables, data), class_="hn-words"),
            _arithmetic(explanations, page, heads[1], unfolded=whole and not framed),
        )
    )
    if isinstance(data, dict):
        body += f'<script type="application/json">{as_script_data(data)}</script>'
    body = element("handnn-sheet", body, class_="handnn", data_linked=whole)
    sizes = box_rules([panel.width], [panel.height]) + _size_rules(tables.width, both)
    style = font_faces() + colours(".handnn") + SHAPES + _css("live") + tables.rules() + sizes
    return style, body, script()


def _size_rules(alone: int, both: int) -> str:
    """How large a square is: so large that the sheet fits, and the diagram where there is room."""
    at_most = "round(down,min(100cqw/{0},var(--hn-largest)),1px)"
    return (
        f".handnn .t{alone}{{--hn-sq:max(var(--hn-smallest),{at_most.format(alone + 2)})}}"
        f"@container (min-width:{both * 26}px)"
        f"{{.handnn .b{both}{{--hn-sq:{at_most.format(both)}}}}}"
    )


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
    for note in (*tables.below, *tables.page.notes):
        written = arithmetic(note) if "print(" not in note else escaped(note)
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


@cache
def _css(name: str) -> str:
    text = (files("handnn.render.html") / "assets" / f"{name}.css").read_text(encoding="utf-8")
    return text.replace("PRINT", PRINT).replace("HAND", HAND)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
