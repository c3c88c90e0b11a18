"""What a typed query is made of, in the terms that words name things by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.interpretation.model.evidence import Run
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.query import METRIC_TIME, Filter, Having, MetricFilter, MetricQuery, Operator, Scalar

NEGATIVE = (Operator.NE, Operator.NOT_IN, Operator.NOT_LIKE, Operator.NOT_CONTAINS, Operator.IS_NULL)
POSITIVE = (Operator.EQ, Operator.IN)


@dataclass(frozen=True)
class Used:
    """A query over a catalog, seen as the metrics, dimensions and values in it."""

    query: MetricQuery
    catalog: Catalog

    @cached_property
    def metrics(self) -> frozenset[str]:
        """The metrics that are told, or that something is bounded or ranked by."""
        columns = {h.column for h in self.query.having} | {o.name for o in self.query.order_by}
        each = {f.metric for f in self.query.metric_filters}
        return frozenset((*self.query.metrics, *each, *(c for c in columns if c in self.catalog.metrics)))

    @property
    def ranked_by(self) -> frozenset[str]:
        """The columns that decide the order."""
        top = {self.query.top.by} if self.query.top else set()
        return frozenset({o.name for o in self.query.order_by} | top)

    @cached_property
    def grouped(self) -> frozenset[Home]:
        """What it is split by or told of each of, by where that is declared; the owner of a name as well."""
        names = {g.name for g in self.query.group_by} | {e for f in self.query.metric_filters for e in f.per}
        dimensions = [self.catalog.dimensions[n] for n in names if n in self.catalog.dimensions and n != METRIC_TIME]
        return frozenset(home for d in dimensions for home in (home_of(d), *self._named_by(d)))

    @cached_property
    def filtered(self) -> frozenset[Home]:
        """What it has conditions on, by where that is declared."""
        return frozenset(home_of(d) for f in self.conditions if (d := self._dimension(f)) is not None)

    @property
    def conditions(self) -> tuple[Filter, ...]:
        """The conditions on dimensions, also those on a dimension of the result."""
        having = (Filter(h.column, h.operator, h.values) for h in self.query.having)
        return (*self.query.filters, *(f for f in having if f.dimension in self.catalog.dimensions))

    @property
    def numbers(self) -> frozenset[float]:
        """Every number in it but those of its periods."""
        holders: tuple[Filter | Having | MetricFilter, ...] = (
            *self.query.filters,
            *self.query.having,
            *self.query.metric_filters,
        )
        found = [v for h in holders for v in h.values if _is_number(v)]
        found += [n for n in (self.query.limit, self.query.top.count if self.query.top else None) if n is not None]
        return frozenset(float(v) for v in found)

    def has_value(self, home: Home, value: Scalar) -> bool:
        """Tell whether a condition is on that value of that dimension."""
        is_flag = isinstance(value, bool)
        for condition in self.conditions:
            dimension = self._dimension(condition)
            if dimension is not None and home_of(dimension) == home and (is_flag or value in condition.values):
                return True
        return is_flag and home in self.grouped

    def is_about(self, run: Run) -> bool:
        """Tell whether the words of a run, which nothing leads in as a breakdown, stand for something in it."""
        if run.metrics & self.metrics or run.homes & (self.grouped | self.filtered):
            return True
        if any(self.has_value(h.home, h.value) for h in run.hits):
            return True
        return bool(run.homes & self._dates)

    def owns(self, run: Run, words: Words) -> bool:
        """Tell whether a run names the things that some dimension of the query is of: customers of customer__state."""
        is_entity = {h.element for h in run.homes if not h.model} & self._owners
        return bool(is_entity or words.tokens[run.end - 1].stem in self._owners)

    @cached_property
    def _owners(self) -> frozenset[str]:
        """The entities whose things its dimensions are of: customer of customer__state."""
        names = {g.name for g in self.query.group_by} | {f.dimension for f in self.conditions}
        return frozenset(name.split("__")[-2] for name in names if "__" in name)

    @cached_property
    def _dates(self) -> frozenset[Home]:
        """The dates that its metrics are counted by, where it asks for any."""
        is_dated = self.query.period or any(g.name == METRIC_TIME for g in self.query.group_by)
        times = {t for m in self.query.metrics for t in self.catalog.metrics[m].time_dimensions} if is_dated else set()
        return frozenset(home_of(self.catalog.dimensions[t]) for t in times if t in self.catalog.dimensions)

    def _dimension(self, condition: Filter) -> Dimension | None:
        return self.catalog.dimensions.get(condition.dimension) if condition.dimension != METRIC_TIME else None

    def _named_by(self, dimension: Dimension) -> tuple[Home, ...]:
        """Return the entity whose things a dimension names: a doctor by doctor_name."""
        path, _, element = dimension.name.rpartition("__")
        owner = self.catalog.dimensions.get(path)
        if owner is None or owner.type != "entity":
            return ()
        is_name = element.endswith("name") or dimension.label.lower() == owner.label.lower()
        return (home_of(owner),) if is_name else ()


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
