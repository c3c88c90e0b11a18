"""Small files that keep what was worked out: written whole or not at all, and read as absent when damaged."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def load_kept(path: Path) -> dict[str, Any] | None:
    """Return what `save_kept` wrote at `path`, or None when it is absent, damaged or something else."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        body = kept["body"]
        return body if isinstance(body, dict) and kept["checksum"] == _checksum(body) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def save_kept(path: Path, body: dict[str, Any]) -> None:
    """Keep `body` at `path`, replacing the file whole; a folder that can't be written to is no error."""
    write_whole(path, json.dumps({"checksum": _checksum(body), "body": body}).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write the file at `path`, or leave it as it is: a folder that can't be written to is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    except OSError:
        return


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
