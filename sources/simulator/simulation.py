"""All simulated systems together, one day after the other, as the bytes that each day adds to their files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sources.simulator import demand, history, learning, web
from sources.simulator.history import Shop, days
from sources.simulator.learning import Platform
from sources.simulator.web import Export
from sources.simulator.web_visitors import Customers

HEADERS = {file: f"{header}\r\n".encode() for file, header in {**history.HEADERS, **learning.HEADERS}.items()}


class Simulation:
    """The systems as they are after some day. `scale` times as much happens in them as usual.

    Some users of the shop visit the web shop, some learn.
    """

    def __init__(self, seed: int, scale: int = 1) -> None:
        self.seed, self.scale = seed, scale
        self._customers = Customers()
        self._shop = Shop(seed, scale)
        self._platform = Platform(seed, self._customers, scale)

    @classmethod
    def after(cls, seed: int, scale: int, end: date, counts: Mapping[str, int]) -> Simulation:
        """Return the systems as they are after `end`, when their `counts` were these.

        The orders and page views of the past are not drawn again, which is the better part of the work.
        """
        simulation = cls(seed, scale)
        for day, signed_up in simulation._shop.skip(end, counts):
            simulation._customers.add(day, signed_up)
            simulation._platform.live(day)
        return simulation

    @property
    def counts(self) -> dict[str, int]:
        """What `after` needs to know."""
        return self._shop.counts

    def live(self, day: date) -> dict[str, bytes]:
        """Return what `day` adds to each file that grows; the days are lived one after the other."""
        shop = self._shop.live(day)
        self._customers.add(day, shop[history.USERS])
        platform = self._platform.live(day)
        return {file: _csv(rows) for file, rows in (*shop.items(), *platform.items())}

    def content(self, export: Export) -> bytes:
        """Return what a file of the web shop's tracker holds, of a day that was lived."""
        return web.content(self.seed, export, self._customers, self.scale)


def whole(simulation: Simulation, end: date) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a new simulation up to `end` piece by piece, the pieces of each in their order."""
    yield from HEADERS.items()
    for day in days(demand.START, end):
        yield from simulation.live(day).items()
    for export in sorted(web.lying(simulation.seed, end), key=lambda export: export.day):
        yield export.file, simulation.content(export)


def _csv(rows: Iterable[tuple[object, ...]]) -> bytes:
    """Write as the systems export: UTF-8, CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
