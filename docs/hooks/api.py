"""Fill the API pages from the package, so that no public name can be forgotten.

``<!-- public: handnn.layers handnn.sequential -->`` is replaced by the documentation of every
public name defined there, and ``<!-- public: overview -->`` by a table of them all. Where the text
of these pages names one of them, or one of its members, the name becomes a link. Their source code
can be unfolded, but is not searched.
"""

from __future__ import annotations

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "src"))

import handnn

DIRECTIVE = re.compile(r"^<!-- public: (.+) -->$", re.MULTILINE)
NAMED = re.compile(
    r"<(pre|a|autoref|b|summary|h\d)\b.*?</\1>"  # code blocks, links and headings stay
    r"|<code>(?P<name>[A-Za-z_]+)(?P<member>\.[a-z_]+)?(?:\(\))?</code>",
    re.DOTALL,
)
FOUND_LAST = 0.001  # a search finds the pages that explain a word before
SOURCE = '<details class="mkdocstrings-source"'
PUBLIC = [name for name in handnn.__all__ if not name.startswith("__")]

shown: set[str] = set()


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Replace the comments by mkdocstrings' blocks, or by the table; let searches find it last."""
    if page.file.src_uri.startswith("api/"):
        page.meta["search"] = {"boost": FOUND_LAST}

    def blocks(found: re.Match[str]) -> str:
        if found[1] == "overview":
            return _overview()
        modules = found[1].split()
        names = [name for module in modules for name in _names(module)]
        shown.update(names)
        return "\n\n".join(f"::: {name}{_options(name)}" for name in names)

    return DIRECTIVE.sub(blocks, markdown)


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Turn the public names in the text of the reference into links; leave out code in searches."""

    def linked(found: re.Match[str]) -> str:
        name, member = found["name"], found["member"] or ""
        if name not in PUBLIC or (member and not hasattr(getattr(handnn, name), member[1:])):
            return found[0]
        return f'<autoref identifier="handnn.{name}{member}" optional>{found[0]}</autoref>'

    if not page.file.src_uri.startswith("api/"):
        return html
    return NAMED.sub(linked, html.replace(SOURCE, f"{SOURCE} data-search-exclude"))


def on_env(env: Any, **_: Any) -> None:
    """Stop the build if a public name is on no page."""
    if missing := sorted({f"handnn.{name}" for name in PUBLIC} - shown):
        raise PluginError(f"on no page of docs/api: {', '.join(missing)}")


def _names(module: str) -> list[str]:
    """The names that a module adds to `handnn`; if there are none, its own public names."""
    added = [f"handnn.{name}" for name in PUBLIC if _is_from(getattr(handnn, name), module)]
    return added or [f"{module}.{name}" for name in getattr(import_module(module), "__all__", ())]


def _options(name: str) -> str:
    """Show what a class inherits from bases without an entry of their own, instead of the bases."""
    bases = getattr(getattr(handnn, name.removeprefix("handnn."), None), "__bases__", ())
    own = any(_is_from(base, "handnn") and base.__name__ not in PUBLIC for base in bases)
    options = "\n    options:\n      inherited_members: true\n      show_bases: false"
    return options if own else ""


def _is_from(thing: Any, module: str) -> bool:
    home = getattr(thing, "__module__", "")
    return home == module or home.startswith(f"{module}.")


def _overview() -> str:
    rows = [
        f"| [`{name}`][handnn.{name}] | {_first_line(name)} |"
        for name in sorted(PUBLIC, key=str.lower)
    ]
    return "\n".join(["| Name | What it is |", "|---|---|", *rows])


def _first_line(name: str) -> str:
    documentation = inspect.getdoc(getattr(handnn, name)) or ""
    return documentation.partition("\n")[0].replace("|", "\\|")
