"""What is asked is on the page nowhere, and everything else still is."""

from dataclasses import replace

import pytest
from exercises import hidden_layer

import handnn as hn
from handnn.render.html.tables import Tables
from handnn.render.svg.picture import svg
from handnn.render.text.draw import draw
from handnn.sheet import Limits
from handnn.sheet.blanks import blank_symbols, diagram_with_blanks, with_blanks
from handnn.sheet.diagram import diagram

NAMES = ("hidden-layer", "batch-of-three", "seven-layers", "backpropagation", "self-attention")


def sheet_of(name):
    exercise = hn.gallery[name]
    return (exercise.backward() if exercise.has_backward else exercise.trace()).sheet()


def compact():
    layers = [hn.Dense([[1, 0, -1], [1, 1, 0]]), hn.ReLU(), hn.Dense([[1, -1]]), hn.ReLU()]
    return hn.Sequential(*layers).trace([3, 4, 5])


def cells_of(page):
    def links(cell):
        yield cell
        if cell.becomes:
            yield from links(cell.becomes)

    for block in page.blocks:
        for row in block.cells:
            for cell in row:
                yield from links(cell)


def computed(page):
    return {cell.symbol for cell in cells_of(page) if not cell.given and not cell.elided}


def with_other_values(page, symbols):
    """The page as if other numbers had come out, and other units were off."""

    def changed(cell):
        becomes = cell.becomes and changed(cell.becomes)
        if cell.symbol not in symbols or cell.elided:
            return replace(cell, becomes=becomes)
        short = len(cell.shown.text) <= 4
        return replace(cell, value=-7.0 if short else -0.25, off=not cell.off, becomes=becomes)

    blocks = tuple(
        replace(block, cells=tuple(tuple(map(changed, row)) for row in block.cells))
        for block in page.blocks
    )
    findings = dict.fromkeys(page.findings, "Something else came out.")
    notes = tuple(findings.get(note, note) for note in page.notes)
    return replace(page, blocks=blocks, notes=notes, findings=tuple(findings.values()))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_nothing_of_what_is_asked(name):
    page = sheet_of(name)
    asked = computed(page)
    blank = with_blanks(page, asked)
    assert blank == with_blanks(with_other_values(page, asked), asked)
    assert set(blank_symbols(blank)) == asked
    assert all(cell.value is None and not cell.off for cell in cells_of(blank) if cell.blank)


@pytest.mark.parametrize("name", NAMES)
def test_everything_else_stays(name):
    page = sheet_of(name)
    asked = set(sorted(computed(page))[::3])
    blank = with_blanks(page, asked)
    assert type(blank) is type(page)
    assert (blank.title, blank.marks, blank.legend) == (page.title, page.marks, page.legend)
    before, after = list(cells_of(page)), list(cells_of(blank))
    assert [(cell.variable, cell.index) for cell in before] == [
        (cell.variable, cell.index) for cell in after
    ]
    for old, new in zip(before, after, strict=True):
        if new.blank:
            continue
        assert old.symbol not in asked
        assert (new.value, new.given, new.off) == (old.value, old.given, old.off)
    assert with_blanks(page, ()).blocks == page.blocks


def test_a_blank_page_stays_blank_however_little_of_it_is_shown():
    page = hn.Dense([range(9)] * 30, range(30)).trace(range(9)).sheet()
    blank = with_blanks(page, computed(page)).within(Limits(features=5))
    assert [cell.blank for cell in cells_of(blank) if cell.variable.name == "z"] == [
        True,
        True,
        True,
        False,  # the cells left out
        True,
    ]
    narrow = with_blanks(sheet_of("backpropagation"), computed(sheet_of("backpropagation")))
    text = draw(narrow, 60, ascii=True)
    assert "__" in text
    assert "No gradient flows" not in text


def test_pens_draw_a_blank_cell_as_an_empty_square():
    page = hidden_layer().trace([2, 1, 3]).sheet()
    blank = with_blanks(page, {"z1[1]", "h[1]"})
    whole, left_blank = (draw(each, 80, ascii=True) for each in (page, blank))
    assert "|-1 |      | 0 |" in whole
    assert "| __ |      | __ |" in left_blank
    assert svg(page).count("</text>") - svg(blank).count("</text>") == 2
    assert svg(page).count("strike") - svg(blank).count("strike") == 1
    assert Tables(blank).body().count('<td class="blank"></td>') == 2


