"""The report on a class as a page: the learners, and pictures of what went wrong most often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handnn.arithmetic import format_number
from handnn.markup import element, escaped
from handnn.practice.classroom.report_text import MOST_BARS
from handnn.practice.classroom.results import Graded, Results
from handnn.practice.feedback import Feedback
from handnn.render.style import colours

_BAR, _ROW, _LEFT = 260, 24, 220  # pixels of the longest bar, a line, and the names

_CSS = """
body{max-width:60rem;margin:2rem auto;padding:0 1rem;background:var(--hn-paper);color:var(--hn-ink);
font:1rem/1.45 system-ui,sans-serif}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--hn-rule);text-align:left;
vertical-align:top;overflow-wrap:anywhere}
th{white-space:nowrap}td:first-child{min-width:7rem}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.cell{white-space:nowrap}
small{color:var(--hn-grey)}
svg{max-width:100%;height:auto}svg text{fill:var(--hn-ink);font-size:14px}
svg rect{fill:var(--hn-hand)}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
"""


def page(results: Results) -> str:
    """The report as a page that needs nothing else."""
    style = element("style", colours("body") + _CSS)
    head = element(
        "head",
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        element("title", "A class: what is right, and what went wrong"),
        style,
    )
    body = element("body", element("main", *_parts(results)))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _parts(results: Results) -> Iterator[str]:
    yield element("h1", "What the class has right")
    yield element("p", escaped(results.summary))
    if results.slips:
        yield element("h2", "Wrong most often")
        yield _picture(results.cells, "How many learners have each cell wrong")
        yield element("h2", "The most common slips")
        yield _picture(results.slips, "How often each slip was made")
    if results.learners:
        yield element("h2", "The learners")
        names = ("Name", "Worksheet", "Score", "Right", "Open", "First mistake")
        yield _table(names, [_row(each) for each in results.learners])
    if results.problems:
        yield element("h2", f"Not checked: {len(results.problems)}")
        rows = [_cells(problem.source, problem.message) for problem in results.problems]
        yield _table(("File", "Why"), rows)


def _picture(counts: Mapping[str, int], label: str) -> str:
    """A bar for each of the most common things, with its number."""
    shown = [*counts.items()][:MOST_BARS]
    most = shown[0][1]
    lines = []
    for i, (name, n) in enumerate(shown):
        y, width = _ROW * i, _BAR * n / most
        lines += [
            element("text", escaped(name), x=_LEFT - 8, y=y + 16, text_anchor="end"),
            element("rect", x=_LEFT, y=y + 3, width=width, height=_ROW - 6),
            element("text", str(n), x=_LEFT + width + 6, y=y + 16),
        ]
    width, height = _LEFT + _BAR + 60, _ROW * len(shown)
    picture = element(
        "svg",
        *lines,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=f"{label}: {', '.join(f'{name} {n}' for name, n in shown)}",
    )
    more = len(counts) - len(shown)
    return picture + (element("p", element("small", f"and {more} more")) if more else "")


def _table(names: tuple[str, ...], rows: list[str]) -> str:
    head = element("tr", *(element("th", name, scope="col") for name in names))
    table = element("table", element("thead", head), element("tbody", *rows))
    return element("div", table, class_="scroll")


def _cells(*texts: str) -> str:
    return element("tr", *(element("td", escaped(text)) for text in texts))


def _row(graded: Graded) -> str:
    feedback = graded.feedback
    return element(
        "tr",
        element("td", escaped(graded.name), "<br>", element("small", escaped(graded.source))),
        element("td", escaped(graded.title)),
        element("td", f"{100 * feedback.score:.0f} %", class_="n"),
        element("td", f"{len(feedback.right)} of {feedback.n_cells}", class_="n"),
        element("td", str(len(feedback.open)), class_="n"),
        element("td", *_first(feedback)),
    )


def _first(feedback: Feedback) -> Iterator[str]:
    """The first mistake, its cause, and the cell as it should be; and what cannot be read."""
    for cell, answer in feedback.unreadable.items():
        yield element("div", f"{escaped(cell)}: “{escaped(answer)}” is not read as a number.")
    mistake = feedback.first
    if mistake is not None:
        answer = format_number(mistake.answer, digits=6).text
        wrong = element("b", escaped(f"{mistake.cell} = {answer}"))
        yield element("div", wrong, f": {mistake.slip}. ", escaped(mistake.cause))
        yield element("div", element("small", escaped(mistake.arithmetic)))
        if mistake.also:
            others = ", ".join(mistake.also)
            yield element("div", element("small", f"The same number comes of: {others}."))
