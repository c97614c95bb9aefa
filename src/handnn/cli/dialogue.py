"""A conversation about one worksheet: cell by cell, with commands typed in between.

It knows nothing of the terminal: a `Talk` says what there is to say, and asks.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from handnn import terminal
from handnn.practice.feedback import NOT_CLEAR
from handnn.practice.session import Outcome, Session
from handnn.practice.telling import told, told_around, told_of
from handnn.render import draw
from handnn.render.speech import joined
from handnn.sheet.page import Page

COMMANDS = {  # in the order in which a beginning is understood: h is hint, s is skip
    "hint": "where to look; once more, the cell in letters",
    "explain": "the arithmetic of the cell",
    "skip": "go on; the cell is asked again at the end",
    "back": "go back to the cell before",
    "sheet": "the whole sheet",
    "quit": "stop here; what is filled in is kept",
    "help": "this list",
}
RIGHT, WRONG, HEADING = "green", "yellow", "bold"
_BESIDE = 6  # lines that a screen has to have for messages and the prompt
_LONGEST = 30  # characters of what was typed, in a message


class Talk(ABC):
    """Where a conversation takes place.

    Attributes:
        plain: Whether it is listened to: a sheet is told in words, and a message is one line.
        ascii: Whether it keeps to ASCII.
    """

    plain: bool
    ascii: bool

    @abstractmethod
    def say(self, text: str, style: str | None = None) -> None:
        """Say something: a sentence, or several lines."""

    @abstractmethod
    def draw(self, drawing: str) -> None:
        """Show something that is drawn with characters."""

    @abstractmethod
    def ask(self, prompt: str) -> str:
        """Ask for a line.

        Raises:
            EOFError: If there are no more.
            KeyboardInterrupt: If the learner wants to stop at once.
        """


def command_in(text: str) -> str | None:
    """The command that a line is, or the beginning of; ``?`` is help.

    Examples:
        >>> command_in("H"), command_in("sheet"), command_in("sh"), command_in("?")
        ('hint', 'sheet', 'sheet', 'help')
        >>> command_in("12") is None
        True
    """
    word = text.strip().lower()
    if word == "?":
        return "help"
    return next((name for name in COMMANDS if word and name.startswith(word)), None)


class Dialogue:
    """Asks for the cells of a worksheet, one after the other.

    Args:
        session: The learner's work.
        talk: Where it takes place.
        keep: Is called whenever there is something new to keep.
    """

    def __init__(self, session: Session, talk: Talk, keep: Callable[[], None]) -> None:
        self._session = session
        self._talk = talk
        self._keep = keep
        self._told = ""

    def run(self) -> bool:
        """Ask until all is filled in or skipped.

        Returns:
            Whether it came to the end; False if the learner quit before.
        """
        self._show()
        while self._session.cell is not None:
            text = self._talk.ask(self._prompt())
            command = command_in(text)
            if command == "quit":
                return False
            if command is not None:
                getattr(self, command)()
            else:
                self._answer(text)
        self._sum_up()
        return True

    def _prompt(self) -> str:
        cell, place = self._session.cell, f"{self._session.place} of {self._session.n_cells}"
        return f"{cell}, {place}: " if self._talk.plain else f"({place}) {cell} = "

    # -- answers ----------------------------------------------------------------------------------

    def _answer(self, text: str) -> None:
        session, say = self._session, self._talk.say
        outcome = session.answer(text)
        if outcome is Outcome.RIGHT:
            say("Right.", RIGHT)
            self._keep()
            self._show()
        elif outcome is Outcome.WRONG:
            assert session.mistake is not None
            says = session.mistake.hint if session.tries == 1 else session.mistake.cause
            more = " explain shows the arithmetic." if session.tries > 2 else ""
            say(f"Not yet. {says}{more}", WRONG)
            self._keep()
        elif outcome is Outcome.EMPTY and session.written is not None:
            self.skip()
        elif outcome is Outcome.EMPTY:
            say("Type a number and press Enter. help lists the commands.")
        else:
            say(_not_read(text))

    # -- commands, by their names -----------------------------------------------------------------

    def hint(self) -> None:
        """Say where to look."""
        self._talk.say(self._session.hint())

    def explain(self) -> None:
        """Say the arithmetic of the cell."""
        self._talk.say(self._session.explain())
        self._keep()

    def skip(self) -> None:
        """Go on to the next cell."""
        self._session.skip()
        self._keep()
        self._show()

    def back(self) -> None:
        """Go back to the cell before."""
        session = self._session
        if not session.back():
            self._talk.say("This is the first cell.")
            return
        if session.written is not None:
            self._talk.say(
                f"You have {session.written} in {session.cell}. Type another number, or press "
                "Enter to keep it."
            )
        self._show()

    def sheet(self) -> None:
        """Show the whole sheet."""
        if self._talk.plain:
            for sentence in dict.fromkeys((*told(self._session.page), *self._beside())):
                self._talk.say(sentence)
        else:
            self._talk.draw("\n".join([self._drawing(), *self._beside()]))

    def help(self) -> None:
        """List the commands."""
        if self._talk.plain:
            for name, does in COMMANDS.items():
                self._talk.say(f"{name}: {does}.")
        else:
            lines = (f"  {name:<8} {does}" for name, does in COMMANDS.items())
            self._talk.say("\n".join(lines))
        self._talk.say(
            "A letter is enough, sh for sheet. Numbers may be written .5, 0,5 or 1/2, and √2 as "
            "sqrt(2)."
        )

    # -- the sheet --------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show the sheet, as much as there is room for; the numbers around the cell in any case."""
        session = self._session
        if session.cell is None:
            return
        if self._talk.plain:
            self._tell_around()
            return
        drawing = self._drawing()
        lines = [*drawing.splitlines(), *self._beside()]
        room = max(terminal.height() - _BESIDE, _BESIDE)
        shown = _around(lines, room)
        self._talk.draw("\n".join(shown))
        if len(shown) < len(lines) or ("..." if self._talk.ascii else "…") in drawing:
            self._tell_around()

    def _tell_around(self) -> None:
        cell = self._session.cell or ""
        wanted = {cell, *self._session.reads}
        how = [*told_of(self._session.page, cell)] if self._talk.plain else []
        for sentence in how:
            if sentence != self._told:  # of the next cell of a block, it is known
                self._talk.say(sentence)
        self._told = how[-1] if how else ""
        for sentence in told_around(self._session.page, wanted, self._talk.plain):
            self._talk.say(sentence)

    def _drawing(self) -> str:
        return draw(self._session.page, ascii=self._talk.ascii)

    def _beside(self) -> Iterator[str]:
        """What is filled in that has no place on the sheet."""
        drawn = _symbols(self._session.page)
        for name, value in self._session.values.items():
            if name not in drawn:
                yield f"{name}: {value:g}"

    # -- the end ----------------------------------------------------------------------------------

    def _sum_up(self) -> None:
        session = self._session
        if not self._talk.plain:
            self._talk.draw("\n".join([self._drawing(), *self._beside()]))
        is_right = bool(session.feedback)
        self._talk.say(session.feedback.text("hint"), RIGHT if is_right else None)
        if not session.is_clean:
            self._talk.say(f"At the first try, without explain: {session.n_at_first_try}.")
        if session.slips:
            named = [f"{slip_in_words(slip)} in {cell}" for cell, slip in session.slips.items()]
            self._talk.say(f"On the way: {joined(named)}.")


def slip_in_words(slip: str) -> str:
    """The name of a slip as it is read.

    Examples:
        >>> slip_in_words("bias-left-out"), slip_in_words("not-clear")
        ('bias left out', 'something else')
    """
    return "something else" if slip == NOT_CLEAR else slip.replace("-", " ")


def _not_read(text: str) -> str:
    shown = "".join(c if c.isprintable() else "?" for c in text.strip())[:_LONGEST]
    close = get_close_matches(text.strip().lower(), COMMANDS, n=1)
    hint = f" Did you mean {close[0]}?" if close else " help lists the commands."
    return f'"{shown}" is no number and no command.{hint}'


def _around(lines: list[str], room: int) -> list[str]:
    """The lines of a drawing around its question mark, as many as there is room for."""
    if len(lines) <= room:
        return lines
    at = next((i for i, line in enumerate(lines) if " ? " in line or " ?→" in line), 0)
    start = min(max(0, at - room // 2), len(lines) - room)
    return lines[start : start + room]


def _symbols(page: Page) -> set[str]:
    cells = (cell for block in page.blocks for row in block.cells for cell in row)
    return {link.symbol for cell in cells for link in (cell, cell.last)}
