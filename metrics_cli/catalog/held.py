"""What was found in a dimension."""

from __future__ import annotations

from dataclasses import dataclass

from metrics_cli.catalog.catalog import Dimension
from metrics_cli.catalog.values import Ends, Scalar, Values


@dataclass(frozen=True)
class Held:
    """What a dimension holds. `counts` are the values that match, most frequent first, as far as they were asked for.

    `matching` counts the values that match; None when that is not known, as only the most frequent were searched.
    """

    dimension: Dimension
    model: str
    counts: tuple[tuple[Scalar, int], ...] = ()
    matching: int | None = 0
    values: Values | None = None
    ends: Ends | None = None

    @property
    def is_truncated(self) -> bool:
        """Tell whether there are, or may be, more values that match."""
        return self.matching is None or len(self.counts) < self.matching
