"""Networks in files: readable, exact, and never half written; a bad file is refused in one line."""

import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from custom_layers import Residual
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn
from handnn import loading
from handnn.exercises import hidden_layer_exercise

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


class Scale(hn.Layer):
    parameter_names = ("w",)
    hyperparameter_names = ("mode", "sizes")

    def __init__(self, w, mode=1.0, sizes=(), name=None):
        super().__init__(name=name)
        self.w = w
        self.mode = mode
        self.sizes = sizes

    def forward(self, x):
        return x * self.w


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


def test_a_file_written_by_hand_may_say_less(tmp_path: Path) -> None:
    path = tmp_path / "net.json"
    path.write_text(
        '\ufeff{"format": "handnn", "version": 1, "layers": ['
        '{"type": "Dense", "parameters": {"W": [[1, -1, 1]]}}, {"type": "ReLU"}]}',
        encoding="utf-8",
    )
    assert hn.load(path)([2, 1, 3]).tolist() == [4]
    assert hn.load_input(path) is None


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
    net = hidden_layer_exercise().network
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
        Scale([1, np.nan], mode=float("-inf"), sizes=(3, [True, None, "x", 0.5])),
    )
    loaded = round_trip(net, tmp_path, layers=[Scale, Residual])
    assert_same(net, loaded)
    assert loaded.layers[0].inner.layers[1].negative_slope == 0.3
    assert loaded.layers[1].mode == float("-inf")
    assert loaded.layers[1].sizes == [3, [True, None, "x", 0.5]]
    assert type(loaded.layers[1].sizes[0]) is int


def test_numpy_settings_become_plain_numbers(tmp_path: Path) -> None:
    net = hn.Sequential(Scale([1], mode=np.float32(0.5), sizes=np.array([1, 2])))
    loaded = round_trip(net, tmp_path, layers=[Scale])
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
    class Halved(Scale):
        def __init__(self, w, **others):
            super().__init__(np.asarray(w) / 2, **others)

    net = hn.Sequential(Halved([4.0]))
    assert round_trip(net, tmp_path, layers=[Halved]).layers[0].w.tolist() == [2]


def test_a_subclass_of_sequential_and_one_with_a_further_layer(tmp_path: Path) -> None:
    class Chain(hn.Sequential):
        pass

    class Skipping(hn.Sequential):
        def __init__(self, *layers, skip, name=None):
            super().__init__(*layers, name=name)
            self.skip = skip

        def forward(self, x):
            return super().forward(x) + self.skip.forward(x)

    net = Chain(Skipping(hn.Dense(np.eye(2)), hn.ReLU(), skip=hn.Dense(np.ones((2, 2)))))
    loaded = round_trip(net, tmp_path, layers=[Chain, Skipping])
    assert type(loaded) is Chain
    assert loaded([1, -2]).tolist() == net([1, -2]).tolist()
    assert_same(net, loaded)


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
        f"{tmp_path / 'net.json'}: layers[0].type: Softmax is here not handnn's but a class of "
        "your own. Give it in Python: handnn.load(path, layers=[Softmax]). The command line knows "
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
            layers.append(Scale(w, mode=draw(floats["float64"])))
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
        loaded = round_trip(net, folder, layers=[Scale, Residual])
        assert_same(net, loaded)
    text = (folder / "net.json").read_text(encoding="utf-8")
    loaded.save(folder / "again.json")
    assert (folder / "again.json").read_text(encoding="utf-8") == text


