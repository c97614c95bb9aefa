"""The script of a live page: the project's own small modules in one that loads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

# Every module stands behind those it imports from.
MODULES = (
    "evaluate",
    "format_number",
    "letters",
    "digits",
    "write",
    "numbers",
    "cells",
    "changes",
    "link",
    "highlight",
    "diagram",
    "scrolling",
    "layers",
    "status",
    "answer_form",
    "neuron_picture",
    "comparison",
    "explanation_panel",
    "views",
    "controls",
    "stepper",
    "editing",
    "drawing",
    "picture",
    "events",
    "introduction",
    "live",
)

# What Python computes and writes in the same way; it lies beside that.
TWINS = ("evaluate", "format_number", "letters", "digits", "write")

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@cache
def script() -> str:
    """One classic script; run twice on a page, it does nothing the second time."""
    return f'(() => {{\n"use strict";\n{joined(MODULES)}}})();\n'


def joined(modules: Iterable[str], *folders: Traversable) -> str:
    """Modules in one scope.

    Their top-level names must differ, and `import ... as` is not understood.

    Args:
        modules: Their names.
        folders: Where else they lie than in those of this page and its twins.
    """
    places = (files("handnn.arithmetic") / "js", files("handnn.render.html") / "assets", *folders)
    found = (next(file for p in places if (file := p / f"{name}.js").is_file()) for name in modules)
    texts = (file.read_text(encoding="utf-8") for file in found)
    return "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
