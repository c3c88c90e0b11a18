"""One line of the history, as it is written: what was asked, what it came to. Never a row of a result, never a key.

Every answer pays for what is imported here and in `writing`: plain values do, a class of so many fields takes 1 ms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from metrics_cli.answer import Answer, Exported, Outcome, Told
from metrics_cli.query import MetricQuery

Line = Mapping[str, str | int | float | None]

COLUMNS = (
    *("at", "command", "project", "target", "today", "question", "outcome", "sentence", "interpreter", "query"),
    *("manifest_hash", "sql_hash", "result_hash", "seconds"),
    *("model", "calls", "input_tokens", "output_tokens", "cost"),
)
_OFF = ("off", "0", "no", "false")


def is_kept(environ: Mapping[str, str]) -> bool:
    """Tell whether a history is wanted: METRICS_HISTORY=off says no."""
    return environ.get("METRICS_HISTORY", "").strip().lower() not in _OFF


def outcome_name(outcome: Outcome | Exported) -> str:
    """Return what the outcome is called: answered, ambiguous, refused, empty or failed."""
    return "answered" if isinstance(outcome, Answer | Told | Exported) else type(outcome).__name__.lower()


def line_of(outcome: Outcome | Exported, asked: Line, now: datetime, seconds: float) -> Line:
    """Return the line of an outcome that is known at `now` (UTC), `seconds` after it was asked for.

    `asked` says where and when that was: command, project, target, today and question (None where metrics were named).
    """
    query = getattr(outcome, "query", None)
    receipt: Mapping[str, object] = getattr(outcome, "receipt", {})
    spent = receipt.get("model")
    model = spent if isinstance(spent, Mapping) else {}
    typed = None if asked["question"] else "typed"
    return {
        **asked,
        "at": now.isoformat(timespec="seconds"),
        "outcome": outcome_name(outcome),
        # What the layer tells of itself may name values of the data: its sentence is not kept.
        "sentence": getattr(outcome, "sentence", None) if isinstance(query, MetricQuery) else None,
        "interpreter": _text(receipt.get("read_by") or receipt.get("interpreter") or typed),
        "query": json.dumps(query.to_dict(), default=str) if isinstance(query, MetricQuery) else None,
        **{name: _text(receipt.get(name)) for name in ("manifest_hash", "sql_hash", "result_hash")},
        "seconds": round(seconds, 3),
        "model": _text(model.get("model")),
        **{name: _amount(model.get(name)) for name in ("calls", "input_tokens", "output_tokens", "cost")},
    }


def _text(value: object) -> str | None:
    return str(value) if value else None


def _amount(value: object) -> int | float | None:
    return value if isinstance(value, int | float) else None
