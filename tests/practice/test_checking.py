"""The checker: the first real mistake, and its cause."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import handnn as hn
from handnn.practice.feedback import NOT_CLEAR
from handnn.practice.rounding import Program

NAMES = list(hn.gallery)


@pytest.fixture(scope="module")
def hidden_layer():
    return hn.worksheet(hn.gallery["hidden-layer"])


def rounded_on_the_way(worksheet, decimals):
    """The answers of somebody who goes on with what is rounded."""
    values = dict(worksheet.key.values)
    for cell in worksheet.key.cells:
        if cell.asked:
            values[cell.symbol] = round(Program(cell.number).value(values), decimals)
    return {name: values[name] for name in worksheet.asked}


# -- right answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_true_values_are_right(name):
    worksheet = hn.worksheet(hn.gallery[name])
    values = worksheet.key.values
    feedback = worksheet.check({cell: values[cell] for cell in worksheet.asked})
    assert feedback
    assert feedback.score == 1
    assert feedback.right == worksheet.asked


@pytest.mark.parametrize("decimals", [2, 3, 4])
@pytest.mark.parametrize("name", NAMES)
def test_rounding_is_right_at_the_end_and_on_the_way(name, decimals):
    worksheet = hn.worksheet(hn.gallery[name])
    values = worksheet.key.values
    assert not worksheet.check({c: round(values[c], decimals) for c in worksheet.asked}).mistakes
    assert not worksheet.check(rounded_on_the_way(worksheet, decimals)).mistakes


@settings(max_examples=30)
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_any_part_of_the_right_answers_is_right_and_the_rest_open(name, rng):
    worksheet = hn.worksheet(hn.gallery[name])
    values = worksheet.key.values
    some = [cell for cell in worksheet.asked if rng.random() < 0.5]
    feedback = worksheet.check({cell: f"{values[cell]:.6f}" for cell in some})
    assert feedback.right == tuple(some)
    assert feedback.open == tuple(cell for cell in worksheet.asked if cell not in some)
    assert feedback.first is None


# -- slips ----------------------------------------------------------------------------------------


def test_one_slip_counts_once(hidden_layer):
    """z1[3] without its bias: everything after it follows from it, and is right."""
    answers = {"z1[1]": -1, "z1[2]": 3, "z1[3]": 4, "z1[4]": 3}
    answers |= {"h[1]": 0, "h[2]": 3, "h[3]": 4, "h[4]": 3}
    answers |= {"z2[1]": -1, "z2[2]": 2, "y[1]": 0, "y[2]": 2}
    feedback = hidden_layer.check(answers)
    assert [(m.cell, m.slip) for m in feedback.mistakes] == [("z1[3]", "bias-left-out")]
    assert feedback.score == 11 / 12
    assert not feedback


def test_going_on_with_the_true_number_is_right_too(hidden_layer):
    assert hidden_layer.check({"z1[3]": 4, "h[3]": 5}).right == ("h[3]",)


def test_two_slips_in_one_cell_are_not_clear(hidden_layer):
    mistake = hidden_layer.check({"z1[1]": 77}).first
    assert mistake.slip == NOT_CLEAR
    assert mistake.text == (
        "Work out z1[1] once more, term by term.\n"
        "It is not clear how this number came about: perhaps by two slips at once.\n"
        "z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1"
    )


def test_the_arithmetic_has_the_learners_own_numbers(hidden_layer):
    feedback = hidden_layer.check({"z1[2]": 2, "h[2]": 2, "z2[1]": 3})
    assert feedback.mistakes[-1].arithmetic == "z2[1] = 1·0 + 1·2 + (-1)·5 + 0·3 + 0 = -3"


@pytest.mark.parametrize(
    ("answers", "slip"),
    [
        ({"z1[1]": 4}, "bias-left-out"),
        ({"h[1]": -1}, "relu-skipped"),
        ({"h[1]": 1}, "sign-lost"),
        ({"h[1]": 5}, "relu-on-the-wrong-value"),
        ({"z2[1]": -3}, "pre-activation-carried-on"),
        ({"z2[1]": 8}, "sign-lost"),
        ({"z1[2]": 30}, "decimal-point"),
        ({"z1[4]": 13}, "sum-wrong"),
    ],
)
def test_slips_in_the_hidden_layer(hidden_layer, answers, slip):
    assert hidden_layer.check(answers).first.slip == slip


def test_a_number_may_be_rounded_too_far_or_have_its_digits_swapped():
    softmax = hn.worksheet(hn.gallery["softmax"])
    assert softmax.check({"p[1]": "0.1"}).first.slip == "rounded-too-far"
    assert softmax.check({"e[4]": "20.90"}).first.slip == "digits-swapped"


# -- mistakes that were published -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "answers", "slip"),
    [
        # Each was printed in a solution of the exercise; nobody made it up.
        ("four-neurons", {"z[3]": 4, "y[3]": 4}, "bias-left-out"),
        ("hidden-layer", {"z2[1]": 8}, "sign-lost"),
        ("batch-normalisation", {"mean[1,1]": 2, "mean[2,1]": 1}, "rounded-too-far"),
        ("gan", {"p_fake[1,4]": 0.5}, "relu-too-many"),
    ],
)
def test_published_mistakes_are_named(exercise, answers, slip):
    first = hn.worksheet(hn.gallery[exercise]).check(answers).first
    assert first.cell == next(iter(answers))
    assert slip in (first.slip, *first.also)


def test_a_published_number_that_was_carried_past_its_relu():
    """21 = -(-5) + 16, with the -5 before its ReLU; 21, 12 and 30 follow from it."""
    feedback = hn.worksheet(hn.gallery["seven-layers"]).check(
        {
            "z4⁽²⁾[1]": 9,
            "z4⁽²⁾[2]": 21,
            "h4⁽²⁾[1]": 9,
            "h4⁽²⁾[2]": 21,
            "z5⁽²⁾[1]": 21,
            "z5⁽²⁾[2]": 9,
            "h5⁽²⁾[1]": 21,
            "h5⁽²⁾[2]": 9,
            "z6⁽²⁾[1]": 12,
            "z6⁽²⁾[2]": 30,
        }
    )
    assert [(m.cell, m.slip) for m in feedback.mistakes] == [
        ("z4⁽²⁾[2]", "pre-activation-carried-on")
    ]


def test_a_published_product_with_a_transposed_matrix():
    worksheet = hn.worksheet(hn.gallery["self-attention"])
    work = worksheet.record
    wrong = work["V"].output @ work["A"].output.T
    mistake = worksheet.check({"Z[1,1]": wrong[0, 0]}).first
    assert "transposed" in (mistake.slip, *mistake.also)


def test_a_published_mean_that_is_none():
    worksheet = hn.worksheet(hn.gallery["gan"])
    assert (
        worksheet.check({"L_real": 4 * worksheet.key.values["L_real"]}).first.slip == "mean-as-sum"
    )


def test_a_published_bias_of_another_number_is_found():
    """z3[3] = 2 + 4 + 1 = 7, with a bias of 1 where it is -7."""
    feedback = hn.worksheet(hn.gallery["backpropagation"]).check({"z3[2]": 3, "z3[3]": 7})
    assert feedback.first.cell == "z3[3]"


# -- what else may come ---------------------------------------------------------------------------


def test_names_may_be_typed_without_special_signs():
    batch = hn.worksheet(hn.gallery["batch-of-three"])
    assert batch.check({"z1(2)[1]": batch.key.values["z1⁽²⁾[1]"]}).right == ("z1⁽²⁾[1]",)
    back = hn.worksheet(hn.gallery["backpropagation"])
    assert back.check({"dL/dW1[2, 1]": -4}).right == ("∂L/∂W1[2,1]",)


def test_what_is_not_asked_for_and_what_is_no_number_is_said(hidden_layer):
    feedback = hidden_layer.check({"z9[1]": 3, "z1[1]": "minus one", "z1[2]": 3})
    assert feedback.unknown == ("z9[1]",)
    assert feedback.unreadable == {"z1[1]": "minus one"}
    assert feedback.text() == (
        "1 of 12 cells right, 10 open.\n"
        "z1[1]: 'minus one' is not read as a number.\n"
        "Not asked for: z9[1]."
    )


def test_feedback_says_a_hint_then_the_cause_then_the_arithmetic(hidden_layer):
    feedback = hidden_layer.check({"z1[1]": 4})
    assert feedback.text("hint") == (
        "0 of 12 cells right, 1 mistake, 11 open.\n"
        "Look at z1[1] first, where you have 4.\n"
        "  Count the terms of z1[1]: are they all there?"
    )
    assert feedback.text("cause") == feedback.text("hint") + "\n  b1[1] was left out."
    assert str(feedback) == (feedback.text("cause") + "\n  z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1")


def test_an_assertion_fails_with_the_hint(hidden_layer):
    with pytest.raises(AssertionError, match=r"Count the terms of z1\[1\]"):
        hidden_layer.check({"z1[1]": 4}).require()
    values = hidden_layer.key.values
    hidden_layer.check({cell: values[cell] for cell in hidden_layer.asked}).require()


@settings(max_examples=50)
@given(
    st.dictionaries(st.text(max_size=8), st.one_of(st.none(), st.text(), st.floats()), max_size=5)
)
def test_any_answers_are_checked(hidden_layer, answers):
    feedback = hidden_layer.check(answers)
    assert feedback.n_cells == 12
