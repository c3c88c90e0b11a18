"""The report for people: a table of all checks, the worst first, then what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from metrics_cli.monitoring import words
from metrics_cli.monitoring.checks import Check, Report
from metrics_cli.monitoring.rules import Status
from metrics_cli.presentation.columns import flat

# Groups that are named; the others are counted.
MOST_NAMED = 5
_STYLES = {Status.OK: "green", Status.WARNING: "yellow", Status.FAILURE: "bold red", Status.ERROR: "bold red"}
_COLUMNS = ("Status", "Check", "Value", "Limits", "Period")


def print_report(report: Report, console: Console) -> None:
    """Print the table, the checks that are not ok in words, and the count."""
    console.print(_table(report), highlight=False)
    for line in _told(report):
        console.print(line, highlight=False, soft_wrap=not console.is_terminal)
    console.print(Text(words.summary(report), style="bold"), highlight=False)


def cells(check: Check) -> tuple[str, ...]:
    """Return a row of the table; words carry all of its meaning."""
    return (check.status.value, words.name(check), words.figure(check), words.limits(check), words.dates(check))


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in _COLUMNS:
        is_short = name in ("Status", "Value")
        table.add_column(name, justify="right" if name == "Value" else "left", no_wrap=is_short, overflow="fold")
    for check in report.checks:
        status, *rest = (flat(cell) for cell in cells(check))
        table.add_row(Text(status, style=_STYLES[check.status]), *map(Text, rest))
    return table


def _told(report: Report) -> Iterator[Text]:
    yield Text("")
    wrong = [
        c for c in report.checks if c.status is not Status.OK and not (c.reason and c.reason == report.unreachable)
    ]
    for check in wrong:
        yield from _wrong(check)
    if report.unreachable:
        count = sum(_is_unreached(check, report) for check in report.checks)
        text = f"{report.unreachable}: {count:,} {'check was' if count == 1 else 'checks were'} not made"
        yield Text("error    ", style=_STYLES[Status.ERROR]).append(flat(text), "default")
    if wrong or report.unreachable:
        yield Text("")


def _is_unreached(check: Check, report: Report) -> bool:
    """Tell whether the warehouse could not be reached, which is told once and not of each check."""
    return bool(report.unreachable) and check.reason == report.unreachable


def _wrong(check: Check) -> Iterator[Text]:
    head = Text(f"{check.status.value:<7}  ", style=_STYLES[check.status])
    yield head.append(flat(f"{words.name(check)}: {words.reason(check)}"), "default")
    for line in words.lines_below(check, MOST_NAMED):
        yield Text(f"           {flat(line)}")
    if check.rule.because:
        yield Text(f"         what to do: {flat(check.rule.because)}")
