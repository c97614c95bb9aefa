import numpy as np

E = np.array([[0, 0, 2], [2, 3, 0], [2, 0, 0], [2, 2, 1], [0, 2, 2], [0, 3, 0]])
W = np.array([[1, -1, -1], [1, 1, 1], [-1, 1, 0]])
b = np.array([1, -1, -1])
words = np.array([[1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1], [0, 0, 1, 0, 1, 1]])
P = np.array([[1, -1, 0], [0, 1, 1]])

H = np.maximum(E @ W.T + b, 0)
pooled = words @ H / 3
vectors = pooled @ P.T
scores = vectors[:3] @ vectors[3]
