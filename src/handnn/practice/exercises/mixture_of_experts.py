import numpy as np

X = np.array([[2, 3], [1, 1], [3, 2]])
G = np.array([[1, 1, 0], [0, 1, 1]])
experts = [
    np.array([[1, 0, 1], [1, 1, 0], [0, 0, 1], [-1, 0, 1]]),
    np.array([[0, 1, 1], [1, 1, 0], [1, -1, 0], [1, 0, 1]]),
]

for x in X.T:
    scores = G @ x
    e = np.exp(scores)
    p = e / e.sum()
    W = experts[int(np.argmax(p))]
    y = np.maximum(W @ x, 0)
