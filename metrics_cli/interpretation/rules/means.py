"""Averages over groups: what is averaged over what, and where the words may as well ask for a row of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics_cli.catalog import Dimension, Metric
from metrics_cli.catalog.additivity import BALANCE, DISTINCT, SUM
from metrics_cli.interpretation.rules.clauses import Clause, Thing
from metrics_cli.interpretation.rules.counting import uncounted
from metrics_cli.interpretation.rules.drafts import Draft, Offers, nearest_paths
from metrics_cli.interpretation.rules.edges import senses_of
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.measures import is_average, is_median
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, Mean, MetricQuery

STATISTICS = {"average": "mean", "typical": "mean", "median": "median"}
_GRAINS = ("day", "week", "month", "quarter", "year")
# What a part of the date is averaged over: each weekday has its days, each month of the year its months.
_WITHIN = {"dow": "day", "day": "day", "doy": "day", "month": "month", "quarter": "quarter", "year": "year"}
# So many rows of averages can be read.
MOST_EACH = 100
# What is worked out in another way as well, which could be meant of each or of the average.
_NOT_BESIDE = ("share", "growth", "cumulative", "bound", "trend", "sort")


@dataclass(frozen=True)
class Meant:
    """An average over `clause`, which is no breakdown then; `is_open` where the words may want a row of each instead.

    `grain` is what is averaged over when no word names it: the days of each weekday. `parts` is what the words say of
    units at the edges, None when they say nothing.
    """

    statistic: str
    clause: Clause | None = None
    grain: str | None = None
    is_open: bool = False
    said: tuple[str, ...] = ()
    parts: bool | None = None

    @property
    def days(self) -> tuple[Filter, ...]:
        """The condition on the days that are averaged over."""
        days = self.clause.content.days if self.clause else None
        return (days,) if days else ()

    def choices(self, draft: Draft, offered: Offers) -> tuple[GroupBy, ...]:
        """Return what the average may be over. Raises NoReading when nothing joins it."""
        thing = self.clause.content if self.clause else Thing(grain=self.grain)
        if not thing.homes:
            return (GroupBy(METRIC_TIME, thing.grain),)
        found = members(draft, thing, offered)
        return tuple(GroupBy(d.name, thing.grain if d.type == "time" else None) for d in found)

    def applied(self, query: MetricQuery, over: GroupBy) -> tuple[MetricQuery, ...]:
        """Return the query averaged over one more group, with and without part units where that is left open."""
        if over in query.group_by:
            raise NoReading("It averages over what it splits by.", metrics=query.metrics)
        found = replace(query, group_by=(*query.group_by, over), mean=Mean((over.column,), self.statistic))
        return tuple(q for q in senses_of(found) if self.parts is None or (q.mean and q.mean.parts == self.parts))


def read_mean(draft: Draft) -> tuple[Draft, Meant | None]:
    """Return the draft without the words of an average over groups, and what these ask for.

    None when there are none, or when they ask for a metric that is itself an average. Raises Doubtful where it stays
    open what is averaged over.
    """
    asked = [c for c in draft.of("lead") if c.content in STATISTICS]
    typicals = draft.of("typical")
    edges = draft.of("edges")
    if not asked and not typicals:
        if edges:
            raise draft.stop("", edges[0])
        return _with_rows(draft), _of_each(draft)
    if len({STATISTICS[c.content] for c in asked}) > 1:
        words = " and ".join(f"'{draft.text(c)}'" for c in asked)
        raise Doubtful(f"{words} are two kinds of average. Ask for one at a time.", draft.tokens(asked[-1]))
    metric = draft.catalog.metrics[draft.metrics[0]]
    groups = [*_candidates(draft, ("per", "adverb", "end")), *typicals]
    if asked and _is_of_its_own(metric, asked) and not typicals and not edges:
        return draft, None if not _is_between(draft, asked, groups) else _open(asked, groups)
    _check_plain(draft, [*asked, *typicals], metric)
    meant = _over(draft, asked, groups, metric)
    if any(c is not meant.clause for c in typicals):
        raise _no_metric(draft, typicals[0], metric)
    said = (*_said(draft, [*asked, *typicals]), *uncounted(draft, meant.clause))
    named = [c for c in groups if c is not meant.clause and (not c.content.homes or _is_short_list(draft, c))]
    rest = [_split_by(c) if c in named else c for c in draft.clauses if c not in (*asked, *edges)]
    return replace(draft, clauses=tuple(rest)), replace(meant, said=said, parts=_parts(draft, meant))


def _parts(draft: Draft, meant: Meant) -> bool | None:
    """Return what the words say of units at the edges. Raises NoReading where none are averaged over."""
    edges = draft.of("edges")
    if not edges:
        return None
    if len(edges) > 1 or meant.is_open or not (meant.grain or (meant.clause and meant.clause.content.grain)):
        raise draft.stop("", *edges)
    return bool(edges[0].content)


def _is_short_list(draft: Draft, clause: Clause) -> bool:
    """Tell whether the things are so few that an average of each can be meant; of many it is one for all."""
    least = min(cost for _, cost in clause.content.homes)
    known = [draft.words.values.of_home.get(home, ()) for home, cost in clause.content.homes if cost == least]
    return any(0 < len(values) <= MOST_EACH for values in known)


def _split_by(clause: Clause) -> Clause:
    """Return 'per store' of an average per month as what it is split by."""
    return replace(clause, content=replace(clause.content, intro="by"))


def senses(draft: Draft, meant: Meant | None) -> tuple[tuple[Draft, Meant | None], ...]:
    """Return the draft without what is averaged over, and, where that is open, the one that is split by it."""
    if meant is None or meant.clause is None:
        return ((draft, meant),)
    averaged = replace(draft, clauses=tuple(c for c in draft.clauses if c is not meant.clause))
    if not meant.is_open:
        return ((averaged, meant),)
    plain = replace(draft, clauses=tuple(_split_by(c) if c is meant.clause else c for c in draft.clauses))
    return ((averaged, meant), (plain, None))


def members(draft: Draft, thing: Thing, offered: Offers) -> list[Dimension]:
    """Return what the thing may be that is averaged over: a customer is one rather than all of one name."""
    found = [(cost, d) for home, cost in thing.homes for d in offered.by_home.get(home, ())]
    found = [(cost, d) for cost, d in found if d.type != "time" or thing.grain]
    if not found:
        reason = f"{draft.labels()} can't be averaged over '{thing.words}': nothing joins them."
        raise NoReading(reason, metrics=draft.metrics)
    least = min((cost, d.type != "entity") for cost, d in found)
    return nearest_paths([d for cost, d in found if (cost, d.type != "entity") == least])


def _with_rows(draft: Draft) -> Draft:
    """Return the draft with 'per store' as a breakdown, of several metrics."""
    if len(draft.metrics) == 1:
        return draft
    pers = _candidates(draft, ("per",))
    return replace(draft, clauses=tuple(_split_by(c) if c in pers else c for c in draft.clauses))


def _of_each(draft: Draft) -> Meant | None:
    """Return the average that 'orders per customer' may ask for, as well as for a row of each."""
    pers = [c for c in _candidates(draft, ("per",)) if c.content.homes]
    adds_up = all(draft.catalog.metrics[m].additivity in (SUM, DISTINCT) for m in draft.metrics)
    if len(pers) != 1 or len(draft.metrics) > 1 or not adds_up or draft.of("rank", "versus", "compare", *_NOT_BESIDE):
        return None
    is_entity = any(not home.model for home, _ in pers[0].content.homes)
    return Meant("mean", pers[0], is_open=True) if is_entity else None


def _is_of_its_own(metric: Metric, asked: Sequence[Clause]) -> bool:
    """Tell whether the metric is the average, or the median, that is asked for."""
    word = asked[0].content
    return (word != "average" and is_median(metric)) or (word == "average" and is_average(metric))


def _is_between(draft: Draft, asked: Sequence[Clause], groups: Sequence[Clause]) -> bool:
    """Tell whether 'per month' of an average rate may be what is averaged over, or make a row of each month."""
    return any(c.content.grain and not c.content.homes for c in groups)


def _open(asked: Sequence[Clause], groups: Sequence[Clause]) -> Meant:
    return Meant(STATISTICS[asked[0].content], groups[0], is_open=True)


def _candidates(draft: Draft, intros: tuple[str, ...]) -> list[Clause]:
    """Return the groups that are led in so; 'per store and month' leads in both."""
    found: list[Clause] = []
    for clause in draft.of("group"):
        if clause.content.date_part:
            continue
        # 'Per' leads in one of each as well.
        intro = "per" if draft.words.fold(clause.start) == "per" else clause.content.intro
        goes_on = intro == "and" and found and found[-1].end == clause.start
        found += [clause] if intro in intros or goes_on else []
    return found


def _check_plain(draft: Draft, words: Sequence[Clause], metric: Metric) -> None:
    """Stop where something else is worked out as well, of several metrics, and of what is no sum and no balance."""
    beside = draft.of(*_NOT_BESIDE)
    if beside:
        both = f"'{draft.text(words[0])}' and '{draft.text(beside[0])}'"
        raise Doubtful(f"It asks for {both}: which of what, I can't tell.", draft.tokens(words[0]), draft.metrics)
    if len(draft.metrics) > 1:
        raise Doubtful("It averages several metrics. Ask for one at a time.", draft.tokens(words[0]), draft.metrics)
    if metric.additivity not in (SUM, DISTINCT, BALANCE):
        raise _no_metric(draft, words[0], metric)


def _no_metric(draft: Draft, clause: Clause, metric: Metric) -> Doubtful:
    reason = (
        f"'{draft.text(clause)}' asks for an average of {metric.label} that is no metric of its own."
        f" Say over what: {draft.text(clause)} {metric.label} per …."
    )
    return Doubtful(reason, draft.tokens(clause), (metric.name,))


def _over(draft: Draft, asked: Sequence[Clause], groups: Sequence[Clause], metric: Metric) -> Meant:
    statistic = STATISTICS[asked[0].content] if asked else "mean"
    parts = [c.content.date_part for c in draft.of("group") if c.content.date_part]
    times = [c for c in groups if c.content.grain and not c.content.homes]
    if times:
        # Of 'daily … per month' the day is averaged over, in each month.
        finest = min(times, key=lambda c: _GRAINS.index(c.content.grain) if c.content.grain in _GRAINS else 9)
        return Meant(statistic, finest)
    if parts and not groups:
        return Meant(statistic, grain=_WITHIN[parts[0]])
    if len(groups) == 1:
        return Meant(statistic, groups[0])
    entities = [c for c in groups if any(not home.model for home, _ in c.content.homes)]
    if len(entities) == 1:
        return Meant(statistic, entities[0])
    rows = _candidates(draft, ("by", "each"))
    if not groups and len(rows) == 1 and not draft.of("rank", "versus", "compare"):
        return Meant(statistic, rows[0], is_open=True)
    raise _no_metric(draft, asked[0] if asked else groups[0], metric)


def _said(draft: Draft, words: Sequence[Clause]) -> tuple[str, ...]:
    typical = [c for c in words if c.content == "typical"]
    return (f"'{draft.text(typical[0])}' is read as the mean",) if typical else ()
