"""Figures with frames, as a reader meets them: in a page, in a shadow root, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from accessibility import violations
from optional import optional

import handnn as hn
from handnn.learning.figures.frames import Frame, frames

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

expect = optional("playwright.sync_api").expect

PAGE = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Figures</title><body><main>'
SHADOW = '<div><template shadowrootmode="open"><div>{}</div></template></div>'
FRAMES = [Frame(f"step {i}", f'<path d="M{i} 0h9"/>') for i in range(4)]
FIGURE = frames("Steps", "step", FRAMES)


def opened(show: Callable[..., Page], *figures: str, **settings: object) -> list[Locator]:
    """The figures of a page that holds them."""
    page = show(PAGE + "".join(figures), **settings)
    return page.locator("handnn-frames").all()


def seen(figure: Locator) -> str:
    """The words of the frame that is seen; there must be one."""
    shown = [g for g in figure.locator("g.hn-frame").all() if g.get_attribute("display") is None]
    (frame,) = shown
    words = frame.locator("desc").text_content()
    assert figure.locator("output").text_content() == words
    return words


def slider(figure: Locator) -> Locator:
    return figure.get_by_role("slider", name="step")


def button(figure: Locator, name: str) -> Locator:
    return figure.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("around", ["{}", SHADOW])
def test_the_slider_turns_to_a_frame(show, around):
    (figure,) = opened(show, around.format(FIGURE))
    assert seen(figure) == "step 3"
    for position in (0, 2, 3):
        slider(figure).fill(str(position))
        assert seen(figure) == f"step {position}"
        expect(slider(figure)).to_have_attribute("aria-valuetext", f"step {position}")


def test_the_keyboard_turns_frames_and_plays(show):
    (figure,) = opened(show, frames("Steps", "step", FRAMES, first=1))
    keyboard = figure.page.keyboard
    keyboard.press("Tab")
    expect(button(figure, "Play")).to_be_focused()
    keyboard.press("Tab")
    expect(slider(figure)).to_be_focused()
    keyboard.press("ArrowRight")
    assert seen(figure) == "step 2"
    keyboard.press("Home")
    assert seen(figure) == "step 0"
    keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    expect(button(figure, "Pause")).to_be_focused()
    expect(figure.locator("output")).to_have_text("step 3")
    expect(button(figure, "Play")).to_be_focused()


def test_nothing_plays_by_itself_and_a_reader_can_stop_it(show):
    (figure,) = opened(show, FIGURE)
    page = figure.page
    page.clock.install()
    page.reload()
    (figure,) = page.locator("handnn-frames").all()
    page.clock.run_for(5000)
    assert seen(figure) == "step 3"
    button(figure, "Play").click()
    assert seen(figure) == "step 0"  # after the last, from the first
    page.clock.run_for(310)
    assert seen(figure) == "step 1"
    button(figure, "Pause").click()
    page.clock.run_for(5000)
    assert seen(figure) == "step 1"
    button(figure, "Play").click()
    page.clock.run_for(310)
    assert seen(figure) == "step 2"  # on from where it was
    slider(figure).fill("0")
    page.clock.run_for(5000)
    assert seen(figure) == "step 0"  # who moves the slider has stopped it
    button(figure, "Play").click()
    page.clock.run_for(5000)
    assert seen(figure) == "step 3"
    expect(button(figure, "Play")).to_be_visible()


def test_two_on_a_page_do_not_disturb_each_other(show):
    first, second, inside = opened(show, FIGURE, FIGURE, SHADOW.format(FIGURE))
    slider(second).fill("1")
    assert [seen(each) for each in (first, second, inside)] == ["step 3", "step 1", "step 3"]
    assert first.get_by_role("slider").count() == 1


def test_a_figure_that_is_taken_out_and_put_back_works_on(show):
    (figure,) = opened(show, FIGURE)
    button(figure, "Play").click()
    figure.evaluate(
        "figure => { const { parentNode } = figure; figure.remove(); parentNode.append(figure); }"
    )
    expect(button(figure, "Play")).to_be_visible()
    assert figure.get_by_role("slider").count() == 1


def test_a_single_frame_has_nothing_to_press(show):
    (figure,) = opened(show, frames("Steps", "step", FRAMES[:1]))
    assert seen(figure) == "step 0"
    assert figure.locator("button, input").count() == 0


def test_without_scripts_one_frame_is_seen_and_nothing_is_dead(show):
    (figure,) = opened(show, FIGURE, java_script_enabled=False)
    assert seen(figure) == "step 3"
    assert figure.locator("button, input").count() == 0


def test_on_paper_the_frame_that_was_chosen(show):
    (figure,) = opened(show, FIGURE)
    slider(figure).fill("1")
    figure.page.emulate_media(media="print")
    expect(button(figure, "Play")).to_be_hidden()
    expect(figure.locator("output")).to_be_visible()
    assert seen(figure) == "step 1"


def records() -> list[object]:
    net = hn.Sequential(hn.Dense([[1.0, -1.0]], [0.5], name="only"))
    X, y = [[0, 0], [1, 0], [0, 1], [1, 1]], [[0], [1], [1], [1]]
    boundaries = hn.BoundaryHistory(X, y)
    hn.fit(
        net, X, y, loss=hn.BinaryCrossEntropy(), optimizer=hn.SGD(lr=1), epochs=5, rng=0,
        callbacks=boundaries,
    )  # fmt: skip
    back = net.trace([1, 2]).backward(hn.SquaredError(), target=[3])
    return [boundaries, hn.loss_curve(back, "only.W", (0, 0)), hn.confusion_matrix(net, X, y)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(show, scheme):
    page = show(PAGE + "".join(each._repr_html_() for each in records()), color_scheme=scheme)
    expect(page.get_by_role("slider")).to_have_count(2)
    page.evaluate(f"document.body.style.background = '{'#14171c' if scheme == 'dark' else '#fff'}'")
    page.evaluate(f"document.body.style.color = '{'#e8eaee' if scheme == 'dark' else '#000'}'")
    page.add_style_tag(content="h1{position:absolute}")
    assert [v for v in violations(page) if v[0] != "page-has-heading-one"] == []


def test_numbers_can_be_read_on_a_narrow_screen(show):
    page = show(PAGE + records()[0]._repr_html_(), viewport={"width": 390, "height": 800})
    height = page.locator("svg text").first.evaluate("text => text.getBoundingClientRect().height")
    assert height >= 11
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("width", "in_a_row"), [(390, 4), (1000, 12), (800, 8)])
def test_pictures_of_weights_take_the_width_that_there_is(show, width, in_a_row):
    figure = hn.weight_pictures(np.ones((13, 64)), (8, 8))._repr_html_()
    page = show(PAGE + figure, viewport={"width": width, "height": 800})
    boxes = [tile.bounding_box() for tile in page.locator("rect.tile").all()]
    assert len(boxes) == 13
    assert len({box["x"] for box in boxes}) == in_a_row
    (side,) = {round(box["width"]) for box in boxes}
    assert side >= 64
    assert page.evaluate("document.documentElement.scrollWidth") <= width
