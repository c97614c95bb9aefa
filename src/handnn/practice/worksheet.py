"""Worksheets: a sheet with cells left blank, and the key to check them with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from handnn.arithmetic import Constant, Given, Number
from handnn.errors import ArgumentError, UnexplainedError
from handnn.explanation import CellExplanation, Explanation
from handnn.files.atomic import write_atomic
from handnn.practice.checking import Checker
from handnn.practice.exercise import Exercise
from handnn.practice.expressions import (
    add,
    as_on_paper,
    cells_in,
    factors,
    made,
    multiply,
    negative,
    symbol,
    terms,
    unsigned,
)
from handnn.practice.feedback import Feedback
from handnn.practice.key import Key, KeyCell
from handnn.practice.seeded import Seeded
from handnn.record import Record
from handnn.sheet.blanks import with_blanks
from handnn.sheet.layout import page_of
from handnn.sheet.page import Cell, Limits, Page

LIMITS = Limits(features=64, samples=16)
Blank = str | float | Sequence[str]
DECIMALS = 2


class Worksheet:
    """A sheet to fill in, made by `worksheet`.

    Attributes:
        title: What it is called.
        task: What to do, in a sentence.
        record: What it shows, with the numbers in.
        key: What the checker knows.
    """
