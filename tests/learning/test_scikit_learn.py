"""scikit-learn's networks, from the same initial weights, have the same loss curve."""

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

import handnn as hn

EPOCHS = 40
RNG = np.random.default_rng(5)
X = RNG.normal(size=(50, 3))


def curves(peer, y, loss, activation):
    """The peer's loss, epoch by epoch, ours from the same weights, and our network."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        peer.set_params(max_iter=1).fit(X, y)  # one step, to have weights of the right shapes
        layers = []
        rng = np.random.default_rng(1)
        for i, (W, b) in enumerate(zip(peer.coefs_, peer.intercepts_, strict=True)):
            W[...], b[...] = rng.normal(0, 0.5, W.shape), rng.normal(0, 0.1, b.shape)
            layers += [hn.Dense(W.T, b), activation()][: 2 if i == 0 else 1]
        net = hn.Sequential(*layers)
        peer_losses = []
        for _ in range(EPOCHS):
            peer.partial_fit(X, y)
            peer_losses.append(peer.loss_)
    history = hn.fit(
        net, X, y, loss=loss, optimizer=hn.SGD(0.1), epochs=EPOCHS, batch_size=None, shuffle=False
    )
    return peer_losses, history.loss, net


def plain_sgd(kind, activation):
    return kind(
        hidden_layer_sizes=(4,),
        activation=activation,
        solver="sgd",
        alpha=0,  # its loss adds a penalty on weights
        batch_size=50,
        learning_rate_init=0.1,
        random_state=0,
        shuffle=False,
        momentum=0,
        nesterovs_momentum=False,
    )


@pytest.mark.parametrize(
    ("theirs", "ours"), [("relu", hn.ReLU), ("tanh", hn.Tanh), ("logistic", hn.Sigmoid)]
)
def test_a_classifier(theirs, ours):
    y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.5)
    peer = plain_sgd(MLPClassifier, theirs)
    expected, found, net = curves(peer, y, hn.CrossEntropy(), ours)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(hn.predict(net, X), peer.predict(X))
    assert hn.accuracy(net, X, y) == peer.score(X, y)


def test_a_classifier_of_two_classes_has_one_output():
    y = (X[:, 0] > 0).astype(int)
    peer = plain_sgd(MLPClassifier, "tanh")
    expected, found, net = curves(peer, y, hn.BinaryCrossEntropy(), hn.Tanh)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(hn.predict(net, X), peer.predict(X))


def test_a_regressor():
    y = X @ [1.0, -2.0, 0.5]
    peer = plain_sgd(MLPRegressor, "tanh")
    expected, found, net = curves(peer, y, hn.SquaredError(), hn.Tanh)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)
    np.testing.assert_allclose(net(X)[:, 0], peer.predict(X), atol=1e-9)
