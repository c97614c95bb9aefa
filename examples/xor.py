"""Exclusive or: learnt from four samples, then explained in hand arithmetic.

No straight line separates yes from no, so a network needs a hidden layer. Run it with

    python examples/xor.py
"""

import handnn as hn

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
y = [0, 1, 1, 0]

net = hn.Sequential(
    hn.Dense.random(2, 3, rng=0, name="hidden"),
    hn.ReLU(),
    hn.Dense.random(3, 1, rng=1, name="output"),
)
history = hn.fit(
    net, X, y, loss=hn.BinaryCrossEntropy(), optimizer=hn.Adam(lr=0.05), epochs=200, rng=0
)
print(history)
for x, answer in zip(X, hn.predict(net, X), strict=True):
    print(x, "→", answer)

# Why is the answer for (1, 1) no? The output is a logit; below 0 means no.
print(net.trace([1, 1]))
