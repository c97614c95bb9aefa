"""The live sheet in a real browser: it lights, recomputes, steps, links, and disturbs nobody."""

from __future__ import annotations

import json
import math
import random
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
import pytest
from accessibility import violations
from optional import optional

import handnn as hn
from handnn.render.html.page import fragment, html

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

expect = optional("playwright.sync_api").expect

W1, b1 = [[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2]
W2, b2 = [[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1]


class Halve(hn.Layer):
    """A custom layer: it decides something by a number, in plain Python."""

    same_width = True

    def forward(self, x):
        return x / 2 if x[0] > 0 else x * 0


def network() -> hn.Sequential:
    return hn.Sequential(hn.Dense(W1, b1), hn.ReLU(), hn.Dense(W2, b2), hn.ReLU())


def smooth_network() -> hn.Sequential:
    rng = np.random.default_rng(5)
    return hn.Sequential(
        hn.Dense(rng.normal(size=(4, 3)), rng.normal(size=4)),
        hn.Tanh(),
        hn.Dense(rng.normal(size=(3, 4)), rng.normal(size=3)),
        hn.Softmax(),
    )


def cell(page: Page, symbol: str) -> Locator:
    """A square by its symbol on paper: `cell(page, "z1[3]")`."""
    return page.locator(f'td[aria-label^="{symbol} ="]').first


def texts(page: Page, block: int) -> list[str]:
    return page.locator(".hn-block").nth(block).locator("tbody td").all_inner_texts()


def put(page: Page, symbol: str, written: str) -> None:
    cell(page, symbol).focus()
    page.keyboard.press("F2")
    page.keyboard.insert_text(written)
    page.keyboard.press("Enter")


VALUES = """() => {
    const { values } = document.querySelector("handnn-sheet").run;
    const texts = ([name, numbers]) => [name, numbers.map(String)]; // NaN and infinity too
    return Object.fromEntries(Object.entries(values).map(texts));
}"""


def values(page: Page) -> dict[str, list[float]]:
    return {name: list(map(float, array)) for name, array in page.evaluate(VALUES).items()}


# -- without a script -----------------------------------------------------------------------------


def test_reads_without_javascript(show):
    page = show(network().trace([2, 1, 3]), java_script_enabled=False)
    assert texts(page, 0) == ["2", "1", "3"]
    assert texts(page, 2) == ["−1", "3", "5", "3"]
    assert texts(page, 5) == ["−2", "3"]
    assert "z1[3] = 0·2 + 1·1 + 1·3 + 1 = 5" in page.locator(".hn-arithmetic").inner_text()
    expect(page.get_by_text("26 parameters = 4 × (3 + 1) + 2 × (4 + 1)")).to_be_visible()
    table = page.get_by_role("table", name="W1: weights and bias, 4 × 4")
    expect(table.get_by_role("rowheader", name="neuron 3")).to_have_count(1)
    expect(table.get_by_role("columnheader", name="bias")).to_have_count(1)


def test_squares_of_the_paper_are_the_cells(show):
    page = show(network().trace([2, 1, 3]), viewport={"width": 1280, "height": 900})
    off = page.evaluate("""() => {
        const sheet = document.querySelector(".hn-sheet").getBoundingClientRect();
        const side = parseFloat(getComputedStyle(document.querySelector(".hn-paper")).paddingLeft);
        return [...document.querySelectorAll(".hn-sheet tbody td")].map((td) => {
            const box = td.getBoundingClientRect();
            const [x, y] = [(box.left - sheet.left) / side, (box.top - sheet.top) / side];
            return Math.max(Math.abs(x - Math.round(x)), Math.abs(y - Math.round(y)),
                Math.abs(box.width / side - 1), Math.abs(box.height / side - 1));
        });
    }""")
    assert len(off) == 3 + 16 + 4 + 4 + 10 + 2 + 2
    assert max(off) < 0.01


# -- lights ---------------------------------------------------------------------------------------


def test_hover_lights_row_column_one_and_diagram(show):
    page = show(network().trace([2, 1, 3]))
    cell(page, "z1[3]").hover()
    expect(page.locator("td.asked")).to_have_text("5")
    lit = page.locator("td.lit")
    assert lit.all_inner_texts() == ["2", "1", "3", "0", "1", "1", "1"]
    expect(page.locator(".hn-marks .one.lit")).to_have_count(1)
    assert page.locator(".hn-numbers").inner_text().replace("\n", "") == (
        "z1[3] = 0·2 + 1·1 + 1·3 + 1 = 5"
    )
    expect(page.locator(".hn-diagram rect.asked")).to_have_count(1)
    expect(page.locator(".hn-diagram rect.lit")).to_have_count(3)
    edges = page.locator(".hn-diagram line.edge.lit")
    assert {edge.get_attribute("data-cell") for edge in edges.all()} == {"W1[3,2]", "W1[3,3]"}
    page.mouse.move(5, 5)
    expect(page.locator("td.lit")).to_have_count(0)


def test_a_bracket_at_the_end_is_no_result(show):
    page = show(network().trace([2, 1, 3]))
    cell(page, "h[3]").hover()
    assert page.locator(".hn-symbols").inner_text().replace("\n", "") == "h[3] = max(0, z1[3])"
    expect(page.locator(".hn-lines .hn-result")).to_have_text("5")


def test_from_a_term_back_to_its_cell(show):
    page = show(network().trace([2, 1, 3]))
    cell(page, "z1[1]").focus()
    term = page.get_by_role("button", name="−1, W1[1,2]").or_(
        page.get_by_role("button", name="-1, W1[1,2]")
    )
    term.hover()
    expect(page.locator("td.pointed")).to_have_attribute("aria-label", "W1[1,2] = −1")
    term.click()
    expect(cell(page, "W1[1,2]")).to_be_focused()
    assert "used in z1[1]" in page.locator(".hn-explanation").inner_text().replace("\n", "")


def test_tap_lights_and_a_second_tap_edits(show):
    page = show(network().trace([2, 1, 3]), has_touch=True, viewport={"width": 390, "height": 800})
    cell(page, "x[1]").tap()
    expect(page.locator("td.asked")).to_have_text("2")
    cell(page, "x[1]").tap()
    expect(page.get_by_role("textbox", name="x[1]")).to_be_focused()


# -- changing -------------------------------------------------------------------------------------


def test_an_edit_recomputes_everything_downstream_and_reset_restores(show):
    page = show(network().trace([2, 1, 3]))
    put(page, "x[3]", "−2,5")
    expect(cell(page, "x[3]")).to_have_class(re.compile("edited"))
    assert texts(page, 2) == ["−6.5", "3", "−0.5", "−2.5"]
    assert texts(page, 6) == ["3", "1"]
    expect(page.get_by_role("status")).to_have_text("x[3] is now −2.5; 9 computed numbers change.")
    assert "was 3" in page.locator(".hn-explanation").inner_text()
    page.get_by_role("button", name="Reset").click()
    assert texts(page, 2) == ["−1", "3", "5", "3"]
    expect(page.locator(".edited, .moved")).to_have_count(0)


@pytest.mark.parametrize("written", ["abc", "1,2,3", "1e999", "1/0", "--1", "<b>", ""])
def test_a_bad_number_is_refused_with_its_name(show, written):
    page = show(network().trace([2, 1, 3]))
    cell(page, "W1[2,1]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(written)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(
        f"“{written}” is not a number: W1[2,1] stays 1. Write one like −1.5, 0,25 or 1/3."
    )
    page.keyboard.press("Escape")
    expect(cell(page, "W1[2,1]")).to_be_focused()
    assert texts(page, 2) == ["−1", "3", "5", "3"]


@pytest.mark.parametrize(
    ("written", "value"),
    [("-3", -3), ("−3", -3), ("0,5", 0.5), (".5", 0.5), ("1/4", 0.25), ("1e-3", 0.001), (" 7 ", 7)],
)
def test_numbers_as_people_write_them(show, written, value):
    page = show(network().trace([2, 1, 3]))
    put(page, "x[1]", written)
    assert values(page)["x"][0] == value


def flat(array: object) -> list[float]:
    return np.asarray(array).ravel().tolist()


@pytest.mark.parametrize("x", [[2, 1, 3], [[2, 1, 3], [1, 1, 0]]], ids=["sample", "batch"])
@pytest.mark.parametrize("make", [network, smooth_network])
def test_after_random_edits_the_page_agrees_with_a_fresh_run(show, make, x):
    dice = random.Random(7)
    net, x = make(), np.array(x, float)
    target = np.zeros((*x.shape[:-1], net(x).shape[-1])) + 0.5
    page = show(net.trace(x).backward(hn.SquaredError(), target=target))
    weights = {name: array.copy() for name, array in net.parameters.items()}
    places = {"x": x, "W1": weights["dense_1.W"], "b1": weights["dense_1.b"]}
    places |= {"W2": weights["dense_2.W"], "b2": weights["dense_2.b"]}
    for _ in range(12):
        name = dice.choice(list(places))
        index = tuple(dice.randrange(n) for n in places[name].shape)
        value = round(dice.gauss(0, 2), dice.randrange(4))
        places[name][index] = value
        cell_at = int(np.ravel_multi_index(index, places[name].shape))
        page.evaluate(
            "([name, cell, value]) => document.querySelector('handnn-sheet')"
            ".change([[name, cell, value]])",
            [name, cell_at, value],
        )
        fresh = make()
        layers = [layer for layer in fresh.children.values() if layer.parameters]
        for layer, key in zip(layers, ("dense_1", "dense_2"), strict=True):
            layer.W, layer.b = weights[f"{key}.W"], weights[f"{key}.b"]
        trace = fresh.trace(x)
        back = trace.backward(hn.SquaredError(), target=target)
        shown = values(page)
        for step in trace:
            assert shown[step.symbols.output] == pytest.approx(
                flat(step.output), rel=1e-9, abs=1e-12
            )
        for key, gradient in back.gradients.items():
            assert shown[back.variable(key).gradient.name] == pytest.approx(
                flat(gradient), rel=1e-9, abs=1e-12
            )


def test_a_custom_layer_recomputes_and_says_when_python_is_needed(show):
    net = hn.Sequential(hn.Dense([[1, 1]], [0]), Halve(), hn.Dense([[2], [3]], [1, 1]))
    page = show(net.trace([2, 4]))
    put(page, "x[1]", "6")
    assert texts(page, 3) == ["5"]
    put(page, "x[1]", "-9")
    expect(page.locator("td.stale")).to_have_count(3)
    expect(page.get_by_role("status")).to_contain_text(
        " on: with these numbers the code takes another branch."
    )
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("td.stale")).to_have_count(0)
    assert texts(page, 3) == ["3"]


def test_the_link_carries_the_changes(show, new_page):
    page = show(network().trace([2, 1, 3]))
    put(page, "x[1]", "5")
    put(page, "W1[2,1]", "-0.5")
    address = page.url
    assert address.endswith("#x.1=5&W1.2.1=-0.5")
    other = new_page()
    other.goto(address)
    assert texts(other, 2) == texts(page, 2)
    expect(cell(other, "W1[2,1]")).to_have_text("−0.5")
    page.get_by_role("button", name="Reset").click()
    assert "#" not in page.url


@pytest.mark.parametrize(
    "link", ["#x.9=1", "#x=3", "#q.1=2", "#x.1=abc", "#%E0=1", "#x.1.1=2&x.0=1"]
)
def test_a_link_that_does_not_fit_changes_nothing(show, link):
    page = show(network().trace([2, 1, 3]), fragment=link)
    assert texts(page, 2) == ["−1", "3", "5", "3"]


def test_an_unknown_operation_leaves_its_array_to_python(show):
    trace = network().trace([2, 1, 3])
    before = html(trace)
    page = show(before.replace('["maximum",', '["soon",', 1))
    needed = "Python is needed from h on: this page does not know the operation “soon”."
    expect(page.get_by_role("status")).to_have_text(needed)
    assert texts(page, 3) == ["0", "3", "5", "3"]  # as Python has drawn them
    cell(page, "h[2]").hover()
    expect(page.locator(".hn-lines")).to_have_text(
        "h[2] needs Python: this page does not know the operation “soon”."
    )
    put(page, "x[1]", "4")
    expect(page.get_by_role("status")).to_have_text(
        f"x[1] is now 4; 3 computed numbers change. {needed}"
    )
    assert texts(page, 2) == ["1", "5", "5", "5"]
    assert texts(page, 3) == ["?"] * 4
    assert page.locator(".hn-diagram").inner_text().count("?") == 6
    assert "h[2] needs Python" in page.locator(".hn-arithmetic").inner_text().split("\n")
    page.get_by_role("button", name="Reset").click()
    assert texts(page, 3) == ["0", "3", "5", "3"]
    assert "?" not in page.locator(".hn-diagram").inner_text()
    assert "h[2] = max(0, 3) = 3" in page.locator(".hn-arithmetic").inner_text()
    page.get_by_role("button", name="Step by step").click()
    page.get_by_role("button", name="One step forward").click()
    assert texts(page, 2) == ["−1", "?", "?", "?"]


# -- steps ----------------------------------------------------------------------------------------


def test_steps_forwards_and_backwards(show):
    page = show(network().trace([2, 1, 3]))
    page.get_by_role("button", name="Step by step").click()
    assert texts(page, 2) == ["?"] * 4
    assert texts(page, 5) == ["?"] * 2
    assert page.locator(".hn-diagram").inner_text().count("?") == 6
    page.get_by_role("button", name="One step forward").click()
    assert texts(page, 2) == ["−1", "?", "?", "?"]
    expect(page.get_by_role("status")).to_have_text("z1[1] is −1.")
    page.get_by_label("layer by layer").check()
    page.get_by_role("button", name="One step forward").click()
    assert texts(page, 2) == ["−1", "3", "5", "3"]
    assert texts(page, 3) == ["?"] * 4
    page.get_by_role("button", name="One step back").click()
    assert texts(page, 2) == ["?"] * 4
    page.get_by_role("button", name="Reveal all results").click()
    assert texts(page, 6) == ["0", "3"]
    page.get_by_role("button", name="Step by step").click()
    assert texts(page, 2) == ["−1", "3", "5", "3"]


def test_predict_then_reveal(show):
    page = show(network().trace([2, 1, 3]))
    page.get_by_role("button", name="Step by step").click()
    page.get_by_label("predict first").check()
    expect(page.locator(".hn-numbers")).to_have_count(0)  # the sum is the reader's
    page.get_by_role("button", name="Hint").click()
    assert page.locator(".hn-numbers").inner_text().endswith("= ?")
    answer(page, "-1")
    expect(page.get_by_role("status")).to_have_text(
        "Right: z1[1] is −1. 1 of 1 right at the first try."
    )
    expect(page.locator(".hn-numbers")).to_have_count(0)
    answer(page, "4")
    expect(page.get_by_role("status")).to_have_text("Not 4. Try once more, or take the hint.")
    assert texts(page, 2) == ["−1", "?", "?", "?"]
    answer(page, "5")
    expect(page.get_by_role("status")).to_have_text(
        "Not 5: z1[2] is 3. 1 of 2 right at the first try."
    )
    assert texts(page, 2) == ["−1", "3", "?", "?"]


def test_a_second_try_may_be_right_but_does_not_count_as_the_first(show):
    page = show(network().trace([2, 1, 3]))
    predict(page, "4")
    answer(page, "-1")
    expect(page.get_by_role("status")).to_have_text(
        "Right: z1[1] is −1. 0 of 1 right at the first try."
    )
    page.get_by_label("predict first").uncheck()
    page.get_by_label("predict first").check()  # counts anew
    answer(page, "3")
    expect(page.get_by_role("status")).to_contain_text("1 of 1 right")


def answer(page: Page, written: str) -> None:
    page.get_by_label("Your answer").fill(written)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("0", "Not 0. Try once more, or take the hint."),
        ("0.01", "Not 0.01. Try once more, or take the hint."),
        ("0.009", "Right: y[1] is 0.009. 1 of 1 right at the first try."),
    ],
)
def test_an_answer_is_right_only_to_the_digits_shown(show, written, verdict):
    page = show(hn.Sequential(hn.ReLU()).trace([0.009]))
    predict(page, written)
    expect(page.get_by_role("status")).to_have_text(verdict)


