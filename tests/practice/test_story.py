"""The words of an exercise: as plain text, as HTML, and around its sheet on a page."""

import re
from html.parser import HTMLParser

import markdown
import pytest

import handnn as hn
from handnn.practice.story import PENCIL, inline, plain_text

NAMES = list(hn.gallery)


def test_a_story_as_plain_text():
    assert plain_text("One **bold** and *slanted*\nline, `code`.\n\nTwo 2*3.") == (
        "One bold and slanted line, code.\n\nTwo 2*3."
    )


@pytest.mark.parametrize("name", NAMES)
def test_html_as_the_site_makes_it(name):
    """The oracle is the Markdown library, which the site uses."""
    words = hn.gallery[name].words
    answers = [text for each in words.questions for text in (each.text, each.answer)]
    for text in (words.above, *words.below, *answers, PENCIL):
        expected = markdown.markdown(text).replace("&quot;", '"').replace("&gt;", ">")
        shown = inline(text).replace("&quot;", '"').replace("&gt;", ">").replace("&#x27;", "'")
        assert f"<p>{shown}</p>" == expected


class Outline(HTMLParser):
    """The headings of a page, and what is folded."""

    def __init__(self, page):
        super().__init__()
        self.headings, self.folded, self.inside = [], 0, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.inside = tag if re.fullmatch("h[1-6]", tag) else None
        self.folded += tag == "details" and "open" not in dict(attrs)

    def handle_data(self, data):
        if self.inside:
            self.headings.append((self.inside, data))
            self.inside = None


@pytest.mark.parametrize("name", ["gan", "backpropagation"])
def test_a_page_has_the_sheet_among_its_words(name, tmp_path):
    exercise = hn.gallery[name]
    exercise.save(tmp_path / "page.HTML")
    page = (tmp_path / "page.HTML").read_text(encoding="utf-8")
    words = exercise.words
    assert f"<title>{exercise.title}</title>" in page
    assert page.count("<h1") == 1
    outline = Outline(page)
    headings = [text for tag, text in outline.headings if tag != "h3"]
    sheet = exercise.title if exercise.code else "A network 3 → 4 → 2 → 3, forward and backward"
    assert headings == [exercise.title, sheet, "With a pencil", "The code"]
    assert outline.folded == 4  # the arithmetic, and three answers
    paragraphs = [inline(text) for text in (words.above, *words.below)]
    places = [page.index(f"<p>{text}</p>") for text in paragraphs]
    assert places[0] < page.index("<handnn-sheet") < places[1]
    assert places == sorted(places)
    for question in exercise.questions:
        assert f"<summary>{inline(question.text)}</summary><p>{inline(question.answer)}" in page
    assert "gan.py" not in page


def test_other_files_are_the_sheet_alone(tmp_path):
    exercise = hn.gallery["gan"]
    exercise.save(tmp_path / "sheet.svg")
    exercise.trace().save(tmp_path / "same.svg")
    svg = (tmp_path / "sheet.svg").read_bytes()
    assert svg == (tmp_path / "same.svg").read_bytes()


def test_a_page_by_hand_has_the_true_values(tmp_path):
    by_hand = hn.gallery["softmax"].by_hand()
    by_hand.save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<title>Softmax, by hand</title>" in page
    assert by_hand.comparison() in page
