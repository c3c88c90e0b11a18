"""Compiled SQL, kept as one small file an entry, so that asking the same again needs no MetricFlow."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from metrics_cli.catalog.kept import load_kept, save_kept
from metrics_cli.errors import QueryInvalid

# Raised when what is kept, or how it is worked out, changes: an older entry is then a miss.
_LAYOUT = 1
# When there are more, the oldest go, a tenth at a time; an entry is a few kilobytes.
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
        asked = json.dumps([_LAYOUT, self._key, request], sort_keys=True, default=_text)
        path = self._folder / f"{hashlib.sha256(asked.encode('utf-8', 'surrogatepass')).hexdigest()}.json"
        kept = load_kept(path) or {}
        if kept.get("of") != asked or not ("sql" in kept or "refused" in kept):
            kept = {"of": asked, **_compiled(compile)}
            _make_room(self._folder)
            save_kept(path, kept)
        if "refused" in kept:
            raise QueryInvalid(*kept["refused"])
        return str(kept["sql"])


def _compiled(compile: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"sql": compile()}
    except QueryInvalid as error:
        return {"refused": [error.message, error.hint]}


def _make_room(folder: Path) -> None:
    """Remove the oldest entries, and what writers left that were killed, when there are too many."""
    with suppress(OSError):
        if len(os.listdir(folder)) < MOST_ENTRIES:
            return
    aged = sorted((age, path) for path in folder.glob("*") if (age := _age(path)) is not None)
    for _, path in aged[: len(aged) - MOST_ENTRIES * 9 // 10]:
        with suppress(OSError):
            path.unlink()


def _age(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        # Another process made room meanwhile.
        return None


def _text(value: Any) -> str:
    """Return a date, or whatever else JSON has no form for, as a text that differs when it differs."""
    return f"{type(value).__name__} {value!r}"
