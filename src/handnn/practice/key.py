"""The answer key: every cell of a worksheet with its value and the expression behind it.

It is all that the checker knows of an exercise. Saved as JSON it has everything to check answers
with, on another computer too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any

from handnn.arithmetic import Given, Number, Variable
from handnn.errors import FileAccessError, FileFormatError, MissingFileError
from handnn.practice.expressions import from_json, symbol, to_json

FORMAT = "handnn key"
VERSION = 1
MOST_CELLS = 100_000  # of a key that is read from a file


@dataclass(frozen=True)
class KeyCell:
    """A cell that is worked out.

    Attributes:
        symbol: Its name on paper.
        variable: Its array.
        index: Its index in that array, counted from 0.
        number: The expression behind it, as on paper: see `as_on_paper`.
        value: The true value.
        asked: Whether the worksheet leaves it blank.
    """

    symbol: str
    variable: Variable
    index: tuple[int, ...]
    number: Number
    value: float
    asked: bool


@dataclass(frozen=True)
class Key:
    """What there is to know about the answers of a worksheet.

    Attributes:
        title: The worksheet's title.
        decimals: To how many decimals answers are asked for, where they are not short.
        given: The cells that the worksheet prints from the start: inputs, weights.
        cells: The cells to work out, in their order; those that are not asked are printed too.
    """

    title: str
    decimals: int
    given: tuple[Given, ...]
    cells: tuple[KeyCell, ...]

    @property
    def asked(self) -> tuple[str, ...]:
        """The cells to fill in, by their names on paper."""
        return tuple(cell.symbol for cell in self.cells if cell.asked)

    @cached_property
    def by_symbol(self) -> Mapping[str, KeyCell]:
        """The cells to work out by their names on paper."""
        return {cell.symbol: cell for cell in self.cells}

    @cached_property
    def values(self) -> Mapping[str, float]:
        """The true value of every cell, given ones too."""
        return {
            **{symbol(given): float(given.value) for given in self.given},
            **{cell.symbol: cell.value for cell in self.cells},
        }

    @cached_property
    def arrays(self) -> Mapping[str, tuple[Variable, tuple[int, ...]]]:
        """Every array by its name: its variable and its shape."""
        found: dict[str, tuple[Variable, tuple[int, ...]]] = {}
        places = [(cell.variable, cell.index) for cell in self.given]
        places += [(cell.variable, cell.index) for cell in self.cells]
        for variable, index in places:
            _, shape = found.get(variable.name, (variable, (0,) * len(index)))
            longest = tuple(max(n, i + 1) for n, i in zip(shape, index, strict=True))
            found[variable.name] = variable, longest
        return found

    @cached_property
    def places(self) -> Mapping[str, Given]:
        """Every cell as one that an expression reads."""
        computed = (Given(cell.value, cell.variable, cell.index) for cell in self.cells)
        return {symbol(given): given for given in (*self.given, *computed)}

    @cached_property
    def code(self) -> str:
        """A short name that tells this worksheet from others: a part of its contents' hash."""
        return sha256(json.dumps(self._content(), sort_keys=True).encode()).hexdigest()[:10]

    def asking(self, asked: Container[str]) -> Key:
        """The same key for a worksheet that leaves only these cells blank, by their names."""
        cells = tuple(replace(cell, asked=cell.symbol in asked) for cell in self.cells)
        return replace(self, cells=cells)

    # -- files ------------------------------------------------------------------------------------

    def to_json(self) -> str:
        """The key as JSON."""
        head = {"format": FORMAT, "version": VERSION, "code": self.code}
        return json.dumps({**head, **self._content()}, ensure_ascii=False, indent=1) + "\n"

    def _content(self) -> dict[str, Any]:
        computed = [
            {
                "cell": cell.symbol,
                "array": cell.variable.name,
                "index": list(cell.index),
                "value": cell.value,
                "asked": cell.asked,
                "expression": to_json(cell.number),
            }
            for cell in self.cells
        ]
        given: dict[str, dict[str, Any]] = {}
        for cell in self.given:
            indices = given.setdefault(cell.variable.name, {"indices": [], "values": []})
            indices["indices"].append(list(cell.index))
            indices["values"].append(cell.value)
        kinds = {
            name: {"role": variable.role, "batched": variable.batched}
            for name, (variable, _) in self.arrays.items()
        }
        return {
            "title": self.title,
            "decimals": self.decimals,
            "arrays": kinds,
            "given": given,
            "cells": computed,
        }

    @classmethod
    def from_json(cls, text: str | bytes, name: str = "The key") -> Key:
        """The key that `to_json` wrote.

        Args:
            text: The file's content.
            name: What the file is called in errors.

        Raises:
            FileFormatError: If it is no key.
        """
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise ValueError(f'its format is {data["format"]!r}, not "{FORMAT}"')
            if data["version"] != VERSION:
                raise ValueError(f"it has version {data['version']}, and this is {VERSION}")
            return cls._read(data)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            why = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            raise FileFormatError(
                f'{name} is no key to a worksheet: {why}. worksheet.save("key.json") writes one.'
            ) from error

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Key:
        if len(data["cells"]) > MOST_CELLS:
            raise ValueError(f"it has more than {MOST_CELLS:,} cells")
        variables = {
            str(name): Variable(str(name), str(kind["role"]), bool(kind["batched"]))
            for name, kind in data["arrays"].items()
        }
        given = tuple(
            Given(_value(value), variables[name], _index(index))
            for name, array in data["given"].items()
            for index, value in zip(array["indices"], array["values"], strict=True)
        )
        known = {symbol(cell): cell for cell in given}
        cells = []
        for each in data["cells"]:
            variable, index = variables[each["array"]], _index(each["index"])
            number = from_json(each["expression"], known)
            value = _value(each["value"])
            cell = KeyCell(
                variable.cell(index), variable, index, number, value, bool(each["asked"])
            )
            known[cell.symbol] = Given(value, variable, index)
            cells.append(cell)
        return cls(str(data["title"]), int(data["decimals"]), given, tuple(cells))


def read_key(path: str | PathLike[str]) -> Key:
    """Read the key that `Worksheet.save` wrote.

    Raises:
        FileFormatError: If the file is no key.
        FileAccessError: If it cannot be read.
    """
    file = Path(path)
    try:
        text = file.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError(f"There is no file {file}.") from error
    except OSError as error:
        raise FileAccessError(f"{file} cannot be read: {error.strerror}.") from error
    return Key.from_json(text, file.name)


def _value(data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
        raise ValueError(f"{str(data)[:40]!r} is no number")
    return float(data)


def _index(data: Any) -> tuple[int, ...]:
    if not all(isinstance(i, int) and i >= 0 for i in data):
        raise ValueError(f"{str(data)[:40]!r} is no index")
    return tuple(data)
