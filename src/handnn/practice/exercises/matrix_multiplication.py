import numpy as np

A = np.array([[1, 1], [-1, 1]])
B = np.array([[1, 5, 2], [2, 4, 2]])

C = A @ B
