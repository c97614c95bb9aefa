"""What a learner has practised so far, kept in a file.

Nothing about the file ever stops practice: what cannot be read is set aside, and where nothing can
be written, nothing is kept; either is told once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from handnn.errors import FileAccessError
from handnn.files.atomic import write_atomic
from handnn.files.lock import locked
from handnn.practice.scheduling import HIGHEST_BOX, Card

FORMAT = "handnn progress"
VERSION = 1
LARGEST = 1_000_000  # bytes of a file that is read
MANY = 10_000  # cards, or kinds
LONGEST_NAME = 60
_NAME = re.compile(r"[a-z0-9]+([-/][a-z0-9]+)*")


@dataclass(frozen=True)
class Unfinished:
    """An exercise that was not finished.

    Attributes:
        level: Its level.
        seed: Its seed; 0 for an exercise of the gallery.
        code: The code of its key, by which it is known to be the same.
        work: What was done, as `Session.to_json` gives it.
    """

    level: int
    seed: int
    code: str
    work: Mapping[str, Any]


@dataclass(frozen=True)
class Progress:
    """What a learner has practised so far.

    Attributes:
        cards: What comes back when.
        started: How many exercises of each kind were begun.
        unfinished: The exercises that were not finished, by their kinds; the latest last.
    """

    cards: tuple[Card, ...] = ()
    started: Mapping[str, int] = field(default_factory=dict)
    unfinished: Mapping[str, Unfinished] = field(default_factory=dict)

    def to_json(self) -> str:
        """The progress as JSON."""
        data = {
            "format": FORMAT,
            "version": VERSION,
            "cards": [
                {"kind": c.kind, "slip": c.slip, "box": c.box, "last": c.last.isoformat()}
                for c in self.cards
            ],
            "started": dict(self.started),
            "unfinished": {
                kind: {"level": e.level, "seed": e.seed, "code": e.code, "work": dict(e.work)}
                for kind, e in self.unfinished.items()
            },
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Progress:
        """The progress that `to_json` wrote.

        Raises:
            NewerVersionError: If a newer version of handnn wrote it.
            ValueError: If it is none.
        """
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise ValueError("it has another format")
            if _whole(data["version"], 1, MANY) > VERSION:
                raise NewerVersionError
            return cls._read(data)
        except NewerVersionError:
            raise
        except KeyError as error:
            raise ValueError(f"it lacks {error}") from error
        except (TypeError, ValueError, AttributeError, RecursionError) as error:
            raise ValueError(str(error)) from error

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Progress:
        if max(map(len, (data["cards"], data["started"], data["unfinished"]))) > MANY:
            raise ValueError(f"it has more than {MANY:,} entries")
        cards = {
            (card["kind"], card["slip"]): Card(
                _name(card["kind"]),
                _slip(card["slip"]),
                _whole(card["box"], 1, HIGHEST_BOX),
                _day(card["last"]),
            )
            for card in data["cards"]
        }
        started = {_name(kind): _whole(n, 0, 10**9) for kind, n in data["started"].items()}
        unfinished = {
            _name(kind): Unfinished(
                _whole(each["level"], 1, 3),
                _whole(each["seed"], 0, 10**9),
                str(each["code"]),
                {**each["work"]},
            )
            for kind, each in data["unfinished"].items()
        }
        return cls(tuple(cards.values()), started, unfinished)


class NewerVersionError(Exception):
    """The progress was written by a newer version of handnn."""


class ProgressFile:
    """The file with a learner's progress.

    Several practices may use it at once. Each change is made to what is in the file at that time,
    under a lock, so neither loses what the other has finished. Of an exercise that both have begun,
    the work of the one that answered last is kept.

    Args:
        folder: The folder that it is in; it is made when something is written.
        tell: Is called with what there is to tell of the file.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self.path = folder / "progress.json"
        self._tell = tell
        self._is_kept = True
        self._last = Progress()

    @property
    def is_kept(self) -> bool:
        """Whether changes are written."""
        return self._is_kept

    def read(self) -> Progress:
        """The progress so far; none at first, or where the file was damaged."""
        if self._is_kept:
            try:
                self._last = self._content()
            except OSError as error:
                self._give_up(f"{self.path} cannot be read: {error.strerror}.")
        return self._last

    def change(self, change: Callable[[Progress], Progress]) -> Progress:
        """Change the progress, and write it.

        Args:
            change: Makes the new progress from the one that is in the file.
        """
        before = self._last
        if self._is_kept:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with locked(self.path):
                    before = self.read()
                    if self._is_kept:
                        write_atomic(self.path, change(before).to_json())
            except FileAccessError as error:
                self._give_up(str(error))
            except OSError as error:
                self._give_up(f"{self.path.parent} cannot be used: {error.strerror}.")
        self._last = change(before)
        return self._last

    def _content(self) -> Progress:
        try:
            if self.path.stat().st_size > LARGEST:
                raise ValueError(f"it has more than {LARGEST:,} bytes")
            return Progress.from_json(self.path.read_bytes())
        except FileNotFoundError:
            return Progress()
        except NewerVersionError:
            self._give_up(f"{self.path} was written by a newer version of handnn.")
            return self._last
        except ValueError as error:
            self._set_aside(str(error))
            return Progress()

    def _set_aside(self, why: str) -> None:
        places = (self.path.with_name(f"progress-damaged-{i}.json") for i in range(1, MANY))
        aside = next(place for place in places if not place.exists())
        with suppress(FileNotFoundError):  # another practice has just done so
            self.path.replace(aside)
        self._tell(
            f"Your progress could not be read: {_printable(why)}. The file is now called {aside}, "
            "and a new one is begun."
        )

    def _give_up(self, why: str) -> None:
        self._is_kept = False
        self._tell(f"Your progress is not kept this time: {why}")


def _printable(text: str) -> str:
    """A reason, without anything that a terminal would obey, and not too long."""
    return "".join(c if c.isprintable() else "?" for c in text)[:100]


def _name(data: Any) -> str:
    if isinstance(data, str) and len(data) <= LONGEST_NAME and _NAME.fullmatch(data):
        return data
    raise ValueError(f"{str(data)[:40]!r} is no name")


def _slip(data: Any) -> str:
    """The name of a slip, which may be a teacher's own."""
    if isinstance(data, str) and len(data) <= LONGEST_NAME and data.isprintable():
        return data
    raise ValueError(f"{str(data)[:40]!r} is no slip")


def _whole(data: Any, least: int, most: int) -> int:
    if type(data) is int and least <= data <= most:
        return data
    raise ValueError(f"{str(data)[:40]!r} is no whole number from {least} to {most}")


def _day(data: Any) -> date:
    day = date.fromisoformat(data)
    if not 1900 <= day.year <= 9000:  # so that days can be added
        raise ValueError(f"{day} is no day to practise on")
    return day
