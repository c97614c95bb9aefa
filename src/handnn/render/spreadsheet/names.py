"""What an array is called in a spreadsheet, where W1 is the name of a cell."""

from __future__ import annotations

import re
from collections.abc import Container

from handnn.arithmetic import to_ascii

_LONGEST = 200
_ADDRESS = re.compile(r"[A-Z]{1,3}\d+|[RC]|R\d*C\d*|R\d+|C\d+|TRUE|FALSE", re.IGNORECASE)


def defined_name(name: str, taken: Container[str] = ()) -> str:
    """A name for a range that spreadsheets accept, as close to the one on paper as can be.

    ``W1`` and ``b1`` are cells there, and capitals do not matter: so they get a ``_`` behind them.

    Args:
        name: The name on paper.
        taken: Names that there are already, in small letters.

    Examples:
        >>> defined_name("x"), defined_name("W1"), defined_name("∂L/∂W1"), defined_name("new b1")
        ('x', 'W1_', 'dL_dW1', 'new_b1')
        >>> defined_name("H", taken={"h"})
        'H_2'
    """
    plain = to_ascii(name).replace("'", "_prime")
    valid = re.sub(r"[\W_]+", "_", plain, flags=re.ASCII).strip("_")[:_LONGEST]
    if not valid or valid[0].isdigit():
        valid = f"_{valid}"
    if _ADDRESS.fullmatch(valid):
        valid += "_"
    chosen, count = valid, 1
    while chosen.lower() in taken:
        count += 1
        chosen = f"{valid.rstrip('_')}_{count}"
    return chosen
