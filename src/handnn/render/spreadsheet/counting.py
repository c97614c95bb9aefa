"""The sheet that counts the parameters: outputs × (inputs + 1), as formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handnn.summary import Summary

SHEET = "Parameters"
_HEADERS = ("name", "layer", "outputs", "inputs", "bias", "parameters")


def write_counts(
    workbook: Any, summary: Summary, style: Callable[..., Any], names: Mapping[str, str]
) -> None:
    """Write the sheet, if there are parameters; below the count, what the ranges are called."""
    if not summary.total:
        return
    sheet = workbook.add_worksheet(SHEET)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 5, 11)
    for column, header in enumerate(_HEADERS):
        sheet.write_string(0, column, header, style(bold=True, bottom=1))
    row = 0
    for layer in summary.rows:
        row += 1
        sheet.write_string(row, 0, layer.name)
        sheet.write_string(row, 1, layer.layer)
        if layer.shared_with:
            sheet.write_string(row, 5, f"shared with {layer.shared_with}")
        elif layer.sizes:
            outputs, inputs, bias = layer.sizes
            for column, number in enumerate((outputs, inputs, int(bias)), start=2):
                sheet.write_number(row, column, number)
            formula = f"=C{row + 1}*(D{row + 1}+E{row + 1})"
            sheet.write_formula(row, 5, formula, None, layer.n_parameters)
        elif layer.shapes:
            terms = ["*".join(map(str, shape)) or "1" for shape in layer.shapes.values()]
            sheet.write_formula(row, 5, "=" + "+".join(terms), None, layer.n_parameters)
    sheet.write_string(row + 1, 0, "total", style(bold=True, top=1))
    for column in range(1, 5):
        sheet.write_blank(row + 1, column, None, style(top=1))
    total = f"=SUM(F2:F{row + 1})"
    sheet.write_formula(row + 1, 5, total, style(bold=True, top=1), summary.total)
    if names:
        sheet.write_string(row + 3, 0, "on paper", style(bold=True, bottom=1))
        sheet.write_string(row + 3, 1, "name of the range", style(bold=True, bottom=1))
    for i, (symbol, name) in enumerate(names.items()):
        sheet.write_string(row + 4 + i, 0, symbol)
        sheet.write_string(row + 4 + i, 1, name)
