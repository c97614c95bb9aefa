import numpy as np

X = np.array([[0, 2, 2, 0], [0, 2, 2, 0], [0, 2, 2, 1], [1, 1, 1, 1]])
K1 = np.array([[-1, 1], [-1, 1]])
K2 = np.array([[1, 1], [-1, -1]])


def convolve(X, K):
    Z = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            Z[i, j] = (X[i : i + 2, j : j + 2] * K).sum()
    return Z


Z1 = convolve(X, K1)
Z2 = convolve(X, K2)
H1 = np.maximum(Z1, 0)
H2 = np.maximum(Z2, 0)
