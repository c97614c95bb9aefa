"""Checking what a whole class handed in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from handnn.errors import HandnnError
from handnn.practice.classroom.collecting import File, files_in, read_submissions
from handnn.practice.classroom.keys import Keys, read_keys
from handnn.practice.classroom.report import ClassReport
from handnn.practice.classroom.results import Graded, Problem
from handnn.practice.classroom.submission import Submission
from handnn.practice.handed_in import visible
from handnn.practice.key import Key
from handnn.practice.processes import share_among

FEW = 200  # files that are not worth a second process
PORTION = 50  # files that a process reads at a time

Done = Callable[[int], None]


def grade(
    answers: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    key: Any,
    *,
    processes: int = 1,
    done: Done = lambda _: None,
) -> ClassReport:
    r"""Check what a class handed in.

    It reads the files that a worksheet's page writes, codes in text files, worksheets that were
    filled in as workbooks, and tables (CSV or workbooks) with a row for each learner, or with the
    two columns cell and answer. What cannot be read is listed in the report and stops nothing.
    Nothing in a file is ever executed.

    Args:
        answers: A folder, a file, or several of these.
        key: The worksheet, the file of its key, a folder of keys, or a list of these. Where there
            are several, the answers say which one belongs to them.
        processes: How many processes share the work if there are many files. With more than one, a
            script calls this under ``if __name__ == "__main__":``.
        done: Called with the number of files that have just been read.

    Raises:
        ArgumentError: If there is no key.
        MissingFileError: If there is no such folder or file.
        FileFormatError: If a key is none.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> import handnn as hn
        >>> sheet = hn.worksheet(hn.gallery["single-neuron"])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     table = Path(folder, "class.csv")
        ...     _ = table.write_text("name,z[1],y[1]\nAda,-1,0\nBen,4,4\n")
        ...     report = hn.grade(table, sheet)
        >>> [(each.name, each.feedback.score) for each in report.learners]
        [('Ada', 1.0), ('Ben', 0.5)]
        >>> report.slips
        {'bias-left-out': 1}
    """
    places = [answers] if isinstance(answers, str | os.PathLike) else answers
    files = [found for place in places for found in files_in(place)]
    keys = read_keys(key)
    found: list[Graded | Problem] = []
    for n, results in _results(files, keys, processes):
        found += results
        done(n)
    return ClassReport(
        tuple(each for each in found if isinstance(each, Graded)),
        tuple(each for each in found if isinstance(each, Problem)),
    )


def _results(
    files: Sequence[File], keys: Keys, processes: int
) -> Iterator[tuple[int, list[Graded | Problem]]]:
    """What comes of the files, some at a time, with how many these were."""
    if processes < 2 or len(files) <= FEW:
        yield from ((1, _graded([file], keys)) for file in files)
        return
    portions = [files[i : i + PORTION] for i in range(0, len(files), PORTION)]
    with share_among(processes, _begin, keys.named) as pool:
        for portion, results in zip(portions, pool.map(_graded_there, portions), strict=True):
            yield len(portion), results


_keys: Keys  # of a process that shares the work


def _begin(named: Mapping[str, Key]) -> None:
    global _keys
    _keys = Keys(named)


def _graded_there(files: Sequence[File]) -> list[Graded | Problem]:
    return _graded(files, _keys)


def _graded(files: Sequence[File], keys: Keys) -> list[Graded | Problem]:
    return [
        _checked(submission, file, keys)
        for file in files
        for submission in read_submissions(file, keys.cells)
    ]


def _checked(submission: Submission, file: File, keys: Keys) -> Graded | Problem:
    """What a submission is worth; a file's name, too, may hold anything."""
    source, handed_in, problem = submission
    source = visible(source)
    if handed_in is None:
        return Problem(source, visible(problem))
    try:
        checker = keys.checker_for(handed_in)
    except HandnnError as error:
        return Problem(source, visible(str(error)))
    name = handed_in.name or visible(file.path.stem)
    title = handed_in.title or checker.key.title  # on a class page it has the number
    return Graded(name, title, source, checker.check(handed_in.answers))
