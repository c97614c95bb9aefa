import numpy as np

z = np.array([2.5, 1, 5.2, 3.1, 2.15])
T = np.array(2)
r = np.array(0.45)

scaled = z / T
e = np.exp(scaled)
p = e / e.sum()
c = np.cumsum(p)
passed = c > r
