"""Train a 64-64-10 network to read handwritten digits, in a few seconds.

Needs scikit-learn, for the digits. In a copy of the repository:

    pip install ".[examples]"
    python examples/digits.py
    handnn run digits.json

The command ``handnn train digits`` does the same.
"""

import numpy as np
from sklearn.datasets import load_digits

import handnn as hn

# 1,797 pictures of 8 x 8 points, each a row of 64 numbers from 0 to 16.
# Every fourth picture is held out.
X, y = load_digits(return_X_y=True)
X = X / 16
held_out = np.arange(len(X)) % 4 == 3

rng = np.random.default_rng(0)
net = hn.Sequential(
    hn.Dense.random(64, 64, rng=rng, name="hidden"),
    hn.ReLU(),
    hn.Dense.random(64, 10, rng=rng, name="output"),
)
print(net.summary())

history = hn.fit(
    net,
    X[~held_out],
    y[~held_out],
    loss=hn.CrossEntropy(),
    optimizer=hn.SGD(lr=0.2, momentum=0.9),
    epochs=30,
    batch_size=64,
    rng=rng,
)
print(history)
right = hn.accuracy(net, X[held_out], y[held_out])
print(f"Accuracy on the held-out digits: {right:.1%}")

# Where does the answer for one digit come from? The whole sum of its output:
digit = X[held_out][0]
answer = hn.predict(net, digit)
print(net.trace(digit)["output"].explain(answer))

net.save("digits.json", input=digit, input_shape=(8, 8))
print("digits.json is written. To run it on this digit: handnn run digits.json")
