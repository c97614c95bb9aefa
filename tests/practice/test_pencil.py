"""Tasks for the pencil: links to draw and reasons to give, with their answers in the key."""

import pytest

import handnn as hn
from handnn.errors import ArgumentError


@pytest.fixture
def trace():
    return hn.gallery["hidden-layer"].trace()


def test_reasons_are_asked_without_telling_the_numbers(trace):
    paper = hn.worksheet(trace, on_paper="why").paper()
    assert [line.text(answers=False) for line in paper.lines] == [
        "Which cells of h are 0, and why? ",
        "Which cells of y are 0, and why? ",
        "How is y[2] worked out? ",
    ]
    assert [line.answer_below for line in paper.lines] == [
        "h[1] = max(0, -1) = 0",  # hidden layer: z1 = (-1, 3, 5, 3)
        "y[1] = max(0, -2) = 0",
        "y[2] = max(0, 3) = 3",
    ]
    assert all(line.lines_below == 2 for line in paper.lines)


def test_the_links_are_left_out_and_stand_in_the_key(trace):
    paper = hn.worksheet(trace, on_paper=["links"]).paper()
    (figure,) = paper.figures
    _, blank = figure.drawings(answers=False)
    _, drawn = figure.drawings(answers=True)
    assert not any(row.edges for row in blank.rows)
    assert [len(row.edges) for row in drawn.rows] == [0, 9, 5]  # of 12 and 8 weights, not 0
    assert paper.task.endswith(
        "Draw the links of the network: dashed where a weight is negative, and none where it is 0."
    )


def test_from_the_matrices_to_the_code(trace):
    lines = hn.worksheet(trace, on_paper="code").paper().lines
    blank = "\n".join(line.text(answers=False) for line in lines)
    assert "    z1 = ________________________" in blank
    assert "    return y" in blank
    code = "\n".join(line.text(answers=True) for line in lines if line.is_code)
    exec(code, names := {})
    assert names["net"]([2, 1, 3]).tolist() == [0, 3]


def test_code_is_not_asked_of_code():
    with pytest.raises(ArgumentError) as caught:
        hn.worksheet(_update(), on_paper="code")
    assert str(caught.value) == (
        'on_paper="code" needs a network, a trace or a backward pass: code is there already.'
    )


def test_tasks_stay_through_a_series(trace):
    assert [sheet.on_paper for sheet in hn.worksheet(trace, on_paper=["why"]).fading(3)] == [
        ("why",)
    ] * 3


def test_an_unknown_task_is_named(trace):
    with pytest.raises(ArgumentError) as caught:
        hn.worksheet(trace, on_paper=["colour"])
    assert str(caught.value) == 'The tasks on paper are "links", "code", "why"; got \'colour\'.'
    with pytest.raises(ArgumentError) as caught:
        hn.worksheet(trace, on_paper=3)
    assert str(caught.value) == 'The tasks on paper are "links", "code", "why"; got 3.'


def test_there_are_no_links_in_code():
    with pytest.raises(ArgumentError) as caught:
        hn.worksheet(_update(), on_paper="links")
    assert str(caught.value) == (
        'on_paper="links" needs a network with a diagram: a trace or a backward pass of layers of '
        "units."
    )


def _update():
    backpropagation = hn.gallery["backpropagation"]
    return hn.SGD(lr=0.1).update(backpropagation.network, backpropagation.backward())
