"""Writing figures, names and tables as Markdown."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

NOTHING = "–"
_LONGEST = 60


def figure(value: Any, form: str) -> str:
    """Return a number as its metric's format has it; a dash where there is none."""
    if value is None:
        return NOTHING
    if form == "usd":
        return f"{'-' if value < 0 else ''}${abs(value):,.2f}"
    if form == "percent":
        return f"{100 * value:,.1f} %"
    if form == "duration_s":
        return f"{int(value) // 60} min {int(value) % 60} s" if value >= 60 else f"{value:.0f} s"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def change(value: Any, form: str) -> str:
    """Return a difference with its sign; that of two shares in points."""
    if value is None:
        return NOTHING
    sign = "+" if value > 0 else "-" if value < 0 else "±"
    if form == "percent":
        return f"{sign}{abs(100 * value):.1f} points"
    return sign + figure(abs(value), form)


def share(part: Any, whole: Any) -> str:
    """Return a part as a percentage of its whole; a dash where there is no whole."""
    return figure(Decimal(part) / Decimal(whole), "percent") if part is not None and whole else NOTHING


def day(value: date, with_year: bool = True) -> str:
    """Return a date as people write it: 20 November 2026, or 20 Nov."""
    return f"{value.day} {value:%B %Y}" if with_year else f"{value.day} {value:%b}"


def spans(days: Sequence[date]) -> str:
    """Return days in order as people write them, those that follow one another as one span."""
    runs: list[list[date]] = []
    for value in days:
        if runs and (value - runs[-1][-1]).days == 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ", ".join(" – ".join(day(end, with_year=False) for end in dict.fromkeys((run[0], run[-1]))) for run in runs)


def name(value: Any) -> str:
    """Return a name from the data as text that Markdown reads as itself, on one line and not too long."""
    if value is None or value == "":
        return "(none)"
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "\ufffd", str(value))
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    # A link, a tag, a column or an emphasis that somebody put into a page's address.
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&:@$=.])", r"\\\1", text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table: what is first in a row is its name, the rest are numbers and stand to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def asked(*commands: str) -> list[str]:
    """Return the commands that the figures above come from, to be run again."""
    return ["", "```console", *[f"$ {command}" for command in commands], "```"]
