"""``python -m benchmarks.slips``: how often the checker names what a learner did wrong.

Learners who know nothing of handnn work random exercises out, and each makes one slip (see
`benchmarks.learner`). The figures are the same on every run.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import handnn as hn
from benchmarks.learner import Learner
from benchmarks.tables import print_table

EXERCISES = 300
SLIPS_EACH = 8


class Figures(NamedTuple):
    """What came of it.

    Attributes:
        right_called_wrong: Sheets without a slip in which a cell was called wrong.
        sheets: How many sheets without a slip there were.
        planted: How many slips, by their names.
        located: How often the cell was found, and nothing else called wrong.
        named: How often the slip was named.
        unique: How often no other slip gives that number.
        named_unique: How often it was named then.
    """

    right_called_wrong: int
    sheets: int
    planted: Counter[str]
    located: Counter[str]
    named: Counter[str]
    unique: Counter[str]
    named_unique: Counter[str]

    @staticmethod
    def share(part: Counter[str], whole: Counter[str]) -> float:
        """The share of one count in another, 0 to 1."""
        return part.total() / whole.total()

    def markdown(self) -> str:
        """The figures as a table, and the sum of it in a sentence."""
        lines = [
            "| The learner's slip | made | cell found | slip named | named, where no other slip "
            "gives that number |",
            "|---|---:|---:|---:|---:|",
        ]
        for name in sorted(self.planted):
            made, unique = self.planted[name], self.unique[name]
            alone = f"{self.named_unique[name]} of {unique}" if unique else "-"
            lines.append(
                f"| `{name}` | {made} | {_percent(self.located[name], made)} | "
                f"{_percent(self.named[name], made)} | {alone} |"
            )
        total, unique = self.planted.total(), self.unique.total()
        lines.append(
            f"| **all** | **{total}** | **{_percent(self.located.total(), total)}** | "
            f"**{_percent(self.named.total(), total)}** | "
            f"**{_percent(self.named_unique.total(), unique)}** |"
        )
        lines += [
            "",
            f"Of {self.sheets} sheets without a slip, rounded to two decimals on the way, "
            f"{self.right_called_wrong or 'none'} had a cell that was called wrong.",
        ]
        return "\n".join(lines)


def measure(exercises: int = EXERCISES, each: int = SLIPS_EACH) -> Figures:
    """Let learners work exercises out, and check them."""
    counts = [Counter[str]() for _ in range(5)]
    planted, located, named, unique, named_unique = counts
    sheets = wrong = 0
    for seed in range(exercises):
        rng = random.Random(seed)
        kind = KINDS[seed % len(KINDS)]
        learner = Learner(seed)
        worksheet, work_out = kind(rng)
        work_out(learner)
        sheets += 1
        wrong += bool(worksheet.check(learner.answers).mistakes)
        possible = list(learner.possible)
        for cell, slip in rng.sample(possible, min(each, len(possible))):
            learner.start(cell, slip)
            work_out(learner)
            feedback = worksheet.check(learner.answers)
            mistake = feedback.first
            planted[slip] += 1
            if mistake is None or mistake.cell != cell or len(feedback.mistakes) > 1:
                continue
            located[slip] += 1
            named[slip] += mistake.slip == slip
            if not mistake.also:
                unique[slip] += 1
                named_unique[slip] += mistake.slip == slip
    return Figures(wrong, sheets, planted, located, named, unique, named_unique)


WorkOut = Callable[[Learner], None]


def _numbers(rng: random.Random, n: int, low: int, high: int) -> list[float]:
    return [float(rng.randint(low, high)) for _ in range(n)]


def _matrix(rng: random.Random, rows: int, columns: int) -> list[list[float]]:
    return [_numbers(rng, columns, -3, 3) for _ in range(rows)]


def forward(rng: random.Random) -> tuple[hn.Worksheet, WorkOut]:
    """A 3-4-2 network, with ReLU after each layer."""
    W1, b1, W2, b2 = _matrix(rng, 4, 3), _numbers(rng, 4, -5, 5), _matrix(rng, 2, 4), [1.0, -2.0]
    x = _numbers(rng, 3, -3, 3)
    net = hn.Sequential(hn.Dense(W1, b1), hn.ReLU(), hn.Dense(W2, b2), hn.ReLU())

    def work_out(learner: Learner) -> None:
        values, before = x, None
        for k, W, b, h in ((1, W1, b1, "h"), (2, W2, b2, "y")):
            z = [
                learner.product(
                    f"z{k}[{i + 1}]",
                    row,
                    values,
                    b[i],
                    before,
                    [other for other in W if other != row],
                    [line[i] for line in W][: len(values)] if i < len(values) else None,
                )
                for i, row in enumerate(W)
            ]
            a = [
                learner.relu(f"{h}[{i + 1}]", value, z[:i] + z[i + 1 :])
                for i, value in enumerate(z)
            ]
            values, before = a, z

    return hn.worksheet(net.trace(x)), work_out


def batch(rng: random.Random) -> tuple[hn.Worksheet, WorkOut]:
    """A layer of three neurons and ReLU, on two samples."""
    W, b, X = _matrix(rng, 3, 2), _numbers(rng, 3, -5, 5), _matrix(rng, 2, 2)
    net = hn.Sequential(hn.Dense(W, b), hn.ReLU())

    def work_out(learner: Learner) -> None:
        z = [
            [
                learner.product(
                    f"z⁽{'¹²'[s]}⁾[{i + 1}]", row, x, b[i], samples=[o for o in X if o != x] or None
                )
                for i, row in enumerate(W)
            ]
            for s, x in enumerate(X)
        ]
        for s, sample in enumerate(z):
            for i, value in enumerate(sample):
                learner.relu(f"y⁽{'¹²'[s]}⁾[{i + 1}]", value, sample[:i] + sample[i + 1 :])

    return hn.worksheet(net.trace(X)), work_out


def backward(rng: random.Random) -> tuple[hn.Worksheet, WorkOut]:
    """The gradients of a 2-3-2 network from a given one, with ReLU between the layers."""
    W1, b1, W2, b2 = _matrix(rng, 3, 2), _numbers(rng, 3, -3, 3), _matrix(rng, 2, 3), [1.0, 0.0]
    x, g = _numbers(rng, 2, -3, 3), _numbers(rng, 2, -3, 3)
    net = hn.Sequential(hn.Dense(W1, b1), hn.ReLU(), hn.Dense(W2, b2))
    back = net.trace(x).backward(grad=g)
    names = [name for name in hn.worksheet(back).asked if name.startswith("∂L/∂")]

    def work_out(learner: Learner) -> None:
        z = [
            sum(w * v for w, v in zip(row, x, strict=True)) + c
            for row, c in zip(W1, b1, strict=True)
        ]
        h = [max(0.0, value) for value in z]
        _outer(learner, "W2", g, h)
        dh = []
        for j in range(3):
            down = [row[j] for row in W2]
            terms = [w * v for w, v in zip(down, g, strict=True)]
            total = sum(terms)
            slips = {
                "term-forgotten": lambda terms=terms, total=total: total - learner.choose(terms),
                "sign-lost": lambda terms=terms, total=total: total - 2 * learner.choose(terms),
            }
            dh.append(learner.write(f"∂L/∂h[{j + 1}]", total, slips))
        dz = []
        for j in range(3):
            mask = float(z[j] > 0)
            others = [float(v > 0) for v in z[:j] + z[j + 1 :]]
            slips = {
                "mask-forgotten": lambda j=j: dh[j],
                "wrong-mask": lambda j=j, others=others: dh[j] * learner.choose(others),
            }
            dz.append(learner.write(f"∂L/∂z1[{j + 1}]", dh[j] * mask, slips))
        _outer(learner, "W1", dz, x)

    return hn.worksheet(back, blank=names), work_out


def _outer(learner: Learner, name: str, gradient: list[float], inputs: list[float]) -> None:
    """The gradients of a layer's weights."""
    for i, g in enumerate(gradient):
        for j, x in enumerate(inputs):
            others = [v * x for v in gradient[:i] + gradient[i + 1 :]]
            slips = {
                "wrong-row": lambda others=others: learner.choose(others),
                "product-wrong": lambda g=g, x=x: g + x,
                "sign-lost": lambda g=g, x=x: -g * x,
            }
            learner.write(f"∂L/∂{name}[{i + 1},{j + 1}]", g * x, slips)


