"""Which colour of the palette a name has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from handnn.sheet.page import Block, Role

_GRADIENT = "∂L/∂"
_PART = re.compile(r"(?<=\w)\[[^\]]*\]|ᵀ$")  # that a block shows of an array, and how it lies

_COLOURS: dict[Role, str] = {
    "weights": "weights",
    "pre-activation": "value",
    "activation": "activation",
}


def roles_by_name(blocks: Iterable[Block]) -> dict[str, Role]:
    """The role of every block that a page shows, by its name."""
    return {_PART.sub("", block.name): block.role for block in blocks}


def colour_of_name(name: str, roles: Mapping[str, Role], other: str = "grey") -> str:
    """The colour of a name; a gradient has that of its array, and so has a new parameter.

    Examples:
        >>> colour_of_name("∂L/∂W1ᵀ = x·∂L/∂z1", {"W1": "weights"})
        'weights'
    """
    plain = name.removeprefix("new ").removeprefix(_GRADIENT)
    if plain.startswith("["):  # the gradient with respect to [W | b]
        return colour_of("weights")
    role = roles.get(re.split(r"[ᵀ\[ ,=]", plain)[0])
    return colour_of(role) if role else other


def colour_of(role: Role) -> str:
    """The colour for the name of a block, by its role."""
    return _COLOURS.get(role, "ink")
