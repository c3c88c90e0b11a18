"""`metrics chat`: questions and follow-ups, one after the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import typer

from metrics_cli.assembly import Assembly
from metrics_cli.cli.forms import Destination, Form
from metrics_cli.cli.options import AsOf, NoPager, Parse, Profile, ProfilesDir, ProjectDir, Target, Timeout, opened
from metrics_cli.cli.output import emit, fail
from metrics_cli.cli.reading import InterpreterName, MaxCost, ModelName, NoValues, reader_settings
from metrics_cli.cli.receipts import kept
from metrics_cli.cli.turns import destination_of, taken_turn, talk_of, tell_turn
from metrics_cli.errors import MetricsError
from metrics_cli.settings import Settings
from metrics_cli.staleness import stale_notice

if TYPE_CHECKING:
    from metrics_cli.cli.output import Run
    from metrics_cli.workflow.conversation import Talk
    from metrics_cli.workflow.threads import Thread

LEAVING = frozenset({"exit", "quit", "bye", ":q", "/quit", "/exit"})
_WELCOME = "Ask in English; then: and by month? · only … · what about …? · top 3 · as a chart · undo. Ctrl-D leaves."


def chat(
    as_of: AsOf = None,
    no_pager: NoPager = False,
    interpreter: InterpreterName = None,
    model: ModelName = None,
    no_values: NoValues = False,
    max_cost: MaxCost = None,
    parse: Parse = False,
    timeout: Timeout = Settings.timeout,
    project_dir: ProjectDir = None,
    profiles_dir: ProfilesDir = None,
    profile: Profile = None,
    target: Target = None,
) -> None:
    """Answer questions one after the other; a follow-up changes the last one, and says what it kept and changed.

    On a pipe every line is a question. Ctrl-C cancels a line or a running query, Ctrl-D leaves.

    Example: metrics chat
    """
    try:
        reading = reader_settings(interpreter, model, no_values, max_cost)
        with closing(opened(project_dir, profiles_dir, profile, target, timeout, parse, reading)) as assembly:
            today = assembly.as_of(as_of, date.today())
            _Chat(assembly, today, not no_pager).hold(_typed(assembly) if sys.stdin.isatty() else _piped)
    except MetricsError as error:
        return fail(error)


def _typed(assembly: Assembly) -> Callable[[], str | None]:
    from metrics_cli.cli.prompt import Prompt

    typer.echo(_WELCOME, err=True)
    return Prompt(assembly).line


def _piped() -> str | None:
    # What is no text is no question either; it must not end the talk.
    return sys.stdin.buffer.readline().decode("utf-8", "replace") or None


class _Chat:
    """A conversation in a process: its thread, and the readings that were asked back."""

    def __init__(self, assembly: Assembly, today: date, may_page: bool) -> None:
        from metrics_cli.workflow.threads import Thread

        self._assembly = assembly
        self._today = today
        self._may_page = may_page
        self._thread: Thread = Thread()
        self._noticed = stale_notice(assembly.project)

    def hold(self, read: Callable[[], str | None]) -> None:
        """Answer each line that `read` returns, until it returns None or a word of leaving; no error ends the talk."""
        is_answering = False
        while True:
            try:
                is_answering = False
                text = read()
                line = " ".join((text or "").split())
                if text is None or line.lower() in LEAVING:
                    return
                is_answering = True
                if line:
                    self._answered(line)
            except KeyboardInterrupt:
                # Wherever it comes, it ends what is being done and not the talk.
                typer.echo("stopped" if is_answering else "", err=True)

    def _answered(self, line: str) -> None:
        try:
            self._answer(line)
        except typer.Exit:
            if self._thread.offers:
                typer.echo("A number takes one of them.", err=True)
        except Exception as error:
            if os.environ.get("METRICS_DEBUG"):
                raise
            said = " ".join(str(error).split()) or type(error).__name__
            typer.echo(f"error: unexpected: {said} (this is a bug; METRICS_DEBUG=1 shows where)", err=True)
        finally:
            self._assembly.release()

    def _look_again(self) -> None:
        """Take in what dbt has written since the last line, and say what has grown stale since."""
        from metrics_cli.workflow.threads import still_known

        if self._assembly.renew():
            known = still_known(self._thread, self._assembly.catalog)
            lost = "; what was asked last is no longer known" if self._thread.queries and not known.queries else ""
            typer.echo(f"note: dbt wrote the manifest anew: the layer is read again{lost}", err=True)
            self._thread = known
        notice = stale_notice(self._assembly.project)
        if notice and notice != self._noticed:
            typer.echo(f"note: {notice}", err=True)
        self._noticed = notice

    def _answer(self, line: str) -> None:
        to = destination_of(line) or Destination(Form.TABLE, None, self._may_page)
        try:
            self._look_again()
            with kept("chat", line, self._assembly, self._today) as keep:
                turn = taken_turn(to, lambda run: self._talk(line, run).turn(line, self._thread))
                keep(turn.outcome)
        except MetricsError as error:
            return fail(error)
        tell_turn(turn, self._thread)
        self._thread = turn.thread
        emit(turn.outcome, line, to)

    def _talk(self, line: str, run: Run) -> Talk:
        return talk_of(self._assembly, line, self._today, run)
