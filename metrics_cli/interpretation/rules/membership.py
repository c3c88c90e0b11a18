"""Counting the things that meet a condition: how many customers placed more than 5 orders, by what counts customers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.catalog import Catalog, Home, Metric
from metrics_cli.interpretation.rules.clauses import Bound, Clause, Thing
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.lexicon import declared_in
from metrics_cli.query import Operator

_COUNT = re.compile(r"count(?P<distinct>_distinct)?\((?:case when (?P<case>.+) then )?(?P<key>\w+)(?: end)?\) of \w+")
_SOME = (Operator.GT, Operator.GE, Operator.EQ, Operator.BETWEEN)
_BETWEEN = ("link", "period", "filter", "empty")


def with_members(draft: Draft) -> Draft:
    """Return the draft with 'how many customers' before a bound read as the metric that counts each customer once."""
    for lead in draft.of("lead"):
        draft = _noun_apart(draft, lead)
        thing = draft.after(lead, "filter")
        bound = draft.after(thing, *_BETWEEN) if thing else None
        if lead.content != "count" or thing is None or bound is None or not _is_held(draft, thing, bound):
            continue
        for entity, counter in _counters(thing.content, bound.content, draft.catalog):
            return _told(draft, lead, thing, bound, entity, counter)
    return draft


def _noun_apart(draft: Draft, lead: Clause) -> Draft:
    """Return the draft with 'gold members' before a bound as a condition and the members that it is of."""
    value = draft.after(lead)
    bound = draft.after(value, *_BETWEEN) if value else None
    if value is None or value.kind != "filter" or bound is None or bound.kind != "bound":
        return draft
    for start in range(value.start + 1, value.end):
        for end, homes in draft.words.homes(start):
            if end == value.end and any(not home.model for home, _ in homes):
                noun = Clause(start, end, "group", 1.0, Thing(homes, intro="bare", words=draft.words.text(start, end)))
                parts = (replace(value, end=start), noun)
                return replace(draft, clauses=tuple(p for c in draft.clauses for p in (parts if c is value else (c,))))
    return draft


def _is_held(draft: Draft, thing: Clause, bound: Clause) -> bool:
    is_bare = thing.kind == "group" and thing.content.intro == "bare" and bool(thing.content.homes)
    if is_bare and any(end == thing.end for end, _ in draft.words.names(thing.start, "metric")):
        # What a metric counts by that very name is counted by that metric.
        return False
    # Those with fewer than 3 may be those with none, of whom no row tells.
    return is_bare and bound.kind == "bound" and bound.content.metric is not None and _is_some(bound.content)


def _is_some(bound: Bound) -> bool:
    return bound.operator in _SOME and (bound.operator is Operator.GT or bound.values[0] not in (0, False))


def _told(draft: Draft, lead: Clause, thing: Clause, bound: Clause, entity: str, counter: str) -> Draft:
    label = draft.catalog.metrics[counter].label
    is_own = counter in of_own_table(entity, draft.catalog)
    said = (f"'{draft.words.text(lead.start, thing.end)}' is counted by {label}",)
    head = Clause(lead.start, thing.end, "metric", lead.cost + thing.cost, counter, said)
    each = replace(
        bound, content=replace(bound.content, per=((Home("", entity), 0.0),), counts="own" if is_own else "beside")
    )
    kept = {lead: head, bound: each}
    return replace(draft, clauses=tuple(kept.get(c, c) for c in draft.clauses if c is not thing))


def _counters(thing: Thing, bound: Bound, catalog: Catalog) -> Iterator[tuple[str, str]]:
    for entity in _entities(thing, catalog):
        found = [*_beside(entity, str(bound.metric), catalog), *of_own_table(entity, catalog)]
        yield from ((entity, name) for name in found)


def _entities(thing: Thing, catalog: Catalog) -> Iterator[str]:
    """Yield the entities that the words name, by their own name or by that of what they are called by."""
    entities = {d.name.rpartition("__")[2] for d in declared_in(catalog) if d.type == "entity"}
    yield from (home.element for home, _ in thing.homes if home.element in entities)
    labels = {d.label.lower(): d.name.rpartition("__")[2] for d in declared_in(catalog) if d.type == "entity"}
    for home, _ in thing.homes:
        yield from (
            labels[d.label.lower()] for d in declared_in(catalog) if d.home == home and d.label.lower() in labels
        )


def _beside(entity: str, measured: str, catalog: Catalog) -> Iterator[str]:
    """Yield the metrics that count the entity in the very rows that are bounded: under the same condition or none."""
    bounded = catalog.metrics[measured]
    for metric in catalog.metrics.values():
        match = _COUNT.fullmatch(metric.formula.partition(" where ")[0])
        if match is None or not match["distinct"] or metric.dated_in != bounded.dated_in:
            continue
        if _is_key(match["key"], entity) and _condition(metric) in ("", _condition(bounded)):
            yield metric.name


def of_own_table(entity: str, catalog: Catalog) -> Iterator[str]:
    """Yield the metrics that count all rows of the entity's own table."""
    models = {d.home.model for d in declared_in(catalog) if d.type == "entity" and d.name == entity and d.home}
    for metric in catalog.metrics.values():
        match = _COUNT.fullmatch(metric.formula)
        is_own = len(metric.dated_in) == 1 and metric.dated_in[0].model in models
        if match and not match["case"] and is_own and _is_key(match["key"], entity):
            yield metric.name


def _is_key(column: str, entity: str) -> bool:
    return column in (entity, f"{entity}_id", f"{entity}_key", f"{entity}_number")


def _condition(metric: Metric) -> str:
    """Return the condition on the rows of a count, without the entities that its dimensions are reached by."""
    match = _COUNT.fullmatch(metric.formula.partition(" where ")[0])
    text = (match and match["case"]) or metric.formula.partition(" where ")[2]
    return re.sub(r"\b\w+__(\w+)", r"\1", text).strip()
