"""A learner who works a network out in plain Python and makes one slip on the way.

Nothing of handnn is used here, so that the checker is measured against something else than itself.
The learner goes on with the wrong number, as learners do.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

Answers = dict[str, float]
Slips = dict[str, Callable[[], float]]


class Learner:
    """Fills in a sheet cell by cell; at one cell something goes wrong.

    Args:
        seed: What chance starts from, every time anew.
        decimals: How many decimals are written.
    """

    def __init__(self, seed: int, decimals: int = 2) -> None:
        self._seed = seed
        self._decimals = decimals
        self.start()

    def start(self, cell: str = "", slip: str = "") -> None:
        """Begin with an empty sheet, to make this slip at this cell."""
        self.answers: Answers = {}
        self.possible: list[tuple[str, str]] = []  # every cell with every slip that shows there
        self._rng = random.Random(self._seed)
        self._planted = cell, slip

    def write(self, cell: str, right: float, slips: Slips) -> float:
        """Write a cell: the right value, or what the slip makes of it."""
        shown = {}
        for name, wrong in {**slips, **self._slips_of_writing(right)}.items():
            value = wrong()
            if abs(value - right) > 2.0 * 10.0**-self._decimals:
                shown[name] = value
                self.possible.append((cell, name))
        value = right
        if self._planted[0] == cell:
            value = shown[self._planted[1]]
        self.answers[cell] = round(value, self._decimals) + 0.0
        return self.answers[cell]

    def _slips_of_writing(self, right: float) -> Slips:
        slips: Slips = {"decimal-point": lambda: right * 10}
        text = f"{abs(right):.0f}"
        if right == round(right) and len(text) == 2 and text[0] != text[1]:
            slips["digits-swapped"] = lambda: math.copysign(float(text[::-1]), right)
        return slips

    def choose(self, values: list[float]) -> float:
        """Any of several."""
        return self._rng.choice(values) if values else math.nan

    # -- the sheet of a dense network ------------------------------------------------------------

    def product(
        self,
        cell: str,
        row: list[float],
        inputs: list[float],
        bias: float,
        before: list[float] | None = None,
        rows: list[list[float]] | None = None,
        column: list[float] | None = None,
        samples: list[list[float]] | None = None,
    ) -> float:
        """A cell of ``W x + b``, and what may go wrong there."""
        products = [w * x for w, x in zip(row, inputs, strict=True)]
        right = sum(products) + bias
        pairs = list(zip(row, inputs, strict=True))
        slips: Slips = {
            "bias-left-out": lambda: right - bias,
            "term-forgotten": lambda: right - self.choose(products),
            "term-twice": lambda: right + self.choose(products),
            "sign-lost": lambda: right - 2 * self.choose(products),
            "sum-wrong": lambda: right + self._rng.choice([1, -1, 10, -10]),
            "product-wrong": lambda: self.choose([right - w * x + w + x for w, x in pairs]),
        }
        if before is not None:
            slips["pre-activation-carried-on"] = lambda: _dot(row, before) + bias
        if rows:
            slips["wrong-row"] = lambda: _dot(self._rng.choice(rows), inputs) + bias
        if samples:
            slips["wrong-column"] = lambda: _dot(row, self._rng.choice(samples)) + bias
        if column is not None and len(column) == len(inputs):
            slips["transposed"] = lambda: _dot(column, inputs) + bias
        return self.write(cell, right, slips)

    def relu(self, cell: str, value: float, others: list[float]) -> float:
        """A cell of ``max(0, z)``, and what may go wrong there."""
        slips: Slips = {
            "relu-skipped": lambda: value,
            "relu-reversed": lambda: min(0.0, value),
            "relu-on-the-wrong-value": lambda: max(0.0, self.choose(others)),
        }
        return self.write(cell, max(0.0, value), slips)


def _dot(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
