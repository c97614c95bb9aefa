"""Layers of sequences as plain NumPy: what reads token by token, and attention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from handnn import layers
from handnn.layers.base import Layer

Names = Mapping[str, str]  # of the layer's arrays, in the code


def _product(x: str, names: Names, W: str, b: str = "") -> str:
    """``x W + b``, as far as there is a bias."""
    return f"{x} @ {names[W]}.T" + (f" + {names[b]}" if b in names else "")


def _tokens(layer: Any, y: str, body: list[str], memory: bool = False) -> Iterator[str]:
    """The loop over the tokens, whose body changes the state."""
    hidden = layer.Wh.shape[1]
    dtype = ", dtype=np.float32" if layer.Wh.dtype == np.float32 else ""
    yield f"state = np.zeros({hidden}{dtype})"
    if memory:
        yield f"memory = np.zeros({hidden}{dtype})"
    if layer.return_sequences:
        yield "states = []"
    # The loop is over the axis of the tokens, whether there is one of samples before it or not.
    yield from body
    if layer.return_sequences:
        yield "    states.append(state)"
        yield f"{y} = np.stack(states, axis=-2)"
    else:
        yield f"{y} = state"


def _loop(x: str) -> str:
    return f"for token in np.moveaxis({x}, -2, 0):"


def _rnn(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    a = f"{_product('token', names, 'Wx', 'b')} + {_product('state', names, 'Wh')}"
    change = f"np.tanh({a})" if layer.activation == "tanh" else f"np.maximum({a}, 0)"
    yield from _tokens(layer, y, [_loop(x), f"    state = {change}"])


def _gru(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    body = [
        _loop(x),
        f"    xr, xu, xn = np.split({_product('token', names, 'Wx', 'bx')}, 3, axis=-1)",
        f"    hr, hu, hn = np.split({_product('state', names, 'Wh', 'bh')}, 3, axis=-1)",
        "    r = 1 / (1 + np.exp(-(xr + hr)))",
        "    u = 1 / (1 + np.exp(-(xu + hu)))",
        "    n = np.tanh(xn + r * hn)",
        "    state = (1 - u) * n + u * state",
    ]
    yield from _tokens(layer, y, body)


def _lstm(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    a = f"{_product('token', names, 'Wx', 'b')} + {_product('state', names, 'Wh')}"
    body = [
        _loop(x),
        f"    i, f, g, o = np.split({a}, 4, axis=-1)",
        "    i, f, o = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), 1 / (1 + np.exp(-o))",
        "    memory = f * memory + i * np.tanh(g)",
        "    state = o * np.tanh(memory)",
    ]
    yield from _tokens(layer, y, body, memory=True)


def _attended(layer: Any, q: str, k: str, size: int) -> Iterator[str]:
    """The weights of attention, up to their sum."""
    yield f"scores = {q} @ np.swapaxes({k}, -1, -2) / np.sqrt({size})"
    if layer.causal:
        yield "scores = np.where(np.tri(*scores.shape[-2:]) == 1, scores, -np.inf)"
    yield "e = np.exp(scores - scores.max(axis=-1, keepdims=True))"
    yield "weights = e / e.sum(axis=-1, keepdims=True)"


def _attention(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    source = names.get("memory", x)
    yield f"q = {_product(x, names, 'Wq')}"
    yield f"k = {_product(source, names, 'Wk')}"
    yield f"v = {_product(source, names, 'Wv')}"
    yield from _attended(layer, "q", "k", len(layer.Wk))
    yield f"{y} = weights @ v" + (f" @ {names['Wo']}.T" if "Wo" in names else "")


def _multi_head(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    yield f"q = {_product(x, names, 'Wq', 'bq')}"
    yield f"k = {_product(x, names, 'Wk', 'bk')}"
    yield f"v = {_product(x, names, 'Wv', 'bv')}"
    yield "heads = []"
    yield f"for qh, kh, vh in zip(*(np.split(a, {layer.heads}, axis=-1) for a in (q, k, v))):"
    for line in _attended(layer, "qh", "kh", len(layer.Wk) // layer.heads):
        yield f"    {line}"
    yield "    heads.append(weights @ vh)"
    yield f"{y} = {_product('np.concatenate(heads, axis=-1)', names, 'Wo', 'bo')}"


def _graph_convolution(layer: Any, x: str, y: str, names: Names) -> Iterator[str]:
    links = names["adjacency"]
    if layer.normalise:
        yield f"linked = {links} + np.eye(len({links}))"
        yield "degree = linked.sum(axis=1)"
        yield "linked = linked / np.sqrt(degree[:, None] * degree)"
        links = "linked"
    yield f"{y} = {_product(f'({links} @ {x})', names, 'W', 'b')}"


SEQUENCES: Mapping[type[Layer], Any] = {
    layers.RNN: _rnn,
    layers.GRU: _gru,
    layers.LSTM: _lstm,
    layers.SelfAttention: _attention,
    layers.CrossAttention: _attention,
    layers.MultiHeadAttention: _multi_head,
    layers.GraphConvolution: _graph_convolution,
}
