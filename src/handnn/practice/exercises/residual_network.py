import numpy as np

x = np.array([-1, 1, 1, 2])
W1 = np.array([[1, 0, -1, 1], [0, 1, 1, 0], [1, -1, 0, 0]])
b1 = np.array([1, 1, 0])
W2 = np.array([[0, 1, 2], [-1, 0, 2], [0, 1, 1], [-1, 0, -3]])
b2 = np.array([1, 1, 1, 0])
W3 = np.array([[1, 1, 1, 0]])
b3 = np.array([-2])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


z1 = W1 @ x + b1
h1 = np.maximum(z1, 0)
f = W2 @ h1 + b2
z2 = f + x
h2 = np.maximum(z2, 0)
z3 = W3 @ h2 + b3
y = sigmoid(z3)
