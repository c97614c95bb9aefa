"""The classical backpropagation exercise, with exact softmax: network, input and every gradient.

Weights have one row per neuron. Worked by hand, and again with a program that shares no code.
"""

import handnn as hn

X = [2, 1, 3]
TARGET = 1
LOSS = 0.7022633214390952
P = [0.4954626425778431, 0.4954626425778431, 0.009074714844313747]
BY_Z3 = [0.4954626425778431, -0.5045373574221569, 0.009074714844313747]

GRADIENTS = {
    "first.W": [[0, 0, 0], [-4, -2, -6], [4, 2, 6], [-2, -1, -3]],
    "first.b": [0, -2, 2, -1],
    "second.W": [[0, 3, 5, 3], [0, -3, -5, -3]],
    "second.b": [1, -1],
    "third.W": [
        [0.9909252851556862, 1.9818505703113725],
        [-1.0090747148443138, -2.0181494296886275],
        [0.018149429688627493, 0.03629885937725499],
    ],
    "third.b": BY_Z3,
}
INPUT_GRADIENT = [-3, 0, 1]
OUTPUT_GRADIENTS = {  # the gradient of the loss by each step's output
    "first": [0, -2, 2, -1],
    "relu_1": [1, -2, 2, -1],
    "second": [1, -1],
    "relu_2": [1, -1],
    "third": BY_Z3,
}


def network():
    return hn.Sequential(
        hn.Dense([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2], name="first"),
        hn.ReLU(),
        hn.Dense([[1, -1, 1, 0], [0, 1, -1, 1]], [0, 3], name="second"),
        hn.ReLU(),
        hn.Dense([[2, 0], [0, 2], [1, 1]], [-1, -5, -7], name="third"),
    )
