"""A program in a real terminal of one's own, to type into and to read from."""

from __future__ import annotations

import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from types import TracebackType

import pytest
from optional import optional

fcntl, pty, termios = map(optional, ("fcntl", "pty", "termios"))

PATIENCE = 30.0  # seconds
_CONTROLS = re.compile(r"\x1b\[\?2004[hl]\r?")  # readline's, around a line that is typed


class PseudoTerminal:
    """A program running in a terminal.

    Args:
        args: What the command line `handnn` is given.
        columns: How wide the terminal is.
        lines: How high it is.
        env: Further environment variables.
    """

    def __init__(
        self, *args: str, columns: int = 80, lines: int = 50, env: Mapping[str, str] | None = None
    ) -> None:
        if sys.platform == "win32":
            pytest.skip("Windows has no pseudo-terminals")
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "handnn", *args],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=kept | {"TERM": "xterm", "PYTHONIOENCODING": "utf-8"} | dict(env or {}),
            preexec_fn=_take_terminal,
        )
        os.close(theirs)
        self.output = ""

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def read_to(self, end: str) -> str:
        """What it prints until it has printed a text.

        Raises:
            AssertionError: If it does not print that.
        """
        start = len(self.output)
        until = time.monotonic() + PATIENCE
        while end not in self.output[start:]:
            assert time.monotonic() < until, f"no {end!r} in {self.output[start:]!r}"
            if not self._read():
                assert end in self.output[start:], f"no {end!r} in {self.output[start:]!r}"
        return self.output[start:]

    def type(self, text: str, then: str) -> str:
        """Type a line; give what it prints until it has printed a text.

        A control character, such as Ctrl-C, is typed without Enter, and not faster than by hand:
        Python hears Ctrl-C only a moment after it has printed a prompt.
        """
        if text.isprintable():
            text += "\n"
        else:
            time.sleep(0.5)
        os.write(self._ours, text.encode())
        return self.read_to(then)

    def end(self) -> tuple[int, str]:
        """Its exit status, and what it prints until its end."""
        start = len(self.output)
        while self._read():
            pass
        return self._process.wait(PATIENCE), self.output[start:]

    def _read(self) -> bool:
        if not select.select([self._ours], [], [], PATIENCE)[0]:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux says so where a terminal has ended
            return False
        self.output += _CONTROLS.sub("", data.decode(errors="replace")).replace("\r\n", "\n")
        return bool(data)


def _take_terminal() -> None:
    """In the new process: make the terminal the one whose Ctrl-C it gets.

    Tests that run in the background ignore Ctrl-C, and so would the programs that they start.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
