import numpy as np

x = np.array([1, 4, 5, 3, 0, 2])
k1 = np.array([-1, 1])
k2 = np.array([1, -1])
u = np.array([1, 2])
w = np.array([2, 1])
b = np.array(-5)


def convolve(x, k):
    padded = np.append(x, 0)
    return k[0] * padded[:-1] + k[1] * padded[1:]


skip = np.maximum(convolve(x, k1), 0)
down = skip.reshape(3, 2).max(axis=1)
bottom = np.maximum(convolve(down, k2), 0)
up = np.outer(bottom, u).ravel()
y = w @ np.stack([skip, up]) + b
