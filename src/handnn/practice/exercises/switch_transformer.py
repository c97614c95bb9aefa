import numpy as np

X = np.array([[5, 6, 0, 7, 0], [0, 2, 4, 0, 3], [1, 0, 1, 1, 0]])
A = np.array([[1, 0, 0, 0, 1], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]])
S = np.array([[1, -1, 0], [1, 0, -2], [0, 1, 1]])
W1 = np.array([[1, 0, -1], [0, 1, 0], [0, 0, -1]])
b1 = np.array([[0], [0], [1]])
W2 = np.array([[0, 0, -1], [1, 0, 0], [1, 1, -1]])
b2 = np.array([[0], [0], [1]])
W3 = np.array([[1, 0, 0], [0, 1, 1], [0, 1, 0]])
b3 = np.array([[0], [1], [0]])
capacity = 2

Z = X @ A
scores = S @ Z
best = scores.max(axis=0)
otherwise = np.where(scores[1] == best, 2, 3)
chosen = np.where(scores[0] == best, 1, otherwise)
first, second, third = (np.flatnonzero(chosen == i)[:capacity] for i in (1, 2, 3))
Y1 = W1 @ Z[:, first] + b1
Y2 = W2 @ Z[:, second] + b2
Y3 = W3 @ Z[:, third] + b3
Y = Z.copy()
Y[:, first] = Y1
Y[:, second] = Y2
Y[:, third] = Y3
