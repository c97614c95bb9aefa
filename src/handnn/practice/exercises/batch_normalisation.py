import numpy as np

X = np.array([[1, 0, 3, 0], [0, 3, 1, 1], [2, 1, 0, 2]])
W = np.array([[1, 0, 1], [1, 1, 0], [0, 2, -1]])
b = np.array([[0], [-1], [0]])
gamma = np.array([[2], [3], [-1]])
beta = np.array([[0], [0], [1]])

Z = W @ X + b
H = np.maximum(Z, 0)
mean = H.mean(axis=1, keepdims=True)
centred = H - mean
variance = (centred**2).mean(axis=1, keepdims=True)
normalised = centred / np.sqrt(variance)
Y = gamma * normalised + beta
