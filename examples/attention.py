"""Self-attention: every token looks for the one that is marked, and says its letter.

The layer has only a ``forward``: its gradients and its arithmetic follow from it. Run it with

    python examples/attention.py

It writes ``attention.html``, a page with every number of one sequence.
"""

import numpy as np

import handnn as hn


class Attention(hn.Layer):
    """Each token is a question; the tokens that fit it best contribute most."""

    parameter_names = ("Wq", "Wk", "Wv")
    sample_ndim = 2  # a sample is a sequence: (tokens, features)

    def __init__(self, Wq, Wk, Wv, name=None):
        super().__init__(name=name)
        self.Wq, self.Wk, self.Wv = Wq, Wk, Wv

    def forward(self, x):
        q = x @ self.Wq.T
        k = x @ self.Wk.T
        v = x @ self.Wv.T
        scores = q @ np.swapaxes(k, -1, -2) / q.shape[-1] ** 0.5
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights = e / e.sum(axis=-1, keepdims=True)
        return weights @ v


# Four letters, five tokens. A token is its letter as four zeros and ones, and a mark: 0 or 1.
LETTERS, TOKENS = 4, 5
rng = np.random.default_rng(0)
letters = rng.integers(LETTERS, size=(200, TOKENS))
marked = rng.integers(TOKENS, size=200)
X = np.zeros((200, TOKENS, LETTERS + 1))
X[..., :LETTERS] = np.eye(LETTERS)[letters]
X[np.arange(200), marked, LETTERS] = 1
y = np.repeat(letters[np.arange(200), marked][:, None], TOKENS, axis=1)  # a class per token

net = hn.Sequential(
    Attention(*rng.normal(0, 0.5, (3, 3, LETTERS + 1)), name="attention"),
    hn.Dense.random(3, LETTERS, rng=rng, name="letter"),
)
history = hn.fit(
    net,
    X[:150],
    y[:150],
    loss=hn.CrossEntropy(),
    optimizer=hn.Adam(lr=0.05),
    epochs=60,
    batch_size=25,
    rng=rng,
)
print(history)
print(f"Accuracy on sequences it has not seen: {hn.accuracy(net, X[150:], y[150:]):.1%}")

# How much does the first token of a new sequence look at the marked one?
trace = net.trace(X[150])
print(f"Token {marked[150] + 1} is marked.")
print(trace["attention"]["weights"].explain((0, marked[150])))
trace.save("attention.html")
print("attention.html is written.")
