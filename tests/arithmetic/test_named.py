"""Arrays with a name in the code."""

import numpy as np

from handnn.arithmetic import Named, RecordedArray, Variable, differentiate, record, symbols


def square(x):
    return RecordedArray(Named((x * x).node))


def test_a_name_that_is_not_on_paper_stands_for_what_was_computed():
    x = record([2.0, 3.0], Variable("x", "input"))
    y = square(x)
    assert symbols((y + 1)[1]) == "x[2]·x[2] + 1"
    (gradient,) = differentiate([y], [np.ones(2)], [x])
    assert gradient.tolist() == [4.0, 6.0]


def test_on_paper_an_array_starts_from_its_name():
    x = record([2.0, 3.0], Variable("x", "input"))
    y = square(x)
    total = y.sum()
    y.node.put_on_paper(Variable("y", "value"))
    assert symbols(total.cell()) == "y[1] + y[2]"
    assert symbols(y.node.origin.cell((0,))) == "x[1]·x[1]"
    by_y, by_x = differentiate([total], [1.0], [y, x])
    assert by_y.tolist() == [1.0, 1.0]
    assert by_x.tolist() == [0.0, 0.0]
