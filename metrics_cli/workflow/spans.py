"""The second clock: from which day to which the warehouse has data for a metric."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from metrics_cli.catalog import Catalog, Home
from metrics_cli.catalog.values import Ends
from metrics_cli.errors import QueryFailed, QueryInvalid
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
        self._unread: set[Home] = set()

    def of(self, metrics: Iterable[str], catalog: Catalog) -> Span | None:
        """Return the span of `metrics` together; None when they have no date, no data, or a date that can't be read."""
        homes = _homes(metrics, catalog)
        ends = [self._ends(home) for home in homes]
        found = [(e.first, e.reaches(self._now)) for e in ends if e]
        firsts, lasts = [f for f, _ in found if f], [last for _, last in found if last]
        if not firsts or not lasts or None in ends:
            return None
        return Span(min(firsts), max(lasts), max(firsts), min(lasts))

    def of_data(self, catalog: Catalog) -> Span | None:
        """Return the span of all that the data are about; what is dated by work done on them is left out."""
        return self.of([name for name, metric in catalog.metrics.items() if metric.is_dated_by_data], catalog)

    def after(self, metrics: Iterable[str], catalog: Catalog) -> date | None:
        """Return the first day after `now` that is a date of `metrics`; None when there is none."""
        ends = [self._ends(home) for home in _homes(metrics, catalog)]
        return min((day for e in ends if e and (day := e.following)), default=None)

    def unknown(self, metrics: Iterable[str], catalog: Catalog) -> tuple[str, ...]:
        """Say once of each date that `of` could not read, that what the data cover is unknown."""
        unread = [home for home in _homes(metrics, catalog) if home in self._unread]
        return tuple(
            f"from when to when there are data is unknown: {home.element} of {home.model} can't be read as a date"
            for home in unread
        )

    def grains_of(self, metric: str, catalog: Catalog) -> tuple[str, ...]:
        """Return what the dates of a metric stand for: the day, or the longer unit that it is kept by."""
        ends = [self._ends(home) for home in catalog.metrics[metric].dated_in]
        return tuple(sorted({e.grain for e in ends if e}))

    def _ends(self, home: Home) -> Ends | None:
        """Return the ends of a date; None when the warehouse can't tell them: an answer does not need them."""
        if home in self._unread:
            return None
        try:
            return self._index.ends(home, self._now)
        except (QueryFailed, QueryInvalid, ValueError):
            self._unread.add(home)
            return None


def _homes(metrics: Iterable[str], catalog: Catalog) -> list[Home]:
    return sorted({home for metric in metrics for home in catalog.metrics[metric].dated_in})
