"""The way of the classical sheets, with simpler operations, and the true values beside it."""

import numpy as np
import pytest

import handnn as hn
from handnn.practice.by_hand import worked_by_hand

WITH_STAND_INS = [name for name, exercise in hn.gallery.items() if exercise.has_stand_ins]


def test_three_stands_for_e():
    by_hand = hn.gallery["softmax"].by_hand()
    z = np.array([1.0, 0, -1, 3])
    powers = 3.0**z
    np.testing.assert_allclose(by_hand.record["p"].output, powers / powers.sum())
    np.testing.assert_allclose(by_hand.exact["p"].output, np.exp(z) / np.exp(z).sum())


def test_rounded_statistics():
    """Those of the classical sheet."""
    work = hn.gallery["batch-normalisation"].by_hand().record
    assert work["variance"].output.ravel().tolist() == [1, 2, 4]
    assert work["Y"].output.tolist() == [[2, -2, 2, 0], [-3, 3, 6, -3], [2, -0.5, 1, 2]]


def test_the_discriminator_with_a_second_relu_and_rounded_probabilities():
    """The values of the classical sheet: no sample is taken to be rather fake than real."""
    record = hn.gallery["gan"].by_hand().record
    assert record["fake"].output.tolist() == [
        [1, 1, 2, 1],
        [2, 1, 2, 0],
        [3, 2, 4, 1],
        [1, 1, 2, 1],
    ]
    assert record["Z⁽¹⁾"].output.tolist() == [[1, 0, 2, 0]]
    assert record["Z⁽²⁾"].output.tolist() == [[1, 2, 2, 3]]
    assert record["p_fake"].output.tolist() == [[0.7, 0.5, 0.9, 0.5]]
    assert record["p_real"].output.tolist() == [[0.7, 0.9, 0.9, 1]]
    assert record["L_G"].output == -np.log([0.7, 0.5, 0.9, 0.5]).mean()


def test_gradients_from_rounded_probabilities():
    """Those of the classical sheet, which rounds the probabilities to 0.5, 0.5 and 0."""
    by_hand = hn.gallery["backpropagation"].by_hand()
    back = by_hand.record
    assert back.output_gradient.tolist() == [0.5, -0.5, 0]
    gradients = {name: array.tolist() for name, array in back.gradients.items()}
    assert gradients == {
        "hidden 1.W": [[0, 0, 0], [-4, -2, -6], [4, 2, 6], [-2, -1, -3]],
        "hidden 1.b": [0, -2, 2, -1],
        "hidden 2.W": [[0, 3, 5, 3], [0, -3, -5, -3]],
        "hidden 2.b": [1, -1],
        "output.W": [[1, 2], [-1, -2], [0, 0]],
        "output.b": [0.5, -0.5, 0],
    }
    p = np.exp([3, 3, -1]) / np.exp([3, 3, -1]).sum()
    np.testing.assert_allclose(by_hand.exact.output_gradient, p - [0, 1, 0])
    first, *others = by_hand.comparison().splitlines()
    assert first == "∂L/∂z3  0.5, -0.5, 0        ≈ 0.4955, -0.5045, 0.009075"
    assert [line.split()[0] for line in others] == ["∂L/∂W3", "∂L/∂b3"]


def test_the_true_values_stand_beside():
    lines = hn.gallery["softmax"].by_hand().comparison().splitlines()
    assert [line.split()[0] for line in lines] == ["e", "total", "p"]
    assert lines[0].split("≈") == [
        "e      3, 1, 0.3333, 27                   ",
        " 2.718, 1, 0.3679, 20.09",
    ]


def test_the_text_says_what_stands_for_what():
    text = str(hn.gallery["softmax"].by_hand())
    assert text.startswith("3 stands for e")
    assert "By hand, and ≈ what is true:" in text
    assert hn.gallery["softmax"].by_hand().text(ascii=True).isascii()


@pytest.mark.parametrize("name", WITH_STAND_INS)
def test_a_stand_in_makes_a_difference_and_is_explained(name, tmp_path):
    by_hand = hn.gallery[name].by_hand()
    assert by_hand.says
    assert by_hand.comparison()
    by_hand.save(tmp_path / "page.html")


def test_an_exercise_without_stand_ins_says_so():
    with pytest.raises(hn.ArgumentError) as error:
        hn.gallery["hidden-layer"].by_hand()
    assert str(error.value) == (
        'In the exercise "hidden-layer" nothing stands for something else: work it as it is, '
        'hn.gallery["hidden-layer"].trace().'
    )


def test_a_line_that_is_not_there_is_named():
    with pytest.raises(hn.ArgumentError) as error:
        worked_by_hand("sums", "x = 1", "", {"y = 2": "y = 3"})
    assert str(error.value) == "sums has no line 'y = 2' for 'y = 3' to stand in for."
