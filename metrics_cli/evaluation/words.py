"""What was expected and what came, for a person to set side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from metrics_cli.answer import Ambiguous, Answer, Cell, Empty, Failed, Refused, Row, Told
from metrics_cli.evaluation.questions import Question
from metrics_cli.evaluation.verdicts import Judged
from metrics_cli.execution.warehouse import Rows
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.typed import Flags

_SHOWN = 5
_RIGHT = {
    "empty": "the word that there are no data",
    "refuse": "a refusal",
    "ask_back": "a question back",
    "either": "a refusal or a question back",
}


def expected_text(question: Question, known: Sequence[Rows]) -> str:
    """Return what would have been right: rows where they are known, the SQL otherwise."""
    found = [rows_text(rows.rows) for rows in known] or list(question.golds)
    found += [f"the query {_flags_text(flags)}" for flags in question.queries]
    found += [text for mark, text in _RIGHT.items() if mark in question.marks]
    if question.about is not None:
        found.append(f"what is known of {', '.join(question.about) or 'the layer'}")
    return " or ".join(dict.fromkeys(found))


def got_text(outcome: Judged) -> str:
    """Return what came."""
    if isinstance(outcome, Answer):
        return f"{outcome.sentence}: {rows_text(outcome.table.rows)}"
    if isinstance(outcome, Empty):
        return f"{outcome.sentence}: {outcome.reason}"
    if isinstance(outcome, Ambiguous):
        return f"asked back: {outcome.reason} {' | '.join(option.sentence for option in outcome.options)}".strip()
    if isinstance(outcome, Refused):
        return f"refused: {outcome.reason}"
    if isinstance(outcome, Told):
        return f"told: {outcome.sentence}"
    if isinstance(outcome, Failed):
        return f"failed: {outcome.reason}"
    return "read, not run" if isinstance(outcome, Reading) else str(outcome)


def query_text(outcome: Judged, heard: object) -> str:
    """Return the query as a command line of `mf`, or as JSON where it was only read."""
    if isinstance(outcome, Answer | Empty) and outcome.mf:
        return outcome.mf
    return json.dumps(_told(heard.query.to_dict()), default=str) if isinstance(heard, Reading) else ""


def rows_text(rows: Sequence[Row]) -> str:
    """Return the first rows in one line, and how many there are."""
    shown = ", ".join(f"({', '.join(map(_cell, row))})" for row in rows[:_SHOWN])
    if len(rows) == 1 and len(rows[0]) == 1:
        return _cell(rows[0][0])
    return f"{len(rows):,} rows: {shown}{', …' if len(rows) > _SHOWN else ''}" if len(rows) != 1 else shown


def _cell(cell: Cell) -> str:
    if cell is None:
        return "–"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _flags_text(flags: Flags) -> str:
    return " ".join(f"{name}={_joined(value)}" for name, value in vars(flags).items() if value not in ((), "", None))


def _joined(value: str | int | Iterable[str]) -> str:
    return str(value) if isinstance(value, str | int) else ",".join(value)


def _told(body: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in body.items() if value}
