"""The SVG pen: its pictures as text, what is safe in them, and where things stand."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from exercises import hidden_layer
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import README_PICTURE, picture, readme_picture, runs

import handnn as hn
from handnn.render.style import PALETTE, font_faces
from handnn.render.svg.mark_drawing import mark_squares
from handnn.render.svg.picture import svg
from handnn.render.svg.placement import places
from handnn.render.svg.sheet_panel import number_width, squares_for
from handnn.sheet import Limits, forward_page
from handnn.sheet.diagram import diagram
from handnn.sheet.layout.backward import backward_page

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "</text><script>alert('x')</script>\"&]]>\u202e\x00" + "long" * 100


def texts(picture):
    return ["".join(t.itertext()) for t in ElementTree.fromstring(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", runs())
def test_pictures(golden, name):
    golden(f"pictures/{name}.svg", picture(name))


def test_the_picture_of_the_readme(golden):
    golden(README_PICTURE, readme_picture())


def test_numbers_and_names_of_the_hidden_layer():
    shown = texts(svg(hidden_layer().trace([2, 1, 3]).sheet(), fonts=False))
    assert [shown.count(text) for text in ("−5", "−1", "5", "W1", "z1", "b2", "ReLU")] == [
        1, 4, 2, 1, 1, 1, 2
    ]  # fmt: skip
    assert not any("-" in text for text in shown)


def test_what_is_given_is_printed_and_what_is_worked_out_is_handwritten():
    root = ElementTree.fromstring(svg(hidden_layer().trace([2, 1, 3]).sheet(), fonts=False))
    kinds = [t.get("class", "").split() for t in root.iter(f"{SVG}text")]
    assert sum("given" in kind for kind in kinds) == 3 + 16 + 10
    assert sum("made" in kind for kind in kinds) == 4 + 4 + 2 + 2
    assert sum("off" in kind for kind in kinds) == 2
    assert len([e for e in root.iter(f"{SVG}line") if e.get("class") == "strike"]) == 2


def test_a_picture_needs_nothing_from_outside():
    picture = readme_picture()
    root = ElementTree.fromstring(picture)
    tags = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert tags - {"svg", "title", "desc", "style"} == {
        "rect",
        "path",
        "g",
        "text",
        "tspan",
        "line",
    }
    assert not any(name in ("id", "style", "href") for e in root.iter() for name in e.attrib)
    assert picture.count("http") == 1  # the name of the namespace
    assert set(re.findall(r"url\((.{12})", picture)) == {"data:font/wo"}
    assert len(picture) < 50_000
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]


def test_fonts_are_small_and_can_be_left_out():
    assert len(font_faces()) < 40_000
    assert "@font-face" not in svg(hidden_layer().trace([2, 1, 3]).sheet(), fonts=False)


def test_a_theme_can_be_forced():
    sheet = hidden_layer().trace([2, 1, 3]).sheet()
    assert "data-theme=" not in svg(sheet, fonts=False).split(">")[0]
    assert ' data-theme="dark" ' in svg(sheet, fonts=False, theme="dark").split(">")[0]


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(c + c for c in colour[1:])
    shares = np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "printed"])
@pytest.mark.parametrize("ink", ["ink", "grey", "hand", "weights", "value", "activation", "pale"])
@pytest.mark.parametrize("ground", ["paper", "cell"])
def test_every_ink_can_be_read(theme, ink, ground):
    """Contrast as the Web Content Accessibility Guidelines ask it of small text."""
    lights = sorted(luminance(PALETTE[name][theme]) for name in (ink, ground))
    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5


def test_every_text_is_escaped():
    sheet = hidden_layer().trace([2, 1, 3]).sheet()
    evil = replace(
        sheet,
        title=EVIL,
        legend=(EVIL[:30], EVIL),
        notes=(EVIL,),
        marks=tuple(replace(mark, lines=(EVIL,)) for mark in sheet.marks),
    )
    picture = svg(evil, description=EVIL, fonts=False)
    root = ElementTree.fromstring(picture)
    assert not list(root.iter(f"{SVG}script"))
    assert "\u202e" not in picture
    assert "\x00" not in picture
    assert root.findtext(f"{SVG}desc") == EVIL.replace("\u202e", "").replace("\x00", "")


def test_names_in_a_diagram_are_escaped():
    class Evil(hn.Layer):
        def forward(self, x):
            return x * 2

    name = EVIL.replace(".", "")
    net = hn.Sequential(hn.Dense([[1]], name=name), Evil(name=name + "2"), hn.Dense([[1]]))
    run = net.trace([1]).run
    root = ElementTree.fromstring(svg(forward_page(run), diagram(run), fonts=False))
    assert not list(root.iter(f"{SVG}script"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=5),
    st.integers(0, 2),
    st.integers(-6, 9),
    st.booleans(),
)
def test_blocks_keep_their_order_however_wide_their_numbers(widths, samples, magnitude, bias):
    rng = np.random.default_rng(len(widths))
    layers = []
    for inputs, outputs in pairwise(widths):
        W = rng.normal(size=(outputs, inputs)) * 10.0 ** rng.integers(-1, magnitude + 7)
        layers += [hn.Dense(W, rng.normal(size=outputs) if bias else None), hn.ReLU()]
    x = rng.normal(size=(samples, widths[0]) if samples else widths[0])
    page = forward_page(hn.Sequential(*layers).trace(x).run)
    placed = places(page, lambda block: squares_for(number_width(block)), mark_squares)
    at = {id(block): placed[id(block)] for block in page.blocks}
    squares = [
        (row, column)
        for place in at.values()
        for row in range(place.row, place.row + place.height)
        for column in range(place.column, place.column + place.width)
    ]
    assert len(squares) == len(set(squares))  # nothing overlaps
    assert min(column for _, column in squares) >= 0
    by_strip = {}
    for block in page.blocks:  # the product rule: z stands below its input, its rows level with W
        by_strip.setdefault(block.strip, set()).add(at[id(block)].unit)
        if block.role == "pre-activation":
            (W,) = [b for b in page.blocks if b.role == "weights" and b.step == block.step]
            assert at[id(W)].row == at[id(block)].row
            assert at[id(W)].column + at[id(W)].width == at[id(block)].column - 1
    assert all(len(units) == 1 for units in by_strip.values())


def test_a_wide_sheet_is_elided():
    run = hn.Dense(np.full((64, 64), 0.123)).run(np.ones(64)).placed()
    picture = svg(forward_page(run), fonts=False)
    assert int(re.search(r'width="(\d+)"', picture)[1]) < 2000
    assert 'class="dot"' in picture
    assert "… stands for cells left out" in " ".join(texts(picture))


def test_limits_of_the_page_are_kept():
    run = hn.Dense(np.ones((30, 30))).run(np.ones(30)).placed()
    small = forward_page(run, Limits(features=4))
    assert svg(small, fonts=False).count('class="given"') == 4 - 1 + 9


def test_a_gradient_wears_the_colour_of_what_it_is_the_gradient_of():
    net = hn.Sequential(*hidden_layer().layers[:3])
    back = net.trace([2, 1, 3]).backward(grad=[1, -2])
    root = ElementTree.fromstring(svg(backward_page(back), fonts=False))
    numbers = [(t.text, t.get("class")) for t in root.iter(f"{SVG}text")]
    assert ("−10", "made weights") in numbers
    assert ("−2", "made ink") in numbers  # by the bias
    assert ("−3", "made activation") in numbers
    assert ("−3", "made value") in numbers
    assert ("∂L/∂z", "name value") in numbers
