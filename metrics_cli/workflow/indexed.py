"""The values of a catalog's dimensions, as its reader looks at them: each read from the index when first needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metrics_cli.catalog import Catalog, Home
from metrics_cli.catalog.values import Values
from metrics_cli.errors import MetricsError
from metrics_cli.workflow.index import Index


class IndexedValues(Mapping[Home, Values]):
    """The values of the categorical dimensions that are not personal."""

    def __init__(self, index: Index, catalog: Catalog) -> None:
        self._index = index
        self._is_whole = True
        self._homes = {d.home: None for d in catalog.declared if d.home and d.type == "categorical" and not d.pii}

    def __getitem__(self, home: Home) -> Values:
        if home not in self._homes:
            raise KeyError(home)
        try:
            return self._index.values(home)
        except MetricsError:
            self._is_whole = False
            # What can't be listed can't be named in a question; asked for by other means, the reason is told.
            return Values((), 0, 0, 0)

    def hold_until(self) -> float:
        """Return until when, in seconds since 1970, what was read holds: 0 when something could not be read."""
        return self._index.values_hold_until() if self._is_whole else 0.0

    def __iter__(self) -> Iterator[Home]:
        return iter(home for home in self._homes if home)

    def __len__(self) -> int:
        return len(self._homes)
