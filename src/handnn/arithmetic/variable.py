"""What a recorded array is called on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handnn.arithmetic.ascii import to_ascii

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans("0123456789", SUPERSCRIPTS)


@dataclass(frozen=True)
class Variable:
    """The name and role of an array whose elements appear in hand arithmetic.

    Attributes:
        name: The symbol on paper, such as ``W1`` or ``∂L/∂z1``.
        role: What the array is: ``"input"``, ``"parameter"``, ``"gradient"``, ...
        batched: Whether the first axis counts samples.
    """

    name: str
    role: str
    batched: bool = False

    @property
    def gradient(self) -> Variable:
        """The gradient of the loss by this array: ``∂L/∂W1``."""
        return Variable(f"∂L/∂{self.name}", "gradient", self.batched)

    @property
    def updated(self) -> Variable:
        """This array after an update: ``new W1``."""
        return Variable(f"new {self.name}", self.role, self.batched)

    def cell(self, index: Sequence[int], *, ascii: bool = False) -> str:
        """The symbol of one cell; paper counts from 1, `index` from 0.

        Examples:
            >>> from handnn.arithmetic import Variable
            >>> Variable("W1", "parameter").cell((1, 0))
            'W1[2,1]'
            >>> Variable("x", "input", batched=True).cell((1, 2))
            'x⁽²⁾[3]'
            >>> Variable("x", "input", batched=True).cell((1, 2), ascii=True)
            'x(2)[3]'
        """
        symbol = self.name
        if self.batched and index:
            sample, *index = index
            symbol += f"⁽{str(sample + 1).translate(_RAISED)}⁾"
        if index:
            symbol += f"[{','.join([str(i + 1) for i in index])}]"
        return to_ascii(symbol) if ascii else symbol


def raised(name: str, count: int) -> str:
    """A name that stands for several arrays, with the count of one of them: ``h⁽²⁾``."""
    return f"{name}⁽{str(count).translate(_RAISED)}⁾"
