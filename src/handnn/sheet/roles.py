"""Which colour of the palette a name wears."""

from __future__ import annotations

from handnn.sheet.model import Role

_COLOURS: dict[Role, str] = {
    "weights": "weights",
    "pre-activation": "value",
    "activation": "activation",
}


def colour_of(role: Role | None) -> str:
    """The colour for the name of a block, by its role."""
    return _COLOURS.get(role, "ink") if role else "grey"
