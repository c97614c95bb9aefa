import numpy as np

z = np.array([1, 0, -1, 3])

e = np.exp(z)
total = e.sum()
p = e / total
