"""Code blocks that run when the site is built.

* ```` ```live ```` shows its code and its output, and can be edited and run in the browser;
* ```` ```output ```` shows only its output;
* `` `#!value cell: expression` `` in a sentence becomes the value.

docs/README.md says how to write them. If one of them fails, the build fails.

The search finds words, not what was computed: that is in a ``section`` which it leaves out. (It
leaves an element out up to the next end of one of the same name, which in a ``div`` comes early.)
"""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as etree
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pymdownx.inlinehilite import InlineHiliteException
from pymdownx.superfences import SuperFencesException

DOCS = Path(__file__).parent.parent
sys.path[:0] = [str(DOCS.parent / "src"), str(DOCS / "live")]

import cell  # noqa: E402
import grids  # noqa: E402

INDEXED = re.compile(r"(?<![\w.])(?P<name>[A-Za-z]\w*)(?P<places>(\[\d+\])+)")  # x[0], W1[0][1]


@dataclass
class Page:
    """The blocks of one page that others can come after."""

    path: str = ""
    programs: dict[str, list[str]] = field(default_factory=dict)


here = Page()


class BlockError(SuperFencesException, InlineHiliteException):
    """A block that cannot be run, or does something unexpected; stops the build.

    Markdown silently ignores every other exception.
    """


def on_config(config: Any) -> Any:
    """Register the blocks with Markdown."""
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault(
        "custom_fences", []
    )
    for name, show in (("live", live), ("output", output)):
        fences.append({"name": name, "class": name, "format": show, "validator": options_of})
    inline = config.mdx_configs.setdefault("pymdownx.inlinehilite", {})
    inline["custom_inline"] = [{"name": "value", "class": "value", "format": value}]
    return config


def on_page_markdown(markdown: str, page: Any, **_: Any) -> None:
    """Start a page without the blocks of the page before."""
    here.path = page.file.src_uri
    here.programs = {}


def options_of(language: str, inputs: dict[str, str], options: dict, attrs: dict, md: Any) -> bool:
    """Take the options of a block's first line; refuse unknown ones."""
    known = {"name", "after", "raises"} | (
        {"grids", "folded", "beside"} if language == "live" else set()
    )
    if unknown := sorted(inputs.keys() - known):
        raise _error(f"a {language} block takes {', '.join(sorted(known))}; not {unknown[0]}")
    options.update(inputs)
    return True


def live(source: str, language: str, css_class: str, options: dict, md: Any, **_: Any) -> str:
    """A cell: its grids, its code and the output, for live.js to make editable."""
    names = [name.strip() for name in options.get("grids", "").split(",") if name.strip()]
    try:
        assignments, code, matrices = grids.split(source, names)
    except (ValueError, SyntaxError) as error:
        raise _error(str(error), source) from None
    shown = _run([assignments, code], options)
    tables = "".join(grid.html() for grid in matrices)
    editor = f'<div class="live-code">{_coloured(code)}</div>'
    if tables:
        editor = f'<section class="live-grids" data-search-exclude>{tables}</section>{editor}'
    result = f'<section class="live-output" data-search-exclude>{_html(shown)}</section>'
    if folded := options.get("folded"):
        summary = f"<summary>{escape(folded)}</summary>"
        inside = f'{result}<details class="live-folded">{summary}{editor}</details>'
    else:
        inside = editor + result
    return (
        f'<div class="live"{_attribute("id", options.get("name"))}'
        f"{_attribute('data-after', options.get('after'))}"
        f"{_attribute('data-beside', options.get('beside'))}>{inside}</div>"
    )


def output(source: str, language: str, css_class: str, options: dict, md: Any, **_: Any) -> str:
    """What a piece of code shows, without the code."""
    shown = _run([source], options)
    after = _attribute("data-after", options.get("after"))
    return f'<section class="output" data-search-exclude{after}>{_html(shown)}</section>'


def value(source: str, language: str, css_class: str, md: Any) -> etree.Element:
    """A value in a sentence: ``block: expression``, evaluated at the end of that block.

    It says which cells of a sheet it stands for: ``block z1[1]: expression``. Where that is not
    written, they are those that the expression names, counted from 1: of ``W1[0]`` the row W1[1].
    """
    words, _, expression = source.partition(":")
    name, *cells = words.split()
    cells = cells or [_symbol(indexed) for indexed in INDEXED.finditer(expression)]
    span = etree.Element("span", {"class": "value", "data-after": name})
    if cells:
        span.set("data-cells", " ".join(cells))
    try:
        span.text = cell.evaluate(_program(name), expression.strip())
    except Exception as error:
        raise _error(f"{type(error).__name__}: {error}", source) from error
    return span


def _symbol(indexed: re.Match[str]) -> str:
    """A cell or a row as the sheet calls it: ``W1[0][1]`` is W1[1,2]."""
    places = re.findall(r"\d+", indexed["places"])
    return f"{indexed['name']}[{','.join(str(int(place) + 1) for place in places)}]"


def _run(program: list[str], options: dict[str, str]) -> dict[str, str]:
    """Run a block after the one it names, and remember it under its own name."""
    if after := options.get("after"):
        program = [*_program(after), *program]
    if name := options.get("name"):
        if name in here.programs:
            raise _error(f"two blocks are called {name}")
        here.programs[name] = program
    shown = cell.run(program)
    expected = options.get("raises", "")
    if expected not in shown["error"] or bool(expected) != bool(shown["error"]):
        raise _error(shown["error"] or f"it should raise {expected}, but does not", program[-1])
    return shown


def _program(name: str) -> list[str]:
    if name not in here.programs:
        raise _error(f"no block above is called {name!r}")
    return here.programs[name]


def _error(message: str, source: str = "") -> BlockError:
    return BlockError(f"{here.path}: {message}" + (f"\n\n{source}" if source else ""))


def _html(shown: dict[str, str]) -> str:
    """The output, as live.js builds it too; rich HTML is kept apart from the page's styles."""
    parts = ""
    if shown["text"]:
        parts += f'<pre class="live-text" tabindex="0">{escape(shown["text"])}</pre>'
    if shown["html"]:
        kind = "live-rich live-sheet" if "hn-explanation" in shown["html"] else "live-rich"
        parts += (
            f'<div class="{kind}"><template shadowrootmode="open">'
            f"<div>{shown['html']}</div></template></div>"
        )
    if shown["error"]:
        parts += f'<pre class="live-error" tabindex="0">{escape(shown["error"])}</pre>'
    return parts


def _coloured(code: str) -> str:
    tokens = highlight(code, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return f'<pre class="highlight" tabindex="0">{tokens.rstrip()}</pre>'


def _attribute(name: str, value: str | None) -> str:
    return f' {name}="{escape(value)}"' if value else ""


def on_page_context(context: dict[str, Any], page: Any, config: Any, **_: Any) -> dict[str, Any]:
    """Give the theme's template the addresses that live.js needs."""
    context["live"] = json.dumps(
        {
            "pyodide": config.extra["pyodide_base"].rstrip("/") + "/",
            "wheel": config.extra["wheel"],
        }
    )
    return context
