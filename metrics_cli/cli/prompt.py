"""Lines that a person types: with a history that lasts, names at TAB, and Ctrl-C that cancels the line."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cached_property

import typer

from metrics_cli.assembly import Assembly
from metrics_cli.cli.sessions import state_folder
from metrics_cli.interpretation.rules.tokens import tokenise

_MOST_LINES = 1000
_WORDS = (
    "by month week quarter year compare with last only what about top drop the filter as chart csv undo sql".split()
)


class Prompt:
    """The line editor of a chat over one project."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._history = state_folder(assembly.project.root) / "chat_history"
        self._found: list[str] = []
        self._prepare()

    def line(self) -> str | None:
        """Return what is typed, a paste of several lines as one; None after Ctrl-D. Ctrl-C raises KeyboardInterrupt."""
        try:
            line = input("metrics> ")
        except EOFError:
            typer.echo("", err=True)
            return None
        self._remember()
        return line

    def _prepare(self) -> None:
        with suppress(ImportError):
            import readline

            with suppress(OSError):
                readline.read_history_file(self._history)
            readline.set_history_length(_MOST_LINES)
            readline.set_completer(self._complete)
            readline.set_completer_delims(" \t\n,")
            readline.parse_and_bind("tab: complete")
            # A paste of several lines then is one line with breaks in it, not as many questions.
            readline.parse_and_bind("set enable-bracketed-paste on")

    def _remember(self) -> None:
        """Write the history after each line: a window that is closed says no goodbye."""
        with suppress(ImportError, OSError):
            import readline

            self._history.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            readline.write_history_file(self._history)
            self._history.chmod(0o600)

    def _complete(self, text: str, number: int) -> str | None:
        if number == 0:
            self._found = [w for w in self._words if w.startswith(text.lower())]
        return f"{self._found[number]} " if number < len(self._found) else None

    @cached_property
    def _words(self) -> list[str]:
        """The words of metrics and dimensions, and of follow-ups."""
        try:
            labels = [text for m in self._assembly.catalog.metrics.values() for text in (m.label, m.name)]
            labels += [text for d in self._assembly.declared for text in (d.label, d.name)]
        except Exception as error:
            typer.echo(f"note: nothing to complete: {error}", err=True, file=sys.stderr)
            return sorted(_WORDS)
        names = {text for text in labels if "_" in text}
        return sorted(names | {t.text.lower() for text in labels for t in tokenise(text)} | set(_WORDS))
