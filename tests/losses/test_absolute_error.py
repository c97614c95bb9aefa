"""The mean absolute error."""

import handnn as hn


def test_values_by_hand():
    assert hn.MeanAbsoluteError()([[0, 3], [1, 1]], [[2, 2], [1, 3]]) == (2 + 1 + 0 + 2) / 4
    assert hn.MeanAbsoluteError("sum")([[0, 3], [1, 1]], [[2, 2], [1, 3]]) == 5


def test_where_it_is_right_the_gradient_is_0():
    back = hn.Sequential(hn.Identity()).trace([1, 2, 5]).backward(hn.MeanAbsoluteError(), [1, 3, 3])
    assert back.output_gradient.tolist() == [0, -1 / 3, 1 / 3]
