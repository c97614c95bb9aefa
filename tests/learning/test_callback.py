"""Callbacks are told of the beginning, of every epoch and of the end."""

import pytest
from one_weight import one_weight

import handnn as hn

SETTINGS = {"loss": hn.SquaredError(), "optimizer": hn.SGD(0.5)}


class Told(hn.Callback):
    def __init__(self, stop=None):
        self.stop, self.told = stop, []

    def on_start(self, network, history):
        self.told.append((type(network).__name__, len(history)))

    def __call__(self, epoch, history):
        self.told.append(epoch)
        if self.stop == "by Ctrl-C":
            raise KeyboardInterrupt
        return epoch == self.stop

    def on_end(self, history):
        self.told.append(f"end after {len(history)}")


@pytest.mark.parametrize(
    ("stop", "epochs"), [(None, [0, 1, 2]), (1, [0, 1]), ("by Ctrl-C", [0])], ids=str
)
def test_what_a_callback_is_told(stop, epochs):
    told = Told(stop)
    history = hn.fit(one_weight(), [[1]], [2], epochs=3, callbacks=[told, Told()], **SETTINGS)
    assert told.told == [("Sequential", 0), *epochs, f"end after {len(epochs)}"]
    assert history.interrupted == (stop == "by Ctrl-C")


def test_the_base_class_does_nothing():
    history = hn.fit(one_weight(), [[1]], [2], epochs=2, callbacks=hn.Callback(), **SETTINGS)
    assert len(history) == 2


def test_a_class_in_place_of_a_callback_is_answered():
    with pytest.raises(hn.ArgumentError) as caught:
        hn.fit(one_weight(), [[1]], [2], callbacks=[hn.EarlyStopping], **SETTINGS)
    assert str(caught.value) == (
        "callbacks has the class EarlyStopping; create a callback: EarlyStopping(...)."
    )
