import numpy as np

X = np.array([[9, 3], [1, -1], [3, 3], [3, -1]])
gamma = np.array([[3], [2], [3], [6]])
beta = np.array([[1], [0], [-1], [2]])

mean = X.mean(axis=0)
centred = X - mean
variance = (centred**2).mean(axis=0)
normalised = centred / np.sqrt(variance)
Y = gamma * normalised + beta
