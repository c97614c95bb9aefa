"""JavaScript in Node.js, asked as Playwright asks a page."""

from __future__ import annotations

import json
import subprocess
from typing import Any

LOOP = """
const vm = require("node:vm");
globalThis.vm = vm;
const lines = require("node:readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const { script, argument } = JSON.parse(line);
  let answer;
  try {
    answer = { result: vm.runInThisContext(`(${script})`)(argument) };
  } catch (error) {
    answer = { error: String(error.stack) };
  }
  process.stdout.write(JSON.stringify(answer) + "\\n");
});
"""


class Node:
    """A process that evaluates functions, for as long as the `with` block lasts."""

    def __enter__(self) -> Node:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            ["node", "--eval", LOOP], stdin=pipe, stdout=pipe, encoding="utf-8"
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def evaluate(self, script: str, argument: object = None) -> Any:
        """What the function gives for the argument, both as JSON."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"script": script, "argument": argument}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("result")
