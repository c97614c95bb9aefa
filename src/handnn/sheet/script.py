"""The script of a live page: the project's own small modules in one that loads nothing."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

# Every module stands behind those it imports from.
MODULES = (
    "evaluate",
    "letters",
    "write",
    "numbers",
    "cells",
    "changes",
    "link",
    "lights",
    "diagram",
    "saying",
    "guessing",
    "card",
    "controls",
    "playing",
    "editing",
    "drawing",
    "listening",
    "live",
)

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@cache
def script() -> str:
    """One classic script; run twice on a page, it does nothing the second time.

    The modules share one scope, so their top-level names must differ, and `import ... as` is not
    understood.
    """
    assets = files("handnn.sheet") / "assets"
    code = "".join(
        _EXPORT.sub("", _IMPORT.sub("", (assets / f"{name}.js").read_text(encoding="utf-8")))
        for name in MODULES
    )
    return f'(() => {{\n"use strict";\n{code}}})();\n'
