"""Building the network that a file describes. No code from a file is ever run."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from handnn import layers as built_in
from handnn.arrays import Array, freeze
from handnn.errors import FileFormatError, HandnnError, LayerTypeError, NetworkError
from handnn.files.content import Content, read, shown
from handnn.files.suffixes import NUMBERS_ONLY, PICKLES, may_be_a_pickle
from handnn.layers import Layer
from handnn.parameters import rebind
from handnn.sequential import Sequential

_BUILT_IN = ("Sequential", *(name for name in built_in.__all__ if name != "Layer"))
_HEADER = ("format", "version", "input", "input_shape")
_TOP = (*_HEADER, "name", "layers")  # the usual keys of a network
_KEYS = {"type", "custom", "name", "id", "settings", "dtype", "parameters", "buffers"}
_KEYS |= {"layers", "children"}
_DTYPES = ("float32", "float64")


def load(path: str | os.PathLike[str], layers: Iterable[type[Layer]] = ()) -> Sequential:
    """Read a network that `Sequential.save` wrote, or an ONNX model.

    Its parameters are the saved ones bit for bit, and layers that were shared are shared again. The
    file contains only the names of its layers' classes: handnn's own, and those that you pass here.
    No code from a file is ever run.

    An ONNX model, ``model.onnx``, becomes a network with its own names: `Dense`, `ReLU`, ... where
    its nodes are these, and otherwise layers that run its nodes. That needs the onnx package.

    Args:
        path: The file.
        layers: Your own classes that the file names. A class is called with its parameters, its
            settings and its name as keyword arguments, as far as its constructor accepts them.

    Returns:
        The network.

    Raises:
        FileFormatError: If the file is not a handnn network, or names a class that is not in
            `layers`; the message says where in the file.
        MissingFileError: If the file does not exist.
        FileAccessError: If it cannot be read.
        ArgumentError: If it may hold a pickle, as PyTorch's files do.
        LayerTypeError: If something in `layers` is not a class of layers.
        NetworkError: If two classes in `layers` have the same name.

    Examples:
        >>> import handnn as hn, pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "net.json"
        >>> hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU()).save(path)
        >>> hn.load(path)([4, 1, 3])
        array([1.])
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".onnx":
        from handnn.imported.onnx_in import load_onnx

        return load_onnx(path)
    if suffix in NUMBERS_ONLY:
        raise FileFormatError(
            f"{Path(path).name} holds the numbers of a network, but not its layers. Build the "
            f'network, then fill it: net.load_parameters("{Path(path).name}").'
        )
    if suffix in PICKLES:
        raise may_be_a_pickle(Path(path).name)
    return _network(read(path), layers)


def _network(whole: Content, layers: Iterable[type[Layer]] = ()) -> Sequential:
    described = {key: value for key, value in whole.value.items() if key not in _HEADER}
    entry = Content({"type": "Sequential", **described}, whole.path)
    try:
        network = _Builder(_by_name(layers)).layer(entry)
    except RecursionError:
        whole.fail("layers inside layers inside layers: too deep")
    if not isinstance(network, Sequential):
        entry["type"].fail("the network itself must be a Sequential")
    return network


def load_input(path: str | os.PathLike[str]) -> Array | None:
    """Read the input that a network's file contains.

    Args:
        path: The file.

    Returns:
        A float64 array, shape ``(features,)`` or ``(batch, features)``; None when there is none.

    Raises:
        FileFormatError: If the file is not one of handnn's.
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.

    Examples:
        >>> import handnn as hn, pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "net.json"
        >>> hn.Sequential(hn.Dense([[1, -1, 1]], [-5])).save(path, input=[2, 1, 3])
        >>> hn.load_input(path)
        array([2., 1., 3.])
    """
    return _input(read(path))


def _input(whole: Content) -> Array | None:
    return whole["input"].array() if "input" in whole.value else None


