"""`metrics ask`: a question in words."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from metrics_cli.assembly import Assembly
from metrics_cli.cli.forms import Destination, Form, destination
from metrics_cli.cli.options import (
    AsCsv,
    AsForm,
    AsJson,
    AsOf,
    NoPager,
    Output,
    Parse,
    Profile,
    ProfilesDir,
    ProjectDir,
    Target,
    Timeout,
    opened,
)
from metrics_cli.cli.output import Run, emit, fail, produce
from metrics_cli.cli.reading import InterpreterName, MaxCost, ModelName, NoValues, reader_settings
from metrics_cli.cli.receipts import kept
from metrics_cli.cli.turns import destination_of, taken_turn, talk_of, tell_turn
from metrics_cli.errors import MetricsError, QueryInvalid
from metrics_cli.settings import Settings

if TYPE_CHECKING:
    from metrics_cli.answer import Exported, Outcome
    from metrics_cli.workflow.conversation import Turn


def ask(
    question: Annotated[
        list[str], typer.Argument(metavar="QUESTION", help="What you want to know, in English: up to 500 characters.")
    ],
    form: AsForm = None,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    no_pager: NoPager = False,
    pick: Annotated[
        int | None, typer.Option("--pick", metavar="N", help="Of several readings that were listed, the one to answer.")
    ] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL that ran, too.")] = False,
    session: Annotated[
        str | None, typer.Option("--session", metavar="NAME", help="Go on where this session of the project left off.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Have the session start over.")] = False,
    interpreter: InterpreterName = None,
    model: ModelName = None,
    no_values: NoValues = False,
    max_cost: MaxCost = None,
    show_prompt: Annotated[
        bool, typer.Option("--show-prompt", help="Print what a model would be sent, and send and answer nothing.")
    ] = False,
    explain_result: Annotated[
        bool,
        typer.Option(
            "--explain-result", help="Send a small result to a model to put into a sentence; it is shown before."
        ),
    ] = False,
    as_of: AsOf = None,
    parse: Parse = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Answer a question, or say why it can't be answered and what can.

    Exit codes: 0 answered, 1 failed, 2 misused, 3 ambiguous, 4 refused, 5 no data.

    Example: metrics ask "How much did we sell last quarter?"
    """
    words, reading = " ".join(question), reader_settings(interpreter, model, no_values, max_cost)
    try:
        to = _destination(words, form, output, as_json, as_csv, not no_pager, session is not None)
        if new and session is None:
            raise QueryInvalid("--new starts a session over, and none is named", "add --session NAME")
    except MetricsError as error:
        return fail(error, as_json, words)
    try:
        with closing(opened(project_dir, profiles_dir, profile, target, timeout, parse, reading)) as assembly:
            today = assembly.as_of(as_of, date.today())
            if show_prompt:
                return typer.echo(_prompt(words, session, assembly, today))
            with kept("ask", words, assembly, today) as keep:
                if session is None:
                    outcome = _once(words, assembly, today, to, pick)
                else:
                    outcome = _in_session(words, session, new, assembly, today, to, pick)
                if explain_result:
                    from metrics_cli.cli.phrasing import phrased

                    outcome = phrased(outcome, assembly, not no_values)
                keep(outcome)
    except MetricsError as error:
        return fail(error, to.form is Form.JSON and to.path is None, words)
    emit(outcome, words, to, sql)


def _destination(
    words: str, form: Form | None, output: Path | None, as_json: bool, as_csv: bool, may_page: bool, is_talk: bool
) -> Destination:
    """Return where the flags send the result; in a session the words may say it as well: as csv."""
    to = destination(form, output, as_json, as_csv, Form.TABLE, may_page)
    asked = destination_of(words) if is_talk and not (form or output or as_json or as_csv) else None
    return asked or to


def _prompt(words: str, name: str | None, assembly: Assembly, today: date) -> str:
    """Return what a model would be sent, in a session with the query that a follow-up changes."""
    if name is None:
        return assembly.prompt(words, today)
    from metrics_cli.cli.sessions import session
    from metrics_cli.workflow.threads import still_known

    with session(name, assembly.project.root) as kept:
        return assembly.prompt(words, today, still_known(kept.thread(), assembly.catalog).last)


def _once(words: str, assembly: Assembly, today: date, to: Destination, pick: int | None) -> Outcome | Exported:
    from metrics_cli import workflow
    from metrics_cli.interpretation.rules import phrase

    stages, reader = assembly.stages(today, date.today()), assembly.interpreter(words)
    return produce(to, lambda run: workflow.ask(words, reader, phrase, stages, run, pick))


def _in_session(
    words: str, name: str, is_new: bool, assembly: Assembly, today: date, to: Destination, pick: int | None
) -> Outcome | Exported:
    from metrics_cli.cli.sessions import session
    from metrics_cli.workflow.threads import Thread, still_known

    with session(name, assembly.project.root) as held:
        before = Thread() if is_new else held.thread()
        thread = still_known(before, assembly.catalog)
        if before.queries and not thread.queries:
            typer.echo(f"note: the session '{name}' names what the layer no longer has; it starts over", err=True)

        def take(run: Run) -> Turn:
            return talk_of(assembly, words, today, run).turn(words, thread, pick)

        turn = taken_turn(to, take)
        tell_turn(turn, thread)
        held.keep(turn.thread)
    return turn.outcome
