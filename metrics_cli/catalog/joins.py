"""What MetricFlow says a metric joins to, kept as JSON beside the manifest so that reading it needs no MetricFlow."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

# Raised when what is kept, or how it is worked out, changes: an older file is then a miss.
_LAYOUT = 2


@dataclass(frozen=True)
class Join:
    """One group-by of a metric: its MetricFlow name, its kind (categorical, time, entity), its grain and its home."""

    name: str
    kind: str
    grain: str | None
    model: str | None


Joins = Mapping[str, tuple[Join, ...]]


def load_joins(path: Path, key: str) -> Joins | None:
    """Return the joins kept at `path` for the manifest `key`, or None when they are absent, damaged or another's."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["layout"] != _LAYOUT or kept["key"] != key:
            return None
        known = tuple(Join(*fields) for fields in kept["joins"])
        return {metric: tuple(known[i] for i in indexes) for metric, indexes in kept["metrics"].items()}
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


def save_joins(path: Path, key: str, joins: Joins) -> None:
    """Keep `joins` at `path`, replacing the file whole; a folder that can't be written to is no error."""
    known: dict[Join, int] = {}
    metrics = {metric: [known.setdefault(j, len(known)) for j in found] for metric, found in joins.items()}
    body = {"layout": _LAYOUT, "key": key, "joins": [astuple(j) for j in known], "metrics": metrics}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump(body, file)
        os.replace(file.name, path)
    except OSError:
        return