def load_input_shape(path: str | os.PathLike[str]) -> tuple[int, int] | None:
    """Read how the features of a sample are arranged in rows and columns, if it is an image.

    Args:
        path: The file.

    Returns:
        Rows and columns, or None when the file does not say.

    Raises:
        FileFormatError: If the file is not a handnn network, or its ``input_shape`` is not valid.
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.
    """
    return _input_shape(read(path))


def _input_shape(whole: Content) -> tuple[int, int] | None:
    if "input_shape" not in whole.value:
        return None
    shape = whole["input_shape"].value
    if not (isinstance(shape, list) and [type(n) for n in shape] == [int, int] and min(shape) > 0):
        whole["input_shape"].fail("must be the numbers of rows and columns, [8, 8]")
    return shape[0], shape[1]


class NetworkFile(NamedTuple):
    """Everything that a network's file contains."""

    network: Sequential
    input: Array | None
    input_shape: tuple[int, int] | None


def load_file(path: str | os.PathLike[str], data: bytes | None = None) -> NetworkFile:
    """Read a network of handnn's own layers and its input, opening the file once.

    Args:
        path: The file.
        data: Its content, if that has been read already; `path` then only names it in errors.

    Raises:
        FileFormatError: If the file is not a handnn network, or names another layer.
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.
    """
    if data is None and Path(path).suffix.lower() in (".onnx", *NUMBERS_ONLY, *PICKLES):
        return NetworkFile(load(path), None, None)
    whole = read(path, data)
    return NetworkFile(_network(whole), _input(whole), _input_shape(whole))


def _by_name(layers: Any) -> dict[str, type[Layer]]:
    found: dict[str, type[Layer]] = {}
    for cls in layers if isinstance(layers, Iterable) else [layers]:
        if not isinstance(cls, type) or not issubclass(cls, Layer):
            raise LayerTypeError(f"load: layers= takes a list of classes of layers, not {cls!r}.")
        if found.setdefault(cls.__name__, cls) is not cls:
            message = f"load: two classes in layers= are called {cls.__name__}. Rename one."
            raise NetworkError(message)
    return found


class _Builder:
    """Builds the layers of one file, each after those inside it."""

    def __init__(self, custom_classes: Mapping[str, type[Layer]]) -> None:
        self.custom_classes = custom_classes
        self.layers_by_id: dict[str, Layer] = {}

    def layer(self, entry: Content) -> Layer:
        """The layer that an entry describes."""
        if "same_as" in entry.of_kind(dict):
            return self.shared(entry)
        for key in entry.value:
            if key not in _KEYS:
                holder, keys = ("a layer", sorted(_KEYS)) if entry.place else ("a file", _TOP)
                entry[key].fail(f"is not known here; {holder} has {', '.join(keys)}")
        cls = self.layer_class(entry)
        if cls is Sequential and "layers" not in entry.value:
            entry.fail('there is no "layers" here, the list of the network\'s layers')
        arrays = _arrays(entry, cls)
        parameters = {name: arrays[name] for name in cls.parameter_names if name in arrays}
        buffers = {name: arrays[name] for name in cls.buffer_names if name in arrays}
        settings = entry.object_at("settings", cls.hyperparameter_names)
        inside = [self.layer(child) for child in entry.list_at("layers")]
        children = {name: self.layer(child) for name, child in entry.object_at("children").items()}
        arguments = {
            **arrays,
            **{name: value.setting() for name, value in settings.items()},
            **children,
            "name": entry.get("name", str),
        }
        layer = _made(entry, cls, inside, arguments)
        _restore(entry, layer, parameters, children)
        for name, array in buffers.items():
            setattr(layer, name, array)
        if "id" in entry.value:
            key = entry.get("id", str)
            if self.layers_by_id.setdefault(key, layer) is not layer:
                entry["id"].fail(f"two layers have the id {shown(key)}")
        return layer

    def shared(self, entry: Content) -> Layer:
        """The layer that appears at an earlier place too."""
        key = entry.get("same_as", str)
        if len(entry.value) > 1:
            entry.fail('an entry with "same_as" can say nothing else')
        if key not in self.layers_by_id:
            entry["same_as"].fail(f"no layer before this one has the id {shown(key)}")
        return self.layers_by_id[key]

    def layer_class(self, entry: Content) -> type[Layer]:
        """The class that an entry names: one of handnn's, or one of the custom classes."""
        name = entry.get("type", str)
        if name is None:
            entry.fail('a layer needs a "type", the name of its class')
        custom = entry.get("custom", bool, name not in _BUILT_IN)
        cls = self.custom_classes.get(name) if custom else _built_in(name)
        if cls is None:
            entry["type"].fail(_unknown(name))
        return cls


