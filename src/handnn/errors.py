"""The errors a user of handnn can meet.

Every one is a `HandnnError` and also the built-in kind it specialises, so that both
``except handnn.HandnnError`` and ``except ValueError`` do what one expects. What handnn does as
asked, though it was probably not intended, it reports as a `HandnnWarning`.
"""


class HandnnError(Exception):
    """Something that handnn cannot do; the message says what to change."""

    def __str__(self) -> str:  # KeyError would print the repr of its message
        return str(self.args[0]) if self.args else ""


class ShapeError(HandnnError, ValueError):
    """Arrays whose shapes do not fit together."""


class InputError(HandnnError, ValueError):
    """Something that is not an array of real numbers: text, a ragged list, complex numbers."""


class NetworkError(HandnnError, ValueError):
    """A network that cannot be built as asked: equal names, no layer, a layer of no nodes."""


class LayerTypeError(HandnnError, TypeError):
    """An object that is not a layer (or a class of layers), where one is expected."""


class LayerError(HandnnError, RuntimeError):
    """A layer's own code raised an error, or returned something that cannot be its output."""


class NoSuchStepError(HandnnError, KeyError, IndexError):
    """The name or index of a step or a cell that does not exist."""


class NoSuchExerciseError(HandnnError, KeyError):
    """The name of an exercise that the gallery does not have."""


class UnknownNameError(HandnnError, AttributeError):
    """A name from another library; the message says what it is called here."""


class UnexplainedError(HandnnError, TypeError):
    """Code whose arithmetic cannot be written out; its plain values are still there."""


class FileFormatError(HandnnError, ValueError):
    """A file that is not a handnn network, or that names layers which `load` does not know."""


class FileAccessError(HandnnError, OSError):
    """A file that cannot be read or written."""


class MissingFileError(FileAccessError, FileNotFoundError):
    """A file or a folder that does not exist."""


class ArgumentError(HandnnError, TypeError):
    """An argument that is missing, unexpected, or of the wrong type."""


class SettingError(HandnnError, ValueError):
    """A setting out of its range: a negative learning rate, no epochs."""


class TrainingError(HandnnError, ArithmeticError):
    """Training that cannot go on, because its loss is no longer a finite number.

    Attributes:
        history: The `History` of the epochs before.
    """

    history: object = None


class MissingExtraError(HandnnError, ImportError):
    """A feature that needs an optional package which is not installed."""


class HandnnWarning(UserWarning):
    """Something that handnn does as asked, though it was probably not intended."""
