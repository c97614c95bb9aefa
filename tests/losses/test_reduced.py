"""The mean of the samples, or their sum."""

import pytest

import handnn as hn


def test_a_sum_is_the_mean_times_the_samples_on_paper_too():
    output, target = [[0, 3], [2, 4]], [[2, 2], [2, 2]]
    assert hn.SquaredError()(output, target) == 2.25
    assert hn.SquaredError(reduction="sum")(output, target) == 4.5
    assert str(hn.SquaredError(reduction="sum").explain(output, target, "output", (0, 0))) == (
        "∂L/∂y⁽¹⁾[1] = y⁽¹⁾[1] - t⁽¹⁾[1]\n∂L/∂y⁽¹⁾[1] = 0 - 2 = -2"
    )
    assert str(hn.MeanSquaredError(reduction="sum").explain([1, 4], [1, 2], "loss")) == (
        "loss (MeanSquaredError, sum over features and over the batch)\n"
        "  L = (y[1] - t[1])^2 + (y[2] - t[2])^2\n  L = (1 - 1)^2 + (4 - 2)^2 = 4"
    )


@pytest.mark.parametrize(
    ("reduction", "share"), [("mean", ["÷2", "= (z − t)ᵀ ÷ 2"]), ("sum", ["= (z − t)ᵀ"])]
)
def test_the_backward_sheet_says_it(reduction, share):
    net = hn.Sequential(hn.Dense([[1, 2]], name="only"))
    back = net.trace([[1, 0], [2, 1]]).backward(hn.SquaredError(reduction), [[3], [3]])
    printed = str(back)
    first, *_ = printed.split("\n\n")
    assert first.endswith(f"SquaredError(½ sum over features, {reduction} over the batch)")
    for text in share:
        assert text in printed
    assert ("÷" in printed) == (reduction == "mean")
    assert ("loss (SquaredError)" in printed) == (reduction == "mean")
    assert ("loss (SquaredError, ½ sum over features, sum over the batch)" in printed) == (
        reduction == "sum"
    )


def test_the_sheet_divides_by_what_the_loss_divides_by():
    class Tokens(hn.Identity):
        sample_ndim = 2

    net = hn.Sequential(Tokens(), hn.Dense([[1, 2]], name="only"))
    back = net.trace([[1, 0], [2, 1]]).backward(hn.SquaredError(), [[3], [3]])
    assert back.output_gradient.tolist() == [[-1.0], [0.5]]  # (1 - 3) / 2, (4 - 3) / 2


def test_an_unknown_reduction_is_refused():
    with pytest.raises(hn.SettingError) as caught:
        hn.SquaredError("none")
    assert str(caught.value) == "SquaredError: reduction must be 'mean' or 'sum'; got 'none'."
    assert hn.Huber().reduction == "mean"
    assert hn.Huber(reduction="sum").reduction == "sum"
