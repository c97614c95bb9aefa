"""Worksheets to hand out: the files of a class, with a key for each worksheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from handnn.errors import ArgumentError, FileAccessError
from handnn.practice.blanking import Blank
from handnn.practice.exercise import Exercise
from handnn.practice.gallery import gallery
from handnn.practice.generator import exercise, exercises
from handnn.practice.paper import PaperSize
from handnn.practice.processes import share_among
from handnn.practice.several import save_worksheets
from handnn.practice.worksheet import Worksheet, worksheet

BATCH = 50  # worksheets in one file
FOR_SEVERAL = ("pdf", "html", "docx", "tex", "md", "txt", "xml")
FOR_EACH = ("xlsx",)  # a file for every variant
FOR_ONE = (*FOR_SEVERAL, *FOR_EACH, "svg")


@dataclass(frozen=True)
class Plan:
    """What a class is to practise.

    Attributes:
        name: An exercise of the gallery; None for generated ones.
        sizes: The sizes of generated exercises; None for those usual for the kind.
        kind: Their kind.
        level: Their level.
        seeds: Their seeds, one for each variant.
        blank: What is left blank; None for what is usual.
        on_paper: Further tasks for the pencil.
    """

    name: str | None = None
    sizes: tuple[int, ...] | None = None
    kind: str = "forward"
    level: int = 1
    seeds: tuple[int, ...] = (0,)
    blank: Blank | None = None
    on_paper: tuple[str, ...] = ()

    def worksheets(self) -> list[Worksheet]:
        """A worksheet for each seed, or that of the gallery."""
        return [worksheet(each, self.blank, on_paper=self.on_paper) for each in self._exercises()]

    def _exercises(self) -> Iterator[Exercise]:
        if self.name is not None:
            yield gallery[self.name]
            return
        for seed in self.seeds:
            yield exercise(self.sizes, seed, kind=self.kind, level=self.level)


def variants(plan: Plan, n: int) -> Plan:
    """The plan with as many different exercises, beginning with the seed that it has.

    Raises:
        ArgumentError: If there are not that many, or if it names an exercise of the gallery.
    """
    if plan.name is not None:
        raise ArgumentError(
            f'The exercise "{plan.name}" of the gallery has its own numbers: there is one of it. '
            "Variants are made of generated exercises: --kind, --sizes, --seed."
        )
    found = exercises(n, plan.sizes, plan.seeds[0], kind=plan.kind, level=plan.level)
    return replace(plan, seeds=tuple(each.seed for each in found))


def hand_out(
    plan: Plan,
    folder: Path,
    formats: Sequence[str],
    paper_size: PaperSize = "A4",
    processes: int = 1,
    done: Callable[[int], object] = lambda n: None,
) -> list[Path]:
    """Write the worksheets of a class into a folder, and the keys into ``keys/``.

    A file of each format has all variants; of a large class, fifty. Of workbooks there is one for
    each.

    Args:
        plan: What to practise.
        folder: The folder; it is made if there is none.
        formats: Suffixes without the dot: ``("pdf", "html")``.
        paper_size: ``"A4"`` or ``"Letter"``.
        processes: How many processes work at the same time. With more than one, a script calls this
            under ``if __name__ == "__main__":``.
        done: Called with the number of worksheets that have just been written.

    Returns:
        The files of the worksheets.

    Raises:
        ArgumentError: If there is no such worksheet or format; nothing is written then.
        MissingExtraError: If what writes a format is not installed; nothing is written then.
        FileAccessError: If a file cannot be written.
    """
    known = FOR_ONE if len(plan.seeds) == 1 else (*FOR_SEVERAL, *FOR_EACH)
    for each in formats:
        if each not in known:
            raise ArgumentError(f'The formats are {", ".join(known)}; got "{each}".')
    with TemporaryDirectory() as trial:  # what cannot be written leaves no folder behind
        one = replace(plan, seeds=plan.seeds[:1])
        (Path(trial) / "keys").mkdir()
        _write_batch(one, Path(trial), formats, paper_size, range(1, 2))
    try:
        (folder / "keys").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileAccessError(f"{folder} cannot be written: {error.strerror}.") from error
    numbers = range(1, len(plan.seeds) + 1)
    batches = [numbers[i : i + BATCH] for i in range(0, len(numbers), BATCH)]
    write = partial(_write_batch, plan, folder, tuple(formats), paper_size)
    written: list[Path] = []
    if processes > 1 and len(batches) > 1:
        with share_among(processes) as pool:
            for batch, files in zip(batches, pool.map(write, batches), strict=True):
                written += files
                done(len(batch))
    else:
        for batch in batches:
            written += write(batch)
            done(len(batch))
    return written


def _write_batch(
    plan: Plan, folder: Path, formats: Sequence[str], paper_size: PaperSize, batch: range
) -> list[Path]:
    seeds = tuple(plan.seeds[i - 1] for i in batch)
    sheets = replace(plan, seeds=seeds).worksheets()
    width = len(str(len(plan.seeds)))
    numbers = [f"{number:0{width}}" for number in batch]
    for number, sheet in zip(numbers, sheets, strict=True):
        sheet.save(folder / "keys" / f"key-{number}.json")
    files: list[Path] = []
    for suffix in formats:
        if len(plan.seeds) == 1:
            files.append(folder / f"worksheet.{suffix}")
            sheets[0].save(files[-1], paper_size)
        elif suffix in FOR_EACH:
            for number, sheet in zip(numbers, sheets, strict=True):
                files.append(folder / f"worksheet-{number}.{suffix}")
                sheet.save(files[-1], paper_size)
        else:
            part = f"-{numbers[0]}-{numbers[-1]}" if len(plan.seeds) > BATCH else ""
            files.append(folder / f"worksheets{part}.{suffix}")
            save_worksheets(sheets, files[-1], paper_size=paper_size, first=batch[0])
    return files
