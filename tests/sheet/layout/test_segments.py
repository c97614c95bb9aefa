"""Where the staircase of a deep network starts anew, and what it leaves out."""

from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.sheet import Limits
from handnn.sheet.layout.kinds import product_of
from handnn.sheet.layout.segments import continuation, segments


def chain_of(kinds):
    """The steps of a chain: "d" for a dense layer, "a" for an activation."""
    layers = [hn.Dense([[1]]) if kind == "d" else hn.Tanh() for kind in kinds]
    return list(hn.Sequential(*layers).trace([1]).run.leaves())


def named(chain, limits):
    return [
        (heading, [chain[i].name for i in positions])
        for heading, positions in segments(chain, limits)
    ]


def test_what_fits_is_one_segment():
    chain = chain_of("dada")
    assert named(chain, Limits()) == [((), ["dense_1", "tanh_1", "dense_2", "tanh_2"])]


def test_a_segment_goes_down_so_many_stages():
    assert named(chain_of("dadad"), Limits(segment=2)) == [
        ((), ["dense_1", "tanh_1", "dense_2", "tanh_2"]),
        (("Continued from h2:",), ["dense_3"]),
    ]


def test_the_middle_of_a_deep_network_is_left_out():
    assert named(chain_of("da" * 5), Limits(stages=4, segment=1)) == [
        ((), ["dense_1", "tanh_1"]),
        (("Continued from h1:",), ["dense_2", "tanh_2"]),
        (
            ("… 2 layers left out (dense_3 to tanh_3) …", "Continued from h3:"),
            ["dense_4", "tanh_4"],
        ),
        (("Continued from h4:",), ["dense_5", "tanh_5"]),
    ]


def test_one_layer_left_out_is_not_plural_and_named_once():
    (_, (words, _)) = named(chain_of("ddd"), Limits(stages=2))
    assert words == ("… 1 layer left out (dense_2) …", "Continued from z2:")


def test_many_activations_in_a_row_are_several_stages():
    assert named(chain_of("daaaa"), Limits(segment=1, stage=3)) == [
        ((), ["dense_1", "tanh_1", "tanh_2"]),
        (("Continued from h':",), ["tanh_3", "tanh_4"]),
    ]


@given(
    st.text("da", min_size=1, max_size=40), st.integers(1, 8), st.integers(1, 5), st.integers(1, 4)
)
def test_what_is_shown_and_what_is_said_to_be_left_out_make_the_whole(kinds, most, size, longest):
    chain = chain_of(kinds)
    limits = Limits(stages=most, segment=size, stage=longest)
    shown = []
    for heading, positions in segments(chain, limits):
        missing = range(len(shown), positions.start)
        if not shown:
            assert heading == ()
            assert not missing
        else:
            assert heading[-1:] == continuation(chain[positions.start - 1])
            assert len(heading) == 1 + bool(missing)
        if missing:
            assert heading[0].startswith(f"… {len(missing)} layer")
            shown += missing
        assert sum(product_of(chain[i]) is not None for i in positions) <= size
        assert 0 < len(positions) <= size * longest
        shown += positions
    assert shown == list(range(len(chain)))


def test_two_stages_have_nothing_between_them_to_leave_out():
    assert named(chain_of("dd"), Limits(stages=1)) == [((), ["dense_1", "dense_2"])]


@given(st.text("da", min_size=1, max_size=20))
def test_nothing_is_left_out_as_long_as_the_stages_fit(kinds):
    chain = chain_of(kinds)
    limits = Limits(stages=len(kinds))
    shown = [i for _, positions in segments(chain, limits) for i in positions]
    assert shown == list(range(len(chain)))
