"""From the clauses of one reading to the queries they may say together, or why they say none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from metrics_cli.interpretation.rules.asked_of import with_asked
from metrics_cli.interpretation.rules.besides import is_opposed
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.compounds import check_compounds
from metrics_cli.interpretation.rules.dating import read_dated
from metrics_cli.interpretation.rules.definitions import check_definitions
from metrics_cli.interpretation.rules.directions import check_directions
from metrics_cli.interpretation.rules.drafts import Draft, is_bare, offers
from metrics_cli.interpretation.rules.events import by_its_own_event, by_the_event
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.filtering import check_contradictions, read_filters, said_of
from metrics_cli.interpretation.rules.halves import check_halves, check_opposites
from metrics_cli.interpretation.rules.heads import check_asked, check_leads, check_listed, cumulated, heads_of
from metrics_cli.interpretation.rules.means import Meant, read_mean, senses
from metrics_cli.interpretation.rules.membership import with_members
from metrics_cli.interpretation.rules.netting import check_nettings
from metrics_cli.interpretation.rules.nouns import check_nouns
from metrics_cli.interpretation.rules.once import once_of
from metrics_cli.interpretation.rules.pairs import check_pairs
from metrics_cli.interpretation.rules.parted import check_done, check_ended
from metrics_cli.interpretation.rules.placing import check_places
from metrics_cli.interpretation.rules.pointing import check_codes, check_pointed
from metrics_cli.interpretation.rules.predicates import joined
from metrics_cli.interpretation.rules.ranked import Ranked, known, read_rank
from metrics_cli.interpretation.rules.ratios import check_ratios
from metrics_cli.interpretation.rules.said_of_things import check_belonging
from metrics_cli.interpretation.rules.shares import Shared, read_shares
from metrics_cli.interpretation.rules.splits import Split, read_splits
from metrics_cli.interpretation.rules.structure import check_structure
from metrics_cli.interpretation.rules.supposed import check_pointless, check_supposed, is_pointless
from metrics_cli.interpretation.rules.thresholds import Bounds, read_bounds
from metrics_cli.interpretation.rules.timing import Timing, read_timing
from metrics_cli.interpretation.rules.unmet import check_days, check_holidays, check_unmet
from metrics_cli.interpretation.rules.whens import told
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, Having, MetricQuery, Operator

MOST_RIVALS = 12

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Composed:
    """A query that the clauses say, what was assumed, and of what each thing counted must have one value."""

    query: MetricQuery
    said: tuple[str, ...]
    once: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Pieces:
    """All that the clauses of one reading come to."""

    draft: Draft
    ranked: Ranked
    bounds: Bounds
    splits: tuple[Split, ...]
    filters: tuple[tuple[Filter, ...], ...]
    timing: Timing
    shared: Shared | None
    dated: tuple[Filter, ...] = ()
    meant: Meant | None = None


def compose(words: Words, clauses: Sequence[Clause], certified: str | None = None) -> tuple[Composed, ...]:
    """Return the queries that the clauses may say, one for each choice between rivals. Raises NoReading for none."""
    check_done(clauses)
    check_ended(words, clauses)
    check_pairs(words, clauses)
    draft = Draft(words, tuple(c for c in joined(clauses) if c.kind not in ("filler", "verified", "did")))
    draft = with_members(with_asked(draft))
    check_ratios(draft)
    draft = replace(draft, metrics=heads_of(draft, certified))
    check_places(draft)
    unused = draft.of("unused")
    if unused:
        raise draft.stop("", *unused)
    if not draft.metrics:
        raise NoReading("")
    check_asked(draft)
    check_supposed(draft)
    check_pointed(draft)
    check_unmet(draft)
    check_holidays(draft)
    check_halves(words, clauses)
    check_codes(words, tuple(c for c in clauses if c.kind == "filler"), draft.metrics)
    check_belonging(draft)
    found = [one for sense, meant in senses(*read_mean(draft)) for one in _composed(sense, meant)]
    kept = [one for one in found if not is_pointless(one.query)]
    if found and not kept:
        check_pointless(found[0].query, draft)
    return tuple(kept)[:MOST_RIVALS]


def _composed(draft: Draft, meant: Meant | None) -> Iterator[Composed]:
    """Yield the queries of one sense of the words, averaged or not."""
    check_leads(draft)
    check_listed(draft)
    metrics, running = cumulated(draft)
    draft = replace(draft, metrics=metrics)
    offered = offers(metrics, draft.catalog)
    ranked = read_rank(draft)
    bounds = read_bounds(draft, offered)
    if bounds.metrics and bounds.metrics != metrics:
        offered = offers(bounds.metrics, draft.catalog)
    splits = read_splits(draft, offered, ranked)
    filters = read_filters(draft, offered, frozenset(h for s in splits for h in s.homes))
    dated, own = read_dated(draft, offered)
    timing, shares = read_timing(draft), read_shares(draft)
    timing = replace(timing, period=own) if own else timing
    check_nouns(draft, offered)
    check_compounds(draft)
    check_nettings(draft)
    check_structure(draft)
    said = (*running, *(s for c in draft.clauses for s in c.said), *timing.said, *ranked.said, *bounds.said)
    said = (*said, *(meant.said if meant else ()))
    members = meant.choices(draft, offered) if meant else (None,)
    for shared in shares:
        pieces = _Pieces(draft, ranked, bounds, splits, filters, timing, shared, dated, meant)
        yield from _combined(pieces, said, members)


def _combined(
    pieces: _Pieces, said: tuple[str, ...], members: Sequence[GroupBy | None] = (None,)
) -> Iterator[Composed]:
    for groups in _one_of_each([s.choices for s in pieces.splits]):
        for conditions in _one_of_each(pieces.filters):
            notes = [n for s, g in zip(pieces.splits, groups, strict=True) for n in s.notes(g, pieces.draft.catalog)]
            once = once_of(pieces.draft, conditions)
            notes += [*(pieces.shared.said if pieces.shared else ()), *said_of(pieces.draft, conditions)]
            for asked_of in _queries(pieces, groups, conditions):
                query = by_its_own_event(asked_of, pieces.draft)
                for dated in (*_at_its_times(query, pieces.timing), *by_the_event(query, pieces.draft)):
                    for asked in _told(dated, pieces.bounds):
                        for averaged in _averaged(asked, pieces, members):
                            yield Composed(averaged, tuple(dict.fromkeys((*said, *notes))), once)


def _told(query: MetricQuery, bounds: Bounds) -> Iterator[MetricQuery]:
    for is_counting in bounds.countings:
        yield from told(query, bounds.whens, is_counting)


def _at_its_times(query: MetricQuery, timing: Timing) -> Iterator[MetricQuery]:
    for period in (query.period, *timing.rivals):
        for compare in (query.compare, *timing.others):
            yield replace(query, period=period, compare=compare)


def _averaged(query: MetricQuery, pieces: _Pieces, members: Sequence[GroupBy | None]) -> Iterator[MetricQuery]:
    for member in members:
        for found in pieces.meant.applied(query, member) if pieces.meant and member else (query,):
            _check_time(found, pieces.draft)
            yield found


def _one_of_each(choices: Sequence[tuple[Choice, ...]]) -> Iterator[tuple[Choice, ...]]:
    """Yield every way of taking one from each."""
    if not choices:
        yield ()
        return
    for first in choices[0]:
        yield from ((first, *rest) for rest in _one_of_each(choices[1:]))


def _queries(pieces: _Pieces, groups: Sequence[GroupBy], conditions: Sequence[Filter]) -> Iterator[MetricQuery]:
    draft, ranked, bounds = pieces.draft, pieces.ranked, pieces.bounds
    # 'Stores with more than 40 seats: sales by store' names the stores only to hold the condition.
    led = [g for s, g in zip(pieces.splits, groups, strict=True) if s.clause.kind != "group" or not is_bare(s.clause)]
    if len(set(led)) < len(led):
        raise NoReading("It splits by the same thing twice.", metrics=draft.metrics)
    split = list(zip(groups, pieces.splits, strict=True))
    things = [of for g, s in split if s.is_ranked for of in s.groups(g)]
    asked = [g for g, s in split if s.is_asked] if bounds.having and not ranked.is_there else []
    groups = [of for g, s in split for of in s.groups(g)]
    by_values, filters, having = _values_apart(pieces, conditions)
    check_contradictions(filters)
    check_opposites(filters)
    check_definitions(draft, conditions)
    check_directions(draft, conditions)
    dated = (*pieces.dated, *pieces.timing.filters, *(pieces.meant.days if pieces.meant else ()))
    parts = [*(c.content for c in draft.of("datepart")), *dated]
    filters = (*filters, *parts, *ranked.named(things), *known(asked), *bounds.filters)
    query = MetricQuery(
        bounds.metrics or draft.metrics,
        tuple(dict.fromkeys((*groups, *by_values, *_grain_of_change(pieces.timing)))),
        tuple(dict.fromkeys(filters)),
        pieces.timing.period,
        metric_filters=bounds.metric_filters,
        having=(*bounds.having, *having),
        compare=pieces.timing.compare,
        share=pieces.shared.of(groups) if pieces.shared else None,
    )
    check_days(query, draft)
    yield from ranked.applied(query, things, draft)


def _grain_of_change(timing: Timing) -> tuple[GroupBy, ...]:
    return (GroupBy(METRIC_TIME, timing.grain),) if timing.grain else ()


def _values_apart(
    pieces: _Pieces, conditions: Sequence[Filter]
) -> tuple[tuple[GroupBy, ...], tuple[Filter, ...], tuple[Having, ...]]:
    """Split by a dimension whose values are set beside one another, or have a share in the whole of it."""
    clauses = pieces.draft.of("filter", "empty")
    part = pieces.shared.part if pieces.shared else None
    beside = [f for c, f in zip(clauses, conditions, strict=True) if c in pieces.timing.beside]
    parts = [f for c, f in zip(clauses, conditions, strict=True) if c is part]
    rest = [f for c, f in zip(clauses, conditions, strict=True) if c not in pieces.timing.beside and c is not part]
    having = tuple(Having(f.dimension, f.operator, f.values) for f in parts)
    if beside:
        if any(f.operator not in (Operator.EQ, Operator.IN) for f in beside):
            raise NoReading("It compares what has a value with what has not.", metrics=pieces.draft.metrics)
        if len({f.dimension for f in beside}) > 1:
            raise NoReading("It compares values of different things.", metrics=pieces.draft.metrics)
        values = tuple(v for f in beside for v in f.values)
        values = (True, False) if is_opposed(pieces.draft) else values
        rest.append(Filter(beside[0].dimension, Operator.IN, values))
    groups = tuple(GroupBy(name) for name in dict.fromkeys(f.dimension for f in (*beside, *parts)))
    return groups, tuple(rest), having


def _check_time(query: MetricQuery, draft: Draft) -> None:
    is_dated = query.period or query.compare or any(g.name == METRIC_TIME for g in query.group_by)
    if is_dated and not all(map(draft.catalog.has_time, query.metrics)):
        raise NoReading("It can't be asked by date: no date belongs to all of it.", metrics=draft.metrics)
