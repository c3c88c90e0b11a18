"""From a proposed query to a typed one, by the validators of `metrics query`: names, joins, periods, values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from metrics_cli.catalog import Catalog
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.interpretation.model.contract import ProposedQuery, ReplyInvalid, SaidGroup
from metrics_cli.interpretation.model.literals import literals_of, number_of
from metrics_cli.interpretation.rules.clauses import Thing
from metrics_cli.interpretation.rules.drafts import offers
from metrics_cli.interpretation.rules.measures import is_mean
from metrics_cli.interpretation.rules.ranked import known
from metrics_cli.interpretation.rules.showing import show
from metrics_cli.interpretation.rules.splits import UNSAID_GRAIN
from metrics_cli.interpretation.rules.values import ValueIndex
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.period import Calendar
from metrics_cli.query import Filter, GroupBy, Having, MetricQuery, Operator, OrderBy, Scalar, Share, TopWithin

_SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_LISTS = {"eq": "in", "in": "in", "ne": "not in", "not_in": "not in"}
_TEXTS = {"like": "like", "not_like": "not like", "contains": "contains", "not_contains": "not contains"}
_NULLS = {"is_null": "is null", "not_null": "is not null"}
_POSITIVE = (Operator.EQ, Operator.IN)


@dataclass(frozen=True)
class Composed:
    """The typed query, and what was settled that nobody said."""

    query: MetricQuery
    notes: tuple[str, ...] = ()


def composed(
    said: ProposedQuery, question: str, catalog: Catalog, values: ValueIndex, today: date, calendar: Calendar
) -> Composed:
    """Return the query that a proposal states. Raises ReplyInvalid for one that is none."""
    try:
        query = typed_query(_flags(said, question, catalog, values), catalog, today, calendar)
        shown, notes = _shown_by_name(query, catalog)
        query = _dated_apart(shown, catalog)
        query, more = _shared(said, query, catalog)
        return Composed(_ranked(said, query), (*notes, *more))
    except (NameUnknown, QueryInvalid) as error:
        hint = f"; {error.hint}" if error.hint else ""
        raise ReplyInvalid(" ".join(f"{error.message}{hint}".split())) from None


def column_of(group: SaidGroup, catalog: Catalog) -> str:
    """Return the name under which a breakdown is asked for; a date without a grain is split by month."""
    if group.date_part:
        return f"{group.name}__extract_{group.date_part}"
    is_date = catalog.dimensions[group.name].type == "time"
    if group.grain and not is_date:
        raise ReplyInvalid(f"{group.name} is no date and has no grain")
    return f"{group.name}__{group.grain or UNSAID_GRAIN}" if is_date else group.name


def _flags(said: ProposedQuery, question: str, catalog: Catalog, values: ValueIndex) -> Flags:
    having = [_condition(h.metric, h.operator, number_of(h.values, h.metric)) for h in said.having]
    each = [
        _condition(f"{f.metric} per {f.entity}", f.operator, number_of([f.value], f.metric))
        for f in said.entity_filters
    ]
    where = [
        _condition(f.dimension, f.operator, literals_of(f, f.words or question, catalog, values)) for f in said.filters
    ]
    mean = said.mean
    if mean and any((g.name, g.grain) == (mean.over, mean.grain) for g in said.group_by):
        raise ReplyInvalid("mean is over what group_by splits by: keep it in one of them")
    if said.having and not said.group_by:
        raise ReplyInvalid("having needs group_by: it keeps some of the groups")
    return Flags(
        metrics=tuple(m.name for m in said.metrics),
        group_by=",".join(column_of(g, catalog) for g in said.group_by),
        where=(*where, *each),
        having=tuple(having),
        period=said.period.expression if said.period else None,
        compare=(said.compare.expression or said.compare.kind) if said.compare else None,
        average_over=column_of(SaidGroup("", mean.over, mean.grain), catalog) if mean else "",
        statistic=mean.statistic if mean else "mean",
    )


def _condition(name: str, operator: str, values: Sequence[Scalar]) -> str:
    """Return a condition as `--where` takes it; every text is quoted, so that it is nothing but a value."""
    if operator in _NULLS:
        return f"{name} {_NULLS[operator]}"
    texts = [_quoted(v) for v in values]
    if operator in _LISTS and len(texts) > 1:
        return f"{name} {_LISTS[operator]} ({', '.join(texts)})"
    if operator == "between":
        return f"{name} between {texts[0]} and {texts[1]}"
    if operator in _TEXTS:
        return f"{name} {_TEXTS[operator]} {texts[0]}"
    if isinstance(values[0], bool) and operator in ("ne", "not_in"):
        # Not false is true: with one way to say it, one check of what the words deny.
        return f"{name} = {_quoted(not values[0])}"
    single = {"in": "=", "not_in": "!="}.get(operator) or _SIGNS[operator]
    return f"{name} {single} {texts[0]}"


def _quoted(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return "'" + value.replace("'", "''") + "'"


def _shown_by_name(query: MetricQuery, catalog: Catalog) -> tuple[MetricQuery, tuple[str, ...]]:
    """Return the query with entities shown by what names them, as the rules show them."""
    offered, notes, groups = offers(query.metrics, catalog), [], []
    averaged = query.averaged_groups
    for group in query.group_by:
        dimension = catalog.dimensions.get(group.name)
        if dimension is None or dimension.type != "entity" or group in averaged:
            groups.append(group)
            continue
        shown = show(dimension, Thing(), offered, catalog)
        groups += [GroupBy(shown.name), *([GroupBy(shown.beside)] if shown.beside else [])]
        notes += [shown.said] if shown.said else []
    return replace(query, group_by=tuple(dict.fromkeys(groups))), tuple(notes)


def _dated_apart(query: MetricQuery, catalog: Catalog) -> MetricQuery:
    """Return the query with a range of days as two conditions, the way the rules write it."""
    filters: list[Filter] = []
    for f in query.filters:
        dimension = catalog.dimensions.get(f.dimension)
        is_range = f.operator is Operator.BETWEEN and dimension is not None and dimension.type == "time"
        if is_range and not f.grain and not f.date_part:
            ends = ((Operator.GE, f.values[0]), (Operator.LE, f.values[1]))
            filters += [Filter(f.dimension, operator, (value,)) for operator, value in ends]
        else:
            filters.append(f)
    return replace(query, filters=tuple(dict.fromkeys(filters)))


def _shared(said: ProposedQuery, query: MetricQuery, catalog: Catalog) -> tuple[MetricQuery, tuple[str, ...]]:
    """Return the query with shares: of each group, or of the part that its one condition names, in the whole of it."""
    if said.share is None:
        return query, ()
    means = [catalog.metrics[m].label for m in query.metrics if is_mean(catalog.metrics[m])]
    if means:
        raise ReplyInvalid(f"{means[0]} is no sum: nothing has a share of it; write a refusal")
    within = _columns(said.share.within, query)
    parts = [f for f in query.filters if f.operator in _POSITIVE]
    if query.shown_groups:
        note = ("each share is of all rows that meet the conditions",) if parts else ()
        return replace(query, share=Share(within)), note
    if len(parts) != 1:
        raise ReplyInvalid("a share needs group_by, or one filter that names the part whose share it is")
    part = parts[0]
    left = tuple(f for f in query.filters if f is not part)
    having = (*query.having, Having(part.dimension, part.operator, part.values))
    query = replace(query, group_by=(GroupBy(part.dimension),), filters=left, having=having, share=Share())
    return query, ("the share is of all, the part asked for is shown",)


def _ranked(said: ProposedQuery, query: MetricQuery) -> MetricQuery:
    """Return the query in the order that it is ranked in; what has no name is left out of a ranking."""
    rank = said.rank
    if rank is None:
        return query
    if not query.shown_groups:
        raise ReplyInvalid("`rank` needs something in group_by to rank")
    if rank.by not in query.metrics:
        raise ReplyInvalid(f"`rank` is by {rank.by}, which is not in metrics; add it with its words")
    if rank.limit is None:
        return replace(query, order_by=(OrderBy(rank.by, rank.descending),))
    within = _columns(rank.within, query)
    things = [g for g in query.shown_groups if g.column not in within]
    if not things:
        raise ReplyInvalid("`rank` is within all that group_by holds: nothing is left to rank")
    query = replace(query, filters=tuple(dict.fromkeys((*query.filters, *known(things[:1])))))
    if within:
        return replace(query, top=TopWithin(rank.limit, rank.by, within, rank.descending))
    return replace(query, order_by=(OrderBy(rank.by, rank.descending),), limit=rank.limit)


def _columns(names: Sequence[str], query: MetricQuery) -> tuple[str, ...]:
    """Return the columns of the result that are split by these dimensions."""
    found = [g.column for n in names for g in query.shown_groups if n in (g.name, g.column)]
    missing = [n for n in names if not any(n in (g.name, g.column) for g in query.shown_groups)]
    if missing:
        raise ReplyInvalid(f"`within` names {missing[0]}, which is not in group_by")
    return tuple(dict.fromkeys(found))
