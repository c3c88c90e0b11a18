"""A table as lines that fit: numbers to the right, long texts folded, wide tables in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rich.text import Text

from metrics_cli.answer import Cell, Column, Table
from metrics_cli.presentation.columns import cut, width_of
from metrics_cli.presentation.formats import NULL, format_column, is_measured
from metrics_cli.presentation.sparks import bars

GAP = 2
# A label may be broken into lines of so many places when the values below it are shorter.
_HEAD = 14
# A text is folded to no fewer places, over no more lines.
_NARROWEST, _MOST_LINES = 12, 3


@dataclass(frozen=True)
class _Shown:
    """A column as it is printed: its label in lines, its texts, a style for each, how wide it is."""

    head: tuple[str, ...]
    texts: Sequence[str]
    styles: Sequence[str]
    is_right: bool
    width: int


def grid(table: Table, width: int, with_bars: bool = False) -> Iterator[Text]:
    """Yield the lines of the table, none wider than `width` unless a single number is.

    Metrics that do not fit beside the groups follow in blocks of their own, the groups repeated. `with_bars` draws the
    values of the one metric by the one dimension that is no time.
    """
    shown = [_shown(column, [row[place] for row in table.rows]) for place, column in enumerate(table.columns)]
    measures = [s for s, c in zip(shown, table.columns, strict=True) if is_measured(c)]
    numbers = [s.width + GAP for s in measures] or [0]
    # All numbers in one block if the groups then keep half the line, else the groups take what one number leaves.
    room = min(max(width // 2, width - sum(numbers)), width - max(numbers))
    groups = _fitted([s for s, c in zip(shown, table.columns, strict=True) if not is_measured(c)], room)
    bar = _bar(table, width - sum(s.width + GAP for s in (*groups, *measures))) if with_bars else None
    for number, block in enumerate(_blocks(groups, measures, width)):
        if number:
            yield Text("")
        yield from _lines([*groups, *block, *([bar] if bar else [])], len(table.rows))


def _shown(column: Column, values: Sequence[Cell]) -> _Shown:
    texts = format_column(values, column)
    is_right = is_measured(column)
    longest = max((width_of(text) for text in texts), default=0)
    head = tuple(_folded(column.label, max(longest, _HEAD), _MOST_LINES))
    styles = [_style(value, column) for value in values]
    return _Shown(head, texts, styles, is_right, max(longest, *(width_of(line) for line in head)))


def _style(value: Cell, column: Column) -> str:
    if value is None:
        return "dim"
    is_change = column.good_when is not None and is_measured(column)
    if not is_change or not isinstance(value, int | float | Decimal) or isinstance(value, bool) or not value:
        return ""
    return "green" if (value > 0) == (column.good_when == "up") else "red"


def _fitted(groups: Sequence[_Shown], width: int) -> list[_Shown]:
    """Narrow the widest groups until all fit into `width`."""
    widths = [group.width for group in groups]
    room = width + GAP - GAP * len(groups)
    while widths and sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return [
        _Shown(tuple(_folded(" ".join(g.head), w, _MOST_LINES)), g.texts, g.styles, g.is_right, w)
        for g, w in zip(groups, widths, strict=True)
    ]


def _blocks(groups: Sequence[_Shown], measures: Sequence[_Shown], width: int) -> Iterator[list[_Shown]]:
    taken = sum(group.width + GAP for group in groups)
    block: list[_Shown] = []
    for measure in measures:
        if block and taken + sum(m.width + GAP for m in (*block, measure)) - GAP > width:
            yield block
            block = []
        block.append(measure)
    yield block


def _bar(table: Table, room: int) -> _Shown | None:
    drawn = bars([row[-1] for row in table.rows], min(room, 40))
    return _Shown(("",), drawn, ["cyan"] * len(drawn), False, max(map(len, drawn))) if drawn else None


def _lines(columns: Sequence[_Shown], count: int) -> Iterator[Text]:
    height = max(len(column.head) for column in columns)
    for number in range(height):
        # Labels stand on the line above the values, whatever their height.
        cells = [[*[""] * (height - len(c.head)), *c.head][number] for c in columns]
        yield _line(cells, ["bold"] * len(columns), columns)
    for row in range(count):
        folded = [_folded(c.texts[row], c.width, _MOST_LINES) for c in columns]
        for number in range(max(map(len, folded))):
            cells = [lines[number] if number < len(lines) else "" for lines in folded]
            yield _line(cells, [c.styles[row] for c in columns], columns)


def _line(cells: Sequence[str], styles: Sequence[str], columns: Sequence[_Shown]) -> Text:
    line = Text(no_wrap=True, overflow="ignore")
    for place, (cell, style, column) in enumerate(zip(cells, styles, columns, strict=True)):
        padding = " " * (column.width - width_of(cell))
        line.append(padding if column.is_right else "")
        line.append(cell, style)
        line.append("" if column.is_right else padding)
        line.append(" " * GAP if place < len(columns) - 1 else "")
    line.rstrip()
    return line


def _folded(text: str, width: int, most: int) -> list[str]:
    """Return the text in at most `most` lines, broken at spaces where there are some; an ellipsis ends what is cut."""
    if width_of(text) <= width:
        return [text]
    lines = list(_broken(text.split(" "), width))
    return lines if len(lines) <= most else [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width)]


def _broken(words: Iterable[str], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        joined = f"{line} {word}" if line else word
        if width_of(joined) <= width:
            line = joined
            continue
        if line:
            yield line
        while width_of(word) > width:
            head = word
            while width_of(head) > width:
                head = head[:-1]
            yield head
            word = word[len(head) :]
        line = word
    yield line


__all__ = ["NULL", "grid"]
