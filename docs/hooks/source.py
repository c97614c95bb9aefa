"""Quote code by reference, so that a page always shows the code that runs.

``<!-- source: handnn.layers.dense.Dense.forward -->`` is replaced by that piece of the package, and
``<!-- source: examples/digits.py -->`` by that file, each as a block of code titled with its path.
The search leaves the package's code out.
"""

from __future__ import annotations

import importlib
import inspect
import re
import textwrap
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

ROOT = Path(__file__).parent.parent.parent
DIRECTIVE = re.compile(r"^( *)<!-- source: (\S+) -->$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Replace the comments by the code."""

    def quoted(found: re.Match[str]) -> str:
        indent, name = found.groups()
        try:
            file, code = _file(name) if name.endswith(".py") else _piece(name)
        except (OSError, ImportError, AttributeError, TypeError) as error:
            raise PluginError(f"{page.file.src_uri}: no source of {name}: {error}") from error
        block = f'```python title="{file}"\n{code.strip()}\n```'
        if file.startswith("src/"):
            block = f'<section markdown="1" data-search-exclude>\n{block}\n</section>'
        return textwrap.indent(block, indent)

    return DIRECTIVE.sub(quoted, markdown)


def _file(name: str) -> tuple[str, str]:
    return name, (ROOT / name).read_text("utf-8")


def _piece(name: str) -> tuple[str, str]:
    """A module, a class or a function by its dotted name, without its indentation."""
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:n]))
        except ModuleNotFoundError:
            continue
        for part in parts[n:]:
            thing = inspect.getattr_static(thing, part)
        thing = getattr(thing, "fget", None) or getattr(thing, "__func__", thing)
        file = Path(inspect.getfile(inspect.unwrap(thing))).relative_to(ROOT).as_posix()
        return file, textwrap.dedent(inspect.getsource(thing))
    raise ImportError(f"no module {parts[0]}")
