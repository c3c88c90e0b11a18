"""`--explain-result`: a small result goes to a model that puts it into a sentence, after it was shown what goes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from metrics_cli.answer import Answer

if TYPE_CHECKING:
    from metrics_cli.answer import Exported, Outcome
    from metrics_cli.assembly import Assembly

_DROPPED = "no sentence of the model's can be told: it had no say, or its words state what the table does not"


def phrased(outcome: Outcome | Exported, assembly: Assembly, sends_values: bool = True) -> Outcome | Exported:
    """Return the outcome, an answer with the model's sentence in its receipt, as `phrased`, and with what that took.

    What is sent is shown on stderr first; on a terminal it is sent when that is agreed to. Why there is no sentence is
    said on stderr.
    """
    from metrics_cli.interpretation.model.contract import Spent
    from metrics_cli.interpretation.model.narration import kept_back, narrated, narration_request

    if not isinstance(outcome, Answer):
        return outcome
    endpoint, table = assembly.endpoint, outcome.table
    if endpoint is None:
        return _told(outcome, "no model is named: set METRICS_MODEL, or --model")
    if reason := kept_back(outcome.query, table, assembly.catalog, sends_values):
        return _told(outcome, f"the result was not sent to a model: {reason}")
    typer.echo(f"to a model: {narration_request(table, outcome.sentence).messages[-1].content}", err=True)
    if sys.stdin.isatty() and not typer.confirm("Send this?", err=True):
        return outcome
    spent, before = Spent(), outcome.receipt.get("model")
    taken = before if isinstance(before, Mapping) else {}
    sentence = narrated(
        table, outcome.sentence, endpoint, spent, float(taken.get("counted") or taken.get("cost") or 0.0)
    )
    receipt = {**outcome.receipt, "phrased": sentence}
    if account := together(taken, spent.account()):
        receipt["model"] = account
    found = replace(outcome, receipt=receipt)
    return found if sentence else _told(found, _DROPPED)


def together(one: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    """Return what two accounts of a model come to: figures added up, one that neither has stays None."""
    found = {**one, **other}
    for name, value in one.items():
        more = other.get(name)
        if isinstance(value, int | float):
            found[name] = value + more if isinstance(more, int | float) else value
    return found


def _told(outcome: Answer, note: str) -> Answer:
    typer.echo(f"note: {note}", err=True)
    return outcome
