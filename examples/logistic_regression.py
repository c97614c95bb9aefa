"""A step of logistic regression in plain NumPy.

To see it worked by hand, forward and backward:

    handnn work examples/logistic_regression.py --loss loss
"""

import numpy as np

X = np.array([[1.0, 2.0], [2.0, 0.5], [0.5, 1.0]])
t = np.array([1.0, 0.0, 1.0])
w = np.array([0.5, -0.25])
b = 0.0

z = X @ w + b
p = 1 / (1 + np.exp(-z))
loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))

dz = (p - t) / len(t)
w = w - 0.5 * X.T @ dz
b = b - 0.5 * dz.sum()
print(f"loss {loss:.4f}, then w = {w}, b = {b:.4f}")
