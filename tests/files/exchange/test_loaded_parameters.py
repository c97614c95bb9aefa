"""The table of what went where."""

import pickle

import handnn as hn


def loaded():
    net = hn.Sequential(hn.Dense([[1, 2]], [0], name="z"), hn.BatchNorm([1], name="n"))
    given = {"z.b": [3], "fc.weight": [[5, 6]], "g": [1], "h": [2], "count": 3, "<i>": 4}
    return net.load_parameters(given)


def test_the_table():
    assert str(loaded()) == (
        "name                shape   from       found by\n"
        "──────────────────────────────────────────────────────\n"
        "z.W                 (1, 2)  fc.weight  order\n"
        "z.b                 (1,)    z.b        name\n"
        "n.gamma             (1,)    g          order\n"
        "n.beta              (1,)    h          order\n"
        "n.running_mean      (1,)    -          stays as it was\n"
        "n.running_variance  (1,)    -          stays as it was\n"
        "\n"
        "Not used from the dictionary: count, <i>."
    )
    assert repr(loaded()) == str(loaded())


def test_on_a_plain_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert str(loaded()).isascii()
    assert "\n-----" in str(loaded())


def test_in_a_notebook():
    html = loaded()._repr_html_()
    assert (
        '<tr><th scope="row">z.W</th><td>(1, 2)</td><td>fc.weight</td><td>order</td></tr>' in html
    )
    assert "<p>Not used from the dictionary: count, &lt;i&gt;.</p>" in html


def test_it_is_a_record():
    assert loaded() == loaded()
    assert pickle.loads(pickle.dumps(loaded())) == loaded()
