"""In which form the rows come and where they go."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from metrics_cli.errors import OutputInvalid


class Form(StrEnum):
    """How rows are written; csv, jsonl and parquet are never cut short."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"

    @property
    def is_streamed(self) -> bool:
        """Tell whether rows are written as they come, however many."""
        return self in (Form.CSV, Form.JSONL, Form.PARQUET)


_ENDINGS = {
    ".csv": Form.CSV,
    ".json": Form.JSON,
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
    ".parquet": Form.PARQUET,
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".txt": Form.TABLE,
}


@dataclass(frozen=True)
class Destination:
    """The form of a result, the file it goes to (None: stdout), whether a terminal may page it, whether it is drawn."""

    form: Form
    path: Path | None = None
    may_page: bool = True
    draws: bool = False

    @property
    def is_terminal(self) -> bool:
        """Tell whether a person watches."""
        return self.path is None and sys.stdout.isatty()


def destination(
    form: Form | None, output: Path | None, as_json: bool, as_csv: bool, default: Form, may_page: bool = True
) -> Destination:
    """Return where the flags of a command send a result. Raises OutputInvalid when they contradict each other."""
    asked = {f for f in (form, Form.JSON if as_json else None, Form.CSV if as_csv else None) if f}
    if len(asked) > 1:
        named = " and ".join(sorted(asked))
        raise OutputInvalid(f"the result can't be {named} at once", "choose one of --format, --json and --csv")
    chosen = next(iter(asked), None)
    if output is None:
        if chosen is Form.PARQUET:
            raise OutputInvalid("Parquet is not for a terminal or a pipe", "name a file: --output rows.parquet")
        return Destination(chosen or default, None, may_page)
    chosen = chosen or _ENDINGS.get(output.suffix.lower())
    if chosen is None:
        known = ", ".join(dict.fromkeys(_ENDINGS))
        raise OutputInvalid(f"the ending of {output} names no form", f"end it on one of {known}, or pass --format")
    return Destination(chosen, output, False)
