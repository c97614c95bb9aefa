"""The network of an exercise as one would write it oneself, in Python."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

LONGEST = 88  # line, before every argument gets its own


def written(data: Mapping[str, Any]) -> str:
    """A program that makes the network which a file describes, runs it, and goes back.

    Args:
        data: The keys of the file: ``layers``, ``input``, and how the backward pass starts.

    Examples:
        >>> print(written({"input": [2, -1], "layers": [{"type": "ReLU", "name": "h"}]}))
        import handnn as hn
        <BLANKLINE>
        net = hn.Sequential(
            hn.ReLU(name="h"),
        )
        trace = net.trace([2, -1])
    """
    lines = ["import handnn as hn", "", "net = hn.Sequential("]
    for layer in data["layers"]:
        named = {"name": layer["name"]} if "name" in layer else {}
        arguments = {**layer.get("parameters", {}), **layer.get("settings", {}), **named}
        lines += _call(layer["type"], arguments)
    lines += [")", f"trace = net.trace({data['input']})"]
    if "loss" in data:
        settings = _arguments(data.get("loss_settings", {}))
        loss = f"hn.{data['loss']}({', '.join(settings)})"
        lines.append(f"back = trace.backward({loss}, target={data['target']})")
    return "\n".join(lines)


def _call(kind: str, arguments: Mapping[str, Any]) -> list[str]:
    texts = _arguments(arguments)
    line = f"    hn.{kind}({', '.join(texts)}),"
    if len(line) <= LONGEST:
        return [line]
    return [f"    hn.{kind}(", *(f"        {text}," for text in texts), "    ),"]


def _arguments(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}={_value(value)}" for name, value in values.items()]


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
