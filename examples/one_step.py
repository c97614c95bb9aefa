"""One step of gradient descent on the hidden-layer network, with its arithmetic.

Forward, backward, update, and forward again. Run it with

    python examples/one_step.py
"""

import handnn as hn

net = hn.Sequential(
    hn.Dense([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2], name="hidden"),
    hn.ReLU(),
    hn.Dense([[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1], name="output"),
)
x, target = [2, 1, 3], [0, 2]
loss = hn.SquaredError()

trace = net.trace(x)
back = trace.backward(loss, target)
print(back)

update = hn.SGD(lr=0.02).update(net, back)
print()
print(update)

print()
print(f"The loss was {back.loss:g} and is now {loss(net(x), target):g}.")
print("The trace still shows the weights it used:", trace["hidden"].parameters["W"][1])
