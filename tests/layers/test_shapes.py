"""The shapes of parameters that belong together."""

import pytest

import handnn as hn


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (
            lambda: hn.LSTM([[1], [2], [3]], [[1]] * 4),
            hn.ShapeError,
            "Wx of LSTM has shape (3, 1); expected (4·hidden, inputs). 3 is not a positive "
            "multiple of 4.",
        ),
        (
            lambda: hn.RNN([[]], [[1]]),
            hn.ShapeError,
            "Wx of RNN has shape (1, 0); expected (hidden, inputs). It is empty.",
        ),
        (
            lambda: hn.RNN([1], [[1]]),
            hn.ShapeError,
            "Wx of RNN has shape (1,); expected (hidden, inputs). It is a list of rows.",
        ),
        (
            lambda: hn.RNN([[1]], [[1]], [[1]]),
            hn.ShapeError,
            "b of RNN has shape (1, 1); expected (hidden,). It is a list of numbers.",
        ),
        (
            lambda: hn.RNN([[1]], [[1, 2]], name="memory"),
            hn.ShapeError,
            'Wh of "memory" (RNN) has shape (1, 2); expected (hidden, hidden). hidden is 1, as Wx '
            "of shape (1, 1) says.",
        ),
        (
            lambda: hn.RNN([[1]], None),
            hn.InputError,
            "RNN needs Wh, of shape (hidden, hidden). For random parameters of a given size write "
            "RNN.random(...).",
        ),
    ],
)
def test_parameters_that_do_not_fit(make, kind, message):
    with pytest.raises(kind) as caught:
        make()
    assert str(caught.value) == message


def test_a_bias_may_be_left_out():
    assert hn.RNN([[1]], [[1]]).b is None
