"""Making exercises: the same everywhere, different for everyone, and what is told if it fails."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import handnn as hn
from handnn.practice.generator.kinds import KINDS
from handnn.practice.generator.making import VERSION
from handnn.practice.generator.searching import NotFoundError

HERE = Path(__file__).parent
GIVEN = json.loads((HERE / "given.json").read_text(encoding="utf-8"))


def given(ex):
    """All that an exercise gives, as it stands in given.json."""
    if ex.code:
        return ex.code.splitlines()
    network = {name: array.tolist() for name, array in ex.network.parameters.items()}
    target = None if ex.target is None else ex.target.tolist()
    return {"input": ex.input.tolist(), "target": target, **network}


@pytest.mark.parametrize("name", GIVEN)
def test_the_same_seed_gives_the_same_exercise_for_ever(name):
    """If this fails, the exercises of every class have changed: raise VERSION."""
    kind, level, seed = name.split()
    ex = hn.exercise(kind=kind, level=int(level), seed=int(seed))
    assert given(ex) == GIVEN[name]


def test_every_kind_is_among_those_that_never_change():
    assert {name.split()[0] for name in GIVEN} == set(KINDS)
    assert VERSION == 1


def test_the_exercise_of_the_documentation():
    ex = hn.exercise(sizes=(3, 4, 2), seed=7)
    assert ex.input.tolist() == [2, 3, 1]
    assert ex.trace().output.tolist() == [4, -16]


def test_neither_hashing_nor_numpys_generators_play_a_part():
    code = "import handnn as hn; print(hn.exercise(kind='rnn', seed=5).code)"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {hn.exercise(kind="rnn", seed=5).code + "\n"}


def test_seeds_kinds_and_levels_give_different_numbers():
    assert hn.exercise(seed=1).numbers != hn.exercise(seed=2).numbers
    assert hn.exercise(seed=-1).numbers != hn.exercise(seed=1).numbers
    assert hn.exercise((3, 4, 2)).numbers != hn.exercise((3, 4, 2), kind="missing-weight").numbers
    assert hn.exercise((3, 4, 2)).numbers != hn.exercise((3, 4, 2), level=2).numbers


@pytest.mark.parametrize("kind", KINDS)
def test_the_exercises_of_a_class_differ_in_numbers_and_in_answers(kind):
    made = hn.exercises(12, kind=kind, seed=100)
    assert len(made) == 12
    for i, one in enumerate(made):
        again = hn.exercise(kind=kind, seed=one.seed)
        assert again.numbers == one.numbers
        for other in made[:i]:
            assert one.numbers != other.numbers
            assert one.answers != other.answers


def test_thirty_differ_in_every_record():
    """By what the record itself says, not by what the exercise says of itself."""
    values = [
        tuple(cell.value for cell in ex.record().explain())
        for ex in hn.exercises(30, sizes=(3, 4, 2), seed=7)
    ]
    assert len(set(values)) == 30


def test_not_more_than_there_are():
    """Three parameters are three parameters, whatever their values."""
    with pytest.raises(hn.ArgumentError) as error:
        hn.exercises(2, sizes=(2, 1), kind="parameters", seed=5)
    assert str(error.value) == (
        'Only 1 exercise of the kind "parameters" with different answers was found for the seeds '
        "from 5 to 44. Make fewer, or take other sizes or another level."
    )


def test_a_seed_for_which_there_is_none_is_left_out(monkeypatch):
    """As with the sizes (5, 2, 2, 3), of which one seed in seven gives none."""
    find = KINDS["forward"].make

    def fails_sometimes(draws, sizes, level):
        if draws.whole(0, 6) == 0:
            raise NotFoundError("this one")
        return find(draws, sizes, level)

    monkeypatch.setitem(KINDS, "forward", replace(KINDS["forward"], make=fails_sometimes))
    made = hn.exercises(20)
    assert len(made) == 20
    assert made[-1].seed > 19


def test_where_there_is_none_at_all_it_says_so_soon():
    with pytest.raises(hn.ArgumentError) as error:
        hn.exercises(30, (1, 8))
    assert str(error.value).startswith(
        'No exercise of the kind "forward" with the sizes (1, 8) was found at level 1 for the '
        "seed 2."
    )


def test_at_least_fifty_a_second():
    start = time.process_time()
    for seed in range(100):
        hn.exercise(sizes=(3, 4, 2), seed=seed)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"kind": "forwards"},
            'There is no kind of exercise "forwards". Did you mean "forward"? The kinds: forward, '
            "batch, backward, update, softmax, parameters, missing-weight, attention, rnn, "
            "normalisation, convolution.",
        ),
        (
            {"kind": None},
            'There is no kind of exercise "None". The kinds: forward, batch, backward, update, '
            "softmax, parameters, missing-weight, attention, rnn, normalisation, convolution.",
        ),
        ({"level": 4}, "level is 1, 2 or 3: how large the numbers are; got 4."),
        ({"level": True}, "level is 1, 2 or 3: how large the numbers are; got True."),
        ({"seed": 1.5}, "seed is a whole number, which stands for an exercise; got 1.5."),
        ({"seed": None}, "seed is a whole number, which stands for an exercise; got None."),
        *(
            (
                {"sizes": sizes},
                'The sizes of an exercise of the kind "forward" are the widths of the layers, from '
                "the input to the output: at least two, from 1 to 12, and at least 2 in the layers "
                f"between. Such as (3, 4, 2); got {sizes!r}.",
            )
            for sizes in [(3,), (3, 0), (13, 2), (3, 1, 2), (3, 2.5), "342", 3]
        ),
        (
            {"kind": "softmax", "sizes": (3, 1)},
            'The sizes of an exercise of the kind "softmax" are the widths of the layers, from the '
            "input to the output: at least two, from 1 to 12, and at least 2 in the layers between "
            "and in the last one, which gives the logits. Such as (3, 3); got (3, 1).",
        ),
        (
            {"kind": "attention", "sizes": (3, 3, 2)},
            'The sizes of an exercise of the kind "attention" are the numbers of a token, how many '
            "tokens there are, and the numbers of a key: three, from 1 to 12, with at least 2 "
            "tokens, and keys of 1, 4 or 9 numbers, whose root is whole. Such as (3, 2, 4); got "
            "(3, 3, 2).",
        ),
        (
            {"kind": "rnn", "sizes": (2, 2, 1)},
            'The sizes of an exercise of the kind "rnn" are the numbers of a token, of the state '
            "and of the output, and how many tokens there are: four, from 1 to 12, with at least 2 "
            "in the state and at least 2 tokens. Such as (2, 2, 2, 2); got (2, 2, 1).",
        ),
        (
            {"kind": "normalisation", "sizes": (3, 2)},
            'The sizes of an exercise of the kind "normalisation" are how many numbers a sample '
            "has, and how many samples there are: two, from 1 to 12, the first of them 2 or more "
            "than 3, since the standard deviation of three whole numbers is never whole. Such as "
            "(4, 2); got (3, 2).",
        ),
        (
            {"kind": "convolution", "sizes": (3, 3, 1)},
            'The sizes of an exercise of the kind "convolution" are the length of the signal, the '
            "size of a filter, which is at least 2 and less than that, and the number of filters: "
            "three, from 1 to 12. Such as (6, 3, 1); got (3, 3, 1).",
        ),
        (
            {"sizes": (1, 8), "seed": 3},
            'No exercise of the kind "forward" with the sizes (1, 8) was found at level 1 for the '
            "seed 3. What could not be kept to: no two neurons of a layer have the same weights. "
            "Take another seed, other sizes, such as (3, 4, 2), or another level: the higher, the "
            "larger the numbers.",
        ),
    ],
)
def test_what_cannot_be_made_is_told(arguments, message):
    with pytest.raises(hn.ArgumentError) as error:
        hn.exercise(**arguments)
    assert str(error.value) == message


@pytest.mark.parametrize("n", [0, -1, 2.5, True, "3"])
def test_how_many_is_a_number_from_1_on(n):
    with pytest.raises(hn.ArgumentError) as error:
        hn.exercises(n)
    assert str(error.value) == f"n is how many exercises to make, from 1 on; got {n!r}."


def test_numpys_whole_numbers_are_whole_numbers():
    ex = hn.exercise([np.int64(3), np.int64(4), np.int64(2)], np.int64(7))
    assert ex.name == "forward-3-4-2-seed-7"
    assert ex.numbers == hn.exercise((3, 4, 2), 7).numbers


def test_no_public_name_is_that_of_a_module():
    """Importing the module would put it in the place of what has its name."""
    modules = {path.stem for path in Path(hn.__file__).parent.iterdir()}
    assert not modules & set(hn.__all__)
