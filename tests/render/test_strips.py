"""Strips side by side, on their own: without a page, a pen or a width of text."""

from hypothesis import given
from hypothesis import strategies as st

from handnn.render.strips import place_strips


@st.composite
def rows_of_strips(draw):
    """Strips in some order from left to right, and the distances between some of them."""
    n = draw(st.integers(1, 8))
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    leftmost = {i: draw(st.integers(0, 9)) for i in range(n)}
    return leftmost, {pair: draw(st.integers(1, 9)) for pair in chosen}


@given(rows_of_strips())
def test_strips_keep_their_distances_and_none_can_move(strips):
    leftmost, distances = strips
    left = place_strips(leftmost, distances)
    for (a, b), distance in distances.items():
        assert left[b] - left[a] >= distance
    for strip, place in left.items():
        assert place >= leftmost[strip]
        room = [left[b] - distance for (a, b), distance in distances.items() if a == strip]
        assert not room or place == min(room)  # right up to its neighbour


@given(rows_of_strips())
def test_strips_with_nothing_to_their_right_stand_as_far_left_as_they_can(strips):
    leftmost, distances = strips
    left = place_strips(leftmost, distances)

    def longest(strip):
        """The longest way to a strip over all the strips left of it."""
        before = [longest(a) + d for (a, b), d in distances.items() if b == strip]
        return max([leftmost[strip], *before])

    for strip in left.keys() - {a for a, _ in distances}:
        assert left[strip] == longest(strip)


def test_strips_that_stand_on_both_sides_of_each_other_are_placed_too():
    assert place_strips({1: 0, 2: 0}, {(1, 2): 4, (2, 1): -4}) == {1: 0, 2: 4}
