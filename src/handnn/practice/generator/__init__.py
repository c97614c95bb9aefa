"""The generator: exercises without end, with numbers that are good on paper."""

from handnn.practice.generator.generated import GeneratedExercise
from handnn.practice.generator.making import exercise, exercises

__all__ = ["GeneratedExercise", "exercise", "exercises"]
