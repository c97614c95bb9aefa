"""The arithmetic of training written out in bare NumPy, as a person who knows NumPy would."""

import numpy as np


class BareNetwork:
    """Dense layers with ReLU between them, softmax with cross-entropy, plain gradient descent."""

    def __init__(self, weights, biases, lr):
        self.weights = [W.copy() for W in weights]
        self.biases = [b.copy() for b in biases]
        self.lr = lr

    def forward(self, x):
        last = len(self.weights) - 1
        for i, W in enumerate(self.weights):
            x = x @ W.T + self.biases[i]
            if i < last:
                x = np.maximum(x, 0)
        return x

    def step(self, X, T):
        """One update; returns the loss before it."""
        inputs, pre_activations = [X], []
        last = len(self.weights) - 1
        for i, W in enumerate(self.weights):
            z = inputs[-1] @ W.T + self.biases[i]
            if i < last:
                pre_activations.append(z)
                inputs.append(np.maximum(z, 0))
        top = z.max(axis=1, keepdims=True)
        e = np.exp(z - top)
        total = e.sum(axis=1, keepdims=True)
        loss = ((np.log(total) + top).sum() - (T * z).sum()) / len(X)
        grad = (e / total - T) / len(X)
        for i in range(last, -1, -1):
            W = self.weights[i]
            dW, db = grad.T @ inputs[i], grad.sum(axis=0)
            if i:
                grad = (grad @ W) * (pre_activations[i - 1] > 0)
            W -= self.lr * dW
            self.biases[i] -= self.lr * db
        return loss
