"""A worksheet's page as it is written, before any script runs."""

import html.parser
import re

import numpy as np
import pytest

import handnn as hn
from handnn.practice.web.page import class_page, worksheet_fragment, worksheet_page


@pytest.fixture(scope="module")
def sheet():
    return hn.worksheet(hn.gallery["hidden-layer"])


def parts(text):
    """The names of all elements with their attributes."""
    found = []

    class Parser(html.parser.HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.append((tag, dict(attributes)))

    Parser().feed(text)
    return found


def fields(text):
    return [a["data-asked"] for _, a in parts(text) if "data-asked" in a]


def test_every_cell_that_is_asked_has_a_field_with_its_name(sheet):
    text = worksheet_page(sheet)
    assert sorted(fields(text)) == sorted(sheet.asked)
    for tag, attributes in parts(text):
        if "data-asked" in attributes:
            assert tag == "input"
            assert attributes["aria-label"] == attributes["data-asked"]
            assert attributes["inputmode"] == "decimal"


def test_a_cell_that_is_not_on_the_sheet_is_a_question_of_its_own():
    text = worksheet_page(hn.worksheet(hn.gallery["hidden-layer"].trace(), blank="parameters"))
    assert fields(text) == ["parameters of hidden", "parameters of output", "all parameters"]
    assert "hn-questions" in text


def test_the_page_is_strict_and_loads_nothing(sheet):
    for text in (worksheet_page(sheet), class_page([sheet], "Class")):
        (policy,) = [a["content"] for _, a in parts(text) if "http-equiv" in a]
        assert policy.startswith("default-src 'none';script-src 'sha256-")
        assert "unsafe" not in policy
        for _, attributes in parts(text):
            assert not attributes.keys() & {"id", "style", "src", "href"}
            assert not any(name.startswith("on") for name in attributes)


@pytest.mark.parametrize("seed", range(5))  # some of their sums are rounded in another order
def test_the_answers_do_not_stand_in_the_page(seed):
    rng = np.random.default_rng(seed)
    dense = hn.Dense(rng.normal(size=(2, 5)).round(2), rng.normal(size=2).round(2))
    sheet = hn.worksheet(hn.Sequential(dense, hn.Tanh()).trace(rng.normal(size=5).round(1)))
    data = "".join(re.findall(r"<script type=.application/json.*?</script>", worksheet_page(sheet)))
    assert '"values":[' in data
    for name in sheet.asked:
        assert str(sheet.key.values[name])[:7] not in data


def test_a_hostile_title_is_only_words():
    net = hn.Sequential(hn.Dense([[1, 2]], [3], name='</script><b onclick="x">'), hn.ReLU())
    sheet = hn.worksheet(net.trace([1, 2]))
    sheet.title = '</script><img src=x onerror="alert(1)">'
    text = worksheet_page(sheet) + class_page([sheet], sheet.title)
    assert not [tag for tag, _ in parts(text) if tag in ("img", "b")]
    assert not re.search("<(img|b) ", text)


def test_in_a_notebook_it_is_a_part_of_the_page(sheet):
    text = worksheet_fragment(sheet)
    assert sheet._repr_html_() == text
    assert not re.search("<(html|body|main|h1)", text)
