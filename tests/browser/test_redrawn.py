"""After any change the page shows what Python draws for the changed network."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

import handnn as hn

if TYPE_CHECKING:
    from playwright.sync_api import Page

# All that a reader sees of numbers: squares, units and edges of the diagram, the list below.
SEEN = """() => {
  const has = (element, names) => names.filter((name) => element.classList.contains(name));
  const at = (line) => ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name)));
  const isVisible = (element) => element.style.display !== "none";
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    squares: all(".hn-sheet tbody td").map((td) =>
      [td.innerText, td.children.length, ...has(td, ["off", "minus", "given"])].join(" ")),
    units: all(".hn-diagram text[data-cell]").map((text) =>
      [text.textContent, ...has(text, ["off"])].join(" ")),
    outlines: all(".hn-diagram rect.unit").map((rect) => has(rect, ["off"])),
    edges: all(".hn-diagram line.edge").filter(isVisible).map((line) =>
      [...at(line), Number(line.getAttribute("stroke-width")).toFixed(2),
        ...has(line, ["negative", "mute"])].join(" ")).sort(),
    strikes: all(".hn-diagram line.strike").filter(isVisible).length,
    lines: document.querySelector(".hn-arithmetic").innerText.split(/\\n+/),
  };
}"""


def seen(page: Page) -> dict[str, object]:
    page.evaluate("document.querySelector('.hn-arithmetic').open = true")
    page.wait_for_timeout(50)  # the list is drawn when it opens
    return page.evaluate(SEEN)


class Shift(hn.Layer):
    """A custom layer with a parameter that has no Latin letter."""

    parameter_names = ("γ",)
    same_width = True

    def __init__(self, γ, name=None):
        super().__init__(name=name)
        self.γ = γ

    def forward(self, x):
        return np.where(x > 1, x, x / 4) * self.γ


class Columns(hn.Layer):
    """A product with a column of weights per neuron."""

    parameter_names = ("V", "c")

    def __init__(self, V, c, name=None):
        super().__init__(name=name)
        self.V = V
        self.c = c

    def forward(self, x):
        return x @ self.V + self.c


class Rect(hn.Layer):
    """A rectified linear unit with another name, which declares nothing."""

    def forward(self, x):
        return np.maximum(x, 0)


def network(seed: int, sizes=(3, 4, 2)) -> hn.Sequential:
    dice = np.random.default_rng(seed)
    layers: list[hn.Layer] = []
    for n_in, n_out in pairwise(sizes):
        W = dice.integers(-3, 4, (n_out, n_in)) * dice.choice([1, 0.5, 0.25], (n_out, n_in))
        layers += [hn.Dense(W, dice.integers(-4, 4, n_out)), hn.ReLU()]
    return hn.Sequential(*layers)


def with_shift(seed: int) -> hn.Sequential:
    dice = np.random.default_rng(seed)
    return hn.Sequential(
        hn.Dense(dice.normal(size=(3, 2)), dice.normal(size=3)),
        Shift(dice.integers(1, 5, 3) / 3),
        hn.Softmax(),
    )


def of_ones_own(seed: int) -> hn.Sequential:
    dice = np.random.default_rng(seed)
    layers: list[hn.Layer] = []
    for n_in, n_out in pairwise((3, 4, 2)):
        layers += [
            Columns(dice.integers(-3, 4, (n_in, n_out)), dice.integers(-4, 4, n_out)),
            Rect(),
        ]
    return hn.Sequential(*layers)


class Residual(hn.Layer):
    """Holds another layer, whose result has a name or has none."""

    def __init__(self, inner, name=None):
        super().__init__(name=name)
        self.inner = inner

    def forward(self, x):
        h = self.inner(x)
        return np.maximum(x + self.inner(h), 0)


def of_blocks(seed: int) -> hn.Sequential:
    dice = np.random.default_rng(seed)
    inner = hn.Sequential(
        hn.Dense(dice.integers(-2, 3, (2, 2)), dice.integers(-2, 3, 2)), hn.ReLU(), name="chain"
    )
    return hn.Sequential(Residual(inner), hn.Dense(dice.integers(-2, 3, (1, 2)), [1]))


def changes(old: hn.Trace, new: hn.Trace) -> list[list[object]]:
    """From the givens of one run to those of another of the same shape."""
    pairs = [(old.run.variable("input"), old.input, new.input)]
    for before, after in zip(old.run.leaves(), new.run.leaves(), strict=True):
        for name, array in before.parameters.items():
            pairs.append((before.parameter_variable(name), array, after.parameters[name]))
    return [
        [variable.name, i, float(value)]
        for variable, before, after in pairs
        for i, value in enumerate(np.ravel(after))
        if value != np.ravel(before)[i]
    ]


@pytest.mark.parametrize("goes_back", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("x", [[2.0, 1.0, 3.0], [[2.0, 1.0, 3.0], [1.0, -1.0, 0.5]]])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_page_of_changed_numbers(show, x, goes_back, seed):
    compare(show, network(0).trace(x), network(seed).trace(np.flip(x, -1)), goes_back)


def test_a_page_with_choices_and_a_greek_letter(show):
    compare(show, with_shift(0).trace([1.0, 2.0]), with_shift(1).trace([-2.0, 0.5]), False)


@pytest.mark.parametrize("goes_back", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_page_of_layers_of_ones_own(show, seed, goes_back):
    x = [[2.0, 1.0, 3.0], [1.0, -1.0, 0.5]]
    compare(show, of_ones_own(0).trace(x), of_ones_own(seed).trace(np.flip(x, -1)), goes_back)


@pytest.mark.parametrize("x", [[2.0, 1.0], [[2.0, 1.0], [-1.0, 0.5]]], ids=["sample", "batch"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_page_of_layers_that_hold_layers(show, seed, x):
    compare(show, of_blocks(0).trace(x), of_blocks(seed).trace(np.flip(x, -1)), False)


def compare(show, old: hn.Trace, new: hn.Trace, goes_back: bool) -> None:
    def drawn(trace: hn.Trace) -> object:
        target = np.ones(np.shape(trace.output))
        return trace.backward(hn.SquaredError(), target=target) if goes_back else trace

    before = seen(show(drawn(old), java_script_enabled=True))
    page = show(drawn(old))
    page.evaluate("(all) => document.querySelector('handnn-sheet').change(all)", changes(old, new))
    after = seen(page)
    expected = seen(show(drawn(new), java_script_enabled=False))
    for what in expected:
        assert after[what] == expected[what]
    page.get_by_role("button", name="Reset").click()
    assert seen(page) == before