# -- whole or not at all --------------------------------------------------------------------------


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "net.json"
    neuron().save(path)
    before = path.read_text(encoding="utf-8")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(hn.FileAccessError) as caught:
        hidden_layer_exercise().network.save(path)
    assert str(caught.value) == f"{path} cannot be written: No space left on device."
    assert path.read_text(encoding="utf-8") == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_save_cleans_up(tmp_path: Path, monkeypatch) -> None:
    def interrupted(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        neuron().save(tmp_path / "net.json")
    assert list(tmp_path.iterdir()) == []


def test_saving_again_keeps_the_rights_and_follows_links(tmp_path: Path) -> None:
    path, link = tmp_path / "net.json", tmp_path / "link.json"
    neuron().save(path)
    path.chmod(0o640)
    link.symlink_to(path)
    hidden_layer_exercise().network.save(link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert hn.load(path).n_parameters == 26


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "no" / "net.json"
    with pytest.raises(hn.MissingFileError) as caught:
        neuron().save(path)
    assert str(caught.value) == f"{path} cannot be written: there is no folder {path.parent}."


@pytest.mark.parametrize(
    ("setting", "shown"), [(print, "<built-in function print>"), ({"a": 1}, "{'a': 1}")]
)
def test_a_setting_that_no_file_can_hold(tmp_path: Path, setting, shown: str) -> None:
    net = hn.Sequential(hn.ReLU(), Scale([1], mode=setting))
    with pytest.raises(hn.FileFormatError) as caught:
        net.save(tmp_path / "net.json")
    assert str(caught.value) == (
        f"The setting mode of scale_1 (Scale) is {shown}. A file can hold numbers, text, True, "
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
    other = type("Scale", (Scale,), {})
    with pytest.raises(hn.FileFormatError) as caught:
        hn.Sequential(Scale([1]), other([1])).save(tmp_path / "net.json")
    assert str(caught.value) == (
        "Two classes are called Scale, and a file knows layers by the names of their classes. "
        "Rename one."
    )


# -- what is refused ------------------------------------------------------------------------------

DENSE = '{"type": "Dense", "parameters": {"W": [[1, 2]], "b": [3]}}'


def whole(layers: str, more: str = "") -> str:
    return f'{{"format": "handnn", "version": 1, {more}"layers": [{layers}]}}'


LISTED = "children, custom, dtype, id, layers, name, parameters, settings, type"

NO_NETWORK = (
    'not a network\'s file, which begins with "format": "handnn". net.save(path) writes one'
)

BAD_FILES = {
    "empty": ("", "not JSON, at line 1, column 1: Expecting value"),
    "no JSON": ("a network", "not JSON, at line 1, column 1: Expecting value"),
    "half": ('{"format": "handnn",\n', None),
    "no object": ("[1, 2]", NO_NETWORK),
    "another format": ('{"format": "keras"}', NO_NETWORK),
    "no version": (
        '{"format": "handnn"}',
        '"version" must be a whole number from 1, not null',
    ),
    "version as text": (
        '{"format": "handnn", "version": "1"}',
        '"version" must be a whole number from 1, not "1"',
    ),
    "a later version": (
        '{"format": "handnn", "version": 2}',
        "version 2 of the format is newer than this handnn, which reads version 1; "
        "install a newer handnn",
    ),
    "no layers": (
        '{"format": "handnn", "version": 1}',
        'there is no "layers" here, the list of the network\'s layers',
    ),
    "no layer": (whole(""), "A network needs at least one layer: Sequential(Dense(W, b), ReLU())"),
    "another key": (
        whole(DENSE, '"inputs": [1, 2], '),
        "inputs: is not known here; a file has format, version, input, input_shape, name, layers",
    ),
    "layers as text": (whole("").replace("[]", '"x"'), 'layers: must be a list [ ], not "x"'),
    "a layer as text": (whole('"ReLU"'), 'layers[0]: must be an object { }, not "ReLU"'),
    "no type": (whole("{}"), 'layers[0]: a layer needs a "type", the name of its class'),
    "type as number": (whole('{"type": 3}'), "layers[0].type: must be text, not 3"),
    "an unknown type": (
        whole(f'{DENSE}, {{"type": "Scale"}}'),
        'layers[1].type: handnn has no layer "Scale". If it is a class of your own, give '
        "it in Python: handnn.load(path, layers=[Scale]). The command line knows only the built-in "
        "layers",
    ),
    "code for a type": (
        whole('{"type": "os.system"}'),
        'layers[0].type: handnn has no layer "os.system". If it is a class of your own, give '
        "it in Python: handnn.load(path, layers=[os.system]). The command line knows only the "
        "built-in layers",
    ),
    "the base class": (
        whole('{"type": "Layer"}'),
        'layers[0].type: handnn has no layer "Layer". If it is a class of your own, give '
        "it in Python: handnn.load(path, layers=[Layer]). The command line knows only the built-in "
        "layers",
    ),
    "a misspelt key": (
        whole('{"type": "ReLU", "nmae": "relu"}'),
        f"layers[0].nmae: is not known here; a layer has {LISTED}",
    ),
    "a key twice": (
        whole('{"type": "ReLU", "type": "Tanh"}'),
        'the key "type" stands twice in one object',
    ),
    "name as number": (whole('{"type": "ReLU", "name": 3}'), "layers[0].name: must be text, not 3"),
    "custom as text": (
        whole('{"type": "ReLU", "custom": "yes"}'),
        'layers[0].custom: must be true or false, not "yes"',
    ),
    "no W": (
        whole('{"type": "Dense", "parameters": {"b": [1]}}'),
        "layers[0]: the parameter W of Dense is missing",
    ),
    "another parameter": (
        whole('{"type": "Dense", "parameters": {"V": [1]}}'),
        "layers[0].parameters.V: is not known here; known: W, b",
    ),
    "a parameter too many": (
        whole('{"type": "ReLU", "parameters": {"W": [1]}}'),
        "layers[0].parameters.W: is not known here; known: nothing",
    ),
    "another setting": (
        whole('{"type": "LeakyReLU", "settings": {"slope": 1}}'),
        "layers[0].settings.slope: is not known here; known: negative_slope",
    ),
    "a setting out of range": (
        whole('{"type": "LeakyReLU", "settings": {"negative_slope": {"number": "nan"}}}'),
        "layers[0]: LeakyReLU: negative_slope must be a finite number, not nan",
    ),
    "a setting of no kind": (
        whole('{"type": "LeakyReLU", "settings": {"negative_slope": {"number": "print()"}}}'),
        "layers[0].settings.negative_slope: must be a number, text, true, false, null or a list of "
        "these",
    ),
    "text for a number": (
        whole('{"type": "Dense", "parameters": {"W": [[1, 2], [3, "x"]]}}'),
        'layers[0].parameters.W[1][1]: must be a number, "nan", "inf" or "-inf", not "x"',
    ),
    "true for a number": (
        whole('{"type": "Dense", "parameters": {"W": [[1, true]]}}'),
        'layers[0].parameters.W[0][1]: must be a number, "nan", "inf" or "-inf", not true',
    ),
    "an object for a number": (
        whole('{"type": "Dense", "parameters": {"W": [[1, {"a": 1}]]}}'),
        'layers[0].parameters.W[0][1]: must be a number, "nan", "inf" or "-inf", not {"a": 1}',
    ),
    "ragged": (
        whole('{"type": "Dense", "parameters": {"W": [[1, 2], [3]]}}'),
        "layers[0].parameters.W[1]: has 1 values, but layers[0].parameters.W[0] has 2 values",
    ),
    "a row that is a number": (
        whole('{"type": "Dense", "parameters": {"W": [[1, 2], 3]}}'),
        "layers[0].parameters.W[1]: has no list, but layers[0].parameters.W[0] has 2 values",
    ),
    "a vector for a matrix": (
        whole('{"type": "Dense", "parameters": {"W": [1, 2]}}'),
        "layers[0]: W of a dense layer is a matrix with one row of weights per neuron; got shape "
        "(2,). A single neuron has one row: [[1, -1, 1]]",
    ),
    "a bias that does not fit": (
        whole('{"type": "Dense", "parameters": {"W": [[1, 2]], "b": [1, 2]}}'),
        "layers[0]: b of a dense layer has one value per neuron: W of shape (1, 2) needs a b of "
        "shape (1,), but got (2,)",
    ),
    "NaN": (
        whole('{"type": "Dense", "parameters": {"W": [[NaN]]}}'),
        'NaN is not JSON. Write "nan"',
    ),
    "infinity": (
        whole('{"type": "Dense", "parameters": {"W": [[-Infinity]]}}'),
        '-Infinity is not JSON. Write "-inf"',
    ),
    "a whole number too large": (
        whole(f'{{"type": "Dense", "parameters": {{"W": [[1{"0" * 400}]]}}}}'),
        "layers[0].parameters.W[0][0]: is too large a number",
    ),
    "too large for float32": (
        whole('{"type": "Dense", "dtype": "float32", "parameters": {"W": [[1e39, "inf"]]}}'),
        "layers[0].parameters.W: has a number too large for float32",
    ),
    "another dtype": (
        whole('{"type": "Dense", "dtype": "int8", "parameters": {"W": [[1]]}}'),
        'layers[0].dtype: must be "float32" or "float64", not "int8"',
    ),
    "a dtype that is a list": (
        whole('{"type": "Dense", "dtype": {"W": []}, "parameters": {"W": [[1]]}}'),
        'layers[0].dtype.W: must be "float32" or "float64", not []',
    ),
    "a dtype of nothing": (
        whole('{"type": "Dense", "dtype": {"V": "float32"}, "parameters": {"W": [[1]]}}'),
        "layers[0].dtype.V: is not known here; known: W",
    ),
    "two equal names": (
        whole('{"type": "ReLU", "name": "a"}, {"type": "Tanh", "name": "a"}'),
        'Layers 0 and 1 are both called "a". Give each its own name',
    ),
    "neighbours that do not fit": (
        whole(f"{DENSE}, {DENSE}"),
        'layer 1 "dense_2" (Dense 2 → 1) takes 2 features, but layer 0 "dense_1" (Dense 2 → 1) '
        "gives 1. Give it weights with 1 columns, or the other 2 rows",
    ),
    "inside a nested network": (
        whole('{"type": "Sequential", "layers": [{"type": "ReLU"}, {"type": "No"}]}'),
        'layers[0].layers[1].type: handnn has no layer "No". If it is a class of your own, give '
        "it in Python: handnn.load(path, layers=[No]). The command line knows only the built-in "
        "layers",
    ),
    "the same as nothing": (
        whole('{"same_as": "hidden"}'),
        'layers[0].same_as: no layer before this one has the id "hidden"',
    ),
    "the same, and more": (
        whole('{"type": "ReLU", "id": "a"}, {"same_as": "a", "name": "b"}'),
        'layers[1]: an entry with "same_as" can say nothing else',
    ),
    "an id twice": (
        whole('{"type": "ReLU", "id": "a"}, {"type": "Tanh", "id": "a"}'),
        'layers[1].id: two layers have the id "a"',
    ),
    "not a network": (
        whole("", '"type": "ReLU", ').replace(', "layers": []', ""),
        "type: the network itself must be a Sequential",
    ),
    "layers of a layer that has none": (
        whole('{"type": "ReLU", "layers": [{"type": "ReLU"}]}'),
        None,
    ),
    "brackets without end": ("[" * 200_000, "brackets inside brackets inside brackets: too deep"),
}


@pytest.mark.parametrize(("text", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, text: str, message: str | None) -> None:
    path = tmp_path / "net.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(hn.FileFormatError) as caught:
        hn.load(path)
    if message is not None:
        assert str(caught.value) == f"{path}: {message}."
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "meant"), [("dense", "Dense"), ("LeakyRelu", "LeakyReLU"), ("Sofmax", "Softmax")]
)
def test_a_misspelt_layer_is_guessed(tmp_path: Path, name: str, meant: str) -> None:
    path = tmp_path / "net.json"
    path.write_text(whole(f'{{"type": "{name}"}}'), encoding="utf-8")
    with pytest.raises(hn.FileFormatError) as caught:
        hn.load(path)
    assert str(caught.value) == (
        f'{path}: layers[0].type: handnn has no layer "{name}"; did you mean "{meant}"?'
    )


@pytest.mark.parametrize("depth", [300, 430, 460, 480, 2000, 20_000])
def test_layers_inside_layers_are_read_or_refused(tmp_path: Path, depth: int) -> None:
    path = tmp_path / "net.json"
    path.write_text(whole('{"type": "Sequential", "layers": [' * depth + DENSE + "]}" * depth))
    with suppress(hn.FileFormatError):
        hn.load(path)


def test_what_python_finds_too_deep_is_refused(tmp_path: Path, monkeypatch) -> None:
    def too_deep(self, entry):
        raise RecursionError

    neuron().save(tmp_path / "net.json")
    monkeypatch.setattr(loading._Builder, "layer", too_deep)
    with pytest.raises(hn.FileFormatError) as caught:
        hn.load(tmp_path / "net.json")
    message = "layers inside layers inside layers: too deep."
    assert str(caught.value) == f"{tmp_path / 'net.json'}: {message}"


def test_what_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "net.json").write_bytes(b"\x80\x04\x95pickle")
    with pytest.raises(hn.FileFormatError, match="not text in UTF-8, so not a network's file"):
        hn.load(tmp_path / "net.json")


def test_a_number_of_thousands_of_digits(tmp_path: Path) -> None:
    (tmp_path / "net.json").write_text("1" * 10_000, encoding="utf-8")
    with pytest.raises(hn.FileFormatError, match="Exceeds the limit"):
        hn.load(tmp_path / "net.json")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        hn.load(tmp_path / "net.json")
    assert str(caught.value) == f"There is no file {tmp_path / 'net.json'}."
    assert isinstance(caught.value, hn.HandnnError)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(hn.FileAccessError, match=r"cannot be read: Is a directory\."):
        hn.load_input(tmp_path)


@pytest.mark.parametrize("layers", [[Scale([1])], Scale([1]), [int], ["Scale"], [None]])
def test_layers_takes_classes_of_layers(tmp_path: Path, layers) -> None:
    neuron().save(tmp_path / "net.json")
    with pytest.raises(hn.LayerTypeError, match="layers= takes a list of classes of layers, not"):
        hn.load(tmp_path / "net.json", layers=layers)


def test_one_class_need_not_stand_in_a_list(tmp_path: Path) -> None:
    net = hn.Sequential(Scale([1]))
    assert_same(net, round_trip(net, tmp_path, layers=Scale))


def test_two_given_classes_of_one_name(tmp_path: Path) -> None:
    neuron().save(tmp_path / "net.json")
    with pytest.raises(hn.NetworkError) as caught:
        hn.load(tmp_path / "net.json", layers=[Scale, type("Scale", (Scale,), {})])
    assert str(caught.value) == "load: two classes in layers= are called Scale. Rename one."


def test_a_custom_class_that_fails_is_told_with_its_place(tmp_path: Path) -> None:
    net = hn.Sequential(Scale([1, 2]))
    net.save(tmp_path / "net.json")

    def stubborn(self, w, **others):
        raise ZeroDivisionError("never")

    with pytest.raises(hn.FileFormatError) as caught:
        hn.load(tmp_path / "net.json", [type("Scale", (Scale,), {"__init__": stubborn})])
    assert str(caught.value) == (
        f"{tmp_path / 'net.json'}: layers[0]: Scale(w, mode, sizes, name) failed with "
        "ZeroDivisionError: never."
    )


def test_a_custom_class_that_makes_another_shape(tmp_path: Path) -> None:
    hn.Sequential(Scale([1, 2])).save(tmp_path / "net.json")

    def three(self, name=None, mode=0, sizes=()):
        Scale.__init__(self, [1, 2, 3], mode, sizes, name)

    with pytest.raises(hn.FileFormatError) as caught:
        hn.load(tmp_path / "net.json", [type("Scale", (Scale,), {"__init__": three})])
    assert str(caught.value) == (
        f"{tmp_path / 'net.json'}: layers[0].parameters.w: has shape (2,), but Scale made it (3,)."
    )


@given(
    junk=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "layers", "parameters", "W", "name", "id", "dtype"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_a_file_nothing_else_is_raised(junk, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("junk") / "net.json"
    content = {"format": "handnn", "version": 1, "layers": [junk], "input": junk}
    path.write_text(json.dumps(content), encoding="utf-8")
    for read in (hn.load, hn.load_input):
        with suppress(hn.FileFormatError):
            read(path)
