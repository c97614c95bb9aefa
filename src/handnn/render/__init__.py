"""The pens: each draws the sheet, or describes the run, in its own form."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy

if TYPE_CHECKING:
    from handnn.render.html.page import fragment
    from handnn.render.save import json_values, pen_for, save_record
    from handnn.render.speech import narrate
    from handnn.render.text.draw import draw
    from handnn.render.text.sheet import Sheet

__all__ = ["Sheet", "draw", "fragment", "json_values", "narrate", "pen_for", "save_record"]

__getattr__ = lazy(
    __name__,
    {
        "handnn.render.html.page": ("fragment",),
        "handnn.render.save": ("json_values", "pen_for", "save_record"),
        "handnn.render.speech": ("narrate",),
        "handnn.render.text.draw": ("draw",),
        "handnn.render.text.sheet": ("Sheet",),
    },
)