def update(rng: random.Random) -> tuple[hn.Worksheet, WorkOut]:
    """An update of four weights."""
    W, x, g, lr = _matrix(rng, 2, 2), _numbers(rng, 2, -3, 3), _numbers(rng, 2, -3, 3), 0.1
    net = hn.Sequential(hn.Dense(W))
    made = hn.SGD(lr=lr).update(net, net.trace(x).backward(grad=g))

    def work_out(learner: Learner) -> None:
        for i in range(2):
            for j in range(2):
                w, own = W[i][j], g[i] * x[j]
                others = [g[1 - i] * x[j], g[i] * x[1 - j]]
                slips = {
                    "update-added": lambda w=w, own=own: w + lr * own,
                    "learning-rate-left-out": lambda w=w, own=own: w - own,
                    "wrong-gradient": lambda w=w, o=others: w - lr * learner.choose(o),
                    "term-forgotten": lambda w=w: w,
                }
                learner.write(f"new W[{i + 1},{j + 1}]", w - lr * own, slips)

    return hn.worksheet(made), work_out


def softmax(rng: random.Random) -> tuple[hn.Worksheet, WorkOut]:
    """Softmax of four logits, with the sum and the mean of the squares beside it."""
    z = _numbers(rng, 4, -1, 2)

    def code(z: Any) -> Any:
        e = np.exp(z)
        total = e.sum()
        p = e / total
        mean = (p**2).sum() / 4
        return mean

    def work_out(learner: Learner) -> None:

        e = []
        for i, value in enumerate(z):
            slips = {"function-skipped": lambda value=value: value}
            e.append(learner.write(f"e[{i + 1}]", math.exp(value), slips))
        slips = {
            "term-forgotten": lambda: sum(e) - learner.choose(e),
            "sum-wrong": lambda: sum(e) + 1,
        }
        total = learner.write("total", sum(e), slips)
        p = []
        for i, value in enumerate(e):
            slips = {
                "not-normalised": lambda value=value: value,
                "upside-down": lambda value=value: total / value if value else math.nan,
            }
            p.append(learner.write(f"p[{i + 1}]", value / total, slips))
        squares = sum(value**2 for value in p)
        slips = {"mean-as-sum": lambda: squares, "wrong-divisor": lambda: squares / 3}
        learner.write("mean", squares / 4, slips)

    return hn.worksheet(hn.work(code, z)), work_out


KINDS = (forward, batch, backward, update, softmax)


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else 100.0
    return f"{share:.0f} %" if share == round(share) else f"{share:.1f} %"


if __name__ == "__main__":
    print_table("benchmarks.slips", __doc__, measure, "exercises", EXERCISES)
