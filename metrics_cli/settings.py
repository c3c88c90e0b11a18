"""Limits and choices of one run; the defaults are the documented ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Reader(StrEnum):
    """Who reads the questions: the rules, and a model where they find nothing; one of them alone; or both."""

    AUTO = "auto"
    RULES = "rules"
    MODEL = "model"
    BOTH = "both"


@dataclass(frozen=True)
class ReaderSettings:
    """Who reads questions, and what a model may be sent and may cost.

    `reader` is None for METRICS_INTERPRETER, or auto; `model` overrides METRICS_MODEL. `sends_values` lets values of
    dimensions be sent (never those marked pii), `budget` is the most input tokens of a request, `max_cost` the most US
    dollars that a question may cost, None for no limit. `record` is a file that takes the model's replies, `replay` one
    that gives them in its place.
    """

    reader: Reader | None = None
    model: str | None = None
    sends_values: bool = True
    budget: int = 2_000
    max_cost: float | None = None
    record: Path | None = None
    replay: Path | None = None


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
    reading: ReaderSettings = ReaderSettings()


def user_state(environ: Mapping[str, str]) -> Path:
    """Return the folder for what is kept between commands: XDG_STATE_HOME, else ~/.local/state.

    Raises RuntimeError when the user has no home.
    """
    named = environ.get("XDG_STATE_HOME", "")
    return Path(named) if named.startswith("/") else Path.home() / ".local" / "state"