def predict(page: Page, written: str) -> None:
    page.get_by_role("button", name="Step by step").click()
    page.get_by_label("predict first").check()
    answer(page, written)


def test_an_answer_may_be_computed_with_the_numbers_as_they_are_shown(show):
    # The page shows 7 × 0.1235 = 0.8642, and 0.8645 is what 7 × 0.1235 comes to.
    trace = hn.Sequential(hn.Dense([[7]])).trace([0.12345678])
    page = show(trace)
    predict(page, "0.8645")
    expect(page.get_by_role("status")).to_contain_text("Right: z[1] is 0.8642.")
    page = show(trace)
    predict(page, "0.8647")
    expect(page.get_by_role("status")).to_contain_text("Not 0.8647.")


def test_an_answer_that_is_no_number_waits_for_another(show):
    page = show(network().trace([2, 1, 3]))
    predict(page, "one")
    expect(page.get_by_role("status")).to_have_text("“one” is not a number.")
    assert texts(page, 2) == ["?"] * 4


def test_a_cell_whose_turn_has_not_come_keeps_its_numbers(show):
    page = show(network().trace([2, 1, 3]))
    page.get_by_role("button", name="Step by step").click()
    page.locator('td[aria-label="z2[1]: not revealed"]').click()
    expect(page.locator(".hn-numbers")).to_have_count(0)
    page.locator('td[aria-label="z1[2]: not revealed"]').focus()
    page.keyboard.press("Enter")
    assert texts(page, 2) == ["−1", "3", "?", "?"]


