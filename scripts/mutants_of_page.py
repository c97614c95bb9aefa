"""Measure whether the tests notice faults in the JavaScript of the page.

A mutant is the source with one small fault in it: a comparison turned round, a number off by one, a
condition that always holds, a statement left out. The tests should fail for each. What survives is
printed, to be read: either a test is missing, or the fault makes no difference.

    python scripts/mutants_of_page.py --sample 60

It needs Node.js, Chromium and the `browser` extra, and takes up to a minute for each mutant.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mutants import passes

ROOT = Path(__file__).parent.parent
TWINS = (Path("src/handnn/arithmetic/js"), Path("src/handnn/practice/js"))
ASSETS = (
    Path("src/handnn/render/html/assets"),
    Path("src/handnn/practice/web/assets"),
    Path("src/handnn/learning/figures/assets"),
)
NO_SHRINKING = "--hypothesis-profile=quick"

PAGES = (
    *("test_frames.py", "test_interaction.py", "test_redrawn.py", "test_sheet.py"),
    "test_worksheet.py",
)
PROGRAMS = ("test_javascript.py", "test_programs.py", "test_checking.py")
IN_NODE = ["-m", "node", *(f"tests/browser/{name}" for name in PROGRAMS)]
IN_CHROMIUM = ["-m", "browser", "-k", "not axe", *(f"tests/browser/{name}" for name in PAGES)]

# What is no code: comments, strings, templates, regular expressions.
_NO_CODE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`
    |(?<=[(,=:\[!&|?{};\s])/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/[a-z]*""",
    re.DOTALL | re.VERBOSE,
)
_TURNED = {
    " === ": " !== ",
    " !== ": " === ",
    " < ": " <= ",
    " <= ": " < ",
    " > ": " >= ",
    " >= ": " > ",
    " && ": " || ",
    " || ": " && ",
    " ?? ": " && ",
    " + ": " - ",
    " - ": " + ",
    " * ": " / ",
    " / ": " * ",
    " % ": " * ",
    " += ": " -= ",
    " -= ": " += ",
    "Math.max": "Math.min",
    "Math.min": "Math.max",
    ".every(": ".some(",
    ".some(": ".every(",
    "true": "false",
    "false": "true",
}
_OPERATOR = re.compile("|".join(map(re.escape, _TURNED)))
_NUMBER = re.compile(r"(?<![\w.#$])\d[\d_]*(?:\.\d+)?(?![\w.])")
_NOT = re.compile(r"!(?=[\w(])")
_IF = re.compile(r"\bif \(")
_RETURN = re.compile(r"\breturn ([^;\n]+);")
_STATEMENT = re.compile(
    r"^ +(?!return|const|let|throw|else|for|if|while|case)"
    r"[\w.]+(?:\(.*\)|\[.*\])?[^{}\n]*;$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Mutant:
    """One file with one fault in it.

    Attributes:
        file: Its path in the repository.
        line: Where the fault is.
        before: What stood there.
        after: What stands there now.
        text: The whole file.
    """

    file: Path
    line: int
    before: str
    after: str
    text: str


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Every mutant of a file."""
    text = (ROOT / file).read_text(encoding="utf-8")
    code = _NO_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for start, end, after in sorted(set(_faults(code))):
        before = text[start:end]
        if "import " not in text[text.rfind("\n", 0, start) + 1 : end]:
            line = text.count("\n", 0, start) + 1
            yield Mutant(file, line, before, after, text[:start] + after + text[end:])


def _faults(code: str) -> Iterator[tuple[int, int, str]]:
    """Faults as places in the code and what is to stand there."""
    for match in _OPERATOR.finditer(code):
        yield *match.span(), _TURNED[match[0]]
    for match in _NUMBER.finditer(code):
        number = match[0].replace("_", "")
        yield *match.span(), str(float(number) * 2) if "." in number else str(int(number) + 1)
    for match in _NOT.finditer(code):
        yield *match.span(), ""
    for match in _RETURN.finditer(code):
        yield *match.span(), "return undefined;"
    for match in _STATEMENT.finditer(code):
        yield match.start() + len(match[0]) - len(match[0].lstrip()), match.end(), ";"
    for match in _IF.finditer(code):
        end = _closing(code, match.end())
        yield match.end(), end, "true"
        yield match.end(), end, "false"


def _closing(code: str, at: int) -> int:
    """Where the parenthesis closes that was opened before a place."""
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        at += 1
    return at - 1


def is_code(text: str) -> bool:
    """Whether JavaScript can be read at all."""
    check = ["node", "--input-type=module", "--check"]
    return not subprocess.run(check, input=text, text=True, capture_output=True).returncode


def is_noticed(mutant: Mutant, copy: Path) -> bool:
    """Whether the tests fail for a mutant: those in Node.js, and for a file of the page all."""
    runs = [IN_NODE] if mutant.file.parent in TWINS else [IN_NODE[:3], IN_CHROMIUM]
    (copy / mutant.file).write_text(mutant.text, encoding="utf-8")
    try:
        return not all(passes(copy, [*run, NO_SHRINKING]) for run in runs)
    finally:
        shutil.copyfile(ROOT / mutant.file, copy / mutant.file)


def main() -> None:
    """Draw a sample of mutants, try each, and print what survives."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=60, help="how many mutants (default: 60)")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    parser.add_argument("--trusting", action="store_true", help="do not run the tests unharmed")
    parser.add_argument("--only", default="", help="only files whose path contains this")
    options = parser.parse_args()
    os.environ["CI"] = "1"  # hypothesis then draws the same examples every time
    files = [
        f.relative_to(ROOT) for place in (*TWINS, *ASSETS) for f in (ROOT / place).glob("*.js")
    ]
    everything = [m for f in sorted(files) if options.only in str(f) for m in mutants_of(f)]
    random.Random(options.seed).shuffle(everything)
    sample = []
    for mutant in everything:
        if len(sample) < options.sample and is_code(mutant.text):
            sample.append(mutant)
    print(f"{len(sample)} of {len(everything)} mutants", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("src", "tests", "docs", "scripts"):
            shutil.copytree(ROOT / part, copy / part)
        shutil.copy(ROOT / "pyproject.toml", copy)
        sys.path.insert(0, str(copy / "src"))
        if not options.trusting and not all(passes(copy, run) for run in (IN_NODE, IN_CHROMIUM)):
            sys.exit("The tests fail without any mutant.")
        survivors = 0
        for i, mutant in enumerate(sample, 1):
            noticed = is_noticed(mutant, copy)
            survivors += not noticed
            what = f"{mutant.file.name}:{mutant.line}: {mutant.before!r} -> {mutant.after!r}"
            print(f"{i:3} {'noticed ' if noticed else 'SURVIVED'} {what}", flush=True)
    killed = len(sample) - survivors
    print(f"{killed} of {len(sample)} noticed: {killed / max(1, len(sample)):.1%}")


if __name__ == "__main__":
    main()
