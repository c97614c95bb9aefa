"""Without matplotlib, what draws with it says so."""

import sys

import pytest

import handnn as hn

NET = hn.Sequential(hn.Dense([[1, 0], [0, 1]]))


@pytest.mark.parametrize(
    ("call", "draw"),
    [
        ("matrix.plot()", lambda: hn.confusion_matrix(NET, [[1, 2]], [1]).plot()),
        ("boundary.plot()", lambda: hn.decision_boundary(NET, [[1, 2]]).plot()),
        ("pictures.plot()", lambda: hn.weight_pictures(NET[0]).plot()),
        ("history.plot()", lambda: hn.History(loss=[1.0]).plot()),
    ],
)
def test_matplotlib_is_asked_for(call, draw, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(hn.MissingExtraError) as caught:
        draw()
    assert str(caught.value) == (
        f'{call} draws with matplotlib, which is not installed: pip install "handnn[plot]".'
    )
