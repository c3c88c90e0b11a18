"""Compiled SQL, kept as one small file an entry, so that asking the same again needs no MetricFlow."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from metrics_cli.errors import QueryInvalid

# Raised when what is kept, or how it is worked out, changes: an older entry is then a miss.
_LAYOUT = 1
# The oldest tenth goes when there are more; an entry is a few kilobytes.
MOST_ENTRIES = 1000


class PlanCache:
    """SQL by request, in `folder`; `key` is all else that the SQL depends on.

    An entry that is absent, damaged, another's or can't be read is a miss; a folder that can't be written to keeps
    nothing. Processes may fill it at once: entries are replaced whole.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._key = key

    def get(self, request: Mapping[str, Any], compile: Callable[[], str]) -> str:
        """Return the SQL kept for `request`, or have it compiled and keep it; a refusal (QueryInvalid) is kept too."""
        name = json.dumps([_LAYOUT, self._key, request], sort_keys=True, default=_text)
        path = self._folder / f"{_digest(name)}.json"
        kept = _read(path, name)
        if kept is None:
            kept = _compiled(compile)
            self._write(path, name, kept)
        if "refused" in kept:
            raise QueryInvalid(*kept["refused"])
        return str(kept["sql"])

    def _write(self, path: Path, name: str, kept: Mapping[str, Any]) -> None:
        body = json.dumps(kept)
        text = json.dumps({"of": name, "kept": body, "checksum": _digest(name + body)})
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _make_room(self._folder)
            with tempfile.NamedTemporaryFile("w", dir=self._folder, delete=False, encoding="utf-8") as file:
                file.write(text)
            os.replace(file.name, path)


def _compiled(compile: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"sql": compile()}
    except QueryInvalid as error:
        return {"refused": [error.message, error.hint]}


def _read(path: Path, name: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        if entry["of"] != name or entry["checksum"] != _digest(name + entry["kept"]):
            return None
        kept: dict[str, Any] = json.loads(entry["kept"])
        return kept if isinstance(kept.get("sql"), str) or len(kept["refused"]) == 2 else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _make_room(folder: Path) -> None:
    """Remove the oldest entries when there are too many, and what broken writers left among them."""
    if len(names := os.listdir(folder)) < MOST_ENTRIES:
        return
    aged = sorted(((folder / name).stat().st_mtime, name) for name in names)
    for _, name in aged[: MOST_ENTRIES // 10 + len(names) - MOST_ENTRIES]:
        with suppress(OSError):
            (folder / name).unlink()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(value: Any) -> str:
    """Return a date or anything else that JSON has no form for as a text that differs when it differs."""
    return f"{type(value).__name__} {value!r}"
