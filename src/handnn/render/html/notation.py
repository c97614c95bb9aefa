"""What the signs on a page mean, in words: each of those in use once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handnn.arithmetic import Variable
from handnn.sheet.page import Page

_COUNTED = re.compile(r"(.+?)⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾")
_ALONG = re.compile(r"(row|column) (Σ|max|min)\(")
_TAKEN = {"Σ": "the sum", "max": "the largest number", "min": "the smallest number"}


def notation(page: Page) -> Iterator[str]:
    """Sentences about the signs on a page.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]), hn.ReLU())
        >>> list(notation(net.trace([[2, 1], [1, 3]]).sheet()))
        ['A raised number counts the samples: x⁽²⁾[1] is x[1] of sample 2.']
        >>> list(notation(net.trace([2, 1]).sheet()))
        []
    """
    names = dict.fromkeys(block.name for block in page.blocks)
    marks = " ".join(
        line for mark in page.marks if mark.kind != "code" for line in (*mark.lines, "")
    )
    yield from _samples(page)
    yield from _counts(list(names))
    if any("ᵀ" in text for text in (*names, marks)) or "transposed" in marks:
        yield "Transposed (ᵀ): the rows have become columns, and the columns rows."
    for axis, taken in dict.fromkeys(_ALONG.findall(marks)):
        yield f"{axis} {taken}: {_TAKEN[taken]} of each {axis}."
    if re.search(r"(?<!row )(?<!column )Σ", marks):
        yield "Σ: the sum of all numbers in the brackets."
    if "where(" in marks:
        yield "where(condition, a, b): a where the condition holds, b elsewhere."
    if "⊙" in marks:
        yield "⊙: each number times the one at its place."


def _samples(page: Page) -> Iterator[str]:
    """What a raised number is where there are several samples."""
    for block in page.blocks:
        for cell in (cell for row in block.cells for cell in row):
            variable, index = cell.variable, cell.index
            if variable.batched and len(index) > 1 and index[0] == 1:
                alone = Variable(variable.name, variable.role).cell(index[1:])
                yield (
                    f"A raised number counts the samples: {variable.cell(index)} is {alone} "
                    "of sample 2."
                )
                return


def _counts(names: list[str]) -> Iterator[str]:
    """What a raised number is where code gives a name to several arrays."""
    counted = [found for name in names if (found := _COUNTED.match(name))]
    if counted:
        same = dict.fromkeys(found[0] for found in counted if found[1] == counted[0][1])
        several = ", ".join(list(same)[:2])
        yield f"A raised number counts the arrays to which the code gives the same name: {several}."
