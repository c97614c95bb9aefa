"""Pages of code and of layers with names in a real browser: they light, recompute and step."""

from __future__ import annotations

import inspect
import random

import numpy as np
import pytest
from accessibility import violations
from named_code import SHAPES, arguments, attention, lstm_step, residual
from optional import optional
from sequence_layers import Attention, Edges, Embedding, Flatten

import handnn as hn

expect = optional("playwright.sync_api").expect


def cell(page, symbol):
    return page.locator(f'td[aria-label^="{symbol} ="]').first


@pytest.mark.parametrize("function", SHAPES, ids=lambda function: function.__name__)
def test_after_random_edits_the_page_agrees_with_a_fresh_run(show, function):
    dice = random.Random(7)
    arrays = arguments(function)
    work = hn.work(function, *arrays)
    page = show(work)
    names = list(inspect.signature(function).parameters)
    for _ in range(8):
        i = dice.randrange(len(arrays))
        place = dice.randrange(arrays[i].size)
        value = round(dice.gauss(0, 1.5), 2)
        arrays[i].flat[place] = value
        page.evaluate(
            "([name, cell, value]) => document.querySelector('handnn-sheet')"
            ".change([[name, cell, value]])",
            [names[i], place, value],
        )
        shown = page.evaluate("() => document.querySelector('handnn-sheet').run.values")
        for step in hn.work(function, *arrays):
            wanted = pytest.approx(step.output.ravel().tolist(), rel=1e-9, abs=1e-12)
            assert shown[step.symbols.output] == wanted


def test_hover_lights_what_a_cell_was_made_of(show):
    page = show(hn.work(attention, *arguments(attention)))
    cell(page, "scores[1,2]").hover()
    lit = {each.get_attribute("aria-label").split(" =")[0] for each in page.locator("td.lit").all()}
    assert lit == {"q[1,1]", "q[1,2]", "k[2,1]", "k[2,2]"}
    symbols = page.locator(".hn-symbols").inner_text().replace("\n", "")
    assert symbols == "scores[1,2] ≈ (q[1,1]·k[2,1] + q[1,2]·k[2,2]) / 1.414"


def test_every_drawing_of_an_array_changes(show):
    page = show(hn.work(attention, *arguments(attention)))
    cell(page, "x[1,1]").focus()
    page.keyboard.press("F2")
    page.keyboard.insert_text("7")
    page.keyboard.press("Enter")
    drawn = page.locator('td[aria-label^="x[1,1] ="]')
    assert drawn.count() == 3  # one for each of q, k and v
    assert drawn.all_inner_texts() == ["7"] * 3


def test_an_update_is_worked_out_anew(show):
    net = hn.Sequential(hn.Dense([[1, -1]], [0]))
    back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
    page = show(hn.SGD(lr=0.1).update(net, back))
    assert cell(page, "new W[1,1]").inner_text() == "1.4"
    cell(page, "∂L/∂W[1,1]").focus()
    page.keyboard.press("F2")
    page.keyboard.insert_text("7")
    page.keyboard.press("Enter")
    assert cell(page, "new W[1,1]").inner_text() == "0.3"
    assert cell(page, "new W[1,2]").inner_text() == "−0.4"


def test_a_row_of_ones_is_given_for_good(show):
    def neuron(x, W):
        return np.tanh(W @ np.hstack([x, 1]))

    page = show(hn.work(neuron, [1.0, 2.0], [[1.0, 2.0, 3.0]]))
    assert cell_text(page, "x") == ["1", "2", "1"]
    cell(page, "x[1]").focus()
    page.keyboard.press("F2")
    page.keyboard.insert_text("-1")
    page.keyboard.press("Enter")
    assert cell_text(page, "x") == ["−1", "2", "1"]
    expect(page.locator("td.stale")).to_have_count(0)


def test_steps_go_through_the_lines(show):
    page = show(hn.work(residual, *arguments(residual)))
    page.get_by_role("button", name="Step by step").click()
    assert cell_text(page, "h") == ["?"] * 3
    page.get_by_label("layer by layer").check()
    page.get_by_role("button", name="One step forward").click()
    assert "?" not in cell_text(page, "h")
    assert cell_text(page, "z") == ["?"] * 2
    page.get_by_label("layer by layer").uncheck()
    page.get_by_label("predict first").check()
    page.get_by_role("button", name="One step forward").click()
    page.get_by_label("Your answer").fill("999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Not 999. Try once more")


def cell_text(page, name):
    """The numbers of a block by its name."""
    caption = page.locator(".hn-block caption", has_text=f"{name}:").first
    return caption.locator("xpath=..").locator("tbody td").all_inner_texts()


RECORDS = {
    "attention": lambda: hn.Sequential(Attention.random(2, 1), hn.Dense(np.eye(2))).trace(
        np.array([[1.0, 2.0], [0.0, -1.0], [2.0, 1.0]])
    ),
    "convolution": lambda: hn.Sequential(
        Edges([[1.0, -2.0], [0.5, 3.0]]), hn.ReLU(), Flatten()
    ).trace(np.arange(18.0).reshape(2, 3, 3)),
    "embedding": lambda: hn.Sequential(Embedding(np.eye(3)), hn.Dense(np.ones((2, 3)))).trace(
        [2, 0]
    ),
    "work": lambda: hn.work(lstm_step, *arguments(lstm_step)),
}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("what", RECORDS)
def test_a_page_of_lines_and_slices_is_well_formed_and_stays_in_its_window(show, what, width):
    record = RECORDS[what]()
    for each in (record, record.backward(grad=np.ones_like(record.output))):
        page = show(each, bypass_csp=True, viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator("handnn-sheet.hn-live")).to_have_count(1)
        assert violations(page) == []
