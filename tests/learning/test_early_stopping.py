"""Early stopping: when it ends a training, and what the network then is."""

import numpy as np
import pytest
from one_weight import one_weight
from training_layers import Centred

import handnn as hn

# Towards 4 the weight is 2, 3, 3.5, 3.75 ...; on other data 3 is best.
SETTINGS = {
    "loss": hn.SquaredError(),
    "optimizer": hn.SGD(0.5),
    "validation": ([[1]], [3]),
    "epochs": 50,
}


@pytest.mark.parametrize(("restore", "weight"), [(False, 3.875), (True, 3.0)])
def test_it_ends_and_restores(restore, weight):
    net, stopping = one_weight(0.0), hn.EarlyStopping(patience=3, restore_best=restore)
    history = hn.fit(net, [[1]], [4], callbacks=stopping, **SETTINGS)
    assert len(history) == 5
    assert (stopping.best_epoch, stopping.best) == (1, 0)
    assert net.parameters["only.W"].item() == weight
    assert repr(stopping) == "EarlyStopping(patience=3, watching the validation loss)"


def test_the_best_is_restored_although_the_epochs_run_out():
    net = one_weight(0.0)
    stopping = hn.EarlyStopping(patience=9, restore_best=True)
    hn.fit(net, [[1]], [4], callbacks=stopping, **{**SETTINGS, "epochs": 4})
    assert net.parameters["only.W"].item() == 3


def test_while_it_helps_it_does_not_end():
    history = hn.fit(
        one_weight(0.0),
        [[1]],
        [4],
        callbacks=hn.EarlyStopping(patience=1, monitor="loss"),
        **SETTINGS,
    )
    assert len(history) == 50 or history.loss[-1] == history.loss[-2]


def test_it_can_be_used_again():
    stopping = hn.EarlyStopping(patience=2, restore_best=True)
    for _ in range(2):
        net = one_weight(0.0)
        assert len(hn.fit(net, [[1]], [4], callbacks=stopping, **SETTINGS)) == 4
        assert net.parameters["only.W"].item() == 3


def test_buffers_are_restored_too():
    class Watch(hn.Callback):
        def on_start(self, network, history):
            self.network, self.seen = network, []

        def __call__(self, epoch, history):
            self.seen.append(self.network.buffers["centred.running"].item())

    net = hn.Sequential(Centred([0.0], name="centred"))
    watch, stopping = Watch(), hn.EarlyStopping(patience=2, restore_best=True)
    settings = {**SETTINGS, "validation": ([[4]], [4])}  # the less is subtracted, the better
    hn.fit(net, [[1], [3]], [0, 0], callbacks=[watch, stopping], **settings)
    assert watch.seen == [1, 1.5, 1.75]
    assert stopping.best_epoch == 0
    np.testing.assert_array_equal(net.buffers["centred.running"], [1])


def test_mistakes_are_found_before_the_training():
    with pytest.raises(hn.ArgumentError, match=r"^EarlyStopping watches the validation accuracy"):
        hn.fit(
            one_weight(),
            [[1]],
            [4],
            callbacks=hn.EarlyStopping(monitor="validation_accuracy"),
            **SETTINGS,
        )
    with pytest.raises(hn.SettingError) as caught:
        hn.EarlyStopping(patience=0)
    assert str(caught.value) == "EarlyStopping: patience must be a positive whole number; got 0."
    with pytest.raises(hn.SettingError, match="min_delta must be a number, at least 0; got -1"):
        hn.EarlyStopping(min_delta=-1)
