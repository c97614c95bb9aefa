import numpy as np

noise = np.array([[1, 1, 0, 1], [1, 0, 1, -1]])
real = np.array([[2, 3, 3, 4], [1, 1, 1, 1], [2, 3, 4, 3], [1, 1, 1, 1]])

G1 = np.array([[1, 1], [0, 1], [-1, 1]])
g1 = np.array([[0], [2], [0]])
G2 = np.array([[-1, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, 1]])
g2 = np.array([[0], [0], [0], [1]])
D1 = np.array([[1, 0, 0, -1], [0, 1, 1, 0], [0, 0, 1, -1]])
d1 = np.array([[0], [0], [1]])
D2 = np.array([[1, 1, -1]])
d2 = np.array([[-1]])


def generator(N):
    H = np.maximum(G1 @ N + g1, 0)
    return np.maximum(G2 @ H + g2, 0)


def discriminator(X):
    F = np.maximum(D1 @ X + d1, 0)
    Z = D2 @ F + d2
    return 1 / (1 + np.exp(-Z))


fake = generator(noise)
p_fake = discriminator(fake)
p_real = discriminator(real)
L_real = -np.log(p_real).mean()
L_fake = -np.log(1 - p_fake).mean()
L_D = L_real + L_fake
L_G = -np.log(p_fake).mean()
