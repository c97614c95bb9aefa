"""How layers are labelled: by their names, and φ for a long one that serves all."""

import pytest
from custom_layers import Scale

import handnn as hn
from handnn.sheet.layout.layer_labels import LayerLabels, described, label_width


def labels_of(*layers):
    chain = list(hn.Sequential(*layers).trace([1]).run.leaves())
    labels = LayerLabels(chain)
    return labels.legend, [labels.lines(step) for step in chain]


def test_a_short_name_stands_over_an_arrow():
    legend, lines = labels_of(hn.Dense([[1]]), hn.ReLU(), hn.Dense([[1]]), hn.ReLU())
    assert legend == ()
    assert lines[1] == lines[3] == ("ReLU", "→")


def test_a_long_name_that_serves_all_is_a_letter():
    legend, lines = labels_of(hn.Dense([[1]]), hn.Sigmoid(), hn.Dense([[1]]), hn.Sigmoid())
    assert legend == ("φ: Sigmoid",)
    assert lines[1] == lines[3] == ("φ", "≈")


def test_several_kinds_are_called_by_their_names():
    legend, lines = labels_of(hn.ReLU(), hn.Tanh(), hn.LeakyReLU(0.1))
    assert legend == ("LeakyReLU(negative_slope=0.1)",)  # the others have nothing to tell
    assert lines == [("ReLU", "→"), ("Tanh", "→"), ("LeakyReLU", "→")]


def test_two_slopes_are_two_kinds():
    legend, lines = labels_of(hn.LeakyReLU(0.1), hn.LeakyReLU(0.2))
    assert legend == ("LeakyReLU(negative_slope=0.1)", "LeakyReLU(negative_slope=0.2)")
    assert lines == [("LeakyReLU", "→")] * 2


def test_code_is_said_again_only_where_it_is_cut_short(tmp_path):
    file = tmp_path / "code.py"
    file.write_text(
        "import numpy as np\n\nx = np.array([1.0, 2.0])\n"
        "h = np.tanh(x)\nthe_long_name = np.exp(h)\ny = np.sqrt(the_long_name)\n"
    )
    work = hn.work(file)
    labels = LayerLabels(list(work.run.parts()))
    assert [labels.lines(step)[0] for step in work] == [
        "np.tanh(x)",
        "np.exp(h)",
        "np.sqrt(the_lon…",
    ]
    assert labels.legend == ("np.sqrt(the_long_name)",)


def test_other_layers_are_called_by_what_they_are_called():
    legend, lines = labels_of(Scale([2]), Scale([2], name="a_name_that_is_too_long"), hn.ReLU())
    assert legend == ()
    assert lines == [("Scale", "→"), ("a_name_that_is_…", "→"), ("ReLU", "→")]


def test_without_activations_there_is_nothing_to_explain():
    assert labels_of(hn.Dense([[1]]))[0] == ()


def test_a_layer_is_described_with_its_settings():
    assert described(hn.ReLU()) == "ReLU"
    assert described(hn.LeakyReLU(0.5)) == "LeakyReLU(negative_slope=0.5)"


@pytest.mark.parametrize(
    ("lines", "n"), [(("φ", "≈"), 2), (("Sigmoid", "≈"), 3), (("12345678", "≈"), 3)]
)
def test_a_square_has_room_for_four_letters_and_one_stays_free_at_each_side(lines, n):
    assert label_width(lines) == n