def test_in_one_square_what_follows_is_blank_too():
    page = compact().sheet()
    blank = with_blanks(page, {"z1[1]"})
    assert blank_symbols(blank) == ("z1[1]", "h[1]")
    assert "Two numbers in one cell: ReLU makes 0 of the first." in page.notes
    assert blank.notes == ("Two numbers in one cell: the first one, and what ReLU makes of it.",)
    assert with_blanks(blank, {"z1[1]"}).notes == blank.notes


def test_an_activation_is_asked_beside_its_number_whether_or_not_it_is_another_one():
    page = compact().sheet()
    blank = with_blanks(page, {"h[1]", "h[2]", "y[1]"})
    text = draw(blank, 80, ascii=False)
    assert "-2→__" in text
    assert "7→__" in text
    drawn = svg(blank)
    assert "strike" not in drawn.partition("</style>")[2]
    assert '<td class="blank">−2</td>' in Tables(blank).body()


def test_a_mask_gives_no_activation_away():
    page = sheet_of("backpropagation")
    for asked in ("z1[2]", "h1[2]"):
        blank = with_blanks(page, {asked})
        masks = [cell for cell in cells_of(blank) if cell.variable.role == "mask"]
        assert [cell.symbol for cell in masks if cell.blank] == ["mask(z1)[2]"]


def test_the_share_of_a_gradient_is_blank_where_the_gradient_is_asked():
    layer = hn.Dense([[1, 2], [3, -4]], [0, 1])
    back = hn.Sequential(layer, hn.ReLU(), layer).trace([1, 2]).backward(grad=[1, 1])
    blank = with_blanks(back.sheet(), {"∂L/∂W1[2,1]"})
    found = [cell.symbol for cell in cells_of(blank) if cell.blank]
    assert len(found) == 3
    assert {symbol.partition("@")[0].partition("[")[0] for symbol in found} == {"∂L/∂W1"}


def test_a_weight_that_is_asked_is_blank():
    blank = with_blanks(hidden_layer().trace([2, 1, 3]).sheet(), {"W1[1,2]", "b1[1]"})
    assert blank_symbols(blank) == ("W1[1,2]", "b1[1]")
    assert [cell.given for cell in cells_of(blank) if cell.blank] == [True, True]


def test_there_is_room_for_the_longest_answer_of_a_block():
    page = sheet_of("softmax")
    blank = with_blanks(page, computed(page))
    assert {cell.room for cell in cells_of(blank) if cell.blank} == {5}
    short = with_blanks(page, {"z[1]"})
    assert {cell.room for cell in cells_of(short) if cell.blank} == {2}


# -- diagrams -------------------------------------------------------------------------------------


def test_a_diagram_says_nothing_of_a_blank_unit():
    drawn = diagram(hidden_layer().trace([2, 1, 3]).run)
    blank = diagram_with_blanks(drawn, {"h[1]", "y[1]"})
    unit = blank.rows[1].units[0]
    assert drawn.rows[1].units[0].off
    assert (unit.symbol, unit.blank, unit.off, unit.value) == ("h[1]", True, False, None)
    assert blank.rows[1].edges == drawn.rows[1].edges
    body = svg(blank).partition("</style>")[2]
    assert "strike" not in body
    assert 'class="edge mute"' not in body


def test_the_edge_of_a_weight_that_is_asked_has_no_sign_and_no_size():
    drawn = diagram(hn.Dense([[1, 0], [-3, 2]], [0, 0]).run([2, 1]))
    blank = diagram_with_blanks(drawn, {"W[1,2]", "W[2,1]"})
    edges = {(edge.source, edge.target): edge.weight.value for edge in blank.rows[1].edges}
    assert edges == {(0, 0): 1.0, (1, 0): None, (0, 1): None, (1, 1): 2.0}


def test_the_links_can_be_left_to_the_learner():
    drawn = diagram_with_blanks(diagram(hidden_layer().trace([2, 1, 3]).run), (), links=False)
    assert not any(row.edges for row in drawn.rows)
