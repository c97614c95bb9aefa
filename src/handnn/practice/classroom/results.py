"""What a class handed in, checked, and what went wrong most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from handnn.practice.feedback import Feedback


@dataclass(frozen=True)
class Graded:
    """What one learner handed in, checked.

    Attributes:
        name: The learner's name; the name of the file where none was given.
        title: The worksheet.
        source: Where it stands: the file, and the row of a table.
        feedback: What is right and wrong.
    """

    name: str
    title: str
    source: str
    feedback: Feedback


@dataclass(frozen=True)
class Problem:
    """Something that was handed in and cannot be checked.

    Attributes:
        source: Where it stands.
        message: Why.
    """

    source: str
    message: str


@dataclass(frozen=True)
class Results:
    """What a class handed in, checked.

    Attributes:
        learners: What each learner handed in, checked, in the order of the files.
        problems: What cannot be checked, and why.
    """

    learners: tuple[Graded, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def cells(self) -> Mapping[str, int]:
        """How many learners have a cell wrong, by its name on paper; the most common first.

        Only cells that are wrong by themselves count, not those that follow from an earlier one.
        """
        return self._counts("cell")

    @cached_property
    def slips(self) -> Mapping[str, int]:
        """How often each slip was made, by its name; the most common first."""
        return self._counts("slip")

    def _counts(self, what: str) -> Mapping[str, int]:
        found = Counter(
            getattr(mistake, what) for each in self.learners for mistake in each.feedback.mistakes
        )
        return dict(found.most_common())

    @property
    def score(self) -> float:
        """The mean of the learners' scores, from 0 to 1."""
        return sum(each.feedback.score for each in self.learners) / max(1, len(self.learners))

    @property
    def summary(self) -> str:
        """How many learners there are, and their mean score."""
        n = len(self.learners)
        if not n:
            return "No answers were checked."
        return f"{n} learner{'s' * (n != 1)}, {100 * self.score:.0f} % of the cells right."
