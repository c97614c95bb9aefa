"""Printed worksheets: read again as text and as pictures."""

import math

import numpy as np
import pytest
from exercises import hidden_layer

import handnn as hn
from handnn.practice.paper import Figure, Gap, Line, Paper
from handnn.practice.paper.composing import composed
from handnn.practice.paper.printed_figure import LARGEST, LEAST, SMALLEST, PrintedFigure
from handnn.practice.paper.printing import MARGIN, SIZES, pdf
from handnn.sheet.diagram import diagram

pypdfium2 = pytest.importorskip("pypdfium2")
PRINTABLE = 6  # millimetres: a printer may leave this edge of the paper white
GALLERY = list(hn.gallery)


def record_of(name):
    exercise = hn.gallery[name]
    return exercise.backward() if exercise.has_backward else exercise.trace()


def texts(content):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def pictures(content):
    """The pages as arrays, four pixels to a millimetre or so."""
    return [page.render(scale=1.5).to_numpy() for page in pypdfium2.PdfDocument(content)]


def paper():
    trace = hidden_layer().trace([2, 1, 3])
    lines = (
        Line(("hidden: 4 × (3 + 1) = ", Gap("16"))),
        Line(("Why is h[1] zero? ", Gap("ReLU switches it off.", lines=2))),
        Line(("z1 = W1 @ x + ", Gap("b1")), is_code=True),
    )
    return Paper.of(trace, title="Hidden layer", task="Fill it in.", lines=lines)


@pytest.mark.parametrize("size", SIZES)
def test_the_paper_has_its_size_and_the_key_a_page_of_its_own(size):
    content = pdf([paper()], size)
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 2
    for page in document:
        found = [points * 25.4 / 72 for points in page.get_size()]
        assert found == pytest.approx(SIZES[size], abs=0.1)
    sheet, key = texts(content)
    for words in ("Hidden layer", "Name", "Date", "Fill it in.", "hidden: 4 × (3 + 1) =", "Why is"):
        assert words in sheet
    assert "answers" not in sheet
    assert "Hidden layer: answers" in key
    assert "Name" not in key


def test_answers_are_in_the_key_alone():
    sheet, key = texts(pdf([paper()]))
    for answer in ("16", "ReLU switches it off.", "x + b1"):
        assert answer not in sheet
        assert answer in key
    given = sum(sheet.count(digit) for digit in "5")
    assert key.count("5") == given + 2  # z1[3] and h[3]


def test_symbols_and_signs_are_there():
    back = record_of("backpropagation")
    sheet, key = texts(
        pdf([Paper.of(back, title="∂L/∂W1⁽²⁾ α β √ ≈ ≤ ∞ ⊙ Σ – Übung 1: Śćieżka, Слой")])
    )
    for page in (sheet, key):
        assert "∂L/∂W1⁽²⁾ α β √ ≈ ≤ ∞ ⊙ Σ – Übung 1: Śćieżka, Слой" in page
        for sign in ("ReLU", "∂L/∂", "→", "↑", "←", "−", "×", "≈"):
            assert sign in page
    assert "?" not in sheet.replace("Why is h[1] zero?", "")
    (odd, _) = texts(pdf([Paper("層", "", ())]))
    assert "?" in odd


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", GALLERY)
def test_the_gallery_prints_in_black_and_white_with_nothing_cut_off(name, size):
    edge = int(PRINTABLE * 1.5 * 72 / 25.4)
    for picture in pictures(pdf([Paper.of(record_of(name), title=name)], size)):
        assert (picture[:, :, 0] == picture[:, :, 1]).all()
        assert (picture[:, :, 1] == picture[:, :, 2]).all()
        inner = picture[edge:-edge, edge:-edge]
        assert inner.min() < 100
        for side in (picture[:edge], picture[-edge:], picture[:, :edge], picture[:, -edge:]):
            assert side.min() == 255


@pytest.mark.parametrize("name", GALLERY)
def test_squares_of_the_gallery_are_large_enough_to_write_into(name):
    width, height = (side - 2 * MARGIN for side in SIZES["Letter"])
    (figure,) = Paper.of(record_of(name)).figures
    printed = PrintedFigure(figure, False, width, height - 40)
    assert SMALLEST < printed.square <= LARGEST
    assert printed.missing == []


def deep():
    rng = np.random.default_rng(3)
    layers = []
    for _ in range(14):
        layers += [hn.Dense(rng.integers(-2, 3, (9, 9)), rng.integers(-2, 3, 9)), hn.ReLU()]
    return hn.Sequential(*layers).trace(rng.integers(-2, 3, (7, 9)))


def wide():
    return hn.Dense(np.arange(19 * 19).reshape(19, 19) / 7).trace(np.ones((10, 19)))


@pytest.mark.parametrize("record", [deep, wide])
def test_large_sheets_go_on_to_further_pages_and_nothing_that_is_asked_is_lost(record):
    sheet = Paper.of(record())
    content = pdf([sheet])
    width, height = (side - 2 * MARGIN for side in SIZES["A4"])
    for page in composed(sheet, False, width, height):
        for placed in page[:-1]:  # the last is the number of the page
            assert placed.right <= width + 0.1
            assert placed.bottom <= height + 0.1
    printed = PrintedFigure(sheet.figures[0], False, width, height - 40)
    assert printed.square >= LEAST
    pages = len(pypdfium2.PdfDocument(content))
    assert f"page {pages // 2} of {pages // 2}" in texts(content)[pages // 2 - 1]


def test_several_small_exercises_share_a_page():
    record = hn.gallery["single-neuron"].trace()
    (one,) = Paper.of(record).figures
    figures = tuple(Figure(one.page, one.asked, f"{letter})") for letter in "abcd")
    assert len(texts(pdf([Paper("Neurons", "Fill in.", figures)]))) == 2
    beside = tuple(Figure(one.page, one.asked) for _ in range(6))
    (page,) = composed(Paper("Neurons", "Fill in.", beside), False, 180, 267)
    drawn = [placed for placed in page if "cells" in placed.box.markup]
    assert len({placed.x for placed in drawn}) == 2
    assert len({placed.y for placed in drawn}) == 3


def test_drawings_do_not_overlap():
    sheet = Paper.of(record_of("self-attention"))
    for page in composed(sheet, False, 180, 267):
        boxes = [placed for placed in page if placed.box.markup]
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
                assert apart or math.isclose(a.bottom, b.y, abs_tol=0.01)


def test_a_class_has_all_worksheets_first_and_then_the_keys():
    papers = [Paper.of(hn.gallery["single-neuron"].trace(), title=f"Variant {i}") for i in range(3)]
    found = texts(pdf(papers))
    assert [page.splitlines()[0] for page in found] == [
        *(f"Variant {i}" for i in range(3)),
        *(f"Variant {i}: answers" for i in range(3)),
    ]


def test_the_same_worksheet_gives_the_same_file():
    assert pdf([paper()]) == pdf([paper()])


def test_a_diagram_is_printed_below():
    trace = hidden_layer().trace([2, 1, 3])
    drawn = Figure(trace.sheet(), {"h[1]"}, diagram=diagram(trace.run))
    plain = Figure(trace.sheet(), {"h[1]"})
    inked = [
        sum((page < 200).sum() for page in pictures(pdf([Paper("A", "B", (figure,))])))
        for figure in (drawn, plain)
    ]
    assert inked[0] > inked[1] * 1.2


def test_a_long_title_is_smaller_rather_than_cut_off():
    name = "W" * 200
    (page, _) = pictures(pdf([Paper(name, name, ())]))
    assert page[:, -20:].min() == 255
