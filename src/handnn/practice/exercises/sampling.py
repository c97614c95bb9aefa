import numpy as np

z = np.array([6, 4, 3, 1, 0])
T = np.array(2)
k = 2
limit = 0.9
r = np.array(0.95)


def drawn(p):
    c = np.cumsum(p)
    return c > r


e = np.exp(z / T)
p = e / e.sum()
word = drawn(p)

p_k = p[:k] / p[:k].sum()
word_k = drawn(p_k)

before = np.cumsum(p) - p
kept = np.where(before < limit, p, 0)
p_top = kept / kept.sum()
word_top = drawn(p_top)
