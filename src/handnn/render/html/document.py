"""What every page is made of: its style, the squared paper, and the document around it.

Everything is inside. There are no ids, no inline handlers and no style attributes, so that several
sheets may stand on one page, and a page works under a strict content security policy.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from handnn.markup import element, escaped
from handnn.render.html.hypertext import arithmetic
from handnn.render.html.notation import notation
from handnn.render.html.tables import Tables, box_rules
from handnn.render.style import HAND, PRINT, colours, font_faces
from handnn.render.svg.diagram_panel import diagram_panel
from handnn.render.svg.panel import SQUARE, Panel
from handnn.render.svg.picture import SHAPES
from handnn.sheet.diagram import Diagram

ONE_PAGE = 34  # squares that a printed page has room for, one below the other
LOW = 16  # squares of a sheet that fits a window, one below the other
ROOMY = 26  # pixels of a square that is not made smaller for that
AROUND = 252  # pixels of the bars above a sheet and the arithmetic below it; a site may have more


def document(title: str, style: str, body: str, code: str) -> str:
    """A page of its own: complete, self-contained, and safe under a strict policy.

    Args:
        title: The page's title.
        style: Its CSS.
        body: Its markup.
        code: Its script.
    """
    policy = (
        f"default-src 'none';script-src {_hash(code)};style-src {_hash(style)};font-src data:;"
        "base-uri 'none';form-action 'none'"
    )
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escaped(title)}</title><style>{style}</style>"
    )
    main = element("main", body) + element("script", code)
    whole = element("head", head) + element("body", main, class_="handnn")
    return f"<!DOCTYPE html>{element('html', whole, lang='en')}\n"


def part_of_page(style: str, body: str, code: str) -> str:
    """The same as a part of another page."""
    return f"<style>{style}</style>{body}<script>{code}</script>"


def paper(tables: Tables, drawn: Diagram | None, heading: str) -> tuple[str, str]:
    """The squared paper with a sheet, and the diagram where there is room beside it.

    Args:
        tables: The sheet.
        drawn: The diagram, if there is one.
        heading: What the sheet is called for a listener: one page may show several.

    Returns:
        The markup, and the style rules for the squares that it uses.
    """
    panel = diagram_panel(drawn) if drawn else Panel(0, 0, "")
    both, rows = tables.width + panel.width + 4, tables.height + 2
    picture = drawn and element(
        "svg",
        panel.body,
        class_=f"w{panel.width} h{panel.height}",
        viewBox=f"0 0 {panel.width * SQUARE} {panel.height * SQUARE}",
        text_anchor="middle",
        role="img",
        aria_label=f"Diagram of the network, {drawn.title}",
    )
    sheet = element(
        "div",
        tables.body(),
        class_="hn-scroll",
        tabindex=0,
        role="group",
        aria_label=f"The sheet: {heading}",
    )
    markup = element(
        "div",
        sheet,
        element("div", picture or "", class_="hn-scroll hn-diagram"),
        class_=f"hn-paper t{tables.width} b{both} r{rows}"
        + " hn-long" * (tables.height > ONE_PAGE),
    )
    sizes = box_rules([panel.width], [panel.height]) + _size_rules(tables.width, both, rows)
    return markup, tables.rules() + sizes


def _size_rules(alone: int, both: int, rows: int) -> str:
    """How large a square is: so large that the sheet fits, and the diagram where there is room.

    A low sheet fits the window together with what stands above and below it.
    """
    largest = "var(--hn-largest)"
    if rows <= LOW:
        largest += f",max({ROOMY}px,(100svh - var(--hn-around,{AROUND}px))/{rows})"
    size = f"max(var(--hn-smallest),round(down,min(100cqw/{{0}},{largest}),1px))"
    return (
        f".handnn .t{alone}.r{rows}{{--hn-sq:{size.format(alone + 2)}}}"
        f"@container (min-width:{both * 26}px)"
        f"{{.handnn .b{both}.r{rows}{{--hn-sq:{size.format(both)}}}}}"
    )


def notes_below(tables: Tables) -> Iterator[tuple[str, str]]:
    """What is said below a sheet, each as text and as markup: a long legend, signs, notes."""
    for note in (*tables.below, *notation(tables.page), *tables.page.notes):
        yield note, escaped(note) if "print(" in note else arithmetic(note)


@cache
def style() -> str:
    """Fonts, colours and rules that all pages have."""
    rules = css_of(files("handnn.render.html") / "assets" / "live.css")
    return font_faces() + colours(".handnn") + SHAPES + rules


def css_of(file: Traversable) -> str:
    """A style sheet with the names of the fonts, which it calls ``PRINT`` and ``HAND``."""
    return file.read_text(encoding="utf-8").replace("PRINT", PRINT).replace("HAND", HAND)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
