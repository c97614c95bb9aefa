"""Messages about arguments that the command line cannot take: what to write instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import typer


def message(error: typer.TyperException, args: Sequence[str]) -> str:
    """The message for an error in the arguments."""
    said = error.format_message()
    if unquoted := _unquoted(args):
        return f'Put quotes around the numbers: --input "{" ".join(unquoted)}".'
    command = re.match(r"No such command '(.+?)'\.", said)
    if command and (command[1].endswith(".json") or Path(command[1]).is_file()):
        return f'"{command[1]}" is not a command. To run a network: handnn run {command[1]}'
    if said == "Missing argument 'NET.json'.":
        return f"{said} To write a network's file to start from: handnn new net.json"
    return said


def _unquoted(args: Sequence[str]) -> list[str]:
    """The numbers after --input, where the shell has split them into several arguments."""
    for i, arg in enumerate(args):
        option, equals, first = arg.partition("=")
        if option in ("--input", "-i"):
            values = [first, *args[i + 1 :]] if equals else args[i + 1 :]
            found = list(takewhile(re.compile(r"[-+\d.,;eE]+").fullmatch, values))
            return found if len(found) > 1 else []
    return []
