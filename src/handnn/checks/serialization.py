"""Checks that a layer can be copied, pickled, saved and loaded."""

from __future__ import annotations

import copy
import inspect
import pickle
import sys
import tempfile
from pathlib import Path

from handnn.arrays import same
from handnn.checks.subject import Outcome, Subject, alike, failed, note, ok
from handnn.layers.base import Layer
from handnn.loading import load
from handnn.sequential import Sequential


def check_constructor(subject: Subject) -> Outcome:
    """The constructor takes what a file keeps, by name, and builds the same layer from it."""
    layer, cls = subject.layer, type(subject.layer)
    if isinstance(layer, Sequential):
        return ok("its layers")
    attributes = [name for name, child in layer.children.items() if vars(layer).get(name) is child]
    chain = [child for name, child in layer.children.items() if name not in attributes]
    listed = layer.parameter_names, layer.buffer_names, layer.hyperparameter_names, attributes
    kept = [name for names in listed for name in names]
    accepted = inspect.signature(cls).parameters
    for name in kept:
        if name not in accepted:
            return failed(
                f'A file keeps "{name}", but the constructor of {cls.__name__} takes no argument '
                f"of that name. Add it: def __init__(self, {name}, ...)"
            )
    for name, argument in accepted.items():
        if name in kept or name == "name" or (chain and argument.kind is argument.VAR_POSITIONAL):
            continue
        if argument.default is argument.empty:
            return failed(
                f'The constructor of {cls.__name__} needs "{name}", which a file does not keep. '
                f"Keep it, self.{name} = {name}, and {_listing(name)}"
            )
        if not alike(vars(layer).get(name, argument.default), argument.default):
            return failed(
                f'A file does not keep "{name}", so that load gives the layer {name}='
                f"{argument.default!r} again. To keep it, {_listing(name)}"
            )
    values = {name: getattr(layer, name) for name in kept}
    again = cls(*chain, **values)
    if not subject.draws and not same(again.run(subject.x).output, subject.step.output):
        return failed(f"{cls.__name__}({', '.join(kept)}) of its own values gives another output.")
    if "name" not in accepted:
        return note("it takes no name. Add name=None, and super().__init__(name=name)")
    if cls(*chain, **{**values, "name": "foo"}).name != "foo":
        return failed(
            f'{cls.__name__}(..., name="foo") does not keep its name. Call '
            "super().__init__(name=name) first in __init__."
        )
    return ok(f"{cls.__name__}({', '.join(accepted)})")


def _listing(name: str) -> str:
    """How to make a file keep an argument; only the author knows whether it is learned."""
    return (
        f'list it: parameter_names = ("{name}",) if it is learned, '
        f'hyperparameter_names = ("{name}",) if not.'
    )


def check_copies(subject: Subject) -> Outcome:
    """A copy and a pickle run like the original."""
    layer, step = subject.layer, subject.step
    again = copy.deepcopy(layer)
    if not subject.draws and not same(again.run(subject.x).output, step.output):
        return failed("A deep copy gives another output. Keep everything in plain attributes.")
    if getattr(sys.modules.get(type(layer).__module__), type(layer).__qualname__, None) is None:
        return note(
            "a copy is like the original; pickle finds a class only at the top of a module: move "
            "it there from inside the function"
        )
    if pickle.loads(pickle.dumps(step)) != step:
        return failed(
            "A pickled step is not equal to the step. Keep everything in plain attributes."
        )
    return ok("a copy and a pickle are like the original")


def check_saving(subject: Subject) -> Outcome:
    """A network with the layer in it is loaded from a file as it was saved."""
    network = Sequential(subject.layer)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.json"
        network.save(path)
        loaded = load(path, layers=list(_classes(subject.layer)))
    loaded_arrays = {**loaded.parameters, **loaded.buffers}
    for name, array in (*network.parameters.items(), *network.buffers.items()):
        if not same(loaded_arrays[name], array):
            return failed(f"{name} is loaded from a file with other numbers.")
    if not subject.draws and not same(loaded(subject.x), network(subject.x)):
        return failed(
            "Loaded from a file it gives another output. Does hyperparameter_names list everything "
            "that the constructor takes besides the parameters?"
        )
    return ok("loaded from a file as it was saved")


def _classes(layer: Layer) -> set[type[Layer]]:
    """The class of a layer, and of every layer inside it."""
    return {type(layer)}.union(*map(_classes, layer.children.values()))
