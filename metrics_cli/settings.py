"""Limits and choices of one run; the defaults are the documented ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Where to look and how far to go.

    `project_dir`, `profiles_dir`, `profile` and `target` override what dbt would find. `timeout` is in seconds,
    `memory_limit` as DuckDB writes it, `max_rows` the most rows an answer holds (more is said to be truncated).
    """

    project_dir: Path | None = None
    profiles_dir: Path | None = None
    profile: str | None = None
    target: str | None = None
    timeout: float = 60.0
    memory_limit: str = "4GB"
    max_rows: int = 10_000
