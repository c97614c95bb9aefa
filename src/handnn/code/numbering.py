"""What an array of code is called on paper, and what it is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from handnn.arithmetic import Binding, raised

INPUTS = {"x", "X", "xs", "Xs", "input", "inputs", "data", "tokens", "image", "ids"}
"""Names of arrays that are an input rather than a parameter."""


def role(binding: Binding) -> str:
    """What an array is on paper: an input or a parameter, if the code filled it in itself."""
    if not binding.node.is_given:
        return "value"
    return "input" if binding.name in INPUTS else "parameter"


def numbered(
    names: Sequence[str], are_given: Sequence[bool], arguments: Collection[str] = ()
) -> list[str]:
    """Each name once: h; or h⁽¹⁾, h⁽²⁾ where it was given several times.

    What becomes of an argument, or of the only array of that name that is given, is counted from 1.
    """
    many = Counter([*names, *arguments])
    given = Counter(name for name, is_given in zip(names, are_given, strict=True) if is_given)
    seen: Counter[str] = Counter()
    found = []
    for name, is_given in zip(names, are_given, strict=True):
        if is_given and given[name] == 1 and not seen[name]:
            many[name] += 1
            found.append(name)
            continue
        seen[name] += 1
        found.append(raised(name, seen[name]) if many[name] > 1 else name)
    return found
