"""The table of slips: what goes wrong on paper, and what it makes of an expression.

A slip is a function from the right expression of a cell to wrong ones. The checker compares the
learner's number with what each gives; it knows no layer. To add a slip of your own, append it to
`SLIPS`, before anything is checked.

They stand in the order in which they are believed: where two give the same number, the first is
named and the others are in `Mistake.also`.
"""

from __future__ import annotations

from handnn.practice.slips.activations import (
    carried_on,
    function_skipped,
    mask_forgotten,
    relu_on_the_wrong_value,
    relu_reversed,
    relu_skipped,
    relu_too_many,
    wrong_mask,
)
from handnn.practice.slips.places import transposed, wrong_axis, wrong_column, wrong_row
from handnn.practice.slips.quotients import (
    division_left_out,
    mean_as_sum,
    not_normalised,
    square_as_double,
    upside_down,
    wrong_divisor,
    wrong_logarithm,
)
from handnn.practice.slips.slip import Slip
from handnn.practice.slips.sums import (
    bias_left_out,
    decimal_point,
    product_wrong,
    sign_lost,
    sum_wrong,
    term_forgotten,
    term_twice,
    wrong_way_round,
)
from handnn.practice.slips.updates import learning_rate_left_out, update_added, wrong_gradient

SLIPS: list[Slip] = [
    Slip(
        "bias-left-out",
        "Count the terms of {cell}: are they all there?",
        "{about} was left out.",
        bias_left_out,
    ),
    Slip(
        "relu-skipped",
        "What happens to a negative number in {cell}?",
        "The number was passed on as it is: in {about} a negative one becomes 0.",
        relu_skipped,
    ),
    Slip(
        "relu-on-the-wrong-value",
        "Which number does {cell} come from?",
        "The activation was applied to another cell: it is {about}.",
        relu_on_the_wrong_value,
    ),
    Slip(
        "pre-activation-carried-on",
        "Which numbers go into {cell}: those before the activation, or those after it?",
        "{about}, the number before the activation, was carried on instead of the one after it.",
        carried_on,
    ),
    Slip(
        "mask-forgotten",
        "Does all of it pass through to {cell}?",
        "{about} was forgotten: it decides what passes.",
        mask_forgotten,
    ),
    Slip(
        "update-added",
        "In which direction does {cell} have to move?",
        "{about} was added. It is subtracted, so that the loss gets smaller.",
        update_added,
    ),
    Slip(
        "learning-rate-left-out",
        "How large a step does {cell} take?",
        "The learning rate was left out of {about}.",
        learning_rate_left_out,
    ),
    Slip(
        "wrong-gradient",
        "Which gradient belongs to {cell}?",
        "The gradient of another weight was taken instead of {about}.",
        wrong_gradient,
    ),
    Slip(
        "mean-as-sum",
        "Is {cell} a sum, or a mean?",
        "The sum was not divided by {about}.",
        mean_as_sum,
    ),
    Slip(
        "not-normalised",
        "What is the numerator of {cell} divided by?",
        "The division by {about} was left out.",
        not_normalised,
    ),
    Slip(
        "division-left-out",
        "Is there a division in {cell}?",
        "The division by {about} was left out.",
        division_left_out,
    ),
    Slip(
        "wrong-axis",
        "Which way does the sum in {cell} run, along the row or down the column?",
        "The sum ran along the other axis of {about}.",
        wrong_axis,
    ),
    Slip(
        "subtracted-the-wrong-way",
        "Which of the two is subtracted from which in {cell}?",
        "{about} was taken the other way round.",
        wrong_way_round,
    ),
    Slip(
        "sign-lost",
        "Look at the signs in {cell} again.",
        "{about} has the wrong sign.",
        sign_lost,
    ),
    Slip(
        "term-forgotten",
        "Count the terms of {cell}: are they all there?",
        "{about} was forgotten.",
        term_forgotten,
    ),
    Slip(
        "wrong-row",
        "Which row belongs to {cell}?",
        "Another row of {about} was used.",
        wrong_row,
    ),
    Slip(
        "wrong-column",
        "Which column belongs to {cell}?",
        "Another column of {about} was used.",
        wrong_column,
    ),
    Slip(
        "transposed",
        "Does {cell} take a row, or a column?",
        "{about} was read with its rows and columns exchanged.",
        transposed,
    ),
    Slip(
        "relu-reversed",
        "Which numbers does ReLU let through to {cell}?",
        "The negative number was kept and the positive one made 0: {about} does the opposite.",
        relu_reversed,
    ),
    Slip(
        "relu-too-many",
        "Which numbers go into {cell}, and is there a ReLU on the way?",
        "A ReLU was applied to {about}, where there is none.",
        relu_too_many,
    ),
    Slip(
        "wrong-mask",
        "Which cell decides what passes through to {cell}?",
        "{about} was decided by another cell.",
        wrong_mask,
    ),
    Slip(
        "upside-down",
        "What is divided by what in {cell}?",
        "{about} was taken the other way up.",
        upside_down,
    ),
    Slip(
        "wrong-divisor",
        "How many numbers is the mean in {cell} taken of?",
        "It was divided by another number than {about}.",
        wrong_divisor,
    ),
    Slip(
        "function-skipped",
        "Is anything missing between the inputs and {cell}?",
        "The number was used as it is, without {about}.",
        function_skipped,
    ),
    Slip(
        "square-as-double",
        "What is the square in {cell}?",
        "{about} was taken as twice the number.",
        square_as_double,
    ),
    Slip(
        "wrong-logarithm",
        "Which logarithm does {cell} use?",
        "{about} is the natural logarithm, and that to the base of 10 was taken.",
        wrong_logarithm,
    ),
    Slip(
        "term-twice",
        "Count the terms of {cell}: is each there once?",
        "{about} was counted twice.",
        term_twice,
    ),
    Slip(
        "product-wrong",
        "Work out the products in {cell} one by one.",
        "{about} was worked out wrongly.",
        product_wrong,
    ),
    Slip(
        "sum-wrong",
        "Add up {cell} once more.",
        "The terms are right, but they were added up wrongly.",
        sum_wrong,
    ),
    Slip(
        "decimal-point",
        "Where is the decimal point in {cell}?",
        "The decimal point is in the wrong place.",
        decimal_point,
    ),
]
"""Every `Slip` that the checker knows, the most plausible first."""