def test_plays_and_pauses(show):
    page = show(network().trace([2, 1, 3]))
    page.clock.install()
    page.get_by_role("button", name="Step by step").click()
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(3100)
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(6000)
    assert texts(page, 2) == ["−1", "3", "?", "?"]


# -- keyboard -------------------------------------------------------------------------------------


def test_the_arrow_keys_walk_the_sheet(show):
    page = show(network().trace([2, 1, 3]))
    cell(page, "W1[1,3]").focus()
    walk = [
        "ArrowRight",
        "ArrowRight",
        "ArrowRight",
        "ArrowDown",
        "ArrowLeft",
        "ArrowUp",
        "ArrowUp",
    ]
    found = []
    for key in walk:
        page.keyboard.press(key)
        found.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    expected = [
        "b1[1] = −5",
        "z1[1] = −1",
        "h[1] = 0, switched off",
        "h[2] = 3",
        "z1[2] = 3",
        "z1[1] = −1",
        "x[3] = 3",
    ]
    assert found == expected
    expect(page.locator('td[tabindex="0"]')).to_have_count(1)


def test_the_keyboard_edits(show):
    page = show(network().trace([2, 1, 3]))
    cell(page, "x[1]").focus()
    page.keyboard.type("4")  # typing edits at once
    expect(page.get_by_role("textbox", name="x[1]")).to_have_value("4")
    page.keyboard.press("Escape")
    assert values(page)["x"] == [2, 1, 3]
    page.keyboard.press("F2")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert values(page)["x"] == [7, 1, 3]
    expect(cell(page, "x[1]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("td.asked")).to_have_count(0)
    cell(page, "z1[1]").focus()
    page.keyboard.type("5")  # a computed cell is not to be written in
    expect(page.locator(".hn-field")).to_have_count(0)


# -- looks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", ["run", "backward", "steps"])
def test_axe_finds_nothing(show, scheme, what):
    trace = network().trace([[2, 1, 3], [1, 1, 0]])
    record = (
        trace.backward(hn.SquaredError(), target=[[1, 2], [0, 1]]) if what == "backward" else trace
    )
    page = show(
        record, color_scheme=scheme, bypass_csp=True, viewport={"width": 1280, "height": 900}
    )
    if what == "steps":
        page.get_by_role("button", name="Step by step").click()
        page.get_by_label("predict first").check()
    else:
        put(page, "W1[1,1]", "4")
    page.wait_for_timeout(200)  # colours fade in
    assert violations(page) == []


def test_light_and_dark(show):
    paper = "() => getComputedStyle(document.querySelector('handnn-sheet')).backgroundColor"
    trace = network().trace([2, 1, 3])
    assert show(trace).evaluate(paper) == "rgb(252, 251, 247)"
    page = show(trace, color_scheme="dark")
    assert page.evaluate(paper) == "rgb(20, 23, 28)"
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(paper) == "rgb(252, 251, 247)"


def test_prints_black_on_white_with_all_the_arithmetic(show):
    page = show(network().trace([2, 1, 3]), color_scheme="dark")
    page.locator(".hn-arithmetic summary").click()  # folded away, and printed all the same
    page.emulate_media(media="print")
    ink = page.evaluate(
        "() => getComputedStyle(document.querySelector('.hn-sheet td.given')).color"
    )
    assert ink == "rgb(0, 0, 0)"
    expect(page.get_by_role("button", name="Reset")).to_be_hidden()
    expect(page.get_by_text("z1[3] = ").last).to_be_visible()


@pytest.mark.parametrize("width", [390, 1200])
def test_a_name_wider_than_the_first_block_is_not_cut_off(show, width):
    """It reaches into the margin, as far as the part that scrolls does."""
    page = show(hn.gallery["layer-normalisation"].trace(), viewport={"width": width, "height": 900})
    name = page.locator(".hn-marks text").filter(has_text="gamma").last.bounding_box()
    sheet, scrolled = (page.locator(c).first.bounding_box() for c in (".hn-sheet", ".hn-scroll"))
    assert scrolled["x"] <= name["x"] < sheet["x"]


def test_a_sheet_longer_than_a_page_begins_on_the_page_it_comes_on(show):
    for name, breaks in (("hidden-layer", "avoid"), ("gan", "auto")):
        page = show(hn.gallery[name].trace())
        page.emulate_media(media="print")
        expect(page.locator(".hn-paper")).to_have_css("break-inside", breaks)


def test_a_question_sheet_prints_with_room_for_the_answers(show):
    page = show(network().trace([2, 1, 3]))
    page.get_by_role("button", name="Step by step").click()
    asked = page.locator('td[aria-label="z1[1]: not revealed"]')
    expect(asked).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    page.emulate_media(media="print")
    expect(asked).to_have_css("font-size", "0px")
    expect(asked).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    assert not page.locator(".hn-diagram text.unknown:visible").count()


def test_what_is_printed_is_the_arithmetic_of_the_numbers_that_are_on_the_sheet(show):
    page = show(network().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1]))
    put(page, "x[1]", "5")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".hn-arithmetic")).not_to_have_attribute("open")
    expect(page.get_by_text("z1[1] = 1·5 + (−1)·1 + 1·3 + (−5) = 2")).to_be_visible()
    expect(page.locator(".hn-arithmetic summary")).to_have_css("list-style-type", "none")
    expect(page.locator("header button:visible")).to_have_count(0)


