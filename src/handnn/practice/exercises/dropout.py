import numpy as np

x = np.array([5, 1])
W1 = np.array([[1, 0], [1, 1], [0, 1], [1, -1]])
b1 = np.array([0, 0, 1, 0])
u1 = np.array([0.61, 0.39, 0.75, 0.4])
W2 = np.array([[1, 0, 0, 1], [0, 1, 1, 0], [1, 0, -1, -1]])
b2 = np.array([0, 0, 1])
u2 = np.array([0.65, 0.42, 0.23])
W3 = np.array([[1, -1, 0], [0, 1, -1]])
b3 = np.array([0, -2])

z1 = W1 @ x + b1
h1 = np.maximum(z1, 0)
mask1 = (u1 >= 1 / 2) / (1 / 2)
d1 = h1 * mask1
z2 = W2 @ d1 + b2
h2 = np.maximum(z2, 0)
mask2 = (u2 >= 1 / 3) / (2 / 3)
d2 = h2 * mask2
y = W3 @ d2 + b3
