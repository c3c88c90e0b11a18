"""The second clock: from which day to which the warehouse has data for a metric."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from metrics_cli.catalog import Catalog
from metrics_cli.workflow.index import Index


@dataclass(frozen=True)
class Span:
    """The days with data: `first` to `last` for any of the inputs, `full_first` to `full_last` for all of them."""

    first: date
    last: date
    full_first: date
    full_last: date


class Spans:
    """Reads the ends of time dimensions; dates after `now` are errors or plans, and are no data yet."""

    def __init__(self, index: Index, now: date) -> None:
        self._index = index
        self._now = now

    def of(self, metrics: Iterable[str], catalog: Catalog) -> Span | None:
        """Return the span of `metrics` together; None when they have no date or no data."""
        homes = sorted({home for metric in metrics for home in catalog.metrics[metric].dated_in})
        found = [(e.first, e.reaches(self._now)) for e in (self._index.ends(home, self._now) for home in homes)]
        firsts, lasts = [f for f, _ in found if f], [last for _, last in found if last]
        if not firsts or not lasts:
            return None
        return Span(min(firsts), max(lasts), max(firsts), min(lasts))

    def after(self, metrics: Iterable[str], catalog: Catalog) -> date | None:
        """Return the first day after `now` that is a date of `metrics`; None when there is none."""
        homes = {home for metric in metrics for home in catalog.metrics[metric].dated_in}
        return min((day for home in homes if (day := self._index.ends(home, self._now).following)), default=None)

    def grains_of(self, metric: str, catalog: Catalog) -> tuple[str, ...]:
        """Return what the dates of a metric stand for: the day, or the longer unit that it is kept by."""
        return tuple(sorted({self._index.ends(home, self._now).grain for home in catalog.metrics[metric].dated_in}))
