import numpy as np

x = np.array([[2], [1]])
h = np.array([[4, 4], [6, -8]])
A = np.array([[-1, -2], [-1, -2]])
W_delta = np.array([[1, -2], [-3, 2]])
W_B = np.array([[1, 0], [2, -1]])
W_C = np.array([[1, -1], [0, 2]])

z = W_delta @ x
delta = np.log(1 + np.exp(z))
B = W_B @ x
C = W_C @ x
decay = np.exp(delta * A)
new = (delta * x) @ B.T
h = decay * h + new
y = h @ C
