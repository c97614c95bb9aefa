"""Reading whatever learners hand in: files of answers, codes in a text, tables, workbooks."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Container, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from handnn.errors import FileAccessError, FileFormatError, HandnnError, MissingFileError
from handnn.practice.classroom.submission import Submission, submission
from handnn.practice.classroom.tables import rows_of_csv, submissions_of
from handnn.practice.classroom.workbooks import read_workbook
from handnn.practice.handed_in import PREFIX, HandedIn, read_handed_in

LARGEST_FILE = 10_000_000  # bytes


class File(NamedTuple):
    """A file that was handed in.

    Attributes:
        path: Where it is.
        name: What it is called in the report: its path in the folder.
    """

    path: Path
    name: str


def files_in(path: str | os.PathLike[str]) -> list[File]:
    """The files of a folder and the folders in it, or a single file.

    Files whose name begins with a dot, and links, are left out.

    Raises:
        MissingFileError: If there is no such file or folder.
    """
    place = Path(path)
    if place.is_file():
        return [File(place, place.name)]
    if not place.is_dir():
        raise MissingFileError(f"There is no file and no folder {place}.")
    return sorted(_files_below(place))


def _files_below(place: Path) -> Iterator[File]:
    for folder, folders, names in os.walk(place):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(folder, name)
            if not name.startswith(".") and not file.is_symlink() and file.is_file():
                yield File(file, file.relative_to(place).as_posix())


def read_submissions(file: File, cells: Container[str]) -> Iterator[Submission]:
    """What a file holds; a problem in it is among them.

    Args:
        file: The file.
        cells: The names of the cells that are asked for, as `plain_name` has them.
    """
    try:
        reader = _READERS.get(file.path.suffix.lower())
        if reader is None:
            raise FileFormatError(f"Files with answers end in {', '.join(_READERS)}.")
        yield from reader(file.name, _content(file.path), cells)
    except HandnnError as error:
        yield Submission(file.name, None, str(error))


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise FileFormatError(f"The file is larger than {LARGEST_FILE:,} bytes.")
        return file.read_bytes()
    except OSError as error:
        raise FileAccessError(f"The file cannot be read: {error.strerror}.") from error


def _text(content: bytes) -> str:
    """Text as programs for tables save it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _of_json(name: str, content: bytes, cells: Container[str]) -> Iterator[Submission]:
    yield Submission(name, read_handed_in(content))


def _of_text(name: str, content: bytes, cells: Container[str]) -> Iterator[Submission]:
    """The codes in a text: one, or those of a whole class."""
    _, *codes = _text(content).split(PREFIX)
    if not codes:
        raise FileFormatError(f"There is no code in the text: it begins with {PREFIX}")
    for i, code in enumerate(dict.fromkeys(codes), 1):
        source = f"{name}, code {i}" if len(codes) > 1 else name
        yield submission(source, partial(read_handed_in, PREFIX + code))


def _of_table(name: str, content: bytes, cells: Container[str]) -> Iterator[Submission]:
    yield from submissions_of(rows_of_csv(_text(content)), cells, name)


def _of_workbook(name: str, content: bytes, cells: Container[str]) -> Iterator[Submission]:
    found = read_workbook(content)
    if isinstance(found, HandedIn):
        yield Submission(name, found)
    else:
        yield from submissions_of(found, cells, name)


_READERS: dict[str, Callable[[str, bytes, Container[str]], Iterator[Submission]]] = {
    ".json": _of_json,
    ".csv": _of_table,
    ".tsv": _of_table,
    ".xlsx": _of_workbook,
    ".txt": _of_text,
    ".eml": _of_text,
}
