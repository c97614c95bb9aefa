"""Networks in files: readable and exact."""

import json
from pathlib import Path

import numpy as np
import pytest
from custom_layers import Residual, Tuned
from exercises import hidden_layer
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn

NEURON = """{
  "format": "handnn",
  "version": 1,
  "input": [2, 1, 3],
  "layers": [
    {
      "type": "Dense",
      "name": "neuron",
      "parameters": {
        "W": [
          [1, -1, 1]
        ],
        "b": [-5]
      }
    },
    {"type": "ReLU"}
  ]
}
"""


def neuron() -> hn.Sequential:
    return hn.Sequential(hn.Dense([[1, -1, 1]], [-5], name="neuron"), hn.ReLU())


def round_trip(net: hn.Sequential, folder: Path, layers=()) -> hn.Sequential:
    net.save(folder / "net.json")
    return hn.load(folder / "net.json", layers=layers)


def assert_same(a: hn.Sequential, b: hn.Sequential) -> None:
    assert a.parameters.keys() == b.parameters.keys()
    for name, array in a.parameters.items():
        other = b.parameters[name]
        assert (array.dtype, array.shape) == (other.dtype, other.shape)
        assert np.array_equal(array, other, equal_nan=True)
        numbers = ~np.isnan(array)
        assert np.array_equal(np.signbit(array)[numbers], np.signbit(other)[numbers])
        assert not other.flags.writeable
    assert [row.cells() for row in a.summary().rows] == [row.cells() for row in b.summary().rows]


# -- what is written ------------------------------------------------------------------------------


def test_a_file_to_read(tmp_path: Path) -> None:
    neuron().save(tmp_path / "net.json", input=[2, 1, 3])
    assert (tmp_path / "net.json").read_text(encoding="utf-8") == NEURON


@pytest.mark.parametrize("x", [[2, 1, 3], [[2, 1, 3], [1, 1, 0]], [np.nan, -np.inf, 0.1]])
def test_the_input_is_carried(tmp_path: Path, x) -> None:
    neuron().save(tmp_path / "net.json", input=x)
    found = hn.load_input(tmp_path / "net.json")
    assert found.tobytes() == np.array(x, dtype=float).tobytes()
    assert found.shape == np.shape(x)


def test_an_input_that_does_not_fit_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(hn.ShapeError):
        neuron().save(tmp_path / "net.json", input=[1, 2])
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_json_whatever_the_numbers_and_names_are(tmp_path: Path) -> None:
    net = hn.Sequential(hn.Dense([[np.nan, np.inf, -np.inf, -0.0, 1e300]], name='né"\ud800\n'))
    net.save(tmp_path / "net.json")

    def no_constants(text):
        raise AssertionError(text)

    text = (tmp_path / "net.json").read_text(encoding="utf-8")
    json.loads(text, parse_constant=no_constants)
    assert '["nan", "inf", "-inf", -0.0, 1e+300]' in text
    loaded = hn.load(tmp_path / "net.json")
    assert loaded.layers[0].name == 'né"\ud800\n'
    assert_same(net, loaded)


# -- round trips ----------------------------------------------------------------------------------


def test_the_hidden_layer_network(tmp_path: Path) -> None:
    net = hidden_layer()
    assert round_trip(net, tmp_path).trace([2, 1, 3]) == net.trace([2, 1, 3])


def test_shared_layers_stay_shared(tmp_path: Path) -> None:
    shared = hn.Dense(np.eye(2), name="same")
    net = hn.Sequential(shared, hn.Sequential(hn.ReLU(), shared, name="block"), shared)
    loaded = round_trip(net, tmp_path)
    assert loaded.layers[0] is loaded.layers[2] is loaded.layers[1].layers[1]
    assert_same(net, loaded)


def test_names_that_were_not_given_are_not_given_by_a_file(tmp_path: Path) -> None:
    loaded = round_trip(hn.Sequential(hn.ReLU(), name="all"), tmp_path)
    assert loaded.name == "all"
    assert loaded.layers[0].name is None


