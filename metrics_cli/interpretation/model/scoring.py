"""How much a question's words tell of each metric, dimension and value: by the rules' index and by single words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, pairwise
from math import log

from metrics_cli.catalog import Catalog, Home
from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.model.hints import Hints, near_roots, roots_of
from metrics_cli.interpretation.rules.knowledge import Knowledge
from metrics_cli.interpretation.rules.lexicon import Key
from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token, tokenise
from metrics_cli.interpretation.rules.trade import spoken_names
from metrics_cli.interpretation.rules.typos import corrected
from metrics_cli.interpretation.rules.words import FILLERS, OPENERS
from metrics_cli.query import Scalar

# What a thing gains by a whole name of it among the words, less what the rules say that the way to it costs.
NAMED = 10.0
# A word of business for it, one of its family of words, a slip of it.
SPOKEN, KIN = 0.8, 0.5
# A word of a period may be one of a name as well: year to date.
DATED = 0.3
# A value among the words speaks for its dimension; one of which only a part is said, less.
VALUE, PARTLY = 9.0, 3.0
# Of a value that so many dimensions have each is as likely.
_MOST_HOMES = 6
_LONGEST_VALUE = 8


@dataclass
class Scores:
    """What the words tell: points by metric, by home of a dimension and by word of a path; the values that are said."""

    metrics: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    homes: dict[Home, float] = field(default_factory=lambda: defaultdict(float))
    values: dict[Home, dict[Scalar, None]] = field(default_factory=dict)
    roots: frozenset[str] = frozenset()

    def add(self, key: Key, points: float) -> None:
        """Give points to a thing."""
        kind, name = key
        if kind == "metric" and isinstance(name, str):
            self.metrics[name] += points
        elif isinstance(name, Home):
            self.homes[name] += points

    def add_value(self, home: Home, value: Scalar, points: float) -> None:
        """Note that a value of a dimension is said."""
        known = self.values.setdefault(home, {})
        if value not in known:
            known[value] = None
            self.homes[home] += points / len(known)


def scores_of(question: str, catalog: Catalog, known: Knowledge, found: Hints) -> Scores:
    """Return what the words of `question` tell; every word is looked up, nothing is gone through."""
    tokens = tokenise(question)
    scores = Scores()
    mended, notes = corrected(tokens, known) if tokens else (tokens, ())
    for words in (tokens, mended) if notes else (tokens,):
        _by_names(words, known, scores)
    _by_values(mended, known, found, scores)
    roots = {place: root(t.stem) for place, t in enumerate(mended) if t.fold not in FILLERS}
    dated = _dated(mended)
    _by_words([word for place, word in roots.items() if place not in dated], 1.0, found, scores)
    _by_words([word for place, word in roots.items() if place in dated], DATED, found, scores)
    _by_trade(mended, found, scores)
    scores.roots = frozenset(roots.values())
    return scores


def _by_names(tokens: Sequence[Token], known: Knowledge, scores: Scores) -> None:
    """Give points for runs of words that are names; of several runs that name one thing the best counts."""
    best: dict[Key, float] = {}
    for start, end in _runs(tokens, known.lexicon.longest):
        for name in known.lexicon.at(tokens, start, end):
            key: Key = (name.kind, name.key)
            best[key] = max(best.get(key, 0.0), NAMED - 2 * name.cost + 2 * (end - start))
    for token in tokens:
        for key in known.lexicon.parts.get(root(token.stem), {}):
            best.setdefault(key, 2.0)
    for key, points in best.items():
        scores.add(key, points)


def _runs(tokens: Sequence[Token], longest: int) -> Iterator[tuple[int, int]]:
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + longest, len(tokens)) + 1):
            yield start, end


def _by_values(tokens: Sequence[Token], known: Knowledge, found: Hints, scores: Scores) -> None:
    for start, end in _runs(tokens, max(known.values.longest, 1)):
        run = tokens[start:end]
        is_plain = len(run) == 1 and run[0].fold in (FILLERS | OPENERS) and not run[0].text.isupper()
        hits = () if is_plain else known.values.at(tokens, start, end)
        if not hits and not is_plain and end - start <= 3:
            hits = known.values.near(run)
        for hit in hits[:_MOST_HOMES]:
            scores.add_value(hit.home, hit.value, VALUE + end - start)
        for home in known.values.booleans.get(tuple(t.stem for t in run), ())[:_MOST_HOMES]:
            scores.homes[home] += VALUE
    for token in tokens:
        if token.fold not in FILLERS and token.fold not in NUMBER_WORDS:
            for home, value in found.values.get(root(token.stem), ()):
                scores.add_value(home, value, PARTLY)


def _dated(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of words that name a period: month is in many names, and last month is none of them."""
    try:
        # Which words name a period does not hang on the day.
        periods = find_periods(tokens, date(2024, 1, 1))
    except QueryInvalid:
        return frozenset()
    return frozenset(place for period in periods for place in range(period.start, period.end))


def _by_words(roots: Sequence[str], share: float, found: Hints, scores: Scores) -> None:
    """Give points for single words and pairs of them, the rarer the more, and less for those of one family."""
    for word in dict.fromkeys((*roots, *(f"{a} {b}" for a, b in pairwise(roots)))):
        _give(word, share, found, scores)
    for word in dict.fromkeys(roots):
        for kin in near_roots(word, found):
            _give(kin, KIN * share, found, scores)


def _give(word: str, share: float, found: Hints, scores: Scores) -> None:
    rarity = 1 + log(1 + 200 / (1 + found.counts.get(word, 0)))
    for kind, key, weight in found.words.get(word, ()):
        scores.add((kind, key), share * weight * rarity)


def _by_trade(tokens: Sequence[Token], found: Hints, scores: Scores) -> None:
    """Give points to what the words of business may stand for, whichever of their names it has."""
    for start, end in _runs(tokens, 4):
        meanings = spoken_names().get(tuple(t.stem for t in tokens[start:end]), ())
        for name in chain.from_iterable(meanings):
            roots = roots_of(" ".join(name))
            pairs = [f"{a} {b}" for a, b in pairwise(roots)]
            for word in pairs or roots:
                _give(word, SPOKEN, found, scores)
