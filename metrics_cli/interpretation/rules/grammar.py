"""From words to clauses: everything that each run of words may say, whether or not the rest agrees with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.asked_of import asking_at
from metrics_cli.interpretation.rules.belonging import belonging_at
from metrics_cli.interpretation.rules.bounding import bounds_at
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.conditioning import conditions_at, empties_at
from metrics_cli.interpretation.rules.datewords import LEADS
from metrics_cli.interpretation.rules.dating import dated_at
from metrics_cli.interpretation.rules.distinctive import distinctive_at
from metrics_cli.interpretation.rules.edges import edges_at
from metrics_cli.interpretation.rules.filling import echoes_at, fillers_of
from metrics_cli.interpretation.rules.flags import flags_at, unlike_at
from metrics_cli.interpretation.rules.frequencies import as_likely
from metrics_cli.interpretation.rules.happened import happened_at
from metrics_cli.interpretation.rules.heading import adverbs_at, groups_at, metrics_at, ranks_at
from metrics_cli.interpretation.rules.lasting import durations_at
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.means import STATISTICS
from metrics_cli.interpretation.rules.netting import nettings_at
from metrics_cli.interpretation.rules.newness import newness_at
from metrics_cli.interpretation.rules.nouns import nouns_at
from metrics_cli.interpretation.rules.numbered import numbered_at
from metrics_cli.interpretation.rules.pairs import pairs_at
from metrics_cli.interpretation.rules.parted import parted_at
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.placing import asked_at, places_at
from metrics_cli.interpretation.rules.predicates import predicates_at
from metrics_cli.interpretation.rules.ratios import ratios_at
from metrics_cli.interpretation.rules.shared_heads import shared_heads_at
from metrics_cli.interpretation.rules.spending import spending_at, takings_at
from metrics_cli.interpretation.rules.tearing import untorn
from metrics_cli.interpretation.rules.typicals import typicals_at
from metrics_cli.interpretation.rules.unit_ends import unit_ends_at
from metrics_cli.interpretation.rules.wares import wares_at
from metrics_cli.interpretation.rules.wording import Dates, Words
from metrics_cli.interpretation.rules.words import MORE
from metrics_cli.period import HOLIDAYS

Rule = Callable[[Words, int], Iterator[Clause]]


def clauses_of(words: Words) -> list[Clause]:
    """Return every clause that begins at any word of the question."""
    found: list[Clause] = []
    for start in range(len(words.tokens)):
        for rule in _RULES:
            found += rule(words, start)
    found = as_likely(words, untorn(words, found))
    found += fillers_of(words)
    found += _as_likely(words, _dates(words, words.dates), found)
    found += _choices(words)
    return found


def _dates(words: Words, dates: Dates) -> Iterator[Clause]:
    """Yield periods, conditions on parts of dates (on Mondays), and what a period is set against."""
    yield from (Clause(n.start, n.end, "period", 0.9, n) for n in dates.periods)
    # In 'a breakdown of 2024 revenue' the word before the period goes with what stands before it.
    led = (n for n in dates.periods if words.fold(n.start) == "of" and n.end > n.start + 1)
    yield from (Clause(n.start + 1, n.end, "period", 0.95, n) for n in led)
    yield from (Clause(p.start, p.end, "datepart", 0.9, p.filter) for p in dates.parts if p.filter)
    yield from _torn(dates)
    if dates.contrast is not None:
        start, end = dates.contrast.spans[0]
        # 'Compare visits Q1 to Q3 by ward' may set two quarters side by side, or reach from one to the other.
        yield Clause(start, end, "contrast", 0.1 if words.fold(start) == "to" else 1.0, dates.contrast)
        base = dates.contrast.base
        if base is not None and base not in dates.periods:
            yield Clause(base.start, base.end, "period", 0.85, base)
        if base is not None and words.fold(base.start - 1) == "between":
            # 'Compare sales between Q1 and Q2'.
            yield Clause(base.start - 1, base.end, "period", 0.85, base)


def _torn(dates: Dates) -> Iterator[Clause]:
    """Yield a period and the year that stands apart from it."""
    if dates.torn is not None:
        yield Clause(dates.torn.named.start, dates.torn.named.end, "period", 0.85, dates.torn.named)
        yield Clause(dates.torn.start, dates.torn.end, "year", 0.85)


def _as_likely(words: Words, dates: Iterator[Clause], found: Sequence[Clause]) -> Iterator[Clause]:
    """Yield dates that are a value to the word, such as Black Friday, as dear as the value: a person must choose."""
    bare = (c for c in sorted(found, key=lambda c: -c.cost) if c.kind == "filter" and words.fold(c.start) not in LEADS)
    values = {(c.start, c.end): c.cost for c in bare}
    for clause in dates:
        is_value = _is_holiday(clause) and (clause.start, clause.end) in values
        yield replace(clause, cost=values[clause.start, clause.end]) if is_value else clause


def _is_holiday(clause: Clause) -> bool:
    """Tell whether the clause is a holiday that no word leads in."""
    return isinstance(clause.content, Named) and clause.content.period.expression[5:] in HOLIDAYS


def _choices(words: Words) -> Iterator[Clause]:
    """Yield the words that ask which of two periods has more: the answer shows both."""
    if not any(n.is_choice for n in words.dates.periods):
        return
    for index, token in enumerate(words.tokens):
        if token.fold in MORE and words.fold(index + 1) != "than":
            yield Clause(index, index + 1, "filler", 0.1)


def _phrase(kind: str, table: phrases.Phrases, cost: float) -> Rule:
    def rule(words: Words, start: int) -> Iterator[Clause]:
        for end, name in match(words.tokens, start, table):
            yield Clause(start, end, kind, cost, name)

    return rule


def _opposites_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'vs not', 'compared to the rest', 'vs other brands'; in a comparison also 'with the rest'."""
    is_compared = any(words.fold(i) in ("compare", "comparing", "comparison") for i in range(start))
    ties = [after for after, _ in match(words.tokens, start, phrases.VERSUS)]
    ties += [start + 1] if is_compared and words.fold(start) in ("with", "to", "and") else []
    for after in ties:
        for end, _ in match(words.tokens, after, phrases.OPPOSITES):
            yield Clause(start, end, "opposite", 0.8)
        other = words.skip(after, frozenset({"the", "all", "our"}))
        if words.fold(other) in ("other", "remaining"):
            yield from (Clause(start, end, "opposite", 0.9, homes) for end, homes in words.homes(other + 1))


