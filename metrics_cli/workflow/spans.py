"""The second clock: from which day to which the warehouse has data for a metric."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from metrics_cli.answer import Cell
from metrics_cli.catalog import Catalog
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.semantic_layer.layer import SemanticLayer


@dataclass(frozen=True)
class Span:
    """The days with data: `first` to `last` for any of the inputs, `full_first` to `full_last` for all of them."""

    first: date
    last: date
    full_first: date
    full_last: date


class Spans:
    """Asks the warehouse, once for each time dimension; dates after `now` are errors or plans, and are no data yet."""

    def __init__(self, layer: SemanticLayer, warehouse: Warehouse, now: date) -> None:
        self._now = now
        self._layer = layer
        self._warehouse = warehouse
        self._known: dict[str, tuple[date, date] | None] = {}

    def of(self, metrics: Iterable[str], catalog: Catalog) -> Span | None:
        """Return the span of `metrics` together; None when they have no date or no data."""
        dimensions = {name for metric in metrics for name in catalog.metrics[metric].time_dimensions}
        found = [ends for ends in map(self._ends, sorted(dimensions)) if ends]
        if not found:
            return None
        firsts, lasts = [f for f, _ in found], [last for _, last in found]
        return Span(min(firsts), max(lasts), max(firsts), min(lasts))

    def _ends(self, dimension: str) -> tuple[date, date] | None:
        if dimension not in self._known:
            rows = self._warehouse.run(self._layer.span_sql(dimension, self._now), 1).rows
            first, last = (_day(v) for v in rows[0]) if rows else (None, None)
            self._known[dimension] = (first, last) if first and last else None
        return self._known[dimension]


def _day(value: Cell) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None
