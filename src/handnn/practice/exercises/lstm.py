import numpy as np

X = np.array([[1, 2, 1], [2, 1, 0]])
W = np.array(
    [
        [0, -1, 0, 0, -2],
        [-2, 0, -2, -2, 0],
        [2, 0, 3, 1, 0],
        [0, 1, 0, 0, 2],
        [0, 1, 0, 0, -1],
        [-1, 0, -1, -4, 0],
        [1, 1, 0, 4, 1],
        [0, 0, -1, -1, -2],
    ]
)
b = np.array([0, 0, 1, 0, 0, 1, 0, 4])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


h = np.zeros(2)
c = np.zeros(2)
for x in X:
    z = W @ np.concatenate([x, h]) + b
    f = sigmoid(z[0:2])
    i = sigmoid(z[2:4])
    g = np.tanh(z[4:6])
    o = sigmoid(z[6:8])
    c = f * c + i * g
    h = o * np.tanh(c)
