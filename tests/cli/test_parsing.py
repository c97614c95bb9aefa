"""The values of --input and --cell, as they are typed."""

import numpy as np
import pytest
from exercises import hidden_layer
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn
from handnn.cli.parsing import explain_cell, numbers

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 4))


@given(
    arrays.arrays(float, SHAPES, elements=st.floats(allow_nan=False)),
    st.sampled_from([" ", ",", ", ", "  ", " , "]),
    st.sampled_from([";", "; ", " ;"]),
)
def test_what_is_written_is_what_is_read(x, comma, semicolon):
    text = semicolon.join(comma.join(map(repr, row.tolist())) for row in x)
    read = numbers(text)
    assert read.dtype == np.float64
    np.testing.assert_array_equal(read, x if len(x) > 1 else x[0])


def test_a_semicolon_makes_a_batch_of_one_sample():
    assert numbers("2 1 3;").shape == (1, 3)
    assert numbers(" 2 1 3 ").shape == (3,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", '--input is empty. Write numbers: "2 1 3".'),
        (" ; ", '--input is empty. Write numbers: "2 1 3".'),
        ("1 2; 3", "--input: sample 1 has 1 numbers, but sample 0 has 2."),
        (
            "1 two",
            '--input: "two" is not a number. Write numbers with spaces or commas between them, '
            '"2 1 3", and ; between samples.',
        ),
    ],
)
def test_what_is_no_input_is_said(text, said):
    with pytest.raises(hn.InputError) as caught:
        numbers(text)
    assert str(caught.value) == said


@pytest.mark.parametrize("index", [None, 0, 3, -1])
def test_a_cell_is_that_of_the_step(index):
    trace = hidden_layer().trace([2, 1, 3])
    text = "hidden" if index is None else f"hidden[{index}]"
    assert str(explain_cell(trace, text)) == str(trace["hidden"].explain(index))


@pytest.mark.parametrize("text", ["", "[0]", "hidden[", "hidden[0", "hidden[a]", "hidden[0]]"])
def test_what_is_no_cell_is_said(text):
    with pytest.raises(hn.ArgumentError) as caught:
        explain_cell(hidden_layer().trace([2, 1, 3]), text)
    assert str(caught.value).startswith(f'--cell: cannot read "{text}". Write a step, "hidden", or')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hiden", 'The trace has no step "hiden". Did you mean "hidden"?'),
        ("z1[2]", 'z1 is the output of the step "hidden": --cell "hidden[1]".'),
        ("W1[1,2]", 'W1 is the parameter W of the step "hidden": parameters are given, not'),
        ("x[1]", "x is the input of the network: it is given, not worked out."),
        ("zzz", 'The trace has no step "zzz". Its steps: hidden, relu_1, output, relu_2.'),
    ],
)
def test_names_of_the_sheet_are_led_to_their_steps(text, said):
    with pytest.raises(hn.NoSuchStepError) as caught:
        explain_cell(hidden_layer().trace([2, 1, 3]), text)
    assert str(caught.value).startswith(said)
