"""What a learner hands in: the answers of a page, as a file or as a code to be mailed.

Both are the same JSON. The code is that JSON in letters that survive a mail, with a checksum that
tells when a part of it was lost. Whatever is in there is only ever read: names and texts.

The page writes both with ``js/handing_in.js``.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from zlib import crc32

from handnn.errors import FileFormatError

FORMAT = "handnn answers"
VERSION = 1
PREFIX = "handnn1:"

LARGEST = 4_000_000  # characters of a file or a code
MOST_ANSWERS = 100_000
LONGEST_NAME = 200  # characters of a learner's name, a title, the name of a cell
LONGEST_ANSWER = 200
LARGEST_NUMBER = 1e300

_CODE = re.compile(r"([A-Za-z0-9_-]*)=*\.([0-9a-f]{8})")
_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

Answer = str | float


@dataclass(frozen=True)
class HandedIn:
    """One learner's answers to one worksheet.

    Attributes:
        name: The learner's name, as it was typed; it may be empty.
        key_code: Which worksheet they belong to: `Key.code`.
        answers: What was written, by the names of the cells.
        title: The worksheet's title.
    """

    name: str
    key_code: str
    answers: Mapping[str, Answer]
    title: str = ""

    def to_json(self) -> str:
        """The answers as the file that a page hands in."""
        data = {
            "format": FORMAT,
            "version": VERSION,
            "name": self.name,
            "key": self.key_code,
            "title": self.title,
            "answers": dict(self.answers),
        }
        return json.dumps(data, ensure_ascii=False)

    def to_code(self) -> str:
        """The answers as a code without spaces.

        Examples:
            >>> code = HandedIn("Ada", "0123456789", {"z1[1]": "4"}).to_code()
            >>> code[:20]
            'handnn1:eyJmb3JtYXQi'
            >>> read_handed_in(code).answers
            {'z1[1]': '4'}
        """
        content = self.to_json().encode()
        letters = urlsafe_b64encode(content).decode().rstrip("=")
        return f"{PREFIX}{letters}.{crc32(content):08x}"


def read_handed_in(text: str | bytes) -> HandedIn:
    """Read what a learner handed in: the content of a file, or a code.

    Spaces and line breaks in a code, as mail puts them in, do not matter; nor does what stands
    before it and behind it, such as "Here is my code:".

    Args:
        text: The content.

    Raises:
        FileFormatError: If it is neither, is damaged, or is larger than any worksheet.
    """
    if len(text) > LARGEST:
        raise _error(f"it is longer than {LARGEST:,} characters")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _error("it is no text") from None
    text = text.removeprefix("\ufeff").lstrip()
    return _read(text if text.startswith("{") or PREFIX not in text else _decoded(text))


def _decoded(text: str) -> str:
    """The JSON in a code."""
    code = "".join(text.rpartition(PREFIX)[2].split())
    found = _CODE.match(code)
    if found is None:
        raise _error("the end of the code is missing: copy it from handnn1: to its last letter")
    letters = found[1]
    try:
        content = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except ValueError:
        content = b""
    if f"{crc32(content):08x}" != found[2]:
        raise _error("a part of the code is missing or was changed: copy it once more, as a whole")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise _error("the code holds no text") from None


def _read(text: str) -> HandedIn:
    try:
        data = json.loads(text, parse_constant=_fail_at)
    except (ValueError, RecursionError):
        raise _error("it is neither a code that begins with handnn1: nor JSON") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _error(f'it is not of the format "{FORMAT}"')
    if data.get("version") != VERSION:
        raise _error(f"it has version {str(data.get('version'))[:20]}, and this is {VERSION}")
    answers = data.get("answers")
    if not isinstance(answers, dict) or len(answers) > MOST_ANSWERS:
        raise _error("it has no answers by the names of the cells")
    return HandedIn(
        _line(data.get("name", ""), "the name"),
        _line(data.get("key"), "the key's code"),
        {_line(cell, "a cell's name"): _answer(cell, given) for cell, given in answers.items()},
        _line(data.get("title", ""), "the title"),
    )


def _line(text: Any, what: str) -> str:
    """A short text in one line, without anything invisible."""
    if not isinstance(text, str) or len(text) > LONGEST_NAME:
        raise _error(f"{what} is no text of at most {LONGEST_NAME} characters")
    return visible(text)


def visible(text: str) -> str:
    """Text in one line, without anything invisible."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


def _answer(cell: str, given: Any) -> Answer:
    if isinstance(given, str) and len(given) <= LONGEST_ANSWER:
        return visible(given)
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if is_number and abs(given) <= LARGEST_NUMBER:
        return float(given)
    raise _error(f"the answer to {cell[:40]} is neither a number nor a short text")


def _fail_at(constant: str) -> NoReturn:
    raise ValueError(constant)


def _error(why: str) -> FileFormatError:
    return FileFormatError(
        f"No answers can be read: {why}. A worksheet's page writes them with its buttons "
        '"Save a file" and "Copy a code".'
    )
