"""What is practised next: properties that hold for every history."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handnn.practice.scheduling import HIGHEST_BOX, WHOLE, Card, after, choose, level

KINDS = ("forward", "batch", "backward")
SLIPS = ("bias-left-out", "sign-lost")
TODAY = date(2026, 3, 1)

days = st.dates(TODAY - timedelta(days=60), TODAY)
cards = st.builds(
    Card,
    kind=st.sampled_from((*KINDS, "gallery/softmax")),
    slip=st.sampled_from((WHOLE, *SLIPS)),
    box=st.integers(1, HIGHEST_BOX),
    last=days,
)
counts = st.dictionaries(st.sampled_from(KINDS), st.integers(0, 5))
histories = st.lists(cards, unique_by=lambda card: (card.kind, card.slip))
results = st.sets(st.sampled_from(SLIPS))


def of(found, kind, slip):
    return next(card for card in found if (card.kind, card.slip) == (kind, slip))


@given(histories, counts, st.randoms())
def test_the_choice_depends_on_the_history_and_the_day_only(history, begun, random):
    shuffled = history[:]
    random.shuffle(shuffled)
    assert choose(history, begun, KINDS, TODAY) == choose(shuffled, begun, KINDS, TODAY)


@given(histories, counts)
def test_what_is_longest_overdue_comes_first_and_then_what_was_practised_least(history, begun):
    choice = choose(history, begun, KINDS, TODAY)
    overdue = [card for card in history if card.due <= TODAY]
    if overdue:
        assert choice.because in overdue
        assert choice.because.due == min(card.due for card in overdue)
        assert choice.kind == choice.because.kind
    else:
        assert choice.because is None
        assert begun.get(choice.kind, 0) == min(begun.get(kind, 0) for kind in KINDS)


@given(histories, st.sampled_from(KINDS), results)
def test_a_slip_goes_into_the_first_box_and_comes_back_the_next_day(history, kind, slips):
    found = after(history, kind, slips, not slips, TODAY)
    for slip in slips:
        assert of(found, kind, slip) == Card(kind, slip, 1, TODAY)
        assert of(found, kind, slip).due == TODAY + timedelta(days=1)


@given(histories, st.sampled_from(KINDS), results, st.booleans())
def test_only_what_was_practised_changes_and_nothing_is_lost(history, kind, slips, is_clean):
    found = after(history, kind, slips, is_clean, TODAY)
    assert {c for c in history if c.kind != kind} == {c for c in found if c.kind != kind}
    assert {(c.kind, c.slip) for c in history} <= {(c.kind, c.slip) for c in found}
    assert all(1 <= card.box <= HIGHEST_BOX for card in found)


@given(histories, st.sampled_from(KINDS))
def test_practised_well_what_was_due_moves_up_and_what_was_not_stays(history, kind):
    found = after(history, kind, (), True, TODAY)
    for card in history:
        if card.kind == kind:
            moved = of(found, kind, card.slip)
            if card.due <= TODAY:
                assert moved == Card(kind, card.slip, min(card.box + 1, HIGHEST_BOX), TODAY)
            else:
                assert moved == card


@given(histories, st.sampled_from(KINDS), results, st.booleans())
def test_twice_on_a_day_is_worth_no_more_than_once(history, kind, slips, is_clean):
    once = after(history, kind, slips, is_clean, TODAY)
    assert set(after(once, kind, slips, is_clean, TODAY)) == set(once)


def test_what_is_mastered_rests_longer():
    rests = [Card("forward", WHOLE, box, TODAY).due - TODAY for box in range(1, HIGHEST_BOX + 1)]
    assert [rest.days for rest in rests] == [1, 2, 4, 8, 16]


@settings(max_examples=30)
@given(st.randoms(use_true_random=False), st.integers(0, 3))
def test_every_kind_has_its_turn(random, longest_pause):
    history, begun, today, seen = (), {}, TODAY, []
    for _ in range(60):
        today += timedelta(days=random.randint(0, longest_pause))
        kind = choose(history, begun, KINDS, today).kind
        begun[kind] = begun.get(kind, 0) + 1
        slips = {slip for slip in SLIPS if random.random() < 0.3}
        history = after(history, kind, slips, not slips, today)
        seen.append(kind)
    assert set(seen[-30:]) == set(KINDS)


def test_a_learner_without_mistakes_gets_larger_numbers_and_longer_rests():
    history, today, met = (), TODAY, []
    for _ in range(6):
        met.append((level(history, "forward"), (today - TODAY).days))
        history = after(history, "forward", (), True, today)
        today = of(history, "forward", WHOLE).due
    assert met == [(1, 0), (1, 2), (2, 6), (2, 14), (3, 30), (3, 46)]


def test_new_kinds_come_in_their_order_while_a_slip_rests():
    history = after((), "forward", {"sign-lost"}, False, TODAY)
    assert choose(history, {"forward": 1}, KINDS, TODAY).kind == "batch"
    later = choose(history, {"forward": 1, "batch": 1}, KINDS, TODAY + timedelta(days=1))
    assert (later.kind, later.because.slip) == ("forward", "sign-lost")
