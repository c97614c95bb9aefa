import numpy as np

A = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]])
X = np.array([[1, 2], [0, 1], [2, 0], [3, 1]])
W1 = np.array([[1, -1], [-1, 2]])
W2 = np.array([[2], [-1]])

M1 = A @ X
H = np.maximum(M1 @ W1, 0)
M2 = A @ H
Y = M2 @ W2
