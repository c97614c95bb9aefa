"""Sheets cut where something new begins, with everything in one of the parts."""

import pytest

import handnn as hn
from handnn.practice.paper.splitting import shortened, split, variants


def page_of(name):
    exercise = hn.gallery[name]
    return (exercise.backward() if exercise.has_backward else exercise.trace()).sheet()


@pytest.mark.parametrize("name", list(hn.gallery))
def test_nothing_is_cut_through_and_nothing_is_lost(name):
    page = page_of(name)
    parts = split(page)
    assert sum(part.height for part in parts) <= page.height
    assert [b.cells for part in parts for b in part.blocks] == [
        b.cells for row in range(page.height) for b in page.blocks if b.row == row
    ] or {id(b.cells) for part in parts for b in part.blocks} == {id(b.cells) for b in page.blocks}
    assert sum(len(part.marks) for part in parts) == len(page.marks)
    for part in parts:
        assert min(thing.row for thing in part.things) >= 0
    assert parts[0].legend == page.legend
    assert parts[-1].notes == page.notes


def test_lines_of_code_are_parts_of_their_own():
    parts = split(page_of("self-attention"))
    assert [part.marks[0].lines[0].split(" =")[0] for part in parts] == [
        *("Q", "K", "V", "scores", "scaled", "E", "total", "A", "Z"),
    ]


def test_a_staircase_is_one_part_and_its_segments_are_several():
    page = page_of("backpropagation")
    assert len(split(page)) == 2  # the staircase, and the gradients as stored
    shapes = [len(split(variant)) for variant in variants(page)]
    assert max(shapes) > 4
    for variant in variants(page):
        assert not any(c.elided for b in variant.blocks for row in b.cells for c in row)


def test_where_nothing_else_helps_cells_are_left_out():
    page = hn.Dense([range(15)] * 15).trace(range(15)).sheet()
    widths = [variant.width for variant in shortened(page)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < page.width
