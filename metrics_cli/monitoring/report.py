"""The report for people: a table of all checks, the worst first, then what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from metrics_cli.monitoring import words
from metrics_cli.monitoring.checks import Check, Report
from metrics_cli.monitoring.rules import Status
from metrics_cli.presentation.columns import flat

# Groups that are named; the others are counted.
MOST_NAMED = 5
# A narrower terminal folds figures and limits as well.
NARROWEST = 70
_INDENT = 9
_STYLES = {Status.OK: "green", Status.WARNING: "yellow", Status.FAILURE: "bold red", Status.ERROR: "bold red"}
_COLUMNS = ("Status", "Check", "Value", "Limits", "Period")


def print_report(report: Report, console: Console) -> None:
    """Print the table, the checks that are not ok in words, and the count."""
    console.print(_table(report, console.width), highlight=False)
    console.print()
    told = list(_told(report))
    for head, text in told:
        _print_hanging(head, text, console)
    if told:
        console.print()
    console.print(Text(words.summary(report), style="bold"), highlight=False)


def cells(check: Check) -> tuple[str, ...]:
    """Return a row of the table; words carry all of its meaning."""
    told = words.name(check), words.figure(check), ", ".join(words.limits(check)), words.dates(check)
    return check.status.value, *told


def _table(report: Report, width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    whole = ("Status", "Value", "Limits") if width >= NARROWEST else ("Status",)
    for name in _COLUMNS:
        side: JustifyMethod = "right" if name == "Value" else "left"
        table.add_column(name, justify=side, no_wrap=name in whole, overflow="fold")
    for check in report.checks:
        _, name, figure, _, dates = (flat(cell) for cell in cells(check))
        # A line for each level: a limit that is broken in two reads badly.
        limits = Text("\n".join(map(flat, words.limits(check))))
        status = Text(check.status.value, style=_STYLES[check.status])
        table.add_row(status, Text(name), Text(figure), limits, Text(dates))
    return table


def _told(report: Report) -> Iterator[tuple[Text, str]]:
    """Yield what is to be said of checks that are not ok, each with what stands before it."""
    for check in report.checks:
        if check.status is not Status.OK and not _is_unreached(check, report):
            yield from _wrong(check)
    if report.unreachable:
        count = sum(_is_unreached(check, report) for check in report.checks)
        said = f"{report.unreachable}: {count:,} {'check was' if count == 1 else 'checks were'} not made"
        yield _head(Status.ERROR), said


def _is_unreached(check: Check, report: Report) -> bool:
    """Tell whether the warehouse could not be reached, which is told once and not of each check."""
    return bool(report.unreachable) and check.reason == report.unreachable


def _wrong(check: Check) -> Iterator[tuple[Text, str]]:
    yield _head(check.status), f"{words.title(check)}: {words.reason(check)}"
    for line in words.lines_below(check, MOST_NAMED):
        yield Text(" " * (_INDENT + 2)), line
    for note in check.notes:
        yield Text(" " * _INDENT), f"note: {note}"
    if check.rule.because and check.status is not Status.ERROR:
        yield Text(" " * _INDENT), f"what to do: {check.rule.because}"


def _head(status: Status) -> Text:
    return Text(f"{status.value:<{_INDENT}}", style=_STYLES[status])


def _print_hanging(head: Text, text: str, console: Console) -> None:
    """Print a text after its head; a terminal gets the lines it is folded into one below another."""
    body = Text(flat(text))
    lines = body.wrap(console, max(console.width - len(head), 20)) if console.is_terminal else [body]
    for number, line in enumerate(lines):
        line.rstrip()
        before = Text(" " * len(head)) if number else head
        console.print(Text().append_text(before).append_text(line), highlight=False, soft_wrap=True)
