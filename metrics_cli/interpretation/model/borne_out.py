"""Whether a sentence about a small result says only what the result does; what can't be told counts as no.

Numbers are those of the row that the sentence names beside them, and of the measure; earlier values and changes have to
be spoken of as such; most, least, up and down have to be so. Causes, forecasts and praise no table bears out.
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

LONGEST = 240
_MONTHS = "January February March April May June July August September October November December".split()
_WORD = r"[^\s,;:()¤]+"
_SHORT = frozenset(month[:3].lower() for month in _MONTHS)
_MEASURES = ("__previous", "__change_percent", "__change", "__share")
_UP = r"(?:rose|risen|ris(?:es|ing)|rise|gr[eo]w\w*|increas\w+|gain\w*|climb\w*|jump\w*|higher|up|more)"
_DOWN = (
    r"(?:fell|fall\w*|dropp?\w*|declin\w+|decreas\w+|shr[aiu]nk\w*|slipp?\w*|dipp?\w*|lower|down|less|fewer|los[et]\w*)"
)
_HIGH = r"(?:highest|largest|biggest|most|leads?|led|leading|top(?:p?ed|s)?|greatest)"
_LOW = r"(?:lowest|smallest|least|fewest|bottom)"
_ABOUT = r"(?:(?:about|around|roughly|approximately|some|a|an|the|just)\s+)*"
_EARLIER = re.compile(
    rf"\b(?:from|compared (?:with|to)|than|vs\.?|versus|against|previously|before|earlier)[\s(]*{_ABOUT}$",
    re.IGNORECASE,
)
_CHANGED = re.compile(rf"\b(?:by|{_UP}|{_DOWN})[\s,(]*{_ABOUT}$", re.IGNORECASE)
_CHANGING = re.compile(rf"^[\s-]*(?:{_UP}|{_DOWN})\b", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:(?:more|less|fewer) than|over|under|at (?:least|most)|above|below|exceed\w*|up to|beyond|nearly|almost|just"
    r"|between|minimum|maximum)[\s(]*$",
    re.IGNORECASE,
)
# Causes, what is to come, judgement, sums and means, denials, and whatever is said to the reader or to a program.
_UNTOLD = re.compile(
    r"""
    \b(?:because|due\ to|thanks\ to|driven|drove|caus\w+|owing|result(?:s|ed|ing)?\ (?:of|from|in)|therefore|thus
    |attribut\w+|explain\w*|reflect\w*|suggest\w*|indicat\w*|will|would|should|could|might|must|may\ (?:be|have|also)
    |forecast\w*|expect\w*|predict\w*|project(?:ed|ion)|likely|trend\w*|continu\w+|record|all-time|ever|best|worst
    |strong\w*|weak\w*|surg\w+|plung\w+|soar\w*|significant\w*|sharp\w*|steep\w*|slight\w*|stead\w+|stable|flat
    |unchanged|same|equal\w*|majority|minority|bulk|nearly|all|none|every|each|always|never|no|not|without|average|median
    |mean|total\w*|combined|together|sum|outperform\w*|underperform\w*|improv\w*|worse\w*|better|target|budget|goal|ahead
    |behind|trail\w*|gap|differen\w+|second|ranks?|ranked|respectively|dollars?|euros?|pounds?|yen|ignore|visit|please|you|your)\b
    |n['’]t\b|://|www\.|[@<>{}\[\]`|*\#\\]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DATED = re.compile(
    r"\b(?:(?:last|this|previous|past|next|current|same|prior) (?:day|week|month|quarter|year)s?|yesterday|today"
    rf"|tomorrow|recently|q[1-4]|h[12]|may(?= \d)|{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in _MONTHS if m != 'May')})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d$€£¥₹₩,.])(?:19|20)\d\d(?![\d,.%]*\d|\s?%)")


@dataclass(frozen=True)
class Mention:
    """Where a text stands that is a cell of a column that names rows, or the label of a measure (column None)."""

    start: int
    end: int
    column: int | None
    text: str


def is_borne_out(said: str, table: Table, sentence: str) -> bool:
    """Tell whether `said` is one sentence that states only what the table does; `sentence` says what was asked."""
    if not 0 < len(said) <= LONGEST or not said.isprintable() or re.search(r"[.!?]\s+[A-Z]", said):
        return False
    claim = _Claim(said, table, sentence)
    return claim.is_told() and claim.is_dated() and claim.has_numbers() and claim.has_direction() and claim.has_order()


