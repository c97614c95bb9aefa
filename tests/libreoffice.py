"""Spreadsheets as LibreOffice works them out."""

import subprocess
from io import BytesIO

from openpyxl import load_workbook
from spreadsheet_formulas import Spreadsheet


def recalculated(files, folder):
    """The value of every formula of some files.

    Each is given as its content and some changed numbers. It is saved without its values, so that
    LibreOffice has to fill them in.
    """
    for name, (content, changes) in files.items():
        workbook = load_workbook(BytesIO(content))
        for (sheet, cell), number in changes.items():
            workbook[sheet][cell] = number
        workbook.save(folder / f"{name}.xlsx")
    paths = [str(folder / f"{name}.xlsx") for name in files]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    done = folder / "done"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(done)]
    subprocess.run([*command, *paths], check=True, capture_output=True, timeout=300)
    return {name: Spreadsheet((done / f"{name}.xlsx").read_bytes()).stored for name in files}
