"""Outcomes for people: the sentence, the number or the table, the definition, how it was computed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from metrics_cli.answer import Ambiguous, Answer, Definition, Empty, Outcome, Refused, Suggestion, Table, Told
from metrics_cli.presentation.columns import flat
from metrics_cli.presentation.formats import format_cell, headline, is_measured
from metrics_cli.presentation.grids import grid
from metrics_cli.presentation.sparks import spark
from metrics_cli.presentation.spending import model_line

# Places that a table stands in from the left.
INDENT = 2
# A narrower terminal shows no bars and no lines, a longer ranking neither.
NARROWEST, MOST_BARS = 60, 60


def show(outcome: Outcome, console: Console, with_sql: bool = False, with_chart: bool = False) -> None:
    """Print the outcome; `with_sql` adds the SQL that ran, `with_chart` draws it wherever it can be drawn."""
    console.print(Group(*_parts(outcome, console, with_chart)), highlight=False, soft_wrap=not console.is_terminal)
    sql = getattr(outcome, "sql", "")
    if with_sql and sql and not isinstance(outcome, Told):
        console.print(Text(f"\n{sql}"), highlight=False, soft_wrap=True)


def _parts(outcome: Outcome, console: Console, with_chart: bool) -> Iterable[RenderableType]:
    if isinstance(outcome, Answer):
        yield from _answer(outcome, console, with_chart)
    elif isinstance(outcome, Told):
        yield from _told(outcome, console)
    elif isinstance(outcome, Ambiguous):
        yield _said(f"That can mean several things: {outcome.reason}")
        for number, option in enumerate(outcome.options, 1):
            yield _said(f"  {number}  {option.sentence}")
        yield _said("Ask one of these, or the same again with --pick and its number.")
        yield from _asked_model(outcome)
    elif isinstance(outcome, Refused | Empty):
        heading = outcome.sentence if isinstance(outcome, Empty) else "I can't answer that."
        yield _said(heading, "bold")
        yield _said(outcome.reason)
        yield from _nearest(outcome.nearest)
        yield from _asked_model(outcome)
    else:
        yield _said(outcome.reason)


def _answer(answer: Answer, console: Console, with_chart: bool) -> Iterable[RenderableType]:
    yield _said(answer.sentence, "bold")
    table = answer.table
    if len(table.rows) == 1 and len(table.columns) == 1:
        yield Text(f"\n  {format_cell(table.rows[0][0], table.columns[0])}\n", style="bold green")
    else:
        draws = with_chart or (console.is_terminal and not console.is_dumb_terminal and console.width >= NARROWEST)
        yield Text("")
        for line in grid(table, console.width - INDENT, draws and _is_ranking(table)):
            yield Text(" " * INDENT, no_wrap=True, overflow="ignore").append_text(line)
        yield from _spark(table, console.width) if draws else ()
        yield Text("")
    if with_chart and not (_is_ranking(table) or _is_over_time(table)):
        yield Text("Note: a chart shows one metric by one thing, or over time; this is a table.", style="yellow")
    if table.truncated:
        yield Text(f"Only the first {len(table.rows):,} rows, there are more: --csv prints all.", style="yellow")
    for caveat in answer.caveats:
        yield _said(f"Note: {caveat}", "yellow")
    yield _account(answer)


def _told(told: Told, console: Console) -> Iterable[RenderableType]:
    yield _said(told.sentence, "bold")
    if told.table is not None:
        yield Text("")
        for line in grid(told.table, console.width - INDENT):
            yield Text(" " * INDENT, no_wrap=True, overflow="ignore").append_text(line)
        if told.table.truncated:
            yield Text(f"The first {len(told.table.rows):,}; `metrics list` has all.", style="yellow")
    for caveat in told.caveats:
        yield _said(f"Note: {caveat}", "yellow")
    if told.definitions:
        yield _definitions(told.definitions)
    if told.sql:
        yield Text(f"\n{told.sql}", no_wrap=True, overflow="ignore")


def _definitions(definitions: Iterable[Definition]) -> Grid:
    """Return what things mean, in two columns."""
    found = Grid(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    found.add_column(style="dim", no_wrap=True)
    found.add_column(overflow="fold")
    for definition in definitions:
        found.add_row(definition.label, Text(definition.description or "(its owners wrote no description)"))
        if definition.formula:
            found.add_row("computed as", Text(definition.formula))
        if definition.dated_by:
            found.add_row("dated by", Text(definition.dated_by))
    return found


def _is_ranking(table: Table) -> bool:
    """Tell whether it is one metric by one dimension that is no time, and short enough for bars."""
    first, *rest = table.columns
    return len(rest) == 1 and first.format == "name" and is_measured(rest[0]) and 1 < len(table.rows) <= MOST_BARS


def _is_over_time(table: Table) -> bool:
    columns = table.columns
    return len(columns) == 2 and columns[0].type == "date" and is_measured(columns[1])


def _spark(table: Table, width: int) -> Iterable[RenderableType]:
    """Yield a line that shows how the one metric went over time, and between which values."""
    if not _is_over_time(table):
        return
    times, values = [str(row[0]) for row in table.rows], [row[1] for row in table.rows]
    line = spark(values) if times == sorted(times) else None
    if line is None or len(line) > width - 40:
        return
    known = [v for v in values if isinstance(v, int | float | Decimal)]
    ends = f"{headline(min(known), table.columns[1])} to {headline(max(known), table.columns[1])}"
    yield Text(f"\n{' ' * INDENT}").append(line, "cyan").append(f"  {ends}", "dim")


def _said(text: str, style: str = "") -> Text:
    """Return text that may hold values of the data, without what would steer a terminal."""
    return Text(flat(text), style=style)


def _account(answer: Answer) -> Grid:
    """Return what the numbers mean and how they were reached, in two columns."""
    found = _definitions(answer.definitions)
    data = answer.receipt.get("data")
    if data:
        found.add_row("data", Text(str(data)))
    found.add_row("query", _said(answer.mf))
    worked_out = answer.receipt.get("worked_out")
    if isinstance(worked_out, list):
        found.add_row("worked out", _said(f"of its rows afterwards: {', '.join(str(step) for step in worked_out)}"))
    if taken := model_line(answer.receipt):
        found.add_row("read by", _said(taken))
    if phrased := answer.receipt.get("phrased"):
        found.add_row("in a model's words", _said(str(phrased)))
    return found


def _asked_model(outcome: Ambiguous | Refused | Empty) -> Iterable[RenderableType]:
    if taken := model_line(outcome.receipt):
        yield _said(f"A model was asked: {taken}.", "dim")


def _nearest(suggestions: tuple[Suggestion, ...]) -> Iterable[RenderableType]:
    if suggestions:
        yield Text("\nThese work:" if len(suggestions) > 1 else "\nThis works:")
    for suggestion in suggestions:
        yield _said(f"  metrics ask {_quoted(suggestion.question)}")


def _quoted(question: str) -> str:
    import shlex

    return f'"{question}"' if not set(question) & set('"$`\\!') else shlex.quote(question)
