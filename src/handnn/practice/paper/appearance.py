"""How the elements of a picture look in print: the picture's own style, read for those who cannot.

A PDF has no style sheet. So that there is one place only where it stands how a sheet looks, the
rules of the SVG pen are read here, with the colours that they have in black and white.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from handnn.render.style import PALETTE
from handnn.render.svg.picture import SHAPES

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"\.handnn (\w*)((?:\.\w+)*)$")
_VARIABLE = re.compile(r"var\(--hn-(\w+)\)")

Look = Mapping[str, str]


@cache
def look(tag: str, classes: str) -> Look:
    """The properties that the style gives to an element.

    Args:
        tag: The element's name.
        classes: Its classes, with spaces between them.

    Examples:
        >>> look("path", "heavy")["stroke-width"], look("text", "made off")["fill"]
        ('2', '#666')
    """
    own = frozenset(classes.split())
    found: dict[str, str] = {}
    for name, needed, properties in _rules():
        if name in ("", tag) and needed <= own:
            found |= properties
    return found


@cache
def _rules() -> list[tuple[str, frozenset[str], Look]]:
    """Element, classes and properties of every rule, the more special ones later."""
    rules = []
    for selectors, text in _RULE.findall(SHAPES.replace("\n", "")):
        pairs = (pair.split(":") for pair in text.split(";"))
        properties = {name: _VARIABLE.sub(_printed, value) for name, value in pairs}
        for selector in selectors.split(","):
            match = _SELECTOR.match(selector)
            assert match, selector
            rules.append((match[1], frozenset(match[2].split(".")[1:]), properties))
    return sorted(rules, key=lambda rule: (len(rule[1]), bool(rule[0])))


def _printed(variable: re.Match[str]) -> str:
    return PALETTE[variable[1]][2]