class _Claim:
    """A sentence over a table, its names and the words that the answer's sentence has as well put aside."""

    def __init__(self, said: str, table: Table, sentence: str) -> None:
        self._table, self._sentence = table, sentence
        self._names = [i for i, column in enumerate(table.columns) if not is_measure(column)]
        self._measures = [i for i, column in enumerate(table.columns) if is_measure(column)]
        self._mentions = tuple(sorted(self._found(said), key=lambda mention: mention.start))
        named = _without(said, [(m.start, m.end) for m in self._mentions])
        self._text = _without(named, _shared(named, sentence))
        self._figures = figures_in(self._text)

    def is_told(self) -> bool:
        """Tell whether it keeps to what a table can say."""
        asked = self._sentence.casefold()
        untold = [match.group().casefold() for match in _UNTOLD.finditer(self._text)]
        if len(self._table.rows) == 1:
            # One row is the whole of what was asked.
            untold = [word for word in untold if not word.startswith("total")]
        return all(word in asked for word in untold)

    def is_dated(self) -> bool:
        """Tell whether the days that it speaks of are in the answer's sentence, which says them."""
        asked = self._sentence.casefold()
        # The answer's sentence has months by their first three letters.
        said = [match.group().casefold() for match in _DATED.finditer(self._text)]
        return all((word[:3] if word[:3] in _SHORT else word) in asked for word in said)

    def has_numbers(self) -> bool:
        """Tell whether its numbers are those of the rows that it names before them, or else of those after them."""
        if self._figures is None or any(_BOUND.search(self._text[: f.start]) for f in self._figures):
            return False
        return any(all(self._is_cell(figure, rows) for figure in self._figures) for rows in (self._before, self._after))

    def has_direction(self) -> bool:
        """Tell whether what is said to go up or down does."""
        for word, is_up in ((_UP, True), (_DOWN, False)):
            for match in re.finditer(rf"\b{word}\b", self._text, re.IGNORECASE):
                changes = self._changes(match.start())
                if not changes or any((change > 0) != is_up or not change for change in changes):
                    return False
        return True

    def has_order(self) -> bool:
        """Tell whether what is said to be most or least is, and what is said to follow does."""
        for word, most in ((_HIGH, max), (_LOW, min)):
            for match in re.finditer(rf"\b{word}\b", self._text, re.IGNORECASE):
                if not self._is_extreme(match.start(), most):
                    return False
        return "follow" not in self._text.lower() or self._is_ranked()

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
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    taken.append(match.span())
                    yield Mention(match.start(), match.end(), column, name)

    def _before(self, at: int) -> tuple[list[Row], str | None]:
        return self._meant([m for m in self._mentions if m.start < at])

    def _after(self, at: int) -> tuple[list[Row], str | None]:
        return self._meant([m for m in reversed(self._mentions) if m.start > at])

    def _meant(self, mentions: Sequence[Mention]) -> tuple[list[Row], str | None]:
        """Return the rows that the last mention of each column leaves, and the last measure that was named."""
        last = {mention.column: mention.text for mention in mentions}
        rows = [row for row in self._table.rows if all(str(row[i]) == last[i] for i in self._names if i in last)]
        return rows, last.get(None)

    def _is_cell(self, figure: Figure, meant: Callable[[int], tuple[list[Row], str | None]]) -> bool:
        rows, label = meant(figure.start)
        labels = {_base(self._table.columns[i]) for i in self._measures}
        if len(rows) != 1 or (len(labels) > 1 and label is None):
            return False
        kinds = self._kinds(figure)
        columns = [i for i in self._measures if _kind(self._table.columns[i]) in kinds]
        columns = [i for i in columns if len(labels) == 1 or _base(self._table.columns[i]) == label]
        return any(self._states(figure, rows[0][i], self._table.columns[i]) for i in columns)

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
        values = self._values()
        if not named or values is None or (re.search(r"\b(?:top|bottom|first) \d", self._sentence) and most is min):
            return False
        nearest = min(named, key=lambda m: min(abs(m.start - at), abs(m.end - at)))
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
    month = _MONTHS[cell.month - 1]
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


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with a sign that is no word in the place of each character of the spans."""
    signs = list(text)
    for start, end in spans:
        signs[start:end] = "¤" * (end - start)
    return "".join(signs)


def _shared(text: str, sentence: str) -> list[tuple[int, int]]:
    """Return where two or more words in a row stand in the answer's sentence as well, and years that it holds."""
    words = [*re.finditer(_WORD, text)]
    asked = f" {' '.join(re.findall(_WORD, sentence.casefold()))} "
    found = [m.span() for m in _YEAR.finditer(text) if m.group() in sentence]
    for first, second in pairwise(words):
        pair = f" {first.group().casefold()} {second.group().casefold().rstrip('.')} "
        if pair in asked and text[first.end() : second.start()].isspace():
            found.append((first.start(), second.end()))
    return found
