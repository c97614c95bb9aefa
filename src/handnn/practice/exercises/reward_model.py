import numpy as np

E = np.array([[1, 0, 1, -2], [0, 1, 3, 3], [0, 2, 2, 2]])
W = np.array([[1, 1, 0], [0, 1, -1], [-1, 0, 1]])
b = np.array([[0], [1], [0]])
w = np.array([1, 2, -1])


def reward(X):
    H = np.maximum(W @ X + b, 0)
    pooled = H.mean(axis=1)
    return w @ pooled


r_better = reward(E[:, [0, 1, 2]])
r_worse = reward(E[:, [0, 1, 3]])
difference = r_better - r_worse
p = 1 / (1 + np.exp(-difference))
L = -np.log(p)
