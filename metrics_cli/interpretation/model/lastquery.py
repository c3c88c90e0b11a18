"""The last query as a follow-up shows it to a model: in the parts that a reply is made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.model.contract import (
    Clarification,
    Declined,
    Proposal,
    ProposedQuery,
    SaidFilter,
)
from metrics_cli.interpretation.model.parts import DATE_PARTS
from metrics_cli.interpretation.model.quoting import is_safe
from metrics_cli.interpretation.rules.knowledge import knowledge
from metrics_cli.query import Filter, MetricQuery, Scalar

# What stands for a value that is not sent; a reply that keeps the filter has it in that place.
HIDDEN = "(kept)"
_PARTS = {part: name for name, part in DATE_PARTS.items()}
_FOLLOWING = (
    "The question changes the last query. Reply with the whole query after the change: a part that stays as it is has "
    'words "", a part that is left out is a part dropped, `values` has one of metrics, group_by, filters, '
    "entity_filters, period, compare, rank, having, share, mean, `name` says which. Last query:"
)


def told(query: MetricQuery, catalog: Catalog, sends_values: bool) -> list[str]:
    """Return what a follow-up says of the last query, without values of personal dimensions, or without any."""
    parts = [dict(_filled(part)) for part in _parts(query, catalog, sends_values)]
    return [_FOLLOWING, json.dumps(parts, ensure_ascii=False, separators=(",", ":"))]


def restored(proposal: Proposal, last: MetricQuery | None) -> Proposal:
    """Return the proposal with the last query's values where a reply kept a filter whose values it was not sent."""
    if last is None or isinstance(proposal, Declined):
        return proposal
    if isinstance(proposal, Clarification):
        options = (restored(option, last) for option in proposal.options)
        return replace(proposal, options=tuple(option for option in options if isinstance(option, ProposedQuery)))
    conditions = [*last.filters, *_part_of_whole(last)]

    def kept(said: SaidFilter) -> SaidFilter:
        held = [f.values for f in conditions if (f.dimension, f.operator.value) == (said.dimension, said.operator)]
        is_hidden = not said.words and set(said.values) == {HIDDEN}
        # Of two alike it can't be told which one is kept.
        return replace(said, values=tuple(map(_text, held[0]))) if is_hidden and len(held) == 1 else said

    return replace(proposal, filters=tuple(map(kept, proposal.filters)))


def without_values(text: str, question: str, catalog: Catalog) -> str:
    """Return what was wrong with a reply without the values of the data that the question does not hold itself."""
    held = knowledge(catalog).values.of_home.values()
    known = {way for values in held for value in values for way in (str(value), _text(value)) if way and way in text}
    for value in sorted(known, key=len, reverse=True):
        written = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)")
        text = text if written.search(question) else written.sub(HIDDEN, text)
    return text


def _filled(part: dict[str, object]) -> Iterator[tuple[str, object]]:
    yield from ((key, value) for key, value in part.items() if value not in (None, []))


def _parts(query: MetricQuery, catalog: Catalog, sends_values: bool) -> Iterator[dict[str, object]]:
    for name in query.metrics:
        yield {"part": "metric", "name": name}
    part = _part_of_whole(query)
    for group in () if part else query.shown_groups:
        how = _PARTS.get(group.date_part, group.date_part) if group.date_part else group.grain
        yield {"part": "group_by", "name": group.name, "how": how}
    for condition in (*query.filters, *part):
        values = _values(condition, catalog, sends_values)
        yield {"part": "filter", "name": condition.dimension, "how": condition.operator.value, "values": values}
    for bound in query.metric_filters:
        values = [_text(value) for value in bound.values]
        how = bound.operator.value
        yield {"part": "per", "name": bound.metric, "how": how, "of": list(bound.per), "values": values}
    if query.period:
        yield {"part": "period", "values": [query.period.expression]}
    yield from _worked_out(query, catalog)


def _part_of_whole(query: MetricQuery) -> tuple[Filter, ...]:
    """Return the condition that names the part of a share of one part: a query keeps it as one on its only column."""
    columns = {group.column: group.name for group in query.shown_groups}
    parts = [h for h in query.having if h.column in columns]
    if not query.share or len(parts) != 1 or len(columns) != 1:
        return ()
    return (Filter(columns[parts[0].column], parts[0].operator, parts[0].values),)


def _worked_out(query: MetricQuery, catalog: Catalog) -> Iterator[dict[str, object]]:
    if query.compare:
        second = query.compare.period
        named = [second.expression] if second and query.compare.kind == "period" else []
        yield {"part": "compare", "how": query.compare.kind, "values": named}
    if query.top:
        order = "desc" if query.top.descending else "asc"
        within = list(query.top.within)
        yield {"part": "rank", "name": query.top.by, "how": order, "of": within, "values": [str(query.top.count)]}
    elif query.order_by:
        order = "desc" if query.order_by[0].descending else "asc"
        count = [str(query.limit)] if query.limit is not None else []
        yield {"part": "rank", "name": query.order_by[0].name, "how": order, "values": count}
    for bound in query.having:
        # What bounds a metric is a number of the question; others are values of dimensions.
        if bound.column in catalog.metrics:
            values = [_text(value) for value in bound.values]
            yield {"part": "having", "name": bound.column, "how": bound.operator.value, "values": values}
    if query.share:
        yield {"part": "share", "of": list(query.share.within)}
    for group in query.averaged_groups:
        grain = [group.grain] if group.grain else []
        yield {"part": "mean", "name": group.name, "how": query.mean.statistic if query.mean else None, "values": grain}


def _values(condition: Filter, catalog: Catalog, sends_values: bool) -> list[str]:
    """Return the values of a condition, or as many times HIDDEN; what would steer a model is not sent either."""
    dimension = catalog.dimensions.get(condition.dimension)
    is_sent = sends_values and dimension is not None and not dimension.pii
    texts = [_text(value) for value in condition.values]
    return texts if is_sent and all(map(is_safe, texts)) else [HIDDEN] * len(texts)


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
