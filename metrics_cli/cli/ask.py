"""`metrics ask`: a question in words."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Annotated

import typer

from metrics_cli.cli.forms import Form, destination
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
from metrics_cli.cli.output import emit, fail, produce
from metrics_cli.errors import MetricsError
from metrics_cli.settings import Settings


def ask(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="What you want to know, in English.")],
    form: AsForm = None,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    no_pager: NoPager = False,
    pick: Annotated[
        int | None, typer.Option("--pick", metavar="N", help="Of several readings that were listed, the one to answer.")
    ] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL that ran, too.")] = False,
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
    from metrics_cli import workflow
    from metrics_cli.interpretation.rules import phrase

    words = " ".join(question)
    try:
        to = destination(form, output, as_json, as_csv, Form.TABLE, not no_pager)
    except MetricsError as error:
        return fail(error, as_json, words)
    try:
        with closing(opened(project_dir, profiles_dir, profile, target, timeout, parse)) as assembly:
            stages = assembly.stages(assembly.as_of(as_of, date.today()), date.today())
            reader = assembly.interpreter(words)
            outcome = produce(to, lambda run: workflow.ask(words, reader, phrase, stages, run, pick))
    except MetricsError as error:
        return fail(error, to.form is Form.JSON and to.path is None, words)
    emit(outcome, words, to, sql)
