"""What holds of all recurrent layers."""

from pathlib import Path

import numpy as np
import pytest

import handnn as hn

RNG = np.random.default_rng(5)
SEQUENCE = RNG.normal(size=(3, 2))
LAYERS = [hn.RNN, hn.LSTM, hn.GRU]


def noisy(kind, **settings):
    """A layer whose biases are not 0."""
    layer = kind.random(2, 3, rng=1, **settings)
    biases = {n: RNG.normal(size=a.shape) for n, a in layer.parameters.items() if n[0] == "b"}
    return layer.with_parameters(biases)


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("return_sequences", [True, False])
def test_they_do_what_a_layer_must(kind, return_sequences):
    report = hn.check_layer(noisy(kind, return_sequences=return_sequences), SEQUENCE)
    assert report, report


@pytest.mark.parametrize("kind", LAYERS)
def test_the_last_state_is_the_last_of_all_states(kind):
    states = noisy(kind)(SEQUENCE)
    last = hn.Sequential(kind(**noisy(kind).parameters, return_sequences=False))
    assert states.shape == (3, 3)
    fresh = kind.random(2, 3, rng=4)
    last = kind(**fresh.parameters, return_sequences=False)
    assert np.array_equal(last(SEQUENCE), fresh(SEQUENCE)[-1])
    assert np.array_equal(last([SEQUENCE, SEQUENCE]), fresh([SEQUENCE, SEQUENCE])[:, -1])


@pytest.mark.parametrize("kind", LAYERS)
def test_a_token_changes_no_state_before_it(kind):
    layer = noisy(kind)
    other = SEQUENCE.copy()
    other[2] += 1
    assert np.array_equal(layer(other)[:2], layer(SEQUENCE)[:2])
    assert not np.allclose(layer(other)[2], layer(SEQUENCE)[2])


@pytest.mark.parametrize("kind", LAYERS)
def test_the_states_of_each_time_have_names(kind):
    step = kind.random(2, 1, rng=0).run(SEQUENCE)
    names = [line.name for line in step.lines]
    assert names[0] == "h"
    assert [name for name in names if name.startswith("h⁽")] == ["h⁽¹⁾", "h⁽²⁾", "h⁽³⁾"]
    assert names[-1] == "z"


@pytest.mark.parametrize("kind", LAYERS)
def test_a_file_gives_it_back(kind, tmp_path: Path):
    layer = noisy(kind, return_sequences=False)
    hn.Sequential(layer).save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert type(again[0]) is kind
    assert not again[0].return_sequences
    assert np.array_equal(again(SEQUENCE), layer(SEQUENCE))


@pytest.mark.parametrize(("kind", "rows"), [(hn.RNN, 3), (hn.LSTM, 12), (hn.GRU, 9)])
def test_a_layer_of_a_size(kind, rows):
    layer = kind.random(2, 3, rng=0, name="memory", dtype=np.float32)
    assert layer.name == "memory"
    assert layer.Wx.shape == (rows, 2)
    assert layer.Wh.shape == (rows, 3)
    assert {array.dtype for array in layer.parameters.values()} == {np.dtype(np.float32)}
    assert not any(array.any() for n, array in layer.parameters.items() if n[0] == "b")
    assert repr(layer) == f"{kind.__name__} 2 → 3, name='memory'"
    same = kind.random(2, 3, rng=0, dtype=np.float32)
    assert np.array_equal(same.Wx, layer.Wx)
    assert np.array_equal(same.Wh, layer.Wh)


def test_the_weights_of_each_gate_are_drawn_on_their_own():
    limit = np.sqrt(6 / (200 + 100))
    Wx = hn.LSTM.random(200, 100, rng=0).Wx
    assert 0.99 * limit < np.abs(Wx).max() <= limit


def test_a_size_is_a_positive_whole_number():
    with pytest.raises(hn.NetworkError) as caught:
        hn.GRU.random(3, 0)
    assert str(caught.value) == "GRU.random: hidden must be a positive whole number, not 0."


def test_parameters_that_do_not_fit():
    with pytest.raises(hn.ShapeError) as caught:
        hn.LSTM([[1]] * 8, [[1, 1]] * 4)
    assert str(caught.value) == (
        "Wh of LSTM has shape (4, 2); expected (4·hidden, hidden). hidden is 2, as Wx of shape "
        "(8, 1) says."
    )


def test_an_input_that_does_not_fit():
    layer = hn.RNN([[1, 2]], [[1]], name="memory")
    with pytest.raises(hn.ShapeError) as caught:
        layer([[1, 2, 3]])
    assert str(caught.value) == (
        '"memory" (RNN 2 → 1) takes 2 features, but the input has 3.\n'
        "Got an input of shape (1, 3); expected (tokens, 2) or (batch, tokens, 2)."
    )


@pytest.mark.parametrize("kind", LAYERS)
def test_it_learns_to_say_which_number_came_first(kind):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3, 1))
    net = hn.Sequential(
        kind.random(1, 4, rng=rng, return_sequences=False), hn.Dense.random(4, 1, rng=rng)
    )
    history = hn.fit(
        net, X, X[:, 0], loss=hn.SquaredError(), optimizer=hn.Adam(lr=0.03), epochs=40, rng=0
    )
    assert history.loss[-1] < 0.1 * history.loss[0]
