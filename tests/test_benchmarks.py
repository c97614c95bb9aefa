"""The benchmarks run and print their tables; how fast is not a test's business."""

import subprocess
import sys
from pathlib import Path

from benchmarks import slips

ROOT = Path(__file__).parents[1]


def test_a_benchmark_prints_its_table_and_writes_it(tmp_path):
    command = [sys.executable, "-m", "benchmarks", "--seconds", "0", "--only", "forward"]
    table = tmp_path / "speed.md"
    run = subprocess.run(
        [*command, "--write", str(table)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "### Running one sample, float64" in run.stdout
    assert "| 3-4-2 " in run.stdout
    assert table.read_text(encoding="utf-8") == run.stdout


def test_the_figures_of_the_checker_are_those_that_it_reaches():
    written = (ROOT / "benchmarks/slips.md").read_text(encoding="utf-8")
    assert written == slips.measure().markdown() + "\n", "run python -m benchmarks.slips --write"
