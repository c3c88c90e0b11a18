"""A turn of a conversation on the command line: how a line is taken, where its answer goes, what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import typer

from metrics_cli.assembly import Assembly
from metrics_cli.cli.forms import Destination, Form
from metrics_cli.cli.output import Run, produce

if TYPE_CHECKING:
    from metrics_cli.answer import Exported, Outcome
    from metrics_cli.workflow.conversation import Talk, Turn
    from metrics_cli.workflow.threads import Thread


def talk_of(assembly: Assembly, line: str, today: date, run: Run) -> Talk:
    """Return what a line goes through in a conversation."""
    from metrics_cli.interpretation.rules import phrase
    from metrics_cli.workflow.conversation import Talk

    stages, asked = assembly.stages(today, date.today()), assembly.interpreter(line)
    return Talk(assembly.rules(line), phrase, stages, run, asked, lambda: assembly.model(line))


def taken_turn(to: Destination, take: Callable[[Run], Turn]) -> Turn:
    """Return the turn that `take` comes to, its rows held or written away as the destination wants them."""
    turns: list[Turn] = []

    def answer(run: Run) -> Outcome | Exported:
        turns.append(take(run))
        return turns[-1].outcome

    outcome = produce(to, answer)
    return replace(turns[-1], outcome=outcome)


def destination_of(line: str) -> Destination | None:
    """Return where the words send the last answer: as csv, as a chart; None when they say nothing of it."""
    from metrics_cli.interpretation.dialogue import request_of

    request = request_of(line)
    if request is None or request.kind != "form":
        return None
    return Destination(Form.TABLE, None, True, True) if request.form == "chart" else Destination(Form(request.form))


def tell_turn(turn: Turn, before: Thread) -> None:
    """Print on stderr how the line was taken: what it kept and changed, or that it began anew."""
    if turn.taken != "question" and (turn.kept or turn.changed):
        kept = f"kept {', '.join(turn.kept)}" if turn.kept else "kept nothing"
        typer.echo(f"note: {'; '.join([*turn.changed, kept])}", err=True)
    elif turn.taken == "question" and before.queries and turn.thread.queries != before.queries:
        left = f"; not kept: {', '.join(turn.changed)}" if turn.changed else ""
        typer.echo(f"note: read as a new question{left}", err=True)