def test_composite_layers_and_settings(tmp_path: Path) -> None:
    net = hn.Sequential(
        Residual(hn.Sequential(hn.Dense(np.eye(2), [1, 2]), hn.LeakyReLU(0.3)), name="skip"),
        Tuned([1, np.nan], mode=float("-inf"), sizes=(3, [True, None, "x", 0.5])),
    )
    loaded = round_trip(net, tmp_path, layers=[Tuned, Residual])
    assert_same(net, loaded)
    assert loaded.layers[0].inner.layers[1].negative_slope == 0.3
    assert loaded.layers[1].mode == float("-inf")
    assert loaded.layers[1].sizes == [3, [True, None, "x", 0.5]]
    assert type(loaded.layers[1].sizes[0]) is int


def test_numpy_settings_become_plain_numbers(tmp_path: Path) -> None:
    net = hn.Sequential(Tuned([1], mode=np.float32(0.5), sizes=np.array([1, 2])))
    loaded = round_trip(net, tmp_path, layers=[Tuned])
    assert loaded.layers[0].mode == 0.5
    assert loaded.layers[0].sizes == [1, 2]


def test_a_layer_may_make_its_own_parameters_and_layers(tmp_path: Path) -> None:
    class Fresh(hn.Layer):
        parameter_names = ("w",)
        hyperparameter_names = ("size",)

        def __init__(self, size):
            super().__init__()
            self.size = size
            self.w = np.zeros(size, dtype=np.float32)
            self.inner = hn.Dense(np.zeros((size, size)))

        def forward(self, x):
            return self.inner.forward(x) * self.w

    layer = Fresh(2)
    layer.w = [0.1, 0.2]
    layer.inner.W = [[1, 2], [3, 4]]
    assert_same(hn.Sequential(layer), round_trip(hn.Sequential(layer), tmp_path, layers=[Fresh]))


def test_a_constructor_that_changes_its_parameters_does_not_change_them_again(tmp_path) -> None:
    class Halved(Tuned):
        def __init__(self, w, **others):
            super().__init__(np.asarray(w) / 2, **others)

    net = hn.Sequential(Halved([4.0]))
    assert round_trip(net, tmp_path, layers=[Halved]).layers[0].w.tolist() == [2]


class Skipping(hn.Sequential):
    def __init__(self, *layers, skip, name=None):
        super().__init__(*layers, name=name)
        self.skip = skip

    def forward(self, x):
        return super().forward(x) + self.skip.forward(x)


def test_a_subclass_of_sequential_and_one_with_a_further_layer(tmp_path: Path) -> None:
    class Chain(hn.Sequential):
        pass

    net = Chain(Skipping(hn.Dense(np.eye(2)), hn.ReLU(), skip=hn.Dense(np.ones((2, 2)))))
    loaded = round_trip(net, tmp_path, layers=[Chain, Skipping])
    assert type(loaded) is Chain
    assert loaded([1, -2]).tolist() == net([1, -2]).tolist()
    assert_same(net, loaded)


def test_a_copy_of_a_network_with_a_further_layer_has_copies_of_all(tmp_path: Path) -> None:
    net = Skipping(hn.Dense(np.eye(2)), skip=hn.Dense(np.ones((2, 2))))
    other = net.with_parameters({"skip.W": np.zeros((2, 2))})
    assert len(other) == 1
    assert other.skip is other.children["skip"]
    assert other([1, -2]).tolist() == [1, -2]
    assert net([1, -2]).tolist() == [0, -3]


@pytest.mark.parametrize("name", ["net.pickle", "net.pt", "net.h5", "net.json.gz", "net.v2"])
def test_a_suffix_of_another_format_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(hn.ArgumentError) as caught:
        hn.Sequential(hn.ReLU()).save(tmp_path / name)
    advised = f"{name.rpartition('.')[0].removesuffix('.json')}.json"
    assert str(caught.value) == (
        f"A network is written as JSON, but the suffix of {name!r} names another format. "
        f"Write {advised!r}."
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["net", "net.json", "NET.JSON", ".net"])
def test_a_name_that_promises_nothing_else_is_kept_as_it_is(tmp_path: Path, name: str) -> None:
    hn.Sequential(hn.ReLU()).save(tmp_path / name)
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert hn.load(tmp_path / name)([-1, 1]).tolist() == [0, 1]


