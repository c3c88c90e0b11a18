"""Asking again what was asked before, and telling what has changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from metrics_cli import workflow
from metrics_cli.answer import Answer, Empty
from metrics_cli.errors import QueryInvalid
from metrics_cli.history.lines import outcome_name
from metrics_cli.history.store import Entry
from metrics_cli.query import MetricQuery, from_dict
from metrics_cli.workflow import Stages

SAME, CHANGED, UNKNOWN = "same", "changed", "unknown"


def stored_query(entry: Entry) -> MetricQuery:
    """Return the query of a line. Raises QueryInvalid when it has none."""
    if entry.query is None:
        reason = f"number {entry.number} was {entry.outcome} and has no query to run again"
        raise QueryInvalid(reason, "ask it again with `metrics ask`")
    return from_dict(json.loads(entry.query))


def replayed(entry: Entry, stages: Stages) -> tuple[Answer | Empty, dict[str, object]]:
    """Return what the query of a line comes to now, and what has changed since; its receipt has that as `replay`.

    That is of the manifest, the SQL and the result each `same`, `changed`, or `unknown` where one of the two is not
    known. Raises as `workflow.answer`, and QueryInvalid for a line without a query.
    """
    outcome = workflow.answer(stored_query(entry), stages)
    if not isinstance(outcome, Answer | Empty):
        raise QueryInvalid(f"number {entry.number} can't be run again", "ask it again with `metrics ask`")
    told: dict[str, object] = {
        "number": entry.number,
        "at": entry.at,
        "question": entry.question,
        "manifest": _changed(entry.manifest_hash, outcome.receipt.get("manifest_hash")),
        "sql": _sql(entry, outcome),
        "result": _result(entry, outcome),
    }
    return replace(outcome, receipt={**outcome.receipt, "replay": told}), told


def replay_text(told: Mapping[str, object]) -> str:
    """Return in one line what has changed."""
    parts = ", ".join(_WORDS[str(told[name])].format(label) for name, label in _LABELS.items())
    return f"number {told['number']} of {str(told['at'])[:16].replace('T', ' ')} UTC, asked again: {parts}"


_LABELS = {"manifest": "manifest", "sql": "SQL", "result": "result"}
_WORDS = {SAME: "the same {}", CHANGED: "another {}", UNKNOWN: "whether the {} changed is not known"}


def _changed(before: object, now: object) -> str:
    if not before or not now:
        return UNKNOWN
    return SAME if before == now else CHANGED


def _sql(entry: Entry, outcome: Answer | Empty) -> str:
    now = outcome.receipt.get("sql_hash")
    # Outside the data no SQL runs at all.
    return SAME if entry.outcome == outcome_name(outcome) == "empty" and not now else _changed(entry.sql_hash, now)


def _result(entry: Entry, outcome: Answer | Empty) -> str:
    if entry.outcome != outcome_name(outcome):
        return CHANGED
    return SAME if isinstance(outcome, Empty) else _changed(entry.result_hash, outcome.receipt.get("result_hash"))