def test_notes_on_gradients_are_those_of_the_numbers_as_they_came(show):
    back = network().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    page = show(back)
    notes = page.locator(".hn-words p").filter(has_text="No gradient flows", visible=True)
    put(page, "x[1]", "5")
    expect(notes).to_have_count(0)
    page.get_by_role("button", name="Reset").click()
    expect(notes).to_have_count(len(back.notes()))


@pytest.mark.parametrize("media", ["screen", "print"])
def test_notes_on_gradients_wait_until_the_steps_are_done(show, media):
    back = network().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    page = show(back)
    notes = page.locator(".hn-words p").filter(has_text="No gradient flows")
    count, legend = page.locator(".hn-count"), page.get_by_text("mask: 1 where")
    expect(notes.filter(visible=True)).to_have_count(len(back.notes()))
    page.get_by_role("button", name="Step by step").click()
    page.emulate_media(media=media)
    expect(notes.filter(visible=True)).to_have_count(0)
    expect(count).to_be_visible(visible=media == "screen")  # on paper it would answer a question
    expect(legend).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Reveal all results").click()
    page.emulate_media(media=media)
    expect(notes.filter(visible=True)).to_have_count(len(back.notes()))


def test_nothing_moves_when_motion_is_unwanted(show):
    page = show(network().trace([2, 1, 3]), reduced_motion="reduce")
    moving = (
        "() => getComputedStyle(document.querySelector('.hn-sheet td.given')).transitionDuration"
    )
    assert page.evaluate(moving) == "0s"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_itself_never_scrolls_sideways(show, width):
    page = show(network().trace([2, 1, 3]), viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_forward_backward_both(show):
    page = show(network().trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 2]))
    gradients = page.locator(".hn-block.hn-bwd").first
    page.get_by_role("button", name="Show forward").click()
    expect(gradients).to_be_hidden()
    page.get_by_role("button", name="Show both").click()
    expect(gradients).to_be_visible()
    put(page, "x[1]", "4")
    mask = page.get_by_role("grid", name="slope of the activation").first.locator("tbody td")
    put(page, "W1[1,1]", "9")
    assert mask.all_inner_texts() == ["1"] * 4  # the unit that ReLU stopped lets a gradient pass
    assert values(page)["∂L/∂W1"][6] == 4 * values(page)["∂L/∂z1"][2]


