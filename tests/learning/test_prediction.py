"""predict and accuracy."""

import numpy as np
import pytest

import handnn as hn

LINEAR = hn.Sequential(hn.Dense([[1, 0], [0, 1]]))
LOGIT = hn.Sequential(hn.Dense([[1]], [-1]))
PROBABILITY = hn.Sequential(LOGIT, hn.Sequential(hn.Sigmoid()))


def test_the_largest_output_decides():
    np.testing.assert_array_equal(hn.predict(LINEAR, [[3, 1], [0, 2], [1, 1]]), [0, 1, 0])
    assert hn.predict(LINEAR, [0, 1]) == 1
    assert isinstance(hn.predict(LINEAR, [0, 1]), int)


def test_a_single_output_says_yes_or_no():
    x = [[0], [1], [1.5], [3]]
    np.testing.assert_array_equal(hn.predict(LOGIT, x), [0, 0, 1, 1])
    np.testing.assert_array_equal(hn.predict(PROBABILITY, x), [0, 0, 1, 1])
    np.testing.assert_array_equal(hn.predict(LOGIT, x, threshold=1), [0, 0, 0, 1])
    assert hn.predict(LOGIT, [2]) == 1
    assert hn.predict(hn.ReLU(), [2]) == 1  # a layer alone is a network too


def test_accuracy_is_the_share_of_right_decisions():
    x = [[3, 1], [0, 2], [1, 0], [5, 6]]
    assert hn.accuracy(LINEAR, x, [0, 1, 0, 1]) == 1.0
    assert hn.accuracy(LINEAR, x, [0, 1, 1, 0]) == 0.5
    assert hn.accuracy(LINEAR, x, np.eye(2)[[0, 1, 1, 1]]) == 0.75
    assert hn.accuracy(LINEAR, [3, 1], 0) == 1.0
    assert hn.accuracy(LOGIT, [[0], [2]], [[0], [1]]) == 1.0
    assert hn.accuracy(LOGIT, [[0], [2]], [False, True], threshold=5) == 0.5


def test_as_many_true_classes_as_samples_are_needed():
    with pytest.raises(hn.ShapeError) as caught:
        hn.accuracy(LINEAR, [[1, 2], [3, 4]], [0, 1, 1])
    assert str(caught.value) == (
        "accuracy compares 2 predictions with as many true classes, but y has shape (3,)."
    )
