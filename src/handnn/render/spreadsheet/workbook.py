"""A record as a spreadsheet: change a given number, and all that follows is computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import Any

from handnn.arithmetic import Number
from handnn.arithmetic.guards import Guard
from handnn.code import is_code
from handnn.errors import ArgumentError, UnexplainedError
from handnn.explanation import CellExplanation
from handnn.record import Record
from handnn.render.colours import colour_of, colour_of_name, roles_by_name
from handnn.render.html.page_data import slopes, too_large
from handnn.render.spreadsheet.address import Address, range_of
from handnn.render.spreadsheet.book import BESIDE, LEFT, SHEET, Beside, Book, key_of, quantity
from handnn.render.spreadsheet.counting import write_counts
from handnn.render.spreadsheet.formats import Formats
from handnn.render.spreadsheet.formulas import Formulas, Key, Pieces, text_on
from handnn.render.spreadsheet.names import defined_name
from handnn.render.spreadsheet.package import xlsxwriter
from handnn.render.style import PALETTE
from handnn.sheet.layout import page_of
from handnn.sheet.layout.gradient_cells import mask_variable
from handnn.sheet.layout.kinds import is_relu
from handnn.sheet.page import Block, Cell, Limits, Mark, Page, Role
from handnn.step import Step
from handnn.summary import summarize

EVERYTHING = Limits(features=16_000, samples=16_000, stages=16_000, stage=16_000)
WIDTH, HEIGHT = 6.5, 27  # of a square: in characters, and in points
ROWS, COLUMNS = 1_000_000, 16_000  # a spreadsheet takes a few more
NUMBERS = "General"
TASK = "What is computed is a formula: change a black number, and all that follows changes."
MADE = datetime(2000, 1, 1)  # the same record gives the same file
_TINTS: dict[Role, float] = {"weights": 0.1, "parameter": 0.1, "activation": 0.1, "mask": 0.08}


def xlsx(record: Record) -> bytes:
    """A record as an ``.xlsx`` file, every computed number a formula, with its value beside it.

    Raises:
        ArgumentError: If there is too much of it.
        MissingExtraError: If XlsxWriter is not installed.
    """
    records = [record] if record.follows is None else [record.follows, record]
    for each in records:
        if too_large(each.run):
            what = "code computes" if is_code(each.run) else "network has"
            raise ArgumentError(
                f"This {what} too many numbers for a spreadsheet of formulas. Save a smaller one, "
                "or its numbers as .json."
            )
    package = xlsxwriter()
    pages = tuple(page_of(each, EVERYTHING) for each in records)
    computed, notes = _computed(records, pages)
    book = Book(pages, computed)
    if book.height > ROWS or book.bottom > ROWS or book.width > COLUMNS:
        raise ArgumentError("The sheet is larger than a spreadsheet can be. Save a smaller one.")
    file = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with package.Workbook(file, options) as workbook:
        workbook.set_properties({"title": pages[-1].title, "created": MADE})
        _Writer(workbook, book, records[0].run).write(notes)
    return file.getvalue()


def _computed(
    records: Sequence[Record], pages: Sequence[Page]
) -> tuple[dict[Key, CellExplanation], list[str]]:
    """The arithmetic of all cells, and why some of it cannot be followed."""
    computed: dict[Key, CellExplanation] = {}
    notes = []
    parts: list[Any] = []
    for record, page in zip(records, pages, strict=True):
        parts += record.explanations()
        back = record.backward_pass
        if back is not None:
            try:
                parts.append(list(slopes(back, page.blocks)))
            except UnexplainedError as error:
                parts.append(str(error))
    for part in parts:
        if isinstance(part, str):
            notes.append(f"{part} So these numbers are no formulas.")
            continue
        for cell in part:
            computed.setdefault((cell.variable.name, cell.index), cell)
    return computed, notes


class _Writer:
    """Writes a plan into a workbook."""

    def __init__(self, workbook: Any, book: Book, run: Step) -> None:
        self.workbook = workbook
        self.book = book
        self.run = run
        self.sheet = workbook.add_worksheet(SHEET)
        self.roles = roles_by_name(book.blocks)
        self.formulas = Formulas(book.addresses, self._aside)
        self.format = Formats(workbook, valign="vcenter")
        self.bottom = book.bottom
        self.decided: dict[int, Address] = {}
        self.notes: list[str] = []

    def write(self, notes: Sequence[str]) -> None:
        """Write all of it."""
        self._head(self.sheet, self.book.pages[-1].title)
        self.sheet.set_column(LEFT, self.book.width, WIDTH)
        self._decisions()
        for block in self.book.blocks:
            self._block(block)
        for page in self.book.pages:
            for mark in page.marks:
                self._mark(mark, page)
        self._not_drawn()
        pages = self.book.pages
        legends = [text for page in pages for text in page.legend]
        stays = [note for page in pages for note in page.notes if note not in page.findings]
        below = dict.fromkeys([*legends, *stays, *notes, *self.notes])
        for i, text in enumerate(below):
            self._string(self.sheet, self.book.height + 1 + i, LEFT, text, font_color=_ink("grey"))
        names = self._names()
        if not is_code(self.run):
            counted = summarize(self.run.layer, step=self.run)
            write_counts(self.workbook, counted, self.format, names)

    def _string(self, sheet: Any, row: int, column: int, text: str, **properties: Any) -> None:
        sheet.write_string(row, column, text, self.format(**properties))

    @cached_property
    def beside(self) -> Any:
        """The second sheet, if there is anything on it."""
        sheet = self.workbook.add_worksheet(BESIDE)
        self._head(sheet, "What the by-hand sheet does not draw")
        sheet.set_column(LEFT, LEFT, 2 * WIDTH)
        return sheet

    def _sheet(self, address: Address) -> Any:
        return self.sheet if address.sheet == SHEET else self.beside

    def _head(self, sheet: Any, title: str) -> None:
        sheet.set_column(0, 0, 2)
        sheet.set_default_row(HEIGHT)
        self._string(sheet, 0, LEFT, title, bold=True, font_size=14)
        self._string(sheet, 1, LEFT, TASK, font_color=_ink("grey"))
        sheet.freeze_panes(2, 0)
        sheet.hide_gridlines(1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    # -- numbers ----------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        last_row, last_column = block.height - 1, block.width - 1
        place = self.book.place(block)
        for cell, address in self.book.squares(block):
            shown = cell.last
            is_bias = (block.bias == "column" and address.column == place.column + last_column) or (
                block.bias == "row" and address.row == place.row + last_row
            )
            ground = _ground(block.role, is_bias)
            style: dict[str, Any] = {"border": 1, "border_color": _ink("rule"), "align": "center"}
            is_again = self.book.addresses[key_of(shown)] != address
            colour = _ink("pale") if shown.given and is_again else self._colour(block, shown)
            style |= {"font_color": colour, "bg_color": ground}
            if is_bias:
                side = "left" if block.bias == "column" else "top"
                style |= {side: 5, f"{side}_color": _ink("outline")}
            self._number(address, key_of(shown), shown.value, style)
        self._strike(block)

    def _strike(self, block: Block) -> None:
        """Strike what ReLU has switched off, as long as it is: the format follows the number."""
        names = {
            name
            for step in self.run.parts()
            if is_relu(step)
            for name in (step.symbols.output, mask_variable(step).name)
        }
        shown = block.cells[0][0].last
        if shown.variable.name in names and not shown.given:
            place = self.book.place(block)
            struck = self.format(font_color=_ink("pale"), font_strikeout=True)
            self.sheet.conditional_format(
                place.row,
                place.column,
                place.row + block.height - 1,
                place.column + block.width - 1,
                {"type": "cell", "criteria": "==", "value": 0, "format": struck},
            )

    def _colour(self, block: Block, cell: Cell) -> str:
        if cell.given:
            return _ink("ink")
        if block.role == "gradient":
            return _ink(colour_of_name(cell.variable.name, self.roles, "hand"))
        return _ink("hand")

    def _number(
        self, address: Address, key: Key, value: float | None, style: dict[str, Any]
    ) -> None:
        """A number in its place: as a formula if it was computed or stands elsewhere too."""
        first = self.book.addresses.get(key)
        form = self.format(num_format=NUMBERS, **style)
        pieces: Pieces | None = None
        if first is not None and first != address:
            pieces = (first,)
        elif key in self.book.computed:
            pieces = self._formula(self.book.computed[key])
        plain = float("nan") if value is None else float(value)
        if pieces is None:
            self._sheet(address).write_number(address.row, address.column, plain, form)
        else:
            self._write_formula(address, pieces, plain, form)

    def _write_formula(self, address: Address, pieces: Pieces, value: float, form: Any) -> None:
        shown: Any = value if abs(value) < float("inf") else "#NUM!"
        text = text_on(address.sheet, pieces)
        self._sheet(address).write_formula(address.row, address.column, text, form, shown)

    def _formula(self, explained: CellExplanation) -> Pieces | None:
        number: Number = quantity(explained)
        if number.operation is None and not hasattr(number, "variable"):
            return None  # a plain number that the code brought along
        try:
            pieces = self.formulas.formula(number)
        except UnexplainedError as error:
            name = explained.variable.name
            self.notes.append(f"The numbers of {name} are no formulas: {error}.")
            return None
        decided = self.decided.get(id(explained.guards))
        return ("IF(", decided, ",", *pieces, ",NA())") if decided else pieces

    def _aside(self, pieces: Pieces, value: float) -> Address:
        """A part of a formula, in a cell of its own."""
        address = Address(BESIDE, self.bottom, LEFT)
        self.bottom += 1
        style = self.format(font_color=_ink("hand"), align="center", num_format=NUMBERS)
        self._write_formula(address, pieces, value, style)
        self._string(self.beside, address.row, LEFT + 1, "a part of a long formula")
        return address

    def _decisions(self) -> None:
        """Whether every decision that the code took would be taken again."""
        style = self.format(font_color=_ink("hand"), align="center")
        for guards in self.book.guards():
            rows = []
            for guard in guards:
                pieces = self._decision(guard)
                if pieces is None:
                    continue
                address = Address(BESIDE, self.bottom, LEFT)
                self.bottom += 1
                text = text_on(BESIDE, pieces)
                self.beside.write_formula(address.row, LEFT, text, style, True)
                rows.append(address)
            if not rows:
                continue
            whole = range_of(rows)
            assert whole is not None
            address = Address(BESIDE, self.bottom, LEFT)
            self.bottom += 2
            text = text_on(BESIDE, ("AND(", whole, ")"))
            self.beside.write_formula(address.row, LEFT, text, style, True)
            says = "whether the code takes the same decisions; where not, its numbers are #N/A"
            self._string(self.beside, address.row, LEFT + 1, says)
            self.decided[id(guards)] = address

    def _decision(self, guard: Guard) -> Pieces | None:
        try:
            pieces = self.formulas.formula(guard.condition)
        except UnexplainedError:
            return None
        return ("AND(", *pieces, ")") if guard.truth else ("NOT(", *pieces, ")")

    # -- what the page does not draw ----------------------------------------------------------

    def _not_drawn(self) -> None:
        for one in self.book.below:
            row, name = one.address.row, one.variable.name
            self._string(self.sheet, row, LEFT, f"{name} =", align="right", italic=True)
            self._plain(one)
        for name, cells in self.book.beside.items():
            top = cells[0].address.row - 1
            self._string(self.beside, top, LEFT, name, bold=True, font_color=_ink("grey"))
            for cell in cells:
                self._plain(cell)

    def _plain(self, cell: Beside) -> None:
        key = cell.variable.name, cell.index
        colour = _ink("hand" if key in self.book.computed else "ink")
        style = {"border": 1, "border_color": _ink("rule"), "align": "center"}
        self._number(cell.address, key, cell.value, style | {"font_color": colour})

    # -- words ------------------------------------------------------------------------------------

    def _mark(self, mark: Mark, page: Page) -> None:
        place = self.book.place(mark)
        lines = [" ".join(mark.lines)] if place.height < len(mark.lines) else mark.lines
        top = place.row + (place.height - len(lines)) // 2
        if mark.kind == "one":
            style = self.format(align="center", valign="top", font_color=_ink("grey"), font_size=9)
            self.sheet.write_number(top, place.column, 1, style)
            return
        align = self._align(mark, page)
        column = place.right - 1 if align == "right" else place.column
        for i, line in enumerate(lines):
            colour = _ink(colour_of_name(line, self.roles))
            style = {"align": align, "font_color": colour, "italic": mark.kind == "name"}
            style |= {"indent": 1} if align in {"left", "right"} else {}
            self._string(self.sheet, top + i, column, line, **style)
            if align == "center_across":
                for j in range(1, place.width):
                    self.sheet.write_blank(top + i, column + j, None, self.format(**style))

    def _align(self, mark: Mark, page: Page) -> str:
        """A name stands close to its block, code at the left, and a sign in the middle."""
        level = [b for b in page.blocks if b.row <= mark.row < b.bottom]
        if mark.kind in {"name", "caption"}:
            if any(block.column == mark.right for block in level):
                return "right"
            if mark.kind == "caption" or any(block.right == mark.column for block in level):
                return "left"
        return "left" if mark.kind == "code" else "center_across"

    def _names(self) -> dict[str, str]:
        """Define a name for every array that stands in one range; by its name on paper."""
        arrays: dict[str, list[Address]] = {}
        for (name, _), address in self.book.addresses.items():
            arrays.setdefault(name, []).append(address)
        defined: dict[str, str] = {}
        taken: set[str] = set()
        for name, cells in arrays.items():
            found = range_of(sorted(cells))
            if found:
                chosen = defined_name(name, taken)
                taken.add(chosen.lower())
                defined[name] = chosen
                self.workbook.define_name(chosen, found.absolute())
        return defined


def _ink(name: str) -> str:
    """A colour of the palette, on light paper."""
    light = PALETTE[name][0]
    return light if len(light) == 7 else "#" + "".join(2 * digit for digit in light[1:])


def _ground(role: Role, is_bias: bool) -> str:
    """The ground of a cell: a breath of the colour of its role; that of the bias is grey."""
    if is_bias:
        return _ink("bias")
    share = _TINTS.get(role, 0.0)
    ink = _ink(colour_of(role))
    channels = [int(ink[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - share * (255 - c)):02x}" for c in channels)
