"""The command `metrics`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Annotated

import typer

import metrics_cli
from metrics_cli.cli.ask import ask
from metrics_cli.cli.chat import chat
from metrics_cli.cli.dbt import docs, mf
from metrics_cli.cli.describe import describe
from metrics_cli.cli.evaluate import evaluate
from metrics_cli.cli.history import history, replay
from metrics_cli.cli.listing import list_
from metrics_cli.cli.model import app as model
from metrics_cli.cli.monitor import monitor
from metrics_cli.cli.query import query
from metrics_cli.cli.values import values

app = typer.Typer(
    name="metrics",
    help="Business questions answered from a dbt semantic layer, with the numbers computed and never made up.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ask")(ask)
app.command("chat")(chat)
app.command("query")(query)
app.command("list")(list_)
app.command("describe")(describe)
app.command("values")(values)
app.command("history")(history)
app.command("replay")(replay)
app.command("eval")(evaluate)
app.command("monitor")(monitor)
app.add_typer(model, name="model")
app.command("docs")(docs)
app.command(
    "mf",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)(mf)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"metrics {metrics_cli.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command and leave at once: to take apart all that was imported would take 0.05 s more."""
    try:
        run()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    else:
        code = 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # What could not be written was said when it was tried.
        code = code or 1
    os._exit(code)


def _check_words(arguments: Sequence[str]) -> None:
    """End with 2 at words that are no UTF-8: nothing could be looked up, written or remembered by them."""
    for place, word in enumerate(arguments, 1):
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            typer.echo(f"error: argument {place} is no UTF-8 text: {word!a}", err=True)
            sys.exit(2)


def run() -> None:
    """Run the command; whatever goes wrong becomes one line and an exit code (SystemExit)."""
    # Nothing that is imported becomes garbage: looking for some takes a tenth of MetricFlow's start.
    gc.set_threshold(100_000, 50, 50)
    if hasattr(signal, "SIGPIPE"):
        # Whoever reads our pipe may leave when it has enough (`| head`); the usual way to end then is this.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # Whoever ends us means it: what is being written is cleared away, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    interrupts: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        interrupts.append(number)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    for name, closed in (("stdout", sys.stdout), ("stderr", sys.stderr)):
        if closed is None:
            # What is written to a stdout that is closed is lost, and must fail; talk may be.
            mode = os.O_RDONLY if name == "stdout" else os.O_WRONLY
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), "w"))
    try:
        _check_words(sys.argv[1:])
        app()
    except OSError as error:
        if os.environ.get("METRICS_DEBUG"):
            raise
        # What a full disk did not take now it will not take at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        where = f": {error.filename}" if error.filename else ""
        typer.echo(f"error: {error.strerror or error}{where}", err=True)
        sys.exit(1)
    except Exception as error:
        if interrupts:
            # A library that is broken off, while it is imported even, raises what it likes.
            sys.exit(128 + signal.SIGINT)
        if os.environ.get("METRICS_DEBUG"):
            raise
        said = " ".join(str(error).split()) or type(error).__name__
        typer.echo(f"error: unexpected: {said} (this is a bug; METRICS_DEBUG=1 shows where)", err=True)
        sys.exit(1)
