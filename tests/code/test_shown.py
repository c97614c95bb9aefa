"""Names to show that the code does not give."""

import types

import numpy as np
import pytest

import handnn as hn


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


elsewhere = types.SimpleNamespace(softmax=softmax)


class Attention(hn.Layer):
    sample_ndim = 2
    shown_names = ("scors", "weights")

    def forward(self, x):
        scores = x @ x.T
        weights = softmax(scores)
        return weights @ x


def test_a_name_that_the_code_never_gives_is_told():
    net = hn.Sequential(Attention(name="heads"), hn.Dense([[1, -1]]))
    trace = net.trace([[1, 2], [0, 1]])  # running it needs no names
    for ask in (str, hn.Trace.explain, lambda trace: trace["heads"].lines):
        with pytest.raises(hn.SettingError) as caught:
            ask(trace)
        assert str(caught.value) == (
            "\"heads\" (Attention): shown_names has 'scors', a name that the code gives to no "
            "array. Its names: scores, e, weights."
        )


class Branching(hn.Layer):
    shown_names = ("doubled", "e", "halves", "moved", "whole")

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def forward(self, x):
        if self.kind == "double":
            doubled = x * 2
            return np.tanh(doubled) + x
        if self.kind == "soft":
            return elsewhere.softmax(x)
        parts = {}
        parts["halves"] = x / 2
        self.whole = [moved := x + 1, moved * moved][1]
        return parts["halves"] * self.whole


@pytest.mark.parametrize(
    ("kind", "names"), [("double", ["doubled", "y"]), ("", ["moved", "halves", "whole", "y"])]
)
def test_names_of_another_branch_are_no_mistake(kind, names):
    step = Branching(kind).run([1.0, 2.0])
    assert sorted(line.name for line in step) == sorted(names)


def test_the_names_of_a_function_that_is_found_only_while_it_runs_count():
    class Soft(Branching):
        shown_names = ("e",)

    assert [line.name for line in Soft("soft").run([1.0, 2.0])] == ["e", "y"]


def test_a_layer_whose_code_gives_no_names_at_all():
    class Scale(hn.Layer):
        shown_names = ("s",)

        def forward(self, x):
            return np.tanh(x) * x

    class Product(Scale):
        def forward(self, x):
            return x @ np.eye(2)

    for layer in (Scale(), Product()):
        with pytest.raises(hn.SettingError) as caught:
            layer.run([1.0, 2.0]).explain()
        assert str(caught.value).endswith(
            "a name that the code gives to no array. Its names: none."
        )


def test_a_layer_inside_is_asked_too():
    class Block(hn.Layer):
        def __init__(self):
            super().__init__()
            self.heads = Attention()

        def forward(self, x):
            return x + self.heads(x)

    with pytest.raises(hn.SettingError) as caught:
        Block().run([[1.0, 2.0]]).explain()
    assert str(caught.value).startswith("Attention: shown_names has 'scors'")


def test_functions_and_scripts_are_asked_too(tmp_path):
    with pytest.raises(hn.ArgumentError) as caught:
        hn.work(softmax, [1.0, 2.0], shown_names=["e", "total"])
    assert str(caught.value) == (
        "softmax: shown_names has 'total', a name that the code gives to no array. Its names: e."
    )
    file = tmp_path / "script.py"
    file.write_text(
        "import numpy as np\nx = np.array([1.0])\ny = x * 2\nif y[0] > 5:\n    z = y * 2\n"
    )
    assert [step.name for step in hn.work(file, shown_names=["y", "z"])] == ["y"]
    with pytest.raises(hn.ArgumentError) as caught:
        hn.work(file, shown_names=["h"])
    assert str(caught.value) == (
        "script.py: shown_names has 'h', a name that the code gives to no array. Its names: x, y."
    )


def test_methods_and_objects_are_functions_too():
    class Model:
        def __call__(self, x):
            h = x * 2
            if x[0] > 5:
                z = h + 1
                return z
            return self.last(h)

        def last(self, h):
            out = h + 1
            return out * h

    model = Model()
    for function in (model, model.__call__):
        work = hn.work(function, [1.0], shown_names=["out", "z"])
        assert [step.name for step in work] == ["out", "y"]
