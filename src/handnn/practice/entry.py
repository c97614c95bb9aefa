"""An exercise of the gallery: a network or a script, an input, and what there is to know about it.

Each is a file, ``exercises/NAME.toml``; the code of those that are NumPy rather than a network
stands beside it, in ``NAME.py``. ``exercises/README.md`` says what is in the files.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

import handnn.losses as losses
from handnn.arithmetic import format_number, look_through_folder
from handnn.arrays import Array
from handnn.as_code.handnn_code import written
from handnn.backward import Backward
from handnn.errors import ArgumentError, NoSuchStepError
from handnn.files.atomic import write_atomic
from handnn.files.saving import FORMAT, VERSION
from handnn.loading import NetworkFile, load_file
from handnn.practice.by_hand import ByHand, rounded_by_hand, worked_by_hand
from handnn.practice.exercise import Exercise
from handnn.practice.story import Question, Words
from handnn.render.html.page import html
from handnn.render.save import pen_for
from handnn.sequential import Sequential
from handnn.trace import Trace
from handnn.training import GivenNumbers
from handnn.worked import Work, WorkBackward, work_script

FOLDER = Path(__file__).parent / "exercises"
look_through_folder(FOLDER)
_CELL = re.compile(r"\{([^{}]+)\}")


class GalleryExercise(Exercise):
    """A classical exercise, worked whenever somebody asks.

    Args:
        name: Its name in the gallery, ``hidden-layer``.

    Examples:
        >>> import handnn as hn
        >>> exercise = hn.gallery["hidden-layer"]
        >>> exercise.title
        'Hidden layer'
        >>> exercise.trace().output
        array([0., 3.])
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._data: Mapping[str, Any] = tomllib.loads(
            (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
        )

    @property
    def title(self) -> str:
        """What it is called."""
        return self._text("title")

    @property
    def group(self) -> str:
        """What it belongs to."""
        return self._text("group")

    @property
    def teaches(self) -> str:
        """What it teaches, in a sentence."""
        return self._text("teaches")

    @property
    def task(self) -> str:
        """What to do, in a sentence."""
        if self.has_backward:
            return "Work out the output, the loss, and every gradient."
        return "Work out every number, from what is given to the output."

    @property
    def before(self) -> tuple[str, ...]:
        """The names of the exercises to do before it."""
        return tuple(self._data.get("before", ()))

    @property
    def source(self) -> str:
        """Where it comes from."""
        return self._text("source")

    @property
    def story(self) -> str:
        """What it is for, what to look at, and an experiment: a few paragraphs of Markdown."""
        return self._text("story")

    @property
    def code(self) -> str | None:
        """Its NumPy, if it is code rather than a network."""
        script = self._script
        return script.read_text(encoding="utf-8") if script.exists() else None

    @property
    def network(self) -> Sequential | None:
        """A new network with the exercise's numbers; None if it is code."""
        return self._file.network if "layers" in self._data else None

    @property
    def input(self) -> Array | None:
        """The input of the network, one sample or a batch; None if it is code."""
        return self._file.input if "layers" in self._data else None

    @property
    def has_backward(self) -> bool:
        """Whether it goes on to the gradients."""
        return "loss" in self._data or "grad" in self._data or "backward" in self._data

    def trace(self) -> Trace | Work:
        """Work it: a `Trace` of its network, or the `Work` of its code."""
        network = self.network
        if network is None:
            return work_script(self._script, self.title)
        return self._trace(network)

    def backward(self) -> Backward | WorkBackward:
        """Work its gradients.

        Raises:
            ArgumentError: If the exercise has none.
        """
        if not self.has_backward:
            raise ArgumentError(
                f'The exercise "{self.name}" ends with its output. Start from a loss of your own: '
                f'hn.gallery["{self.name}"].trace().backward(hn.SquaredError(), target=...).'
            )
        record = self.trace()
        if isinstance(record, Work):
            return record.backward()
        if "grad" in self._data:
            return record.backward(grad=self._data["grad"])
        kind, settings = self._data["loss"], self._data.get("loss_settings", {})
        return record.backward(getattr(losses, kind)(**settings), target=self._data["target"])

    @property
    def has_stand_ins(self) -> bool:
        """Whether the classical sheet uses simpler operations somewhere: see `by_hand`."""
        return "stand_ins" in self._data

    def by_hand(self) -> ByHand:
        """Work it as the classical sheet does, with simpler operations: 3 in the place of e, say.

        Raises:
            ArgumentError: If nothing in the exercise is simplified.
        """
        if not self.has_stand_ins:
            raise ArgumentError(
                f'In the exercise "{self.name}" nothing stands for something else: work it as it '
                f'is, hn.gallery["{self.name}"].trace().'
            )
        title, says = f"{self.title}, by hand", self._text("by_hand")
        stand_ins, code = self._data["stand_ins"], self.code
        if code is not None:
            return worked_by_hand(title, code, says, stand_ins)
        exact = self.backward()
        assert isinstance(exact, Backward)
        return rounded_by_hand(title, exact, says, stand_ins["decimals"])

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Questions to answer with a pencil, and their answers."""
        return tuple(map(self._question, self._data.get("questions", ())))

    @property
    def program(self) -> str:
        """Its code as one would write it oneself: NumPy, or the network in Python."""
        return (self.code or written(self._data)).strip()

    @property
    def words(self) -> Words:
        """All its words, for a page."""
        return Words(
            self.title, self.teaches, self.story, self.questions, self.program, self.source
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Write it into a file: a page, a picture or a document, as `Trace.save` does.

        On a page, ``.html``, the sheet stands in its story, with the questions and their answers.
        """
        record = self.backward() if self.has_backward else self.trace()
        if pen_for(path) is html:
            write_atomic(Path(path), self.words.page(record))
        else:
            record.save(path)

    # -- its file ---------------------------------------------------------------------------------

    @property
    def _script(self) -> Path:
        return FOLDER / f"{self.name.replace('-', '_')}.py"

    def _text(self, key: str) -> str:
        return str(self._data.get(key, "")).strip()

    @property
    def _file(self) -> NetworkFile:
        """A new network, and its input."""
        described = {key: self._data[key] for key in ("input", "layers")}
        data = json.dumps({"format": FORMAT, "version": VERSION, **described})
        return load_file(f"{self.name}.toml", data.encode())

    def _trace(self, network: Sequential, x: Array | None = None) -> Trace:
        given = self.input if x is None else x
        assert given is not None
        if "random_numbers" in self._data:
            rng = GivenNumbers(self._data["random_numbers"])
            return network.trace(given, training=True, rng=rng)
        return network.trace(given, training=bool(self._data.get("training")))

    def _question(self, data: Mapping[str, Any]) -> Question:
        """A question; where its answer is that of other numbers, they are worked out with these."""
        record: Trace | Work | Backward | WorkBackward
        network = self.network
        if network is not None and "change" in data:
            changes = {key: np.array(value, float) for key, value in data["change"].items()}
            x = changes.pop("input", None)
            for key, array in changes.items():
                path, _, own = key.rpartition(".")
                setattr(network[path], own, array)
            record = self._trace(network, x)
        elif self.has_backward:
            record = self.backward()
        else:
            record = self.trace()
        return Question(data["ask"].strip(), self._filled(data["answer"].strip(), record))

    def _filled(self, text: str, record: Trace | Work | Backward | WorkBackward) -> str:
        """A text with the cells that it names in braces, ``{z1[2]}``, as their values."""
        if not _CELL.search(text):
            return text
        values = {cell.symbol: cell.value for cell in record.explain()}

        def value(found: re.Match[str]) -> str:
            if found[1] not in values:
                close = get_close_matches(found[1], values, n=3) or list(values)[:3]
                raise NoSuchStepError(
                    f'An answer of the exercise "{self.name}" names the cell {{{found[1]}}}, but '
                    f"the arithmetic has no such cell. It has {', '.join(close)}, for example."
                )
            number = format_number(values[found[1]])
            return number.text if number.exact else f"≈ {number.text}"

        return _CELL.sub(value, text)

    def __repr__(self) -> str:
        return f"Exercise {self.name!r}: {self.title}"