# -- beside others, and safe ----------------------------------------------------------------------


def test_several_on_one_page_do_not_disturb_one_another(show):
    trace = network().trace([2, 1, 3])
    body = fragment(trace) + fragment(network().trace([1, 1, 0])) + fragment(trace)
    page = show(f"<!DOCTYPE html><meta charset=utf-8><title>t</title><body>{body}")
    sheets = page.locator("handnn-sheet.hn-live")
    expect(sheets).to_have_count(3)
    page.evaluate("document.querySelectorAll('handnn-sheet')[1].change([['x', 0, 9]])")
    block = ".hn-block >> nth=2 >> tbody td"
    assert sheets.nth(0).locator(block).all_inner_texts() == ["−1", "3", "5", "3"]
    assert sheets.nth(1).locator(block).all_inner_texts() == ["3", "10", "2", "7"]
    assert page.evaluate("document.querySelectorAll('[id]').length") == 0
    assert "#" not in page.url


def test_asks_for_nothing_outside(show):
    page = show(network().trace([2, 1, 3]))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.reload()
    cell(page, "z1[1]").hover()
    put(page, "x[1]", "3")
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


WICKED = "</script><script>window.bad=1</script>\"'<img src=x onerror=window.bad=1>{}\u202eevil"


def test_wicked_names_are_only_words(show):
    net = hn.Sequential(hn.Dense([[1, 2]], [0], name=WICKED.replace(".", "")), hn.ReLU())
    page = show(net.trace([1, 2]).backward(grad=[1]))
    assert page.evaluate("window.bad") is None
    assert "\u202e" not in page.content()
    expect(page.locator("handnn-sheet.hn-live")).to_have_count(1)
    expect(page.locator("img")).to_have_count(0)
    assert "<img src=x" in page.locator(".hn-arithmetic").inner_text()


