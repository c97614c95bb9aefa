import numpy as np

X = np.array([[2, 0, 0, 2], [0, 1, 0, 0], [0, 2, 1, 0], [0, 0, 1, 1], [2, 0, 0, 0], [1, 0, 1, 1]])
Wq = np.array([[1, 1, 0, 0, 0, 0], [0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 1]])
Wk = np.array([[0, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, -1]])
Wv = np.array([[10, 0, 0, 0, 0, 0], [0, 0, 0, 10, 0, 0], [0, 10, 0, 0, 0, 0]])

Q = Wq @ X
K = Wk @ X
V = Wv @ X
scores = K.T @ Q
scaled = scores / np.sqrt(3)
E = np.exp(scaled)
total = E.sum(axis=0)
A = E / total
Z = V @ A
