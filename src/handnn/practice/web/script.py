"""The script of a worksheet's page: modules that it shares with the sheet's page, and its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from handnn.render.html.script import TWINS, joined

# Every module stands behind those it imports from. What Python does in the same way:
CHECKING = (*TWINS, "answers", "rounding", "writing_slips", "checking", "feedback", "handing_in")
MODULES = (*CHECKING, "numbers", "scrolling", "memory", "fields", "worksheet", "choice")


@cache
def script() -> str:
    """One classic script; run twice on a page, it does nothing the second time."""
    practice = files("handnn.practice")
    code = joined(MODULES, practice / "js", practice / "web" / "assets")
    return f'(() => {{\n"use strict";\n{code}}})();\n'