def _built_in(name: str) -> type[Layer] | None:
    """One of handnn's own classes, which is imported only if a file names it."""
    if name == "Sequential":
        return Sequential
    return getattr(built_in, name) if name in _BUILT_IN else None


def _unknown(name: str) -> str:
    """What to say of a class that is not known."""
    if name in _BUILT_IN:
        message = f"{name} is not handnn's here but a class of your own. Pass it to load in Python"
    else:
        small = {known.lower(): known for known in _BUILT_IN}
        if close := get_close_matches(name.lower(), small, n=1, cutoff=0.8):
            return f'handnn has no layer {shown(name)}; did you mean "{small[close[0]]}"?'
        message = (
            f"handnn has no layer {shown(name)}. If it is a class of your own, pass it to load in "
            "Python"
        )
    return (
        f"{message}: handnn.load(path, layers=[{name}]). "
        "The command line knows only the built-in layers"
    )


def _arrays(entry: Content, cls: type[Layer]) -> dict[str, Array]:
    """The parameters and buffers of an entry, float64 unless it says float32."""
    values = entry.object_at("parameters", cls.parameter_names)
    values |= entry.object_at("buffers", cls.buffer_names)
    dtypes: dict[str, Any] = {}
    if isinstance(entry.value.get("dtype"), str):
        dtypes = dict.fromkeys(values, entry["dtype"])
    elif "dtype" in entry.value:
        dtypes = entry.object_at("dtype", tuple(values))
    for dtype in dtypes.values():
        if dtype.value not in _DTYPES:
            dtype.fail(f'must be "float32" or "float64", not {shown(dtype.value)}')
    return {
        name: value.array(dtypes[name].value if name in dtypes else np.float64)
        for name, value in values.items()
    }


def _made(entry: Content, cls: Any, inside: list[Layer], arguments: dict[str, Any]) -> Layer:
    """Call the class with the arguments that it accepts."""
    takes = inspect.signature(cls).parameters
    if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in takes.values()):
        arguments = {name: value for name, value in arguments.items() if name in takes}
    for name, parameter in takes.items():
        if parameter.default is parameter.empty and name not in arguments:
            for kind, names in (
                ("parameter", cls.parameter_names),
                ("buffer", cls.buffer_names),
                ("setting", cls.hyperparameter_names),
            ):
                if name in names:
                    entry.fail(f"the {kind} {name} of {cls.__name__} is missing")
    try:
        layer: Layer = cls(*inside, **arguments)
    except HandnnError as error:
        entry.fail(" ".join(str(error).rstrip(".").split()))
    except Exception as error:
        names = ", ".join(arguments)
        entry.fail(f"{cls.__name__}({names}) failed with {type(error).__name__}: {error}")
    return layer


def _restore(
    entry: Content, layer: Layer, parameters: dict[str, Array], children: dict[str, Layer]
) -> None:
    """Restore a layer exactly as saved, whatever its constructor did with the values."""
    for name, child in children.items():
        setattr(layer, name, child)
    kept = {name: getattr(layer, name, None) for name in layer.parameter_names}
    for name, array in parameters.items():
        present = kept[name]
        if present is not None and present.shape != array.shape:
            entry["parameters"][name].fail(
                f"has shape {array.shape}, but {layer.label} made it {present.shape}"
            )
        kept[name] = freeze(array)
    rebind({layer: {name: array for name, array in kept.items() if array is not None}})
