"""Dropout: random zeros in training, and nothing in use."""

import numpy as np
import pytest
from optional import optional

import handnn as hn

X = [[3.0, 5.0, 4.0], [1.0, -2.0, 6.0]]
NUMBERS = [0.61, 0.39, 0.75, 0.5, 0.2, 0.49]


def trained(rate=0.5):
    return hn.Sequential(hn.Dropout(rate)).trace(X, training=True, rng=hn.GivenNumbers(NUMBERS))


def test_in_use_nothing_happens():
    assert hn.Sequential(hn.Dropout())(X).tolist() == X


def test_what_stays_is_divided_by_the_part_that_stays():
    assert trained().output.tolist() == [[6, 0, 8], [2, 0, 0]]


def test_the_gradient_goes_where_the_numbers_went():
    back = trained().backward(grad=np.ones((2, 3)))
    assert back.input_gradient.tolist() == [[2, 0, 2], [2, 0, 0]]


def test_the_arithmetic_shows_the_mask():
    trace = trained()
    assert [line.name for line in trace[0].lines] == ["mask", "y"]
    assert str(trace[0]["mask"].explain((0, 0))).splitlines() == [
        "mask[1,1] = 2 (since u[1,1] ≥ 0.5)",
        "mask[1,1] = 2 (since 0.61 ≥ 0.5)",
    ]
    assert str(trace[0].explain((0, 2))).splitlines() == [
        "y⁽¹⁾[3] = x⁽¹⁾[3]·mask[1,3]",
        "y⁽¹⁾[3] = 4·2 = 8",
    ]


def test_on_average_the_sums_stay():
    net = hn.Sequential(hn.Dropout(0.3))
    output = net.trace(np.ones((2000, 10)), training=True, rng=0).output
    assert output.mean() == pytest.approx(1, abs=0.02)
    assert (output == 0).mean() == pytest.approx(0.3, abs=0.02)


def test_float32_stays_float32():
    x = np.ones((2, 3), np.float32)
    assert hn.Sequential(hn.Dropout()).trace(x, training=True, rng=0).output.dtype == np.float32


def test_it_is_sound():
    assert hn.check_layer(hn.Dropout(0.25), X)


@pytest.mark.parametrize("rate", [1, -0.1, "half", None])
def test_a_rate_is_a_part(rate):
    with pytest.raises(hn.SettingError) as error:
        hn.Dropout(rate)
    assert str(error.value) == (
        f"Dropout: rate must be a number, at least 0 and below 1, not {rate!r}."
    )


@pytest.mark.torch
def test_the_gradient_is_that_of_pytorch_with_the_same_mask():
    torch = optional("torch")
    x = torch.tensor(X, dtype=torch.float64, requires_grad=True)
    torch.manual_seed(0)
    y = torch.nn.functional.dropout(x, 0.5, training=True)
    y.backward(torch.ones_like(y))
    u = (x.grad.numpy() > 0) * 0.5 + 0.25
    trace = hn.Sequential(hn.Dropout(0.5)).trace(X, training=True, rng=hn.GivenNumbers(u))
    np.testing.assert_array_equal(trace.output, y.detach().numpy())
    np.testing.assert_array_equal(
        trace.backward(grad=np.ones((2, 3))).input_gradient, x.grad.numpy()
    )
