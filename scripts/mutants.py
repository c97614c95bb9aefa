"""Plant faults in the core, one at a time, and see whether a test notices.

    python scripts/mutants.py                 # 220 faults; which ones, the seed decides
    python scripts/mutants.py --only step.py  # those of one module

It works in a copy of the repository. The tests of the faulty module run first, then those of its
package, those of the core, and all the others; the first that fails has killed the mutant, and so
has a run without end.
Each run is a fork of this process, which has imported NumPy and pytest already: so it needs Linux
or macOS. A survivor is a fault that no test sees: read it, and write the test, or find that the
fault makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("src/handnn")
CORE = (
    *("arithmetic", "files", "layers", "losses"),
    *("backward.py", "backward_step.py", "derivation.py", "explanation.py", "frozen.py"),
    *("naming.py", "parameters.py", "sequential.py", "step.py", "summary.py", "symbols.py"),
    *("trace.py", "learning/adam.py", "learning/optimizer.py", "learning/sgd.py"),
    "learning/update.py",
)

# What has little to do with the core, or takes long: it is asked last.
LATER = ("browser", "checks", "cli", "docs", "examples", "render", "sheet")
LAST = ("test_architecture.py", "test_benchmarks.py", "test_readme.py", "test_scikit_learn.py")
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
NO_TESTS = 5  # what pytest ends with where there are none
PATIENCE = 180  # seconds for one run of tests, after which it counts as without end

OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


class Mutant(NamedTuple):
    """A fault: what stands in a file, and what is put in its place."""

    file: Path
    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        change = f"{self.before}  →  {self.after}"
        return f"{self.file.as_posix()}:{self.line}  {' '.join(change.split())}"


def faults(node: ast.AST) -> Iterator[str]:
    """What could stand in the place of a node."""
    match node:
        case ast.BinOp(left, op, right) if type(op) in OPERATORS:
            yield ast.unparse(ast.BinOp(left, OPERATORS[type(op)](), right))
        case ast.Compare(left, [op], [right]):
            yield ast.unparse(ast.Compare(left, [COMPARISONS[type(op)]()], [right]))
        case ast.BoolOp(ast.And(), values):
            yield ast.unparse(ast.BoolOp(ast.Or(), values))
        case ast.BoolOp(ast.Or(), values):
            yield ast.unparse(ast.BoolOp(ast.And(), values))
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield ast.unparse(operand)
        case ast.Constant(bool() as value):
            yield repr(not value)
        case ast.Constant(int() | float() as value):
            yield repr(value + 1)
        case ast.Return(ast.Constant(None)):
            yield "return 0"
        case ast.Return(value) if value is not None:
            yield "return None"
        case ast.Raise() | ast.Continue() | ast.Break():
            yield "pass"
        case ast.Expr(ast.Call()) | ast.AugAssign():
            yield "pass"
        case ast.Assign([ast.Attribute() | ast.Subscript()], _):
            yield "pass"
        case ast.IfExp(test, body, orelse):
            yield ast.unparse(ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse))


def condition(node: ast.AST) -> ast.expr | None:
    """The condition that a statement depends on."""
    return node.test if isinstance(node, ast.If | ast.While) else None


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run: not the annotations, nor what stands in a formatted text."""
    yield node
    skipped = {"annotation", "returns", "decorator_list", "type_comment"}
    if isinstance(node, ast.JoinedStr):
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    for name, value in ast.iter_fields(node):
        if name in skipped:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from walk(child)


def mutants(file: Path) -> Iterator[Mutant]:
    """All faults that can be planted in a file."""
    text = (ROOT / file).read_text(encoding="utf-8")
    starts = [0]
    for row in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    source = text.encode()
    for node in walk(ast.parse(text)):
        places: list[tuple[ast.AST, str]] = [(node, fault) for fault in faults(node)]
        if (test := condition(node)) is not None:
            places.append((test, f"not ({ast.unparse(test)})"))
        for place, fault in places:
            start = starts[place.lineno - 1] + place.col_offset  # type: ignore[attr-defined]
            end = starts[place.end_lineno - 1] + place.end_col_offset  # type: ignore[attr-defined]
            before = source[start:end].decode()
            yield Mutant(file, place.lineno, start, end, before, fault)  # type: ignore[attr-defined]


