"""Outcomes for people: the sentence, the number or the table, the definition, how it was computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from metrics_cli.answer import Ambiguous, Answer, Empty, Outcome, Refused, Suggestion, Table
from metrics_cli.presentation.formats import format_cell

# Rows that a person still reads; programs take --csv or --json.
MOST_SHOWN = 100


def show(outcome: Outcome, console: Console, with_sql: bool = False) -> None:
    """Print the outcome; `with_sql` adds the SQL that ran."""
    console.print(Group(*_parts(outcome)), highlight=False, soft_wrap=not console.is_terminal)
    sql = getattr(outcome, "sql", "")
    if with_sql and sql:
        console.print(Text(f"\n{sql}"), highlight=False, soft_wrap=True)


def grid(table: Table) -> Grid:
    """Return the table with a head, numbers to the right, long text kept whole."""
    found = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in table.columns:
        found.add_column(column.label, justify="right" if column.type == "number" else "left", overflow="fold")
    for row in table.rows:
        found.add_row(*(Text(format_cell(v, c)) for v, c in zip(row, table.columns, strict=True)))
    return found


def _parts(outcome: Outcome) -> Iterable[RenderableType]:
    if isinstance(outcome, Answer):
        yield from _answer(outcome)
    elif isinstance(outcome, Ambiguous):
        yield Text(f"That can mean several things: {outcome.reason}")
        for number, option in enumerate(outcome.options, 1):
            yield Text(f"  {number}  {option.sentence}")
    elif isinstance(outcome, Refused | Empty):
        heading = outcome.sentence if isinstance(outcome, Empty) else "I can't answer that."
        yield Text(heading, style="bold")
        yield Text(outcome.reason)
        yield from _nearest(outcome.nearest)
    else:
        yield Text(outcome.reason)


def _answer(answer: Answer) -> Iterable[RenderableType]:
    yield Text(answer.sentence, style="bold")
    table = answer.table
    if len(table.rows) == 1 and len(table.columns) == 1:
        yield Text(f"\n  {format_cell(table.rows[0][0], table.columns[0])}\n", style="bold green")
    else:
        yield Padding(grid(replace(table, rows=table.rows[:MOST_SHOWN])), (1, 0, 1, 2), expand=False)
    if table.truncated or len(table.rows) > MOST_SHOWN:
        shown, more = min(len(table.rows), MOST_SHOWN), "more" if table.truncated else f"{len(table.rows):,} in all"
        yield Text(f"Only the first {shown} rows are shown, there are {more}: --csv prints them.", style="yellow")
    for caveat in answer.caveats:
        yield Text(f"Note: {caveat}", style="yellow")
    yield _account(answer)


def _account(answer: Answer) -> Grid:
    """Return what the numbers mean and how they were reached, in two columns."""
    found = Grid(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    found.add_column(style="dim", no_wrap=True)
    found.add_column(overflow="fold")
    for definition in answer.definitions:
        found.add_row(definition.label, Text(definition.description or "(its owners wrote no description)"))
        found.add_row("computed as", Text(definition.formula))
        if definition.dated_by:
            found.add_row("dated by", Text(definition.dated_by))
    data = answer.receipt.get("data")
    if data:
        found.add_row("data", Text(str(data)))
    found.add_row("query", Text(answer.mf))
    worked_out = answer.receipt.get("worked_out")
    if isinstance(worked_out, list):
        found.add_row("worked out", Text(f"of its rows afterwards: {', '.join(str(step) for step in worked_out)}"))
    return found


def _nearest(suggestions: tuple[Suggestion, ...]) -> Iterable[RenderableType]:
    if suggestions:
        yield Text("\nThese work:" if len(suggestions) > 1 else "\nThis works:")
    for suggestion in suggestions:
        yield Text(f"  metrics ask {_quoted(suggestion.question)}")


def _quoted(question: str) -> str:
    import shlex

    return f'"{question}"' if not set(question) & set('"$`\\!') else shlex.quote(question)
