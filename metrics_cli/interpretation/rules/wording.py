"""The words of one question, and what the catalog and the calendar say of each run of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from metrics_cli.catalog import Catalog, Home
from metrics_cli.interpretation.rules.contrasts import Contrast
from metrics_cli.interpretation.rules.dateparts import Part
from metrics_cli.interpretation.rules.lexicon import Lexicon, Name
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.torn import Torn
from metrics_cli.interpretation.rules.values import Hit, ValueIndex
from metrics_cli.interpretation.rules.words import AUXILIARIES, FILLERS, GIVING


@dataclass(frozen=True)
class Dates:
    """What the words say of dates: periods, parts of dates, two periods set side by side; and the day they are of.

    `torn` is the period that two of them name together.
    """

    periods: tuple[Named, ...] = ()
    parts: tuple[Part, ...] = ()
    contrast: Contrast | None = None
    today: date | None = None
    torn: Torn | None = None


@dataclass
class Words:
    """The words of one question with what the catalog and the calendar say of them."""

    question: str
    tokens: tuple[Token, ...]
    lexicon: Lexicon
    values: ValueIndex
    catalog: Catalog
    dates: Dates
    hits: dict[int, list[tuple[int, tuple[Hit, ...]]]] = field(default_factory=dict)
    _names: dict[tuple[int, int], tuple[Name, ...]] = field(default_factory=dict)

    def text(self, start: int, end: int) -> str:
        """Return words `start` to `end` (exclusive) as they are written."""
        return self.question[self.tokens[start].start : self.tokens[end - 1].end]

    def names(self, start: int, kind: str) -> Iterator[tuple[int, tuple[Name, ...]]]:
        """Yield the ends of the runs from `start` that name things of that kind, the longest first."""
        for end in range(min(start + self.lexicon.longest, len(self.tokens)), start, -1):
            if (start, end) not in self._names:
                self._names[start, end] = self.lexicon.at(self.tokens, start, end)
            found = tuple(name for name in self._names[start, end] if name.kind == kind)
            if found:
                yield end, found

    def homes(self, start: int) -> Iterator[tuple[int, tuple[tuple[Home, float], ...]]]:
        """Yield the ends of the runs from `start` that name dimensions, with where these are declared."""
        for end, names in self.names(start, "dimension"):
            yield end, tuple((n.key, n.cost) for n in names if isinstance(n.key, Home))

    def fold(self, index: int) -> str:
        """Return the folded word at `index`, nothing beyond the ends."""
        return self.tokens[index].fold if 0 <= index < len(self.tokens) else ""

    def skip(self, index: int, words: frozenset[str]) -> int:
        """Return the first place from `index` on that holds none of `words`."""
        while self.fold(index) in words:
            index += 1
        return index

    def is_name_like(self, index: int) -> bool:
        """Tell whether the word is written in capitals in a question that is not: IN and ME and US are places then."""
        token = self.tokens[index]
        if token.fold == "us" and ("us",) in self.values.phrases and self.fold(index - 1) not in GIVING:
            # 'Us sales' are not ours; 'give us sales' is.
            return True
        return len(token.text) > 1 and token.text.isupper() and not self.question.isupper()

    def is_plain(self, index: int) -> bool:
        """Tell whether the word has no content."""
        if self.tokens[index].fold == "how":
            return self.fold(index + 1) in AUXILIARIES
        return self.tokens[index].fold in FILLERS and not self.is_name_like(index)

    def is_listing(self, index: int) -> bool:
        """Tell whether the word opens the question or is led in by an article: list …, give me a list of …."""
        before = self.fold(index - 1)
        return index == 0 or before in ("a", "the", "me", "us", "please", "complete", "full") or not before

    @cached_property
    def known(self) -> frozenset[str]:
        """The words that a name may hold."""
        return self.lexicon.words()
