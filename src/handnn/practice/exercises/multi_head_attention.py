import numpy as np

X = np.array([[2, 0, 1], [0, 1, 2], [1, 0, 2], [0, 3, 1]])
Wq = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
Wk = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
Wv = np.array([[1, 0, 0, 0], [0, 0, 2, 0], [0, 1, 0, 0], [0, 0, 0, 2]])
Wo = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, -1], [0, 1, -1, 0]])


def attention(Q, K, V):
    scores = K.T @ Q
    E = np.exp(scores / np.sqrt(2))
    A = E / E.sum(axis=0)
    return V @ A


Q = Wq @ X
K = Wk @ X
V = Wv @ X
H1 = attention(Q[:2], K[:2], V[:2])
H2 = attention(Q[2:], K[2:], V[2:])
Z = Wo @ np.vstack([H1, H2])
