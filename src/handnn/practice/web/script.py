"""The script of a worksheet's page: modules that it shares with the sheet's page, and its own."""

from __future__ import annotations

from handnn.render.html.script import TWINS

# Every module stands behind those it imports from. What Python does in the same way:
CHECKING = (*TWINS, "answers", "rounding", "writing_slips", "checking", "handing_in")