def stages(copy: Path, file: Path) -> list[list[str]]:
    """Which tests to run one after the other, from those next to the fault to all of them."""
    inside = file.relative_to(PACKAGE)
    own = Path("tests") / inside.parent / f"test_{inside.name}"
    if not (copy / own).exists() and len(own.parts) > 2:
        own = own.parent  # the tests of its folder
    package = "/".join(own.parts[:2]) if len(inside.parts) > 1 else ""
    near: list[str] = []
    beside: list[str] = []
    core: list[str] = []
    others: list[str] = []
    for path in sorted((copy / "tests").rglob("test_*.py")):
        test = path.relative_to(copy)
        if own in (test, test.parent):
            near.append(test.as_posix())
        elif test.parts[1] in LATER or test.name in LAST:
            others.append(test.as_posix())
        elif test.as_posix().startswith(f"{package}/") or (not package and len(test.parts) == 2):
            beside.append(test.as_posix())
        else:
            core.append(test.as_posix())
    # Examples in docstrings come last: read first, a module would be another one than is imported.
    return [[*near, file.as_posix()], beside, [*core, PACKAGE.as_posix()], others]


def passes(copy: Path, tests: list[str]) -> bool:
    """Whether tests pass in the copy: a fork of this process runs them."""
    child = os.fork()
    if not child:
        status = 1
        try:
            os.setsid()
            os.chdir(copy)
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, 1)
            os.dup2(sink, 2)
            status = pytest.main([*OPTIONS, *tests])
        finally:
            os._exit(status)
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) in (0, NO_TESTS)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


@cache
def passes_untouched(copy: Path, tests: tuple[str, ...]) -> bool:
    """Whether tests pass as long as nothing is wrong; otherwise they would kill whatever comes."""
    return passes(copy, list(tests))


def survives(copy: Path, mutant: Mutant, clock: Iterator[int], n_stages: int) -> bool:
    """Whether no test notices a fault."""
    file = copy / mutant.file
    original = file.read_bytes()

    def write(content: bytes) -> None:
        file.write_bytes(content)
        now = next(clock)  # another second each time: by it Python knows what it has compiled
        os.utime(file, (now, now))

    tests = stages(copy, mutant.file)[:n_stages]
    if not passes_untouched(copy, tuple(tests[0])):
        raise SystemExit(f"These tests fail without any fault: pytest {' '.join(tests[0])}")
    write(original[: mutant.start] + mutant.after.encode() + original[mutant.end :])
    try:
        return all(passes(copy, some) for some in tests)
    finally:
        write(original)


def seconds() -> Iterator[int]:
    """Points in time, each a second after the last."""
    now = int(time.time())
    while True:
        now += 1
        yield now


def main() -> int:
    """Plant the faults, and print what became of each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--number", type=int, default=220, help="how many faults (220)")
    parser.add_argument("--seed", type=int, default=0, help="which faults (0)")
    parser.add_argument("--only", default="", help="only in files whose path has this in it")
    parser.add_argument("--lines", default="", help="only at these lines: 12,40")
    parser.add_argument(
        "--stages", type=int, default=3, help="1: the module's tests, 2: the core's"
    )
    parser.add_argument("--list", action="store_true", help="show the faults, and plant none")
    chosen = parser.parse_args()

    files = [
        file.relative_to(ROOT)
        for part in CORE
        for file in sorted(
            (ROOT / PACKAGE / part).rglob("*.py") if "." not in part else [ROOT / PACKAGE / part]
        )
        if chosen.only in file.as_posix()
    ]
    found = [mutant for file in files for mutant in mutants(file)]
    if chosen.lines:
        lines = set(map(int, chosen.lines.split(",")))
        found = [mutant for mutant in found if mutant.line in lines]
    sample = random.Random(chosen.seed).sample(found, min(chosen.number, len(found)))
    sample.sort(key=lambda mutant: (mutant.file, mutant.start))
    print(f"{len(sample)} of {len(found)} faults in {len(files)} files", flush=True)
    if chosen.list:
        print(*sample, sep="\n")
        return 0

    os.environ["CI"] = "1"  # hypothesis then draws the same examples every time
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "handnn"
        ignored = shutil.ignore_patterns(".git", ".venv", ".ci", "__pycache__", ".*_cache", "site")
        shutil.copytree(ROOT, copy, ignore=ignored)
        sys.path[:0] = [str(copy / "src"), str(copy / "tests")]
        os.environ["PYTHONPATH"] = str(copy / "src")  # for the processes that tests start
        import hypothesis.extra.numpy  # noqa: F401  (once here, and not again in every fork)

        clock, survivors = seconds(), []
        for i, mutant in enumerate(sample, start=1):
            begin = time.monotonic()
            if survives(copy, mutant, clock, chosen.stages):
                survivors.append(mutant)
            fate = "survived" if survivors[-1:] == [mutant] else "killed"
            took = time.monotonic() - begin
            print(f"{i:>4} {fate:<8} {took:>5.1f} s  {mutant}", flush=True)
    killed = len(sample) - len(survivors)
    print(f"\n{killed} of {len(sample)} killed ({killed / len(sample):.1%}). Survivors:")
    print(*survivors, sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
