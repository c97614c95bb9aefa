"""The output beside its target: the columns read as an equation where they are one."""

import numpy as np
import pytest

import handnn as hn
from handnn.sheet.layout.comparison import compare, row_origin


def terms(loss, output, target):
    back = hn.Sequential(hn.Identity()).trace(output).backward(loss, target=target)
    (step,) = back.run.leaves()
    return step, list(compare(step, loss, back.target, back.output_gradient))


def shown(found):
    return [(term.label, term.variable.name, term.role) for term in found]


def test_of_a_squared_error_the_output_minus_the_target_is_the_gradient():
    step, (target, gradient) = terms(hn.SquaredError(), [0, 3], [2, 2])
    assert shown([target, gradient]) == [
        (("", "−"), "t", "target"),
        (("", "="), "∂L/∂y", "gradient"),
    ]
    assert gradient.values.tolist() == (step.output - target.values).tolist() == [-2, 1]
    assert row_origin(step, hn.SquaredError()) == "= (y − t)ᵀ"


def test_in_a_batch_the_difference_is_shared_among_the_samples():
    step, (target, gradient) = terms(hn.SquaredError(), [[0, 3], [1, 1]], [[2, 2], [1, 5]])
    assert gradient.label == ("÷2", "=")
    assert gradient.values.tolist() == ((step.output - target.values) / 2).tolist()
    assert gradient.variable.batched
    assert row_origin(step, hn.SquaredError()) == "= (y − t)ᵀ ÷ 2"


@pytest.mark.parametrize("samples", [None, 3])
def test_of_a_cross_entropy_the_shares_come_first(samples):
    logits = np.array([0.0, 0.0, np.log(2)])
    output, target = (logits, 2) if samples is None else (np.tile(logits, (3, 1)), [2, 0, 1])
    step, (p, t, gradient) = terms(hn.CrossEntropy(), output, target)
    assert shown([p, t]) == [(("softmax", "≈"), "p", "value"), (("", "−"), "t", "target")]
    assert p.values == pytest.approx(np.broadcast_to([0.25, 0.25, 0.5], np.shape(output)))
    assert gradient.values == pytest.approx((p.values - t.values) / (samples or 1))
    assert gradient.label == ("", "=") if samples is None else ("÷3", "=")
    assert row_origin(step, hn.CrossEntropy()) == (
        "= (p − t)ᵀ" if samples is None else "= (p − t)ᵀ ÷ 3"
    )


@pytest.mark.parametrize("loss", [hn.BinaryCrossEntropy(), hn.MeanSquaredError()])
def test_of_another_loss_the_gradient_just_follows(loss):
    step, found = terms(loss, [0, 3], [0, 1])
    assert shown(found) == [
        (("", ""), "t", "target"),
        (("loss", "→"), "∂L/∂y", "gradient"),
    ]
    assert row_origin(step, loss) == "(the column, transposed)"


def test_a_given_gradient_has_no_target():
    (step,) = hn.Sequential(hn.Identity()).trace([1]).run.leaves()
    (term,) = compare(step, None, None, np.array([7.0]))
    assert shown([term]) == [(("given", "→"), "∂L/∂y", "gradient")]
    assert row_origin(step, None) == "(the column, transposed)"
