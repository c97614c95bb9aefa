"""A layer in plain NumPy, which knows nothing of handnn.

To see it worked by hand:

    handnn work examples/plain_numpy.py
"""

import numpy as np

x = np.array([2, 1, 3])
W = np.array([[1, -1, 1], [1, 1, 0]])
b = np.array([-5, 0])


def layer(x, W, b):
    z = W @ x + b
    h = np.maximum(z, 0)
    return h


h = layer(x, W, b)
print("h =", h)
