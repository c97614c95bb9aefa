"""Markup: whatever the text, a parser reads it back, and finds nothing else."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.markup import element, escaped, number

# What XML allows and escaped keeps, but for the line ends that a parser makes one of.
READABLE = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Cf"], exclude_characters="\ufffe\uffff", codec="utf-8"
    )
    | st.sampled_from("<>&\"'")
)


@given(READABLE)
def test_text_comes_back_from_a_parser(text):
    read = ElementTree.fromstring(element("p", escaped(text), title=text))
    assert (read.text or "") == text
    assert read.get("title") == text
    assert list(read) == []


@given(st.text())
def test_whatever_the_text_is_a_parser_takes_it(text):
    read = ElementTree.fromstring(element("p", escaped(text), title=text))
    assert list(read) == []
    assert set("\u202e\u2066\u200f\x00") & set(read.text or "") == set()


def test_half_of_a_pair_is_replaced():
    assert escaped("a\ud800b") == "a\N{REPLACEMENT CHARACTER}b"


@given(st.floats(-1e6, 1e6))
def test_a_coordinate_is_that_number_to_two_places_and_no_longer_than_needed(value):
    text = number(value)
    assert float(text) == pytest.approx(value, abs=0.0051)
    assert "." not in text or not text.endswith(("0", "."))
    assert len(text.partition(".")[2]) <= 2


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (10, "10"), (100.0, "100"), (1.004, "1")])
def test_zeros_in_front_of_the_point_stay(value, text):
    assert number(value) == text


@pytest.mark.parametrize("shape", ["circle", "line", "path", "rect"])
def test_a_shape_closes_itself(shape):
    assert element(shape, x=1) == f'<{shape} x="1"/>'


def test_other_elements_hold_their_content():
    assert element("g") == "<g></g>"
    assert element("g", "1", element("p")) == "<g>1<p></p></g>"


def test_attributes():
    made = element("td", class_="off", data_cell="z[1]", hidden=True, title=None, checked=False)
    assert made == '<td class="off" data-cell="z[1]" hidden></td>'
    assert element("td", colspan=2, width=0.5, value=0) == (
        '<td colspan="2" width="0.5" value="0"></td>'
    )
