"""Whether a sentence about a small result says only what the result does; what can't be told counts as no.

Every word has to be known: what the table holds, its period, numbers, and the few words of `vocabulary`. Numbers are
those of the row that the sentence names beside them, and of the measure; earlier values and changes have to be spoken
of as such; most, least, up, down and what follows what have to be so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from metrics_cli.answer import Cell, Column, Row, Table
from metrics_cli.interpretation.model.figures import Figure, figures_in
from metrics_cli.interpretation.model.spans import MONTHS, spans_of
from metrics_cli.interpretation.model.vocabulary import (
    ABOUT,
    DOWN,
    EARLIER_PERIOD,
    FIGURE,
    FOLLOWS,
    HIGH,
    LOW,
    MEASURE,
    NAME,
    PERIOD,
    UP,
    is_worded,
)

LONGEST = 240
_MEASURES = ("__previous", "__change_percent", "__change", "__share")
_EARLIER = re.compile(rf"\b(?:from|compared (?:with|to)|than)\s+{ABOUT}$", re.IGNORECASE)
_CHANGED = re.compile(rf"\b(?:{UP}|{DOWN})\s+(?:by\s+)?{ABOUT}$", re.IGNORECASE)
_CHANGING = re.compile(rf"^\s+(?:{UP}|{DOWN})\b", re.IGNORECASE)
# Of two rows named in a row both are meant.
_TOGETHER = re.compile(r"\s*(?:,|and|,\s*and)\s*(?:the\s+)?", re.IGNORECASE)
_CUT = re.compile(r"\b(?:top|bottom|first) \d")
_OTHERWISE = re.compile(r"\b(?:not|none|one of|over|under|at least|at most|between|like|contains?|missing|known|no)\b")
# A number that names a row has to stand where it can be no quantity.
_NAMING = re.compile(r"(?:^|\b(?:in|for))\s+$|^$", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """Where a text stands that is a cell of a column that names rows, or the label of a measure (column None)."""

    start: int
    end: int
    column: int | None
    text: str


def is_borne_out(said: str, table: Table, sentence: str) -> bool:
    """Tell whether `said` is one sentence that states only what the table does; `sentence` says what was asked."""
    if not 0 < len(said) <= LONGEST or not said.isprintable():
        return False
    claim = _Claim(said, table, sentence)
    return claim.is_known() and claim.is_dated() and claim.has_numbers() and claim.has_direction() and claim.has_order()


class _Claim:
    """A sentence over a table, its names, measures and periods put aside as signs of the same length."""

    def __init__(self, said: str, table: Table, sentence: str) -> None:
        self._table, self._sentence = table, sentence
        self._names = [i for i, column in enumerate(table.columns) if not is_measure(column)]
        self._measures = [i for i, column in enumerate(table.columns) if is_measure(column)]
        self._mentions = tuple(sorted(self._found(said), key=lambda mention: mention.start))
        text = _without(said, [(m.start, m.end, MEASURE if m.column is None else NAME) for m in self._mentions])
        spans = spans_of(sentence)
        # What is earlier first: a year before is no period of now.
        for pattern, sign in ((spans.earlier, EARLIER_PERIOD), (spans.now, PERIOD)):
            text = _without(text, [(*m.span(), sign) for m in pattern.finditer(text)] if pattern else [])
        self._text = text
        self._figures = figures_in(text)

    def is_known(self) -> bool:
        """Tell whether every word of it is one that the table, its periods or the vocabulary has, in its place."""
        labels = [self._table.columns[i].label for i in self._names]
        is_whole = len(self._table.rows) == 1 and not self._names
        template = _without(self._text, [(f.start, f.end, FIGURE) for f in self._figures or ()])
        return is_worded(template, [*labels, *_conditions(self._sentence)], is_whole)

    def is_dated(self) -> bool:
        """Tell whether the earlier period stands only by what was earlier, and the own one never does."""
        for match in re.finditer(f"{PERIOD}+|{EARLIER_PERIOD}+", self._text):
            figure = next((f for f in self._figures or () if _is_beside(self._text[f.end : match.start()])), None)
            is_earlier = bool(_EARLIER.search(self._text[: figure.start if figure else match.start()]))
            if is_earlier != (match.group()[0] == EARLIER_PERIOD):
                return False
        return True

    def has_numbers(self) -> bool:
        """Tell whether its numbers are those of the rows that it names before them, or else of those after them."""
        if self._figures is None:
            return False
        names = [m.start for m in self._mentions if m.column is not None]
        # A number before all names is that of the name behind it.
        is_led = bool(self._figures and names and self._figures[0].start < names[0])
        return all(self._is_cell(figure, self._after if is_led else self._before) for figure in self._figures)

    def has_direction(self) -> bool:
        """Tell whether what is said to go up or down does."""
        for words, is_up in ((UP, True), (DOWN, False)):
            for match in re.finditer(rf"\b(?:{words})\b", self._text, re.IGNORECASE):
                changes = self._changes(match.start())
                if not changes or any((change > 0) != is_up or not change for change in changes):
                    return False
        return True

    def has_order(self) -> bool:
        """Tell whether what is said to be most or least is, and what is said to follow does."""
        for words, most in ((HIGH, max), (LOW, min)):
            for match in re.finditer(rf"\b(?:{words})\b", self._text, re.IGNORECASE):
                # What rose most is not told by what is most.
                if re.search(rf"\b(?:{UP}|{DOWN})\b", self._text, re.IGNORECASE):
                    return False
                if not self._is_extreme(match.start(), most):
                    return False
        return not re.search(rf"\b(?:{FOLLOWS})\b", self._text, re.IGNORECASE) or self._is_ranked()

    def _found(self, said: str) -> Iterable[Mention]:
        taken: list[tuple[int, int]] = []
        columns = self._table.columns
        spelt = [
            (i, str(row[i]), way)
            for i in self._names
            for row in self._table.rows
            for way in spellings(row[i], columns[i])
        ]
        labels = [(None, label, label) for label in {_base(columns[i]) for i in self._measures}]
        for column, name, text in sorted({*spelt, *labels}, key=lambda found: -len(found[2])):
            for match in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", said, re.IGNORECASE):
                is_free = not any(start < match.end() and match.start() < end for start, end in taken)
                if is_free and (column is None or self._is_naming(said[: match.start()], text, column)):
                    taken.append(match.span())
                    yield Mention(match.start(), match.end(), column, name)

    def _before(self, at: int) -> tuple[list[Row], str | None]:
        return self._meant([m for m in self._mentions if m.start < at])

    def _after(self, at: int) -> tuple[list[Row], str | None]:
        return self._meant([m for m in reversed(self._mentions) if m.start > at])

    def _is_naming(self, before: str, text: str, column: int) -> bool:
        """Tell whether a text names a row; one that is a number may be a quantity, unless its place tells."""
        if not re.fullmatch(r"[\d.,-]+", text):
            return True
        label = self._table.columns[column].label
        return bool(_NAMING.search(before)) or before.casefold().endswith(f"{label.casefold()} ")

    def _meant(self, mentions: Sequence[Mention]) -> tuple[list[Row], str | None]:
        """Return the rows that the last mention of each column leaves, and the last measure that was named."""
        meant: dict[int | None, list[str]] = {}
        for before, mention in pairwise((None, *mentions)):
            assert mention is not None
            is_more = before is not None and before.column == mention.column and self._is_together(before, mention)
            meant[mention.column] = [*(meant[mention.column] if is_more else []), mention.text]
        rows = [row for row in self._table.rows if all(str(row[i]) in meant[i] for i in self._names if i in meant)]
        return rows, next(iter(meant.get(None, [])[-1:]), None)

    def _is_together(self, one: Mention, other: Mention) -> bool:
        first, second = sorted((one, other), key=lambda mention: mention.start)
        return bool(_TOGETHER.fullmatch(self._text[first.end : second.start]))

    def _is_cell(self, figure: Figure, meant: Callable[[int], tuple[list[Row], str | None]]) -> bool:
        rows, label = meant(figure.start)
        labels = {_base(self._table.columns[i]) for i in self._measures}
        if len(rows) != 1 or (len(labels) > 1 and label is None):
            return False
        kinds = self._kinds(figure)
        columns = [i for i in self._measures if _kind(self._table.columns[i]) in kinds]
        columns = [i for i in columns if len(labels) == 1 or _base(self._table.columns[i]) == label]
        # Of a rate 'up 2%' is two points or a fiftieth.
        is_rate = any(self._table.columns[i].format == "percent" for i in self._measures if self._is_base(i, label))
        if is_rate and "__change" in kinds:
            return False
        return any(self._states(figure, rows[0][i], self._table.columns[i]) for i in columns)

    def _is_base(self, column: int, label: str | None) -> bool:
        return not _kind(self._table.columns[column]) and label in (None, self._table.columns[column].label)

    def _kinds(self, figure: Figure) -> tuple[str, ...]:
        """Return which values a number may be, by the words beside it: earlier ones, changes, or else those of now."""
        if _EARLIER.search(self._text[: figure.start]):
            return ("__previous",)
        if _CHANGED.search(self._text[: figure.start]) or _CHANGING.search(self._text[figure.end :]):
            return ("__change", "__change_percent")
        return ("", "__share")

    def _states(self, figure: Figure, cell: Cell, column: Column) -> bool:
        if not isinstance(cell, int | float | Decimal) or isinstance(cell, bool):
            return False
        is_percent = column.format == "percent"
        if is_percent != (figure.unit == "percent") or figure.unit not in ("percent", None, column.format):
            return False
        value = Decimal(str(cell)) * (100 if is_percent else 1)
        # What fell by 12 did so by -12; that it fell is told by `has_direction`.
        is_change = _kind(column) in ("__change", "__change_percent")
        return figure.tells(value) and (is_change or (value < 0) == (figure.value < 0))

    def _changes(self, at: int) -> list[Decimal]:
        rows, label = self._before(at)
        if len(rows) != 1:
            return []
        of = [i for i in self._measures if _kind(self._table.columns[i]) == "__change"]
        of = [i for i in of if label is None or _base(self._table.columns[i]) == label]
        return [Decimal(str(rows[0][i])) if rows[0][i] is not None else Decimal(0) for i in of]

    def _is_extreme(self, at: int, most: Callable[[list[Decimal]], Decimal]) -> bool:
        """Tell whether the row that is named nearest to a superlative has the largest or smallest value of all."""
        named = [m for m in self._mentions if m.column is not None]
        values, cut = self._values(), _CUT.search(self._sentence)
        if not named or values is None or (cut and (most is min or not cut.group().startswith("top"))):
            return False
        nearest = min(named, key=lambda m: min(abs(m.start - at), abs(m.end - at)))
        if any(self._is_together(nearest, other) for other in named if other is not nearest):
            return False
        own = [value for text, value in values if text == nearest.text]
        best = most([value for _, value in values])
        return own == [best] and sum(value == best for _, value in values) == 1

    def _is_ranked(self) -> bool:
        """Tell whether the rows are named in the order of their values, from the largest on."""
        values = self._values()
        if values is None:
            return False
        ranked = sorted(values, key=lambda found: -found[1])
        named = list(dict.fromkeys(m.text for m in self._mentions if m.column is not None))
        return len(named) > 1 and named == [text for text, _ in ranked[: len(named)]]

    def _values(self) -> list[tuple[str, Decimal]] | None:
        """Return each row's name and value; None unless it has one of each, and the table is whole."""
        of = [i for i in self._measures if _kind(self._table.columns[i]) == ""]
        if len(self._names) != 1 or len(of) != 1 or self._table.truncated:
            return None
        cells = [(str(row[self._names[0]]), row[of[0]]) for row in self._table.rows]
        return [(name, Decimal(str(cell))) for name, cell in cells if cell is not None]


