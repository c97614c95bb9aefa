"""The checks of the constructor, of copies and of files."""

import numpy as np
from broken_layers import Plain, Unlisted, X, failure
from custom_layers import Scale

import handnn as hn
from handnn import check_layer


def test_a_setting_that_is_forgotten():
    class Power(Plain):
        def __init__(self, exponent=2, name=None):
            super().__init__(name=name)
            self.exponent = exponent

        def forward(self, x):
            return x**self.exponent

    assert check_layer(Power(), X)
    assert failure(Power(3), "constructor") == (
        'A file does not keep "exponent", so that load gives the layer exponent=2 again. To keep '
        'it, list it: parameter_names = ("exponent",) if it is learned, '
        'hyperparameter_names = ("exponent",) if not.'
    )
    assert failure(Power(3), "saving") == (
        "Loaded from a file it gives another output. Does hyperparameter_names list "
        "everything that the constructor takes besides the parameters?"
    )


def test_an_argument_that_is_not_kept():
    class Power(Plain):
        def __init__(self, exponent, name=None):
            super().__init__(name=name)
            self.e = exponent

        def forward(self, x):
            return x**self.e

    assert failure(Power(2), "constructor") == (
        'The constructor of Power needs "exponent", which a file does not keep. Keep it, '
        'self.exponent = exponent, and list it: parameter_names = ("exponent",) if it is learned, '
        'hyperparameter_names = ("exponent",) if not.'
    )


def test_an_array_that_is_not_kept():
    class Optional(Unlisted):
        def __init__(self, w=None, name=None):
            super().__init__(w, name)

    assert failure(Unlisted(X), "constructor") == (
        'The constructor of Unlisted needs "w", which a file does not keep. Keep it, self.w = w, '
        'and list it: parameter_names = ("w",) if it is learned, hyperparameter_names = ("w",) if '
        "not."
    )
    assert failure(Optional(X), "constructor") == (
        'A file does not keep "w", so that load gives the layer w=None again. To keep it, list it: '
        'parameter_names = ("w",) if it is learned, hyperparameter_names = ("w",) if not.'
    )


def test_a_parameter_that_the_constructor_does_not_take():
    class Fixed(Scale):
        def __init__(self):
            super().__init__([1, 2, 3])

    assert failure(Fixed(), "constructor") == (
        'A file keeps "w", but the constructor of Fixed takes no argument of that name. Add it: '
        "def "
        "__init__(self, w, ...)"
    )


def test_a_constructor_that_changes_its_argument():
    class Doubled(Scale):
        def __init__(self, w, name=None):
            super().__init__(2 * np.asarray(w), name)

    assert (
        failure(Doubled(X), "constructor") == "Doubled(w) of its own values gives another output."
    )


def test_a_layer_that_takes_no_name():
    class Nameless(Scale):
        def __init__(self, w):
            super().__init__(w)

    finding = check_layer(Nameless(X), X)["constructor"]
    assert finding.verdict == "note"
    assert finding.text == "it takes no name. Add name=None, and super().__init__(name=name)"


def test_a_layer_that_forgets_its_name():
    class Forgetful(hn.Layer):
        parameter_names = ("w",)

        def __init__(self, w, name=None):
            self.w = w

        def forward(self, x):
            return self.w * x

    assert failure(Forgetful(X), "constructor") == (
        'Forgetful(..., name="foo") does not keep its name. Call super().__init__(name=name) first '
        "in __init__."
    )


def test_a_copy_that_forgets():
    class Forgetful(Scale):
        def __deepcopy__(self, memo):
            return Forgetful(np.zeros(3))

    assert failure(Forgetful(X), "copies") == (
        "A deep copy gives another output. Keep everything in plain attributes."
    )


def test_a_class_that_pickle_cannot_find():
    class Local(Plain):
        pass

    finding = check_layer(Local(), X)["copies"]
    assert finding.verdict == "note"
    assert finding.text == (
        "a copy is like the original; pickle finds a class only at the top of a module: move it "
        "there from inside "
        "the function"
    )
