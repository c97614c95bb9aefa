"""Frozen records: made once, equal by what they hold, the same again out of a pickle."""

import copy
import pickle
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from exercises import hidden_layer
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn
from handnn.frozen import NOTHING, frozen, nothing


@frozen("values", "names", "parts", "number")
class Reading:
    values: np.ndarray
    note: str = ""
    names: Mapping[str, Any] = field(default_factory=nothing)
    parts: tuple[Any, ...] = ()
    number: Any = 0

    def __post_init__(self) -> None:
        self.values.setflags(write=False)


def reading(*values, **others):
    return Reading(np.array(values, float), **others)


def records():
    """One of every kind that handnn makes."""
    net = hidden_layer()
    trace = net.trace([2, 1, 3])
    back = trace.backward(hn.SquaredError(), target=[1, 1])
    update = hn.SGD(0.1).update(net, back)
    everything = [trace, trace[0], back, back[0], update, update["hidden.W"]]
    return {type(record).__name__: record for record in everything}


RECORDS = records()


@pytest.mark.parametrize("name", ["values", "note", "anything"])
def test_nothing_can_be_assigned_or_deleted(name):
    record = reading(1)
    said = f"A Reading never changes: {name} cannot be assigned to."
    for change in (lambda: setattr(record, name, 2), lambda: delattr(record, name)):
        with pytest.raises(AttributeError) as caught:
            change()
        assert str(caught.value) == said
    assert (record.values.tolist(), record.note) == ([1], "")


@pytest.mark.parametrize("kind", RECORDS)
def test_the_records_of_handnn_say_so_too(kind):
    with pytest.raises(AttributeError) as caught:
        RECORDS[kind].output = 1
    assert str(caught.value) == f"A {kind} never changes: output cannot be assigned to."


def test_fields_are_given_by_place_or_name_and_have_defaults():
    record = Reading(np.ones(1), "first", number=3)
    assert (record.note, record.names, record.parts, record.number) == ("first", NOTHING, (), 3)
    for wrong in (lambda: Reading(), lambda: Reading(np.ones(1), colour="red")):
        with pytest.raises(TypeError):
            wrong()


def test_there_is_no_room_for_anything_else():
    assert not hasattr(reading(1), "__dict__")


def test_what_is_done_after_the_fields_are_filled():
    assert not reading(1).values.flags.writeable


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (reading(1, 2), reading(1, 2), True),
        (reading(1, 2), reading(1, 3), False),
        (reading(1, 2), reading(1), False),
        (reading(1), Reading(np.array([1])), False),  # another dtype
        (reading(1), Reading(np.array([[1.0]])), False),  # another shape
        (reading(np.nan), reading(np.nan), True),
        (reading(1, note="one"), reading(1, note="two"), True),  # not compared
        (reading(1, names={"a": np.ones(2)}), reading(1, names={"a": np.ones(2)}), True),
        (reading(1, names={"a": np.ones(2)}), reading(1, names={"a": np.zeros(2)}), False),
        (reading(1, names={"a": 1}), reading(1, names={"b": 1}), False),
        (reading(1, names={"a": 1}), reading(1, names={"a": 1, "b": 2}), False),
        (reading(1, parts=(np.ones(1), "x")), reading(1, parts=(np.ones(1), "x")), True),
        (reading(1, parts=(1,)), reading(1, parts=(1, 1)), False),
        (reading(1, parts=(1, 2)), reading(1, parts=(2, 1)), False),
        (reading(1, number=np.nan), reading(1, number=np.nan), True),
        (reading(1, number=1.0), reading(1, number=2.0), False),
        (reading(1, number=None), reading(1, number=0.0), False),
    ],
)
def test_records_are_compared_by_what_they_hold(one, other, equal):
    assert (one == other) is equal
    assert (one != other) is not equal


def test_another_kind_is_never_equal():
    @frozen("values")
    class Other:
        values: np.ndarray

    assert reading(1) != Other(np.ones(1))
    assert reading(1) != 1
    assert (reading(1) == 1) is False


@pytest.mark.parametrize("kind", RECORDS)
def test_no_record_can_be_hashed(kind):
    with pytest.raises(TypeError, match="unhashable"):
        hash(RECORDS[kind])


AGAIN = {
    "pickled": lambda record: pickle.loads(pickle.dumps(record)),
    "copied": copy.copy,
    "copied deeply": copy.deepcopy,
}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
@given(
    values=arrays.arrays(float, st.integers(0, 4)),
    names=st.dictionaries(st.text(max_size=3), arrays.arrays(float, 2), max_size=3),
)
def test_a_record_comes_back_equal_and_read_only(again, values, names):
    record = Reading(values, "kept", names=MappingProxyType(names), parts=(1, "two"))
    other = again(record)
    assert other == record
    assert (other.note, other.parts) == ("kept", (1, "two"))
    assert not other.values.flags.writeable
    with pytest.raises(TypeError):
        other.names["new"] = 1
    if again is not copy.copy:
        assert not any(array.flags.writeable for array in other.names.values()) or not names


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("kind", RECORDS)
def test_the_records_of_handnn_come_back_equal(kind, again):
    record = RECORDS[kind]
    other = again(record)
    assert type(other) is type(record)
    assert other == record
    assert str(other) == str(record)
