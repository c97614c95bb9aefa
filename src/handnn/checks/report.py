"""What the checks found: one line for each, and what to fix."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from handnn import terminal
from handnn.errors import LayerError

Verdict = Literal["ok", "note", "open", "FAILED"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check: The check's name.
        verdict: ``"ok"``, ``"FAILED"``, ``"note"`` (not wrong, but good to know), or ``"open"``
            (not checked, because another check failed).
        text: What was found, and what to fix if anything.
    """

    check: str
    verdict: Verdict
    text: str


class Report:
    """The findings of several checks: true when none failed, and readable when printed.

    A report that is not true writes what failed to standard error when it is first asked for its
    truth. So a bare ``assert check_layer(layer, x)`` shows it, above the `AssertionError` of a
    script, and under "Captured stderr" in pytest. Look at `failures` to ask without a word.

    Args:
        title: What was checked.
        findings: What was found, in order.

    Examples:
        >>> from handnn.checks.report import Finding, Report
        >>> report = Report("Scale", [Finding("run", "ok", "(3,) → (3,)")])
        >>> bool(report)
        True
        >>> print(report)
        Scale: the check passed
          ok      run  (3,) → (3,)
    """

    def __init__(self, title: str, findings: Sequence[Finding]) -> None:
        self.title = title
        self.findings = tuple(findings)
        self._told = False

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings of the checks that failed."""
        return self._of("FAILED")

    def raise_if_failed(self) -> None:
        """Raise the report as an error if a check failed.

        Raises:
            LayerError: If a check failed; its message is the report.
        """
        if self.failures:
            raise LayerError(str(self))

    def __bool__(self) -> bool:
        if self.failures and not self._told:
            self._told = True
            print(self._written(self.failures), file=sys.stderr)
        return not self.failures

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, check: str) -> Finding:
        """The finding of the check with a name."""
        return {finding.check: finding for finding in self.findings}[check]

    def __str__(self) -> str:
        return self._written(self.findings)

    __repr__ = __str__

    def _written(self, findings: Sequence[Finding]) -> str:
        longest = max((len(finding.check) for finding in findings), default=0)
        lines = _hanging("", f"{self.title}: {self._outcome()}")
        for finding in findings:
            start = f"  {finding.verdict:<6}  {finding.check:<{longest}}  "
            lines += _hanging(start, finding.text)
        text = "\n".join(lines)
        return text.replace("→", "->") if terminal.is_plain() else text

    def _outcome(self) -> str:
        what = "failed" if self.failures else "passed"
        some, n = len(self.failures or self._of("ok")), len(self)
        every = "the check" if n == 1 else f"all {n} checks"
        parts = [f"{every} {what}" if some == n else f"{some} of {n} checks {what}"]
        if skipped := self._of("open"):
            parts.append(f"{len(skipped)} left open")
        notes = self._of("note")
        if notes and not self.failures:
            count = "1 note" if len(notes) == 1 else f"{len(notes)} notes"
            parts.append(f"{count}: {'; '.join(map(_gist, notes))}")
        return ", ".join(parts)

    def _of(self, verdict: Verdict) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.verdict == verdict)


def _gist(note: Finding) -> str:
    """The statement of a note, without its reasons and advice."""
    first = re.split(r"[:.] ", note.text)[0]
    return first[0].lower() + first[1:]


def _hanging(start: str, text: str) -> list[str]:
    """The text in its own column, to the right of `start`."""
    room = max(terminal.width() - len(start), 40)
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, room) or [""]]
    indent = " " * len(start)
    return [(indent if i else start) + line for i, line in enumerate(lines)] or [start.rstrip()]
