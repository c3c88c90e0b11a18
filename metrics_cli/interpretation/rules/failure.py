"""Why a question can't be read."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.interpretation.rules.tokens import Token


class NoReading(Exception):
    """A question that can't be read: `unused` words, the `metrics` found so far, a `thing` that nothing introduces."""

    def __init__(
        self, reason: str, unused: Sequence[Token] = (), metrics: tuple[str, ...] = (), thing: str | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unused = tuple(unused)
        self.metrics = metrics
        self.thing = thing


class Doubtful(NoReading):
    """Words that can be read in two ways, of which each gives another number: no further sense of them is tried."""
