"""The content of a network's file, checked value by value; every value knows its place."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import DTypeLike

from handnn.arrays import Array
from handnn.errors import FileAccessError, FileFormatError, MissingFileError
from handnn.files.saving import FORMAT, VERSION

_KINDS: dict[type, str] = {
    list: "a list [ ]",
    dict: "an object { }",
    str: "text",
    bool: "true or false",
}
_NOT_FINITE = ("nan", "inf", "-inf")


@dataclass(frozen=True)
class Content:
    """A value in a file.

    Attributes:
        value: The value as `json` parsed it.
        path: The file.
        place: Its place in the file: ``layers[0].parameters.W``; empty for the whole.
    """

    value: Any
    path: str
    place: str = ""

    def fail(self, message: str) -> NoReturn:
        """Raise a `FileFormatError` that names the file and the place."""
        end = "" if message.endswith("?") else "."
        where = f"{self.place}: " if self.place else ""
        raise FileFormatError(f"{self.path}: {where}{message}{end}")

    def of_kind(self, kind: type) -> Any:
        """The value, if it is a dict, a list, a str or a bool as expected."""
        if not isinstance(self.value, kind):
            self.fail(f"must be {_KINDS[kind]}, not {shown(self.value)}")
        return self.value

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        """The value under a key of this object, or the default if the key is missing."""
        return self[key].of_kind(kind) if key in self.value else default

    def __getitem__(self, key: str | int) -> Content:
        step = f"[{key}]" if isinstance(key, int) else f".{key}"
        return Content(self.value[key], self.path, (self.place + step).removeprefix("."))

    def list_at(self, key: str) -> list[Content]:
        """The items of the list under a key; none if the key is missing."""
        items = self.get(key, list, [])
        return [self[key][i] for i in range(len(items))]

    def object_at(self, key: str, known: Sequence[str] | None = None) -> dict[str, Content]:
        """The values of the object under a key, by name; none if the key is missing.

        Args:
            key: The key of the object in this one.
            known: The names that it may contain; any by default.
        """
        names = self.get(key, dict, {})
        for name in names:
            if known is not None and name not in known:
                allowed = ", ".join(known) or "nothing"
                self[key][name].fail(f"is not known here; known: {allowed}")
        return {name: self[key][name] for name in names}

    def array(self, dtype: DTypeLike = np.float64) -> Array:
        """An array from lists of numbers."""
        exact = np.array(self._numbers(), dtype=np.float64)
        with np.errstate(over="ignore"):
            array = exact.astype(dtype)
        if np.isinf(array).sum() > np.isinf(exact).sum():
            self.fail(f"has a number too large for {array.dtype}")
        return array

    def _numbers(self) -> Any:
        """Nested lists of numbers, all of equal lengths."""
        if not isinstance(self.value, list):
            return self._number()
        if set(map(type, self.value)) <= {float}:
            return self.value
        rows = [self[i]._numbers() for i in range(len(self.value))]
        for i, row in enumerate(rows):
            if np.shape(row) != np.shape(rows[0]):
                first = f"{self.place}[0] has {_counted(rows[0])}"
                self[i].fail(f"has {_counted(row)}, but {first}")
        return rows

    def _number(self) -> float:
        if type(self.value) not in (int, float) and self.value not in _NOT_FINITE:
            self.fail(f'must be a number, "nan", "inf" or "-inf", not {shown(self.value)}')
        try:
            return float(self.value)
        except OverflowError:
            self.fail("is too large a number")

    def setting(self) -> Any:
        """A setting: a number, text, True, False, None, or a list of these."""
        if isinstance(self.value, list):
            return [self[i].setting() for i in range(len(self.value))]
        if isinstance(self.value, dict):
            number = self.value.get("number")
            if len(self.value) != 1 or number not in _NOT_FINITE:
                self.fail("must be a number, text, true, false, null or a list of these")
            return float(number)
        return self.value


def read(path: str | os.PathLike[str], data: bytes | None = None) -> Content:
    """The content of a file, after checking that it is a handnn network.

    Args:
        path: The file.
        data: Its content, if that has been read already; `path` then only names it in errors.

    Raises:
        FileFormatError: If it is not, or if its version is newer than this handnn.
        MissingFileError: If the file does not exist.
        FileAccessError: If it cannot be read.
    """
    whole = Content(_parsed(path, data), str(path))
    if not isinstance(whole.value, dict) or whole.value.get("format") != FORMAT:
        whole.fail(
            f'not a network\'s file, which begins with "format": "{FORMAT}". '
            "net.save(path) writes one"
        )
    version = whole.value.get("version")
    if type(version) is not int or version < 1:
        whole.fail(f'"version" must be a whole number from 1, not {shown(version)}')
    if version > VERSION:
        whole.fail(
            f"version {version} of the format is newer than this handnn, which reads version "
            f"{VERSION}; install a newer handnn"
        )
    return whole


def _parsed(path: str | os.PathLike[str], data: bytes | None) -> Any:
    whole = Content(None, str(path))
    try:
        text = (Path(path).read_bytes() if data is None else data).decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except FileNotFoundError as error:
        raise MissingFileError(f"There is no file {path}.") from error
    except OSError as error:
        raise FileAccessError(f"{path} cannot be read: {error.strerror}.") from error
    except json.JSONDecodeError as error:
        whole.fail(f"not JSON, at line {error.lineno}, column {error.colno}: {error.msg}")
    except UnicodeDecodeError:
        whole.fail("not text in UTF-8, so not a network's file")
    except ValueError as error:  # from the hooks below, or a number of thousands of digits
        whole.fail(str(error).partition(";")[0])
    except RecursionError:
        whole.fail("brackets inside brackets inside brackets: too deep")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {shown(twice)} appears twice in one object")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f'{text} is not JSON. Write "{text.lower().replace("infinity", "inf")}"')


def shown(value: Any) -> str:
    """A value as written in the file, truncated."""
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _counted(row: Any) -> str:
    return f"{len(row)} values" if isinstance(row, list) else "no list"