def test_a_class_of_ones_own_is_never_mistaken_for_handnns(tmp_path: Path) -> None:
    class Softmax(hn.Layer):
        def forward(self, x):
            return 3**x

    net = hn.Sequential(Softmax(), hn.Softmax())
    loaded = round_trip(net, tmp_path, layers=[Softmax])
    assert [type(layer) for layer in loaded.layers] == [Softmax, hn.Softmax]
    with pytest.raises(hn.FileFormatError) as caught:
        hn.load(tmp_path / "net.json")
    assert str(caught.value) == (
        f"{tmp_path / 'net.json'}: layers[0].type: Softmax is not handnn's here but a class of "
        f"your own. Pass it to load in Python: handnn.load(path, layers=[Softmax]). The command "
        f"line knows "
        "only the built-in layers."
    )


floats = {
    dtype: st.floats(width=8 * np.dtype(dtype).itemsize, allow_nan=True, allow_infinity=True)
    for dtype in ("float32", "float64")
}


@st.composite
def networks(draw: st.DrawFn) -> hn.Sequential:
    """Chains of any layers, some nested, some shared, of both kinds of numbers."""
    width = draw(st.integers(1, 4))
    layers: list[hn.Layer] = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["dense", "relu", "leaky", "scale", "again", "nested"]))
        dtype = draw(st.sampled_from(["float32", "float64"]))
        if kind == "dense":
            outputs = draw(st.integers(1, 4))
            W = draw(arrays.arrays(dtype, (outputs, width), elements=floats[dtype]))
            b = draw(st.none() | arrays.arrays("float64", outputs, elements=floats["float64"]))
            layers.append(hn.Dense(W, b))
            width = outputs
        elif kind == "leaky":
            layers.append(hn.LeakyReLU(draw(st.floats(-1, 1))))
        elif kind == "scale":
            w = draw(arrays.arrays(dtype, width, elements=floats[dtype]))
            layers.append(Tuned(w, mode=draw(floats["float64"])))
        elif kind == "nested":
            layers.append(hn.Sequential(hn.Tanh(), Residual(hn.Sigmoid())))
        elif kind == "again" and layers and layers[-1].out_features == layers[-1].in_features:
            layers.append(layers[-1])
        else:
            layers.append(hn.ReLU())
    return hn.Sequential(*layers)


@given(net=networks())
def test_any_network_comes_back_bit_for_bit(net: hn.Sequential, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("round")
    with np.errstate(all="ignore"):
        loaded = round_trip(net, folder, layers=[Tuned, Residual])
        assert_same(net, loaded)
    text = (folder / "net.json").read_text(encoding="utf-8")
    loaded.save(folder / "again.json")
    assert (folder / "again.json").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("setting", "shown"), [(print, "<built-in function print>"), ({"a": 1}, "{'a': 1}")]
)
def test_a_setting_that_no_file_can_hold(tmp_path: Path, setting, shown: str) -> None:
    net = hn.Sequential(hn.ReLU(), Tuned([1], mode=setting))
    with pytest.raises(hn.FileFormatError) as caught:
        net.save(tmp_path / "net.json")
    assert str(caught.value) == (
        f"The setting mode of tuned_1 (Tuned) is {shown}. A file can hold numbers, text, True, "
        "False, None and lists of these."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_parameter_that_was_never_assigned(tmp_path: Path) -> None:
    class Forgetful(hn.Layer):
        parameter_names = ("w",)

        def forward(self, x):
            return x

    with pytest.raises(hn.FileFormatError) as caught:
        hn.Sequential(hn.ReLU(), Forgetful()).save(tmp_path / "net.json")
    assert str(caught.value) == (
        "forgetful_1 (Forgetful) has no attribute w, which its class names among its parameters "
        "or settings. Assign it in __init__: self.w = w."
    )
    assert list(tmp_path.iterdir()) == []


def test_two_classes_of_one_name_are_refused(tmp_path: Path) -> None:
    other = type("Tuned", (Tuned,), {})
    with pytest.raises(hn.FileFormatError) as caught:
        hn.Sequential(Tuned([1]), other([1])).save(tmp_path / "net.json")
    assert str(caught.value) == (
        "Two classes are called Tuned, and a file knows layers by the names of their classes. "
        "Rename one."
    )


def test_one_class_need_not_stand_in_a_list(tmp_path: Path) -> None:
    net = hn.Sequential(Tuned([1]))
    assert_same(net, round_trip(net, tmp_path, layers=Tuned))
