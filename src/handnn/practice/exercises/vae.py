import numpy as np

x = np.array([2, 1, 3])
W_mean = np.array([[1, 0, 0], [0, 2, -1]])
W_log = np.array([[1, 1, -1], [0, 1, -1]])
noise = np.array([0.5, -1])
W = np.array([[1, 0], [0, -1], [1, 1]])
b = np.array([0, 0, 1])

mean = W_mean @ x
log_var = W_log @ x
var = np.exp(log_var)
sigma = np.sqrt(var)
z = mean + sigma * noise
y = W @ z + b
E = ((y - x) ** 2).sum()
KL = (mean**2 + var - log_var - 1).sum() / 2
L = E + KL
