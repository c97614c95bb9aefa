"""Expressions in the form on paper: the same number, whatever the form."""

import gc

import pytest

import handnn as hn
from handnn.practice.expressions import as_on_paper, with_values
from handnn.practice.rounding import Program


@pytest.mark.parametrize("name", hn.gallery)
def test_what_stands_on_paper_gives_the_number_that_was_computed(name):
    key = hn.worksheet(hn.gallery[name]).key
    for cell in key.cells:
        assert Program(cell.number).value(key.values) == pytest.approx(cell.value, rel=1e-9)


def test_a_part_that_was_put_together_on_the_way_is_not_taken_for_another():
    """The parts are new objects, and what is gone may leave its place in memory to the next one."""
    backpropagation = hn.gallery["backpropagation"]
    for _ in range(20):
        loss = backpropagation.backward().explanations()
        numbers = [cell.number for part in loss if not isinstance(part, str) for cell in part]
        gc.collect()
        for number in numbers:
            assert as_on_paper(number).value == pytest.approx(float(number.value), rel=1e-12)
            assert with_values(as_on_paper(number), {}).value == pytest.approx(float(number.value))
