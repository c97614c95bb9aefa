"""Names of arrays whose numbers are all numbers of others."""

import pickle

import numpy as np
import pytest

import handnn as hn
from handnn.cli.parsing import explain_cell


def places(xs, W):
    first = xs[0]
    Wt = W.T
    corner = W[0, 1]
    both = np.concatenate([xs, Wt])
    y = Wt @ first * corner + both.sum()
    return y


ARRAYS = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 5.0], [2.0, 1.0]])


@pytest.fixture
def work():
    return hn.work(places, *ARRAYS)


@pytest.mark.parametrize(
    ("name", "what", "line", "source"),
    [
        ("first", "numbers of xs, in other places", "first[2] = xs[1,2]", "xs"),
        ("Wt", "numbers of W, in other places", "Wt[2,1] = W[1,2]", "W"),
        ("corner", "a number of W", "corner = W[1,2]", "W"),
        ("both", "numbers of xs and W, in other places", "both[3,2] = W[2,1]", "xs and W"),
    ],
)
def test_they_say_whose_numbers_they_are(work, name, what, line, source):
    assert name not in [step.name for step in work]
    explained = work.explain(name)
    assert str(explained).startswith(f"{name}: {what}\n")
    assert line in [cell.lines()[0] for cell in explained]
    with pytest.raises(hn.NoSuchStepError) as caught:
        work.backward(grad=[1, 1]).explain(name)
    assert str(caught.value) == (
        f"{name} is no array of its own, but {what}. Ask for the gradient with respect to {source}."
    )


def test_a_step_of_the_same_name_is_what_is_meant():
    def again(x):
        y = x[0]
        y = y * 2
        return y

    assert str(hn.work(again, ARRAYS[0]).explain("y", 0)) == "y[1] = x[1,1]·2\ny[1] = 1·2 = 2"


def test_a_pickle_knows_them_no_more(work):
    loaded = pickle.loads(pickle.dumps(work))
    assert loaded == work
    with pytest.raises(hn.NoSuchStepError) as caught:
        loaded.explain("Wt")
    assert str(caught.value) == "The work has no step named 'Wt'. Its steps: 'y'."


def test_of_a_script_and_of_one_of_its_functions(tmp_path):
    file = tmp_path / "turned.py"
    file.write_text(
        "import numpy as np\nW = np.array([[1.0, 2.0]])\nWt = W.T\n"
        "def f(A):\n    row = A[0]\n    return row * 2\ny = f(Wt)\n"
    )
    work = hn.work(file)
    assert str(work.explain("Wt", (1, 0))) == "Wt[2,1] = W[1,2]\nWt[2,1] = 2"
    assert "row[1] = A[1,1]" in str(hn.work(file, function="f").explain("row"))
    with pytest.raises(hn.NoSuchStepError):
        hn.work(file, function="f").explain("Wt")
    assert str(explain_cell(work, "Wt[1,0]")) == str(work.explain("Wt", (1, 0)))
