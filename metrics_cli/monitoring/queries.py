"""From a rule to the query that tells its figure: what `metrics query` makes of the same names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from metrics_cli.catalog import Catalog
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.monitoring.rules import Rule
from metrics_cli.period import Calendar, Period, floor, shift, whole
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery

Calendars = Callable[[str], Calendar]


def value_query(rule: Rule, catalog: Catalog, today: date, calendars: Calendars) -> MetricQuery:
    """Return the query of a rule's figure. Raises QueryInvalid that names the key at fault."""
    return _typed(rule, rule.by, catalog, today, calendars)


def score_query(rule: Rule, catalog: Catalog, today: date, calendars: Calendars) -> MetricQuery:
    """Return the query of all figures of a z-score, by their units of time. Raises as `value_query`."""
    if not catalog.has_time(rule.metric):
        raise QueryInvalid("zscore: the metric has no date to be told by", "use bounds")
    units = units_of(rule, today)
    found = _typed(rule, (_time(rule).column, *rule.by), catalog, today, calendars)
    if sum(group.name == METRIC_TIME for group in found.group_by) > 1:
        raise QueryInvalid("by: a z-score is told over time already", "name dimensions, or leave it out")
    end = whole(units[-1], rule.grain)[1]
    return replace(found, period=Period(f"{units[0]}..{end}", units[0], end, today))


def last_unit(rule: Rule, query: MetricQuery) -> MetricQuery:
    """Return the query of a z-score for the last of its units alone."""
    assert query.period is not None and query.period.end is not None
    start, end = floor(query.period.end, rule.grain), query.period.end
    groups = tuple(g for g in query.group_by if g != _time(rule))
    return replace(query, group_by=groups, period=Period(f"{start}..{end}", start, end))


def units_of(rule: Rule, today: date) -> list[date]:
    """Return the first days of the units: those before, oldest first, and the last one that is over by `today`.

    Weeks begin on Mondays, as the engine's do.
    """
    this = floor(today, rule.grain)
    return [shift(this, -back, rule.grain) for back in range(rule.over + 1, 0, -1)]


def _time(rule: Rule) -> GroupBy:
    return GroupBy(METRIC_TIME, rule.grain)


def _typed(rule: Rule, by: tuple[str, ...], catalog: Catalog, today: date, calendars: Calendars) -> MetricQuery:
    """Return the query, read one key after another: of an error it is known then which key it is in."""
    flags = Flags(metrics=(rule.metric,))
    query = MetricQuery((rule.metric,))
    steps = {
        "by": replace(flags, group_by=",".join(by)),
        "where": replace(flags, group_by=",".join(by), where=rule.where),
        "period": replace(flags, group_by=",".join(by), where=rule.where, period=rule.period),
    }
    for key, said in steps.items():
        try:
            query = typed_query(said, catalog, today, calendars(str(rule.period)))
        except (NameUnknown, QueryInvalid) as error:
            raise QueryInvalid(f"{key}: {error.message}", error.hint) from None
    return query
