"""What every schedule does: plain numbers, their arithmetic, errors."""

import numpy as np
import pytest

import handnn as hn

ALL = [
    hn.ConstantSchedule(0.1),
    hn.StepSchedule(0.1, every=3),
    hn.ExponentialSchedule(0.1, 0.9),
    hn.CosineSchedule(0.1, steps=7, lowest=0.02),
    hn.PiecewiseSchedule([0.3, 0.1, 0.2], until=[2, 5]),
    hn.WarmUpSchedule(0.1, steps=4),
    hn.WarmUpSchedule(hn.StepSchedule(0.1, every=3), steps=4),
]


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_every_explained_number_is_the_learning_rate(schedule):
    for t in range(12):
        (cell,) = schedule.explain(t)
        assert cell.symbol == "lr"
        assert cell.value == schedule(t)
        assert cell.number.value == pytest.approx(schedule(t), rel=1e-12)
        assert type(schedule(t)) is float


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_the_repr_makes_the_same_one(schedule):
    again = eval(repr(schedule), vars(hn) | {name: getattr(hn, name) for name in hn.__all__})
    assert [again(t) for t in range(9)] == [schedule(t) for t in range(9)]


def test_one_that_says_nothing_says_so():
    class Nothing(hn.Schedule):
        pass

    with pytest.raises(NotImplementedError, match=r"^Nothing has no rate method: write one\.$"):
        Nothing()(0)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: hn.ConstantSchedule(-1),
            "ConstantSchedule: lr must be a number, at least 0; got -1.",
        ),
        (
            lambda: hn.StepSchedule(0.1, every=0),
            "StepSchedule: every must be a positive whole number; got 0.",
        ),
        (
            lambda: hn.StepSchedule(0.1, every=5, factor=0),
            "StepSchedule: factor must be a number above 0; got 0.",
        ),
        (
            lambda: hn.ExponentialSchedule(0.1, factor=-1),
            "ExponentialSchedule: factor must be a number above 0; got -1.",
        ),
        (
            lambda: hn.CosineSchedule(0.1, steps=1.5),
            "CosineSchedule: steps must be a positive whole number; got 1.5.",
        ),
        (
            lambda: hn.CosineSchedule(0.1, steps=10, lowest=np.nan),
            "CosineSchedule: lowest must be a number, at least 0; got nan.",
        ),
        (
            lambda: hn.PiecewiseSchedule([0.1, 0.2], until=[]),
            "PiecewiseSchedule: 2 learning rates change 1 times, so until needs 1 numbers of "
            "updates; got [].",
        ),
        (
            lambda: hn.PiecewiseSchedule([0.1, 0.2, 0.3], until=[5, 5]),
            "PiecewiseSchedule: until must rise, such as [100, 200]; got [5, 5].",
        ),
        (
            lambda: hn.PiecewiseSchedule([0.1, -0.2], until=[5]),
            "PiecewiseSchedule: rates[1] must be a number, at least 0; got -0.2.",
        ),
        (
            lambda: hn.WarmUpSchedule("fast", steps=5),
            "ConstantSchedule: lr must be a number, at least 0; got 'fast'.",
        ),
    ],
)
def test_settings_out_of_range(make, text):
    with pytest.raises(hn.SettingError) as caught:
        make()
    assert str(caught.value) == text
