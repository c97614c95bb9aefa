"""The keys of a class: which one belongs to what was handed in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from handnn.errors import ArgumentError, FileFormatError
from handnn.practice.checking import Checker, plain_name
from handnn.practice.handed_in import HandedIn
from handnn.practice.key import Key, read_key


class Keys:
    """The keys to one or more worksheets.

    Args:
        named: The keys, each by the name of its file or by its code.
    """

    def __init__(self, named: Mapping[str, Key]) -> None:
        self.named = named
        self._by_code = {key.code: key for key in named.values()}
        self._checkers: dict[str, Checker] = {}

    @cached_property
    def cells(self) -> frozenset[str]:
        """The names of all cells that are asked for, as `plain_name` has them."""
        return frozenset(plain_name(name) for key in self.named.values() for name in key.asked)

    def checker_for(self, handed_in: HandedIn) -> Checker:
        """The checker of the worksheet that answers belong to.

        Raises:
            FileFormatError: If none of the keys belongs to them, or if it is not clear which.
        """
        key = self._key_for(handed_in)
        checker = self._checkers.get(key.code)
        if checker is None:
            checker = self._checkers[key.code] = Checker(key)
        return checker

    def _key_for(self, handed_in: HandedIn) -> Key:
        name = handed_in.key_code
        if not name and len(self._by_code) == 1:
            return next(iter(self._by_code.values()))
        if not name:
            raise FileFormatError(
                f"It is not clear which of the {len(self._by_code)} keys the answers belong to. "
                'Name it in a column "key": its code, or the name of its file.'
            )
        found = self._by_code.get(name) or self.named.get(name.removesuffix(".json"))
        if found is None:
            title = f" ({handed_in.title})" if handed_in.title else ""
            raise FileFormatError(
                f"The answers belong to another worksheet{title}: there is no key {name}."
            )
        return found


def read_keys(given: Any) -> Keys:
    """Keys, worksheets, files of keys, folders of such files, or a list of these.

    Raises:
        ArgumentError: If there is no key among them.
        FileFormatError: If a file is no key.
        FileAccessError: If a file cannot be read.
    """
    named = dict(_named(given))
    if not named:
        raise ArgumentError(f"There is no key to check the answers with in {given}.")
    return Keys(named)


def _named(given: Any) -> Iterator[tuple[str, Key]]:
    """Keys by the names of their files, or by their codes."""
    key = getattr(given, "key", given)  # of a worksheet
    if isinstance(key, Key):
        yield key.code, key
    elif isinstance(given, list | tuple):
        for each in given:
            yield from _named(each)
    elif not isinstance(given, str | os.PathLike):
        raise ArgumentError(
            "The key is a worksheet, the file of its key, a folder of such files, or a list of "
            f"these; got {type(given).__name__}."
        )
    else:
        path = Path(given)
        for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
            yield file.stem, read_key(file)