def _leads_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'how many' and 'average'; a metric that has the word in its name goes before."""
    for end, name in match(words.tokens, start, phrases.COUNTS):
        yield Clause(start, end, "lead", 0.6 if name in STATISTICS else 0.3, name)


_RULES: tuple[Rule, ...] = (
    metrics_at,
    belonging_at,
    newness_at,
    wares_at,
    predicates_at,
    durations_at,
    parted_at,
    groups_at,
    adverbs_at,
    unit_ends_at,
    typicals_at,
    edges_at,
    ranks_at,
    conditions_at,
    empties_at,
    dated_at,
    bounds_at,
    echoes_at,
    nouns_at,
    nettings_at,
    flags_at,
    pairs_at,
    happened_at,
    spending_at,
    takings_at,
    distinctive_at,
    _leads_at,
    _phrase("versus", phrases.VERSUS, 0.5),
    _phrase("compare", phrases.COMPARES, 0.5),
    _opposites_at,
    _phrase("rather", phrases.RATHERS, 0.6),
    _phrase("apart", phrases.APARTS, 0.5),
    _phrase("prior", phrases.PRIORS, 1.0),
    _phrase("growth", phrases.GROWTHS, 0.7),
    _phrase("cumulative", phrases.CUMULATIVES, 0.7),
    _phrase("share", phrases.SHARES, 0.7),
    _phrase("rankby", phrases.RANK_BY, 0.4),
    _phrase("now", phrases.NOWS, 0.6),
    _phrase("always", phrases.ALWAYS, 0.6),
    _phrase("sort", phrases.SORTS, 0.6),
    _phrase("ranking", phrases.RANKINGS, 0.5),
    ratios_at,
    shared_heads_at,
    places_at,
    asked_at,
    asking_at,
    unlike_at,
    numbered_at,
    _phrase("connector", phrases.CONNECTORS, 0.2),
    _phrase("link", phrases.LINKS, 0.3),
)
