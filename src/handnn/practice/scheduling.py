"""What to practise next: what went wrong comes back, and what is mastered rests longer.

What is scheduled is a kind of exercise together with a slip, such as a bias left out in a forward
pass, and each kind as a whole. Each is a card in one of five boxes, and those of a higher box rest
longer. A mistake puts a card into the first box; practised without it when it was due, it moves up.

Source: the boxes are those of S. Leitner, "So lernt man lernen" (1972). That practice is worth more
when it is spaced is shown by N. J. Cepeda et al., "Distributed practice in verbal recall tasks: a
review and quantitative synthesis", Psychological Bulletin 132 (2006).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

HIGHEST_BOX = 5
WHOLE = ""
"""Stands in a card for no slip, but the kind of exercise as a whole."""
_LEVELS = {1: 1, 2: 1, 3: 2, 4: 2, 5: 3}  # of the exercises, by the box of the kind as a whole


@dataclass(frozen=True)
class Card:
    """A slip in a kind of exercise, or such a kind as a whole, and how well it is mastered.

    Attributes:
        kind: What is practised, ``"forward"``.
        slip: The slip, ``"bias-left-out"``; `WHOLE` for the kind as a whole.
        box: From 1, what went wrong last, to `HIGHEST_BOX`.
        last: The day on which it came into its box.
    """

    kind: str
    slip: str
    box: int
    last: date

    @property
    def due(self) -> date:
        """The day from which on it is to be practised: after 1, 2, 4, 8 or 16 days."""
        return self.last + timedelta(days=2 ** (self.box - 1))


@dataclass(frozen=True)
class Choice:
    """What to practise.

    Attributes:
        kind: The kind of exercise.
        level: How large its numbers are: 1, 2 or 3.
        because: The card that asked for it; None if nothing was due.
    """

    kind: str
    level: int
    because: Card | None


def after(
    cards: Iterable[Card], kind: str, slips: Iterable[str], is_clean: bool, today: date
) -> tuple[Card, ...]:
    """The cards after an exercise.

    Args:
        cards: The cards before.
        kind: What was practised.
        slips: The slips that were made.
        is_clean: Whether everything was right at the first try, without help.
        today: The day.
    """
    made = set(slips)
    found = {(card.kind, card.slip): card for card in cards}
    practised = {WHOLE, *made, *(card.slip for card in found.values() if card.kind == kind)}
    for slip in sorted(practised):
        went_wrong = not is_clean if slip == WHOLE else slip in made
        found[kind, slip] = _moved(found.get((kind, slip)), kind, slip, went_wrong, today)
    return tuple(found.values())


def _moved(card: Card | None, kind: str, slip: str, went_wrong: bool, today: date) -> Card:
    if went_wrong:
        return Card(kind, slip, 1, today)
    if card is None:
        return Card(kind, slip, 2, today)
    if card.due > today:  # practised early: that says little of what is remembered later
        return card
    return Card(kind, slip, min(card.box + 1, HIGHEST_BOX), today)


def choose(
    cards: Iterable[Card], begun: Mapping[str, int], kinds: Sequence[str], today: date
) -> Choice:
    """What to practise: what is longest overdue; if nothing is due, what was practised least.

    Args:
        cards: The cards.
        begun: How many exercises of each kind were begun.
        kinds: What there is to practise without end, in the order in which new ones are begun.
        today: The day.
    """
    cards = [*cards]
    due = [card for card in cards if card.due <= today]
    if due:
        first = min(
            due, key=lambda card: (card.due, card.box, card.slip == WHOLE, card.kind, card.slip)
        )
        return Choice(first.kind, level(cards, first.kind), first)
    kind = min(kinds, key=lambda kind: begun.get(kind, 0))  # of several, the first
    return Choice(kind, level(cards, kind), None)


def level(cards: Iterable[Card], kind: str) -> int:
    """How large the numbers of the next exercise of a kind are: the better mastered, the larger."""
    boxes = [card.box for card in cards if (card.kind, card.slip) == (kind, WHOLE)]
    return _LEVELS[boxes[0]] if boxes else 1