def is_measure(column: Column) -> bool:
    """Tell whether a column holds quantities, not what names or dates a row."""
    return column.type == "number" and column.format != "name" and not (column.format or "").startswith("part_")


def spellings(cell: Cell, column: Column) -> tuple[str, ...]:
    """Return how people write a cell that names a row: a date by its unit in several ways."""
    if not isinstance(cell, date):
        return () if cell is None else (str(cell),)
    month = MONTHS[cell.month - 1]
    ways = {
        "year": (str(cell.year),),
        "quarter": (f"Q{(cell.month + 2) // 3} {cell.year}", f"{cell.year} Q{(cell.month + 2) // 3}"),
        "month": (f"{month} {cell.year}", f"{month[:3]} {cell.year}", f"{cell.year}-{cell.month:02d}"),
    }
    return (*ways.get(column.format or "", ()), cell.isoformat())


def _kind(column: Column) -> str:
    return next((end for end in _MEASURES if column.name.endswith(end)), "")


def _base(column: Column) -> str:
    """Return what a measure is called, its change and its earlier value too."""
    return column.label.rpartition(", ")[0] if _kind(column) else column.label


def _without(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Return the text with the sign of each span in the place of each of its characters."""
    signs = list(text)
    for start, end, sign in spans:
        signs[start:end] = sign * (end - start)
    return "".join(signs)


def _is_beside(between: str) -> bool:
    return bool(re.fullmatch(r"[\s(]*(?:in|for)?\s*", between))


def _conditions(sentence: str) -> list[str]:
    """Return what the answer's rows are told to be: the words of its conditions, none where one is no 'is'."""
    found = re.search(r" where (.+?)(?:, |$)", sentence)
    told = found[1] if found else ""
    is_plain = re.fullmatch(r"(?:.+? is .+? and )*.+? is .+", told) and not _OTHERWISE.search(told)
    return [told] if is_plain else []
