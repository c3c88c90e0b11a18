"""What the words of a question are known to say, whatever a model makes of them: the embedded reader's own index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from metrics_cli.catalog import Catalog, Home
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.grammar import clauses_of
from metrics_cli.interpretation.rules.lexicon import SHORT, SYNONYM, Name
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.numbers import Limit, amount_at, limit_at
from metrics_cli.interpretation.rules.reader import words_of
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.valued import value_lists
from metrics_cli.interpretation.rules.values import CODED, Hit
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import OPENERS
from metrics_cli.period import ISO, Calendar

# Up to this cost a run of words is a name outright; beyond it, it is only likely to be one.
EXACT = SYNONYM + SHORT
# Words of the language that change no number wherever they stand, beside those that the reader knows in their places.
CONTENTLESS = OPENERS | frozenset(
    """
    by per at as via through into out among and or also too & / please kindly just actually basically really simply
    quick quickly curious wonder wondering knowing wants wanted needed liked love interested help understand looking
    seen see context presentation slide slides deck meeting boss ceo manager overview summary breakdown um uh hmm well
    terms regards regarding concerning respect which that then than respectively using based who whose
    """.split()
)
_ASKING = frozenset(
    """
    rank versus compare prior growth rather share cumulative typical sort ranking trend empty contrast edges apart
    opposite lead
    """.split()
)
_LEADING_IN = frozenset("by per each which end".split())


@dataclass(frozen=True)
class Run:
    """Words `start` to `end` (exclusive) that outright name things, values or a period; one of them is meant.

    `intro` is what leads it in as a breakdown (by, per, each, which, and), empty when nothing does.
    """

    start: int
    end: int
    names: tuple[Name, ...] = ()
    hits: tuple[Hit, ...] = ()
    periods: tuple[Named, ...] = ()
    intro: str = ""

    @property
    def places(self) -> frozenset[int]:
        """The words it is made of."""
        return frozenset(range(self.start, self.end))

    @property
    def metrics(self) -> frozenset[str]:
        """The metrics that it may be."""
        return frozenset(str(n.key) for n in self.names if n.kind == "metric")

    @property
    def homes(self) -> frozenset[Home]:
        """The dimensions that it may be, by where they are declared."""
        return frozenset(n.key for n in self.names if isinstance(n.key, Home))


class Evidence:
    """The words of a question, all that they may say, and the runs that say something outright."""

    def __init__(self, words: Words, mended: tuple[str, ...] = ()) -> None:
        self.words, self.mended = words, mended
        # As they are written, slips and all: what a model copies.
        self.written = tokenise(words.question)
        self.clauses = tuple(clauses_of(words)) if words.tokens else ()

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The longest runs, in order, none overlapping."""
        found: list[Run] = []
        for run in sorted(self._every_run(), key=lambda r: (r.start - r.end, r.start)):
            if not any(run.places & other.places for other in found):
                found.append(run)
        return tuple(sorted(found, key=lambda r: r.start))

    def marks(self, *kinds: str) -> tuple[Clause, ...]:
        """Return the clauses of these kinds that are no part of a run, the longest of those that overlap."""
        found: list[Clause] = []
        for clause in sorted((c for c in self.clauses if c.kind in kinds), key=lambda c: c.start - c.end):
            places = self.places(clause)
            said = frozenset(i for i in places if not self.words.is_plain(i)) or places
            inside = any(said <= run.places for run in self.runs) or any(places < other for other in self._wider)
            if not inside and not any(places & self.places(other) for other in found):
                found.append(clause)
        return tuple(sorted(found, key=lambda c: c.start))

    @cached_property
    def limits(self) -> tuple[tuple[int, Limit], ...]:
        """The comparisons with numbers, with where each begins: over $100, at least three."""
        found: list[tuple[int, Limit]] = []
        named = frozenset(i for run in self.runs for i in run.places)
        index = 0
        while index < len(self.words.tokens):
            limit = limit_at(self.words.tokens, index)
            is_free = limit is not None and not named & set(range(index, limit.end))
            found += [(index, limit)] if limit is not None and is_free else []
            index = limit.end if limit is not None and is_free else index + 1
        return tuple(found)

    @cached_property
    def _wider(self) -> tuple[frozenset[int], ...]:
        """Runs of words within which a word has no sense of its own: I mean, at least three, with part months too."""
        wider = [self.places(c) for c in self.clauses if c.kind in ("filler", "edges") and c.end - c.start > 1]
        return (*wider, *(frozenset(range(start, limit.end)) for start, limit in self.limits))

    @cached_property
    def open(self) -> frozenset[int]:
        """The words that are part of no name, value or period, and of no phrase that has no content."""
        inside = {i for run in self.runs for i in run.places}
        inside |= {i for c in self.clauses if c.kind == "filler" and c.end - c.start > 1 for i in self.places(c)}
        return frozenset(range(len(self.words.tokens))) - inside

    def places(self, clause: Clause) -> frozenset[int]:
        """Return the words of a clause."""
        return frozenset(range(clause.start, clause.end))

    def text(self, places: frozenset[int]) -> str:
        """Return these words as they are written, those between the first and the last as well."""
        return self.words.text(min(places), max(places) + 1) if places else ""

    @cached_property
    def plain(self) -> frozenset[int]:
        """The words that carry no content where they stand."""
        kinds = ("filler", "connector", "link", "lead", "who", "rankby", "now", "always", "chart")
        found = {i for c in self.clauses if c.kind in kinds for i in self.places(c)}
        found |= {i for c in self.clauses if c.kind in ("group", "filter") for i in self._leading(c)}
        tokens = self.words.tokens
        found |= {i for i, t in enumerate(tokens) if self.words.is_plain(i) or t.fold in CONTENTLESS}
        return frozenset(found)

    @cached_property
    def asking(self) -> frozenset[int]:
        """The words that ask for something to be worked out: the top, growth, a share."""
        found = {i for c in self.clauses if c.kind in _ASKING for i in self.places(c)}
        return frozenset(found | {i for c in self.clauses if _is_adverb(c) for i in self.places(c)})

    @cached_property
    def strange(self) -> frozenset[int]:
        """The words that nothing knows: no name, no value, no period, nothing that asks for something."""
        known = self.plain | self.asking | frozenset(i for run in self.runs for i in run.places)
        return frozenset(i for i in range(len(self.words.tokens)) if i not in known and not self._is_number(i))

    def _is_number(self, index: int) -> bool:
        tokens = self.words.tokens
        spans = [(i, f.end) for i in range(index + 1) for f in (limit_at(tokens, i), amount_at(tokens, i)) if f]
        return any(start <= index < end for start, end in spans)

    def _leading(self, clause: Clause) -> frozenset[int]:
        """Return the words that lead a breakdown or a condition in: those before its name or its value."""
        inner = [run for run in self.runs if clause.start < run.start < clause.end]
        return frozenset(range(clause.start, min(run.start for run in inner))) if inner else frozenset()

    @cached_property
    def in_names(self) -> frozenset[int]:
        """The words that are part of a name or a value."""
        return frozenset(i for run in self.runs if run.names or run.hits for i in run.places)

    def _every_run(self) -> Iterator[Run]:
        spans: dict[tuple[int, int], Run] = {}
        for start in range(len(self.words.tokens)):
            for end, names in self._names(start):
                spans[start, end] = Run(start, end, names)
            for end, hits in self._hits(start):
                known = spans.get((start, end), Run(start, end))
                spans[start, end] = Run(start, end, known.names, hits)
        for named in self.words.dates.periods:
            known = spans.get((named.start, named.end), Run(named.start, named.end))
            spans[named.start, named.end] = Run(named.start, named.end, known.names, known.hits, (named,))
        for run in spans.values():
            yield Run(run.start, run.end, run.names, run.hits, run.periods, self._intro(run))

    def _names(self, start: int) -> Iterator[tuple[int, tuple[Name, ...]]]:
        words = self.words
        for end in range(min(start + words.lexicon.longest, len(words.tokens)), start, -1):
            names = tuple(n for n in words.lexicon.at(words.tokens, start, end) if n.cost <= EXACT)
            if names:
                yield end, names

    def _hits(self, start: int) -> Iterator[tuple[int, tuple[Hit, ...]]]:
        for end, values in value_lists(self.words, start):
            hits = tuple(h for h in values[0] if h.cost <= CODED) if len(values) == 1 else ()
            if hits:
                yield end, hits

    def _intro(self, run: Run) -> str:
        for clause in self.clauses:
            if clause.kind == "group" and clause.end == run.end and clause.start < run.start:
                homes = {home for home, _ in clause.content.homes}
                intro = str(clause.content.intro)
                if homes & run.homes and (intro in _LEADING_IN or intro == "and"):
                    return intro
        return ""


def evidence_of(question: str, catalog: Catalog, today: date, calendar: Calendar = ISO) -> Evidence:
    """Return what the words of `question` say. Raises NoReading where they name a date that no calendar has."""
    return Evidence(*words_of(question, catalog, today, calendar))


def _is_adverb(clause: Clause) -> bool:
    """Tell whether a clause splits by a unit or a part of the date: daily, by month, per weekday."""
    return clause.kind == "group" and not clause.content.homes