def test_a_wicked_title_is_only_words(show):
    page = show(html(network().trace([2, 1, 3]), title=WICKED))
    assert page.evaluate("window.bad") is None
    expect(page.get_by_role("heading", level=1)).to_contain_text("<script>window.bad=1</script>")


def test_works_under_a_strict_policy_sent_by_the_server(new_page):
    text = html(network().trace([2, 1, 3]))
    policy = text.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    policy = policy.replace("&#x27;", "'")
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none';")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    page = new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    put(page, "x[3]", "-2.5")
    assert texts(page, 2) == ["−6.5", "3", "−0.5", "−2.5"]
    server.shutdown()
    server.server_close()
    assert [line for line in said if "favicon" not in line] == []


# -- sizes ----------------------------------------------------------------------------------------


def wide(*sizes: int) -> hn.Trace:
    layers: list[hn.Layer] = []
    for i, (a, b) in enumerate(pairwise(sizes)):
        layers += [hn.Dense.random(a, b, rng=i), hn.ReLU()]
    return hn.Sequential(*layers).trace(np.random.default_rng(0).normal(size=sizes[0]))


def test_a_64_64_10_network_is_below_a_megabyte_and_alive(show):
    text = html(wide(64, 64, 10))
    assert len(text.encode()) < 1_000_000
    page = show(text)
    expect(page.locator("handnn-sheet.hn-live")).to_have_count(1)
    assert not math.isnan(values(page)["y"][0])


def test_a_wider_network_is_elided_and_only_to_be_read(show):
    text = html(wide(784, 100, 10))
    assert len(text.encode()) < 1_000_000
    page = show(text)
    expect(page.get_by_text("too large to be worked out in a page")).to_be_visible()
    expect(page.get_by_text("stands for cells left out")).to_be_visible()
    assert '<script type="application/json">' not in text


def test_the_data_is_safe_json():
    data = html(network().trace([2, 1, 3])).partition('type="application/json">')[2]
    text = data.partition("</script>")[0]
    assert "<" not in text
    assert json.loads(text)["program"]["givens"]["x"] == [2, 1, 3]
