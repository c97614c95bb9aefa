"""Draws: the same everywhere and for ever."""

from collections import Counter

from handnn.practice.generator.randomness import Draws


def reference(state, count):
    """SplitMix64 as its authors wrote it."""
    mask = 2**64 - 1
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        z = state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & mask
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & mask
        yield z ^ (z >> 31)


def test_the_numbers_are_those_of_splitmix64():
    """The first numbers for the state 1234567 are published with many implementations."""
    draws = Draws("")
    draws._state = 1234567
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert list(reference(1234567, 3)) == published
    assert [draws.whole(0, 2**64 - 1) for _ in range(3)] == published


def test_the_draws_of_a_text_never_change():
    draws = Draws("handnn")
    assert [draws.whole(-5, 5) for _ in range(12)] == [5, -5, -1, 1, 0, -5, 0, 1, 2, -2, -1, -5]


def test_every_number_is_drawn_about_equally_often():
    draws = Draws("often")
    counts = Counter(draws.whole(-2, 2) for _ in range(10_000))
    assert set(counts) == {-2, -1, 0, 1, 2}
    assert all(1800 < count < 2200 for count in counts.values())
    counts = Counter(draws.other_than_zero(-2, 2) for _ in range(10_000))
    assert set(counts) == {-2, -1, 1, 2}
    assert all(2300 < count < 2700 for count in counts.values())
    assert {draws.other_than_zero(1, 3) for _ in range(100)} == {1, 2, 3}
    assert {draws.one_of("ab") for _ in range(100)} == {"a", "b"}
