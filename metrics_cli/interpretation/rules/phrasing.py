"""A query as a question that this reader reads back into the same query."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.catalog.naming import Naming, naming_of
from metrics_cli.interpretation.rules import edges
from metrics_cli.interpretation.rules.changing import CHANGE, PERCENT
from metrics_cli.interpretation.rules.drafts import nearest_paths
from metrics_cli.interpretation.rules.knowledge import knowledge
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.words import GRAINS
from metrics_cli.period import Period
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, Having, MetricFilter, MetricQuery, Operator, Scalar

_COMPARED = {
    Operator.GT: "over",
    Operator.GE: "at least",
    Operator.LT: "under",
    Operator.LE: "at most",
    Operator.EQ: "exactly",
}
_PARTS = {
    "dow": "day of the week",
    "month": "month of the year",
    "quarter": "quarter of the year",
    "day": "day of the month",
    "doy": "day of the year",
    "year": "year",
}


def phrase(query: MetricQuery, catalog: Catalog) -> str:
    """Return the question: Revenue by category where state is TX from 2024-10-01 to 2024-12-31."""
    words = _Words(query, catalog)
    part = next((h for h in query.having if h.column not in query.metrics), None)
    # The period of a condition alone bounds nothing else: all customers with over 3 orders per customer from … to ….
    is_of_all = query.period is None and any(f.period and f.period.start for f in query.metric_filters)
    pieces = ["all" if is_of_all else "", words.subject(part), edges.words_of(query), *words.conditions(part)]
    pieces += [_period(query.period)] if query.period else []
    pieces += [_compared(query)] if query.compare else []
    text = " ".join(p for p in pieces if p)
    return text[:1].upper() + text[1:]


_PART_OF_A_TEXT = {
    Operator.LIKE: "is like",
    Operator.NOT_LIKE: "is not like",
    Operator.CONTAINS: "contains",
    Operator.NOT_CONTAINS: "does not contain",
}
_BESIDE_A_DAY = {
    Operator.GT: "after",
    Operator.GE: "on or after",
    Operator.LT: "before",
    Operator.LE: "on or before",
}


class _Words:
    """The words of one query's parts."""

    def __init__(self, query: MetricQuery, catalog: Catalog) -> None:
        self._query = query
        self._catalog = catalog

    def subject(self, part: Having | None) -> str:
        """Return what is asked for, and by what: top 5 products by revenue."""
        query = self._query
        metrics = self._averaged(" and ".join(self._catalog.metrics[m].label for m in query.metrics))
        spoken = [g for g in query.shown_groups if g.name not in self._beside()]
        groups = [self._group(g) for g in spoken]
        if part is not None:
            text = f"share of {metrics} that comes from {self._filter(_as_filter(part))}"
            rest = [words for words, of in zip(groups, spoken, strict=True) if of.column != part.column]
            return text + (f" by {' and '.join(rest)}" if rest else "")
        if query.top:
            ranked = [g for g, of in zip(groups, spoken, strict=True) if of.column not in query.top.within]
            within = [g for g, of in zip(groups, spoken, strict=True) if of.column in query.top.within]
            rank = "top" if query.top.descending else "bottom"
            by = self._measure(query.top.by)
            return f"{rank} {query.top.count} {' and '.join(ranked)} in each {' and '.join(within)} by {by}"
        if query.limit is not None and query.order_by and groups:
            rank = "top" if query.order_by[0].descending else "bottom"
            is_change = query.order_by[0].name.endswith((CHANGE, PERCENT))
            by = self._measure(query.order_by[0].name) if is_change else metrics
            return f"{rank} {query.limit} {' and '.join(groups)} by {by}"
        text = f"share of {metrics}" if query.share else metrics
        text += f" by {' and '.join(groups)}" if groups else ""
        if query.order_by and query.order_by[0].name in self._catalog.metrics:
            label = self._catalog.metrics[query.order_by[0].name].label
            text += f" sorted by {label} {'descending' if query.order_by[0].descending else 'ascending'}"
        return text

    def _measure(self, column: str) -> str:
        """Return what is ranked by: a metric, or its change."""
        for ending, words in ((PERCENT, "growth rate of "), (CHANGE, "increase in ")):
            if column.endswith(ending):
                return words + self._averaged(self._catalog.metrics[column.removesuffix(ending)].label)
        return self._averaged(self._catalog.metrics[column].label)

    def _averaged(self, label: str) -> str:
        """Return average revenue per month, for what is averaged."""
        if self._query.mean is None:
            return label
        word = {"mean": "average"}.get(self._query.mean.statistic, self._query.mean.statistic)
        is_average = label.lower().startswith(("average", "mean", "median"))
        over = " and ".join(self._group(g) for g in self._query.averaged_groups)
        return f"{word} {'of ' if is_average else ''}{label} per {over}"

    def conditions(self, part: Having | None) -> list[str]:
        """Return what the rows must meet: with revenue over 10, where state is TX and status is not open."""
        query = self._query
        is_ranked = bool(query.top or (query.limit is not None and query.order_by))
        bounds = [
            f"{self._catalog.metrics[h.column].label} {_bound(h.operator, h.values)}" for h in query.having if h != part
        ]
        each = [self._metric_filter(m) for m in query.metric_filters]
        filters = [
            self._filter(f)
            for f in query.filters
            if not (is_ranked and f.operator is Operator.NOT_NULL and f.dimension in {g.name for g in query.group_by})
        ]
        found = [f"where {' and where '.join(filters)}"] if filters else []
        # The bounds stand before the period: more than 3 in 2024 is told within 2024.
        return found + ([f"with {' and '.join([*each, *bounds])}"] if each or bounds else [])

    def _metric_filter(self, condition: MetricFilter) -> str:
        label = self._catalog.metrics[condition.metric].label
        entities = " and ".join(self._named(name) for name in condition.per)
        when = "" if condition.period is None else f" {_period(condition.period) if condition.period.start else 'ever'}"
        return f"{_bound(condition.operator, condition.values)} {label} per {entities}{when}"

    def _group(self, group: GroupBy) -> str:
        if group.name == METRIC_TIME:
            return _PARTS.get(group.date_part or "", (group.grain or "day").replace("_", " "))
        words = self._named(group.name)
        naming = self._naming.get(group.name)
        if naming and all(g.name != naming.dimension.name for g in self._query.group_by):
            return f"{words} id"
        # A date alone is read by month.
        return words if group.grain in (None, "month") else f"{words.removesuffix(' date')} {group.grain}"

    @cached_property
    def _naming(self) -> dict[str, Naming]:
        """What names the things of each entity that it splits by."""
        offered = self._catalog.dimensions_of(self._query.metrics)
        wanted = {g.name for g in self._query.group_by}
        entities = [d for d in offered if d.type == "entity" and d.name in wanted]
        found = ((e.name, naming_of(e, offered, self._catalog)) for e in entities)
        return {name: naming for name, naming in found if naming}

    def _beside(self) -> set[str]:
        """Return the names that stand beside a key of their own accord."""
        return {n.dimension.name for n in self._naming.values() if not n.is_telling}

    def _filter(self, condition: Filter) -> str:
        is_null_test = condition.operator in (Operator.IS_NULL, Operator.NOT_NULL)
        words = self._named(condition.dimension, is_null_test)
        if is_null_test:
            return f"{words} is {'empty' if condition.operator is Operator.IS_NULL else 'not empty'}"
        if condition.operator in _BESIDE_A_DAY:
            is_number = all(_is_number(v) for v in condition.values)
            side = f"is {_BESIDE_A_DAY[condition.operator]} {condition.values[0]}"
            return f"{words} {f'is {_bound(condition.operator, condition.values)}' if is_number else side}"
        if condition.operator is Operator.BETWEEN:
            return f"{words} is {_bound(condition.operator, condition.values)}"
        is_not = condition.operator in (Operator.NE, Operator.NOT_IN)
        values = " or ".join(_text(v) for v in condition.values)
        if condition.operator in _PART_OF_A_TEXT:
            return f"{words} {_PART_OF_A_TEXT[condition.operator]} {values}"
        return f"{words} is {'not ' if is_not else ''}{values}"

    def _named(self, name: str, is_apart: bool = False) -> str:
        """Return what the dimension is called, in words that no other one that joins has.

        `is_apart` asks for words that no entity has either.
        """
        dimension = self._catalog.dimensions.get(name)
        if dimension is None:
            return name
        *path, element = name.split("__")
        wordings = (dimension.label, f"{' '.join(path[-1:])} {element}", *dimension.synonyms)
        words = [w.replace("_", " ").strip().lower() for w in wordings]
        named = next((w for w in words if self._means_only(w, dimension, is_apart)), words[0])
        role = path[-1].replace("_", " ") if path and self._is_of_several_ways(dimension) else ""
        return named if role in named else f"{role} {named}"

    def _is_of_several_ways(self, dimension: Dimension) -> bool:
        """Tell whether the same is reached as near in another role: of the family doctor, of the practitioner."""
        same = [d for d in self._catalog.dimensions_of(self._query.metrics) if home_of(d) == home_of(dimension)]
        return dimension.type != "entity" and len({d.name.split("__")[-2:][0] for d in nearest_paths(same)}) > 1

    def _means_only(self, words: str, dimension: Dimension, is_apart: bool) -> bool:
        if words in GRAINS:
            # 'By day' is by the date that is counted by, whatever else is called a day.
            return False
        lexicon = knowledge(self._catalog).lexicon
        tokens = tokenise(words)
        found = [n for n in lexicon.at(tokens, 0, len(tokens)) if n.kind == "dimension"]
        offered = {home_of(d): d for d in self._catalog.dimensions_of(self._query.metrics)}
        joined = [(n.cost, d.type == "entity", key) for n in found for key, d in offered.items() if key == n.key]
        if is_apart and len(joined) > 1:
            return False
        least = min((near[:2] for near in joined), default=(0.0, False))
        nearest = [key for *near, key in joined if tuple(near) == least]
        return nearest == [home_of(dimension)] or not joined


def _as_filter(part: Having) -> Filter:
    return Filter(part.column, part.operator, part.values)


def _bound(operator: Operator, values: Sequence[Scalar]) -> str:
    if operator is Operator.BETWEEN:
        return f"between {_text(values[0])} and {_text(values[1])}"
    return f"{_COMPARED[operator]} {_text(values[0])}"


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _compared(query: MetricQuery) -> str:
    assert query.compare is not None
    if query.compare.kind == "previous_year":
        return "compared to the same period last year"
    if query.compare.kind == "period" and query.compare.period:
        return f"compared to {_period(query.compare.period, is_second=True)}"
    return "compared to the previous period"


def _period(period: Period, is_second: bool = False) -> str:
    start = period.start.isoformat() if period.start else None
    end = period.end.isoformat() if period.end else None
    if start and start == end:
        return start if is_second else f"on {start}"
    if start and end:
        return f"from {start} to {end}"
    return f"since {start}" if start else f"until {end}"
