"""What learners print: run by `test_running`, which compares it with what Python prints."""

# ruff: noqa
import math, json
import numpy as np

a = np.array([7, 8, 9])
print(a // 2, a % 2, a / 2, a**2, -a, abs(a), a.mean(), a.sum(), a.dtype)
x = np.array([1.5, -2.25, 3.0])
s = x.sum()
print(
    s,
    [s],
    repr(s),
    str(s),
    f"{s}",
    f"{s!r}",
    f"{s:.1f}",
    "{:6.2f}".format(s),
    "%.2f" % s,
    "%5.1f and %d" % (s, s),
    "%s" % s,
)
f = float(s)
print(
    f,
    [f],
    repr(f),
    [f * 2],
    [f + 1],
    [1 - f],
    [f / 3],
    [-f],
    [abs(f)],
    [round(f, 1)],
    [round(f)],
    [round(s, 1)],
    [f**2],
)
total = 0.0
for v in x:
    total += float(v)
print([total], total, [v for v in x], list(x), x.tolist(), [x[0].item()], tuple(x))
print(
    [math.exp(f), math.sqrt(abs(f)), math.tanh(s), math.log(2)],
    [max(0, f)],
    [max(0.0, s)],
    [max(x)],
    [min(x.tolist())],
    [sum(x)],
    [sum(x.tolist())],
    sorted(x),
    sorted(x.tolist()),
)
print(json.dumps({"s": f, "x": x.tolist()}))
print(
    x.shape,
    x.ndim,
    x.size,
    len(x),
    x.dtype,
    x.T.shape,
    type(x),
    isinstance(x, np.ndarray),
    isinstance(s, float),
)
print(
    x > 0,
    [x[0] > 0],
    (x > 0).sum(),
    np.sum(x > 0),
    (x > 0).all(),
    bool(x[0] > 0),
    not (x > 0).any(),
)
print(
    np.round(x, 1),
    x.round(),
    x.astype(int),
    np.array2string(x, precision=1),
    np.array_str(x),
    np.array_repr(x),
)
print(
    x.argmax(),
    [x.argmax()],
    np.argmax(x),
    np.argsort(x),
    np.where(x > 0)[0],
    np.nonzero(x)[0],
    np.unique(a),
)
e = np.float64(2.0)
print(e, [e], e * 2, [e * 2])
print(
    x == a, np.array_equal(x, x), np.isclose(x, x), np.allclose(x, x + 1e-12), [np.allclose(x, x)]
)
print({"W": x, "b": s}, (x, s), [x])
print("{0:.3f} {1}".format(x[0], x), "%s" % x, "%r" % x, "a" + str(x))
print(int(s), [int(s)], int(x[2]), [int(x[2])], str(int(x[2])), range(int(x[2])))
y = x.reshape(3, 1)
print(y, y.shape, y.flatten(), np.squeeze(y), y.ravel()[0])
print(
    np.mean(x), [np.mean(x)], np.std(x), [np.std(x)], np.var(x), np.median(x), [np.linalg.norm(x)]
)
i = np.array([2, 0])
print(x[i], [i[0]], x[i[0]], list(range(i[0])), i + 1, [i.sum()])
b = x > 0
print(b, ~b, b & (x < 2), x[b], b.dtype, b.astype(int), b.astype(float), b * 1.0)
w = np.zeros(3)
w[0] = s
w[1] = f
print(w, w.sum(), [w[0]])
z = np.float32(1.5)
q = np.array([1, 2], dtype=np.float32)
print(z, [z], q, q * 2, [q[0]], (q * 2).dtype)
print(x.min(), x.max(), [x.max()], x.cumsum(), x.prod(), np.dot(x, x), [np.dot(x, x)], x @ x)
print(
    divmod(7, 2),
    f"{x}",
    f"{x[0]:>8.3f}|{x[0]:<8.2e}|{s:+.1%}",
    hash("a") == hash("a"),
    x is x,
    x[0] in [1.5],
)
print(np.floor(x), np.sign(x), np.abs(x), np.power(x, 2), x**3, 2**x, np.sqrt(np.abs(x)))
print(*x, sep=", ")
print(*[round(v, 2) for v in x])
print(list(map(float, x)), [float(v) for v in x], list(map(int, x)), "".join(str(v) for v in a))
print(
    list(zip(a.tolist(), x.tolist())), dict(zip("abc", x)), {k: float(v) for k, v in zip("abc", x)}
)
print(
    enumerate.__name__,
    [(i, v) for i, v in enumerate(x)],
    np.asarray(x),
    np.array(x),
    [np.array([s, f])],
)
