"""What a notebook shows: headings, lines and tables that a parser reads back."""

from xml.etree import ElementTree

from exercises import hidden_layer
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.notebook import arithmetic, table

WORDS = st.text(st.sampled_from("ab<>&\"' z1[2]→"), max_size=8)


@given(WORDS, WORDS)
def test_a_title_and_its_lines(title, text):
    read = ElementTree.fromstring(f"<div>{arithmetic(title, text)}</div>")
    assert [part.tag for part in read] == ["p", "pre"]
    assert "".join(read[0].itertext()) == title
    assert "".join(read[1].itertext()) == text


@given(WORDS, st.lists(WORDS, min_size=2, max_size=2), st.lists(st.tuples(WORDS, WORDS)))
def test_a_table_has_a_head_and_its_rows_begin_with_their_names(title, headers, rows):
    read = ElementTree.fromstring(table(title, headers, rows))
    assert read.findtext("caption") == title
    assert [(head.text or "", head.get("scope")) for head in read.findall("thead/tr/th")] == [
        (header, "col") for header in headers
    ]
    found = [[(cell.tag, cell.text or "") for cell in row] for row in read.findall("tbody/tr")]
    assert found == [[("th", first), ("td", second)] for first, second in rows]


def test_a_step_shows_what_print_shows():
    step = hidden_layer().trace([2, 1, 3])[0]
    read = ElementTree.fromstring(f"<div>{step._repr_html_()}</div>")
    assert read.findtext("p/strong") == repr(step)
    assert read.findtext("pre") == str(step.explain())


def test_an_update_shows_its_sheet():
    net = hidden_layer()
    update = hn.SGD(0.1).update(net, net.trace([2, 1, 3]).backward(grad=[1, 1]))
    shown = update._repr_html_()
    assert "<handnn-sheet" in shown
    assert "new W1 by SGD(lr=0.1)" in shown


def test_an_update_of_nothing_has_no_arithmetic():
    net = hn.Sequential(hn.ReLU())
    update = hn.SGD(0.1).update(net, net.trace([1.0]).backward(grad=[1.0]))
    assert update._repr_html_() == arithmetic(repr(update), "")
