import numpy as np

X = np.array([[1, 1, 2, 1], [2, 1, 2, 0], [3, 2, 4, 1], [1, 1, 2, 1]])
W1 = np.array([[1, 0, 0, 1], [0, 1, 1, 0], [-1, 0, 1, 0]])
b1 = np.array([[0], [0], [-1]])
W2 = np.array([[1, 0, 1], [-1, 1, 0]])
W3 = np.array([[1, 0], [0, 1], [1, -1]])
b3 = np.array([[0], [1], [0]])
W4 = np.array([[1, 0, -1], [1, -1, 0], [0, 0, 1], [0, 1, 1]])
b4 = np.array([[0], [0], [1], [-3]])

Z1 = W1 @ X + b1
H1 = np.maximum(Z1, 0)
Z2 = W2 @ H1
C = np.maximum(Z2, 0)
Z3 = W3 @ C + b3
H3 = np.maximum(Z3, 0)
Y = W4 @ H3 + b4
E = Y - X
L = (E**2).sum()
G = 2 * E
