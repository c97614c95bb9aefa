"""Exercises one after the other: which comes next, and what is kept of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from handnn.cli.dialogue import HEADING, Dialogue, Talk, command_in, slip_in_words
from handnn.errors import ArgumentError, NoSuchExerciseError
from handnn.practice.exercise import Exercise
from handnn.practice.feedback import NOT_CLEAR
from handnn.practice.gallery import gallery
from handnn.practice.generator import exercise
from handnn.practice.progress import Progress, ProgressFile, Unfinished
from handnn.practice.scheduling import WHOLE, Choice, after, choose, level
from handnn.practice.session import Session
from handnn.practice.worksheet import worksheet

GENERATED = (  # the kinds of the generator, in an order in which one leads to the next
    "forward",
    "parameters",
    "missing-weight",
    "batch",
    "softmax",
    "backward",
    "update",
    "convolution",
    "normalisation",
    "rnn",
    "attention",
)
FROM_GALLERY = "gallery/"
MOST_SEEDS = 20  # to try, where there is no exercise for one


class Practice:
    """Exercises one after the other, and what a learner's file says of them.

    Args:
        talk: Where it takes place.
        file: The learner's progress.
        today: The day.
    """

    def __init__(self, talk: Talk, file: ProgressFile, today: date) -> None:
        self._talk = talk
        self._file = file
        self._today = today

    def run(self, kind: str | None, afresh: bool) -> None:
        """Practise until the learner stops.

        Args:
            kind: What is practised; None to choose what is due.
            afresh: Whether to begin a new exercise where one was not finished.
        """
        while True:
            choice, unfinished = self._choose(kind, afresh)
            if not self._work(choice, unfinished) or (kind or "").startswith(FROM_GALLERY):
                return
            self._talk.say("Enter: the next exercise. quit: stop.")
            while text := self._talk.ask("> ").strip():
                if command_in(text) == "quit":
                    return
                self._talk.say("Press Enter for the next exercise, or type quit.")
            afresh = False

    def _choose(self, kind: str | None, afresh: bool) -> tuple[Choice, Unfinished | None]:
        """What to practise, and the work on it that was not finished."""
        progress = self._file.read()
        unfinished = {} if afresh else progress.unfinished
        if kind is None and unfinished:
            kind = next((name for name in reversed([*unfinished]) if _is_known(name)), None)
        if kind is None:
            cards = [card for card in progress.cards if _is_known(card.kind)]
            choice = choose(cards, progress.started, GENERATED, self._today)
        else:
            choice = Choice(kind, level(progress.cards, kind), None)
        return choice, unfinished.get(choice.kind)

    def _work(self, choice: Choice, unfinished: Unfinished | None) -> bool:
        """Work one exercise; False if the learner quit."""
        say, kind = self._talk.say, choice.kind
        resumed = unfinished and self._resumed(kind, unfinished)
        if unfinished and not resumed:
            say("The exercise that was not finished cannot be read any more: here is another one.")
        session, begun = resumed or self._begun(choice)
        sheet = session.sheet
        say(sheet.title, HEADING)
        say(sheet.task)
        slip = choice.because.slip if choice.because else WHOLE
        if slip != WHOLE:
            say(f"It is time again for this, because of a slip: {slip_in_words(slip)}.")
        if session.n_filled:
            say(f"Going on: {session.n_filled} of {session.n_cells} cells are filled in.")
        else:
            n = session.n_cells
            say(
                f"{n} cell{'s' * (n != 1)} to fill in. Type a number, or hint, explain, skip, "
                "back, sheet, help or quit."
            )

        def keep() -> None:
            work = replace(begun, work=session.to_json())
            self._file.change(lambda progress: _with_unfinished(progress, kind, work))

        keep()
        try:
            if Dialogue(session, self._talk, keep).run():
                self._finish(kind, session)
                return True
        except (EOFError, KeyboardInterrupt):
            say("")
            self._leave(kind, session)
            raise
        self._leave(kind, session)
        return False

    def _begun(self, choice: Choice) -> tuple[Session, Unfinished]:
        """A new exercise; which one, depends on how many of the kind were begun before."""
        kind = choice.kind

        def count(progress: Progress) -> Progress:
            n = progress.started.get(kind, 0) + 1
            return replace(progress, started={**progress.started, kind: n})

        seed = self._file.change(count).started[kind]
        return _new(choice, seed)

    def _resumed(self, kind: str, unfinished: Unfinished) -> tuple[Session, Unfinished] | None:
        """The work on an exercise so far; None if it is not the same any more."""
        try:
            sheet = worksheet(_exercise(kind, unfinished.level, unfinished.seed))
            if sheet.key.code != unfinished.code:
                return None
            return Session.from_json(sheet, unfinished.work), unfinished
        except (ArgumentError, KeyError, TypeError, ValueError, AttributeError):
            return None

    def _finish(self, kind: str, session: Session) -> None:
        """Keep what a finished exercise says of the learner."""
        slips = set(session.slips.values()) - {NOT_CLEAR}

        def learn(progress: Progress) -> Progress:
            cards = after(progress.cards, kind, slips, session.is_clean, self._today)
            left = {name: each for name, each in progress.unfinished.items() if name != kind}
            return replace(progress, cards=cards, unfinished=left)

        cards = self._file.change(learn).cards
        due = min(card.due for card in cards if card.kind == kind)
        if self._file.is_kept:
            self._talk.say(f"This comes back {_day(due, self._today)}.")

    def _leave(self, kind: str, session: Session) -> None:
        """Say how to go on another time."""
        done = f"Filled in: {session.n_filled} of {session.n_cells}."
        again = f" handnn practice {_typed(kind)} goes on from here." if self._file.is_kept else ""
        self._talk.say(f"{done}{again}")


def _typed(kind: str) -> str:
    """The shortest name that stands for it."""
    short = kind.removeprefix(FROM_GALLERY)
    return kind if short in GENERATED else short


def _is_known(kind: str) -> bool:
    is_classical = kind.startswith(FROM_GALLERY) and kind.removeprefix(FROM_GALLERY) in gallery
    return kind in GENERATED or is_classical


def _exercise(kind: str, level: int, seed: int) -> Exercise:
    if kind.startswith(FROM_GALLERY):
        return gallery[kind.removeprefix(FROM_GALLERY)]
    return exercise(kind=kind, level=level, seed=seed)


def _new(choice: Choice, seed: int) -> tuple[Session, Unfinished]:
    """The exercise for a seed, or for the next one for which there is one."""
    for later in range(MOST_SEEDS):
        try:
            sheet = worksheet(_exercise(choice.kind, choice.level, seed + later))
        except ArgumentError:
            if later == MOST_SEEDS - 1:
                raise
        else:
            break
    return Session(sheet), Unfinished(choice.level, seed + later, sheet.key.code, {})


def _with_unfinished(progress: Progress, kind: str, work: Unfinished) -> Progress:
    others = {name: each for name, each in progress.unfinished.items() if name != kind}
    return replace(progress, unfinished={**others, kind: work})


def _day(due: date, today: date) -> str:
    days = (due - today).days
    return "today" if days < 1 else "tomorrow" if days == 1 else f"in {days} days"


def kind_called(name: str) -> str:
    """What a name stands for: a kind of the generator, or an exercise of the gallery.

    Raises:
        NoSuchExerciseError: If it is neither.
    """
    key = "-".join(name.lower().replace("_", " ").replace("-", " ").split())
    if key in GENERATED:
        return key
    classical = key.removeprefix(FROM_GALLERY)
    if classical in gallery:
        return f"{FROM_GALLERY}{classical}"
    close = get_close_matches(classical, [*GENERATED, *gallery], n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    raise NoSuchExerciseError(
        f'There is no exercise "{name}" to practise.{hint} The kinds: {", ".join(GENERATED)}. '
        "Those of the gallery: handnn list."
    )
