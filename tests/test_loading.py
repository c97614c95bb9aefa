"""Networks out of files: exact, or refused in one line."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from custom_layers import Tuned
from exercises import EXERCISES
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn import loading
from handnn.loading import load_input_shape


def test_a_file_written_by_hand_may_say_less(tmp_path: Path) -> None:
    path = tmp_path / "net.json"
    path.write_text(
        '\ufeff{"format": "handnn", "version": 1, "layers": ['
        '{"type": "Dense", "parameters": {"W": [[1, -1, 1]]}}, {"type": "ReLU"}]}',
        encoding="utf-8",
    )
    assert hn.load(path)([2, 1, 3]).tolist() == [4]
    assert hn.load_input(path) is None


DENSE = '{"type": "Dense", "parameters": {"W": [[1, 2]], "b": [3]}}'


def whole(layers: str, more: str = "") -> str:
    return f'{{"format": "handnn", "version": 1, {more}"layers": [{layers}]}}'


LISTED = "buffers, children, custom, dtype, id, layers, name, parameters, settings, type"


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
        whole(f'{DENSE}, {{"type": "Tuned"}}'),
        'layers[1].type: handnn has no layer "Tuned". If it is a class of your own, pass it to '
        "load in Python: handnn.load(path, layers=[Tuned]). The command line knows only the "
        "built-in "
        "layers",
    ),
    "code for a type": (
        whole('{"type": "os.system"}'),
        'layers[0].type: handnn has no layer "os.system". If it is a class of your own, pass it '
        "to load in Python: handnn.load(path, layers=[os.system]). The command line knows only "
        "the "
        "built-in layers",
    ),
    "the base class": (
        whole('{"type": "Layer"}'),
        'layers[0].type: handnn has no layer "Layer". If it is a class of your own, pass it to '
        "load in Python: handnn.load(path, layers=[Layer]). The command line knows only the "
        "built-in "
        "layers",
    ),
    "a misspelt key": (
        whole('{"type": "ReLU", "nmae": "relu"}'),
        f"layers[0].nmae: is not known here; a layer has {LISTED}",
    ),
    "a key twice": (
        whole('{"type": "ReLU", "type": "Tanh"}'),
        'the key "type" appears twice in one object',
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
        'layers[0].layers[1].type: handnn has no layer "No". If it is a class of your own, pass '
        "it to load in Python: handnn.load(path, layers=[No]). The command line knows only the "
        "built-in "
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

    EXERCISES["neuron"].network().save(tmp_path / "net.json")
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
    with pytest.raises((IsADirectoryError, PermissionError)) as system:  # as systems have it
        tmp_path.read_text(encoding="utf-8")
    with pytest.raises(hn.FileAccessError) as caught:
        hn.load_input(tmp_path)
    assert str(caught.value) == f"{tmp_path} cannot be read: {system.value.strerror}."


@pytest.mark.parametrize("layers", [[Tuned([1])], Tuned([1]), [int], ["Tuned"], [None]])
def test_layers_takes_classes_of_layers(tmp_path: Path, layers) -> None:
    EXERCISES["neuron"].network().save(tmp_path / "net.json")
    with pytest.raises(hn.LayerTypeError, match="layers= takes a list of classes of layers, not"):
        hn.load(tmp_path / "net.json", layers=layers)


def test_two_given_classes_of_one_name(tmp_path: Path) -> None:
    EXERCISES["neuron"].network().save(tmp_path / "net.json")
    with pytest.raises(hn.NetworkError) as caught:
        hn.load(tmp_path / "net.json", layers=[Tuned, type("Tuned", (Tuned,), {})])
    assert str(caught.value) == "load: two classes in layers= are called Tuned. Rename one."


def test_a_custom_class_that_fails_is_told_with_its_place(tmp_path: Path) -> None:
    net = hn.Sequential(Tuned([1, 2]))
    net.save(tmp_path / "net.json")

    def stubborn(self, w, **others):
        raise ZeroDivisionError("never")

    with pytest.raises(hn.FileFormatError) as caught:
        hn.load(tmp_path / "net.json", [type("Tuned", (Tuned,), {"__init__": stubborn})])
    assert str(caught.value) == (
        f"{tmp_path / 'net.json'}: layers[0]: Tuned(w, mode, sizes, name) failed with "
        "ZeroDivisionError: never."
    )


def test_a_custom_class_that_makes_another_shape(tmp_path: Path) -> None:
    hn.Sequential(Tuned([1, 2])).save(tmp_path / "net.json")

    def three(self, name=None, mode=0, sizes=()):
        Tuned.__init__(self, [1, 2, 3], mode, sizes, name)

    with pytest.raises(hn.FileFormatError) as caught:
        hn.load(tmp_path / "net.json", [type("Tuned", (Tuned,), {"__init__": three})])
    assert str(caught.value) == (
        f"{tmp_path / 'net.json'}: layers[0].parameters.w: has shape (2,), but Tuned made it (3,)."
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


def test_a_file_says_that_its_input_is_a_picture(tmp_path):
    path = tmp_path / "net.json"
    net = hn.Sequential(hn.Dense([[1, 2, 3, 4, 5, 6]]))
    net.save(path, input_shape=(2, 3))
    assert load_input_shape(path) == (2, 3)
    assert hn.load(path)([1, 0, 0, 0, 0, 1]) == 7
    net.save(path)
    assert load_input_shape(path) is None


def test_the_shape_of_a_picture_fits_the_network(tmp_path):
    path = tmp_path / "net.json"
    with pytest.raises(hn.ShapeError) as caught:
        hn.Sequential(hn.Dense([[1, 2, 3]])).save(path, input_shape=(2, 2))
    assert str(caught.value) == "input_shape (2, 2) has 4 places, but a sample has 3 features."


@pytest.mark.parametrize("shape", ["8", "[8]", "[2, 0]", "[2, 1.5]", "[true, 1]", '["8", 8]'])
def test_another_shape_in_a_file_is_refused(tmp_path, shape):
    path = tmp_path / "net.json"
    path.write_text(f'{{"format": "handnn", "version": 1, "input_shape": {shape}}}')
    with pytest.raises(hn.FileFormatError) as caught:
        load_input_shape(path)
    assert str(caught.value) == (
        f"{path}: input_shape: must be the numbers of rows and columns, [8, 8]."
    )
