"""A worksheet as data: what is left blank, and what the key says."""

from exercises import hidden_layer

import handnn as hn
from handnn.practice.paper import Figure, Gap, Line, Paper
from handnn.practice.paper.paper import missing_lines
from handnn.sheet import Limits, blank_symbols, computed_symbols
from handnn.sheet.diagram import diagram


def test_a_worksheet_asks_every_computed_cell():
    trace = hidden_layer().trace([2, 1, 3])
    (figure,) = Paper.of(trace).figures
    assert blank_symbols(figure.sheet(answers=False)) == figure.asked
    assert figure.asked == computed_symbols(trace.sheet())
    assert figure.sheet(answers=True) == figure.page
    assert len(figure.asked) == 4 + 4 + 2 + 2


def test_a_worksheet_asks_what_it_is_told_to():
    (figure,) = Paper.of(hidden_layer().trace([2, 1, 3]), {"h[2]"}).figures
    assert blank_symbols(figure.sheet(answers=False)) == ("h[2]",)


def test_a_diagram_is_blank_too_and_its_links_can_be_left_out():
    trace = hidden_layer().trace([2, 1, 3])
    figure = Figure(trace.sheet(), {"h[1]"}, diagram=diagram(trace.run), has_links=False)
    _, blank = figure.drawings(answers=False)
    assert [unit.blank for unit in blank.rows[1].units] == [True, False, False, False]
    assert not any(row.edges for row in blank.rows)
    assert figure.drawings(answers=True)[1] == figure.diagram


def test_a_line_has_gaps_in_it_or_lines_below_it():
    line = Line(("Why ", Gap("so", room=3), "? ", Gap("Because.", lines=2)))
    assert line.text(answers=False) == "Why ___? "
    assert line.text(answers=True) == "Why so? "
    assert (line.lines_below, line.answer_below) == (2, "Because.")


def test_what_a_drawing_leaves_out_is_asked_in_lines():
    trace = hn.Dense([[i] for i in range(9)], range(9)).trace([1])
    (figure,) = Paper.of(trace).figures
    assert list(missing_lines(figure, figure.page)) == []
    found = list(missing_lines(figure, figure.page.within(Limits(features=6))))
    assert found == [Line((f"z[{i}] = ", Gap(f"{2 * (i - 1)}"))) for i in (5, 6, 7, 8)]
