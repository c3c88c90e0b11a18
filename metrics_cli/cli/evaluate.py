"""`metrics eval`: how well questions are answered, for CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from metrics_cli.cli.files import replacing
from metrics_cli.cli.options import Parse, Profile, ProfilesDir, ProjectDir, Target, Timeout, opened
from metrics_cli.cli.output import fail, plain, write
from metrics_cli.cli.reading import MaxCost, ModelName, NoValues, reader_settings
from metrics_cli.errors import MetricsError, OutputInvalid
from metrics_cli.evaluation.forms import ReportForm, Show
from metrics_cli.settings import Reader, ReaderSettings, Settings

if TYPE_CHECKING:
    from rich.console import Console

    from metrics_cli.evaluation.figures import Result


_ENDINGS = {".json": ReportForm.JSON, ".xml": ReportForm.JUNIT, ".txt": ReportForm.TABLE}


def evaluate(
    files: Annotated[list[Path], typer.Argument(metavar="QUESTIONS.yml...", help="Files of questions.")],
    interpreter: Annotated[
        Reader,
        typer.Option("--interpreter", help="Who reads: the rules, a model, both, or a model where the rules fail."),
    ] = Reader.RULES,
    model: ModelName = None,
    no_values: NoValues = False,
    max_cost: MaxCost = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="Keep what the model says in FILE; go on where it ends."),
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option("--replay", metavar="FILE", help="Have FILE say what the model said; nothing is called."),
    ] = None,
    split: Annotated[
        str | None, typer.Option("--split", metavar="seen|held", help="Ask only the questions of this part.")
    ] = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="Ask only questions with this tag; repeatable.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Ask in so many processes.")] = 1,
    min_right: Annotated[
        float | None,
        typer.Option("--min-right", min=0, max=1, metavar="SHARE", help="Least part of the answerable that is right."),
    ] = None,
    max_wrong: Annotated[
        float | None,
        typer.Option(
            "--max-wrong", min=0, metavar="N|SHARE", help="Most silently wrong ones; below 1 it is a part of all."
        ),
    ] = None,
    min_refused: Annotated[
        float | None,
        typer.Option(
            "--min-refused",
            min=0,
            max=1,
            metavar="SHARE",
            help="Least part of those without an answer that is refused or asked back.",
        ),
    ] = None,
    max_over_refused: Annotated[
        float | None,
        typer.Option(
            "--max-over-refused", min=0, max=1, metavar="SHARE", help="Most of the answerable that may be refused."
        ),
    ] = None,
    form: Annotated[
        ReportForm | None,
        typer.Option("--format", help="The form of the report. Default: a table, or what FILE ends on."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the report to FILE, the table to stderr."),
    ] = None,
    show: Annotated[
        Show | None,
        typer.Option("--show", help="The questions to list. Default: wrong, or all in JSON. JUnit holds all."),
    ] = None,
    no_warehouse: Annotated[
        bool, typer.Option("--no-warehouse", help="Only read: hold queries to expected ones, run nothing.")
    ] = False,
    parse: Parse = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Ask questions whose answers are known, and tell how many came out right, silently wrong or refused.

    Exit codes: 0 the thresholds are met, 1 one is missed, 2 misused.

    Example: metrics eval questions.yml --min-right 0.9 --max-wrong 0 -o report.xml
    """
    from metrics_cli.evaluation.figures import Thresholds, figures_of
    from metrics_cli.evaluation.processes import measure_all
    from metrics_cli.evaluation.questions import read_questions, selected
    from metrics_cli.evaluation.run import Task

    try:
        reading = _reading(reader_settings(interpreter, model, no_values, max_cost), record, replay)
        settings = Settings(project_dir, profiles_dir, profile, target, timeout, reading=reading)
        chosen = _form(form, output)
        asked = selected([read_questions(file) for file in files], split, tags or ())
        folders = [project_dir or file.project_dir for file in asked]
        for folder in dict.fromkeys(folders):
            opened(folder, profiles_dir, profile, target, timeout, parse).close()
        tasks = [
            Task(replace(settings, project_dir=folder), file, interpreter, not no_warehouse)
            for folder, file in zip(folders, asked, strict=True)
        ]
        results = measure_all(tasks, jobs, _progress(sum(len(file.questions) for file in asked)))
        missed = Thresholds(min_right, max_wrong, min_refused, max_over_refused).missed(figures_of(results))
        _report(results, missed, chosen, output, show)
    except MetricsError as error:
        return fail(error)
    raise typer.Exit(1 if missed else 0)


def _reading(choice: ReaderSettings, record: Path | None, replay: Path | None) -> ReaderSettings:
    """Return who reads, with a recording that can be. Raises OutputInvalid and RecordingInvalid."""
    if choice.reader is Reader.RULES and record is None and replay is None:
        return choice
    if choice.reader is Reader.RULES:
        raise OutputInvalid("the rules ask no model", "add --interpreter model, auto or both")
    if record is not None and replay is not None:
        raise OutputInvalid("a run is recorded or replayed, not both", "leave one of --record and --replay out")
    from metrics_cli.interpretation.model.opening import open_endpoint

    chosen = replace(choice, record=record, replay=replay)
    if open_endpoint(chosen, os.environ, Path.home()) is None and (record or choice.reader is not Reader.AUTO):
        raise OutputInvalid("no model is named", "set METRICS_MODEL, or --model; docs/models.md has recipes")
    return chosen


def _form(form: ReportForm | None, output: Path | None) -> ReportForm:
    """Return the form that is asked for, else the one that the file's name ends on. Raises OutputInvalid."""
    chosen = form or (_ENDINGS.get(output.suffix.lower()) if output else ReportForm.TABLE)
    if chosen is None:
        known = ", ".join(_ENDINGS)
        raise OutputInvalid(f"the ending of {output} names no form", f"end it on one of {known}, or pass --format")
    return chosen


def _progress(total: int) -> Callable[[int], None]:
    """Return what counts the questions that are done, on a terminal."""
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if sys.stderr.isatty():
            typer.echo(f"\r{done}/{total}" + ("\r\033[K" if done == total else ""), err=True, nl=False)

    return tell


def _report(
    results: Sequence[Result], missed: Sequence[str], form: ReportForm, output: Path | None, show: Show | None
) -> None:
    from metrics_cli.evaluation import report

    def table(console: Console) -> None:
        report.print_report(results, show or Show.WRONG, missed, console)

    if form is ReportForm.TABLE and output is None:
        return write(table)
    text = plain(table) if form is ReportForm.TABLE else _text(results, missed, form, show)
    if output is None:
        return typer.echo(text, nl=False)
    with replacing(output) as draft:
        draft.path.write_text(text, encoding="utf-8", newline="")
        draft.keep()
    write(table, to_stderr=True)


def _text(results: Sequence[Result], missed: Sequence[str], form: ReportForm, show: Show | None) -> str:
    from metrics_cli.evaluation.junit import to_junit
    from metrics_cli.evaluation.report import to_body
    from metrics_cli.presentation.exports import to_json

    if form is ReportForm.JUNIT:
        return to_junit(results)
    return to_json(to_body(results, show or Show.ALL, missed)) + "\n"
