"""The daily files of the web shop's tracker, with what goes wrong on their way."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from sources.simulator import demand
from sources.simulator.draws import Draws
from sources.simulator.web_visitors import Customers, of_day
from sources.simulator.web_visits import Event, visit

HEADER = "client_id,page_url,referrer,timestamp,event_name,event_data,user_agent"

# The tracker keeps its files for two months, so last month is there whole; what was loaded stays loaded.
KEPT_DAYS = 62

_EARLY_HOUR = 16


@dataclass(frozen=True)
class Export:
    """A file of the tracker: the day it is of, and whether it holds all of that day."""

    day: date
    is_whole: bool = True

    @property
    def file(self) -> str:
        """Its place below the folder of the sources."""
        return f"web/events_{self.day:%Y%m%d}.csv"


def lying(seed: int, end: date) -> frozenset[Export]:
    """Return the files that lie there at the end of the day `end`; of each day one at most.

    Some come late. Of the last day's it may be one that was written too early, which the next day replaces.
    """
    first = max(demand.START, end - timedelta(days=KEPT_DAYS - 1))
    days = (first + timedelta(days=number) for number in range((end - first).days + 1))
    return frozenset(
        Export(day, is_whole=day < end or not _is_too_early(seed, day))
        for day in days
        if day + timedelta(days=_days_late(seed, day)) <= end
    )


def content(seed: int, export: Export, customers: Customers, scale: int = 1) -> bytes:
    """Return what a file holds, which depends on `seed`, `scale`, its day and the customers up to it alone."""
    day, before = export.day, export.day - timedelta(days=1)
    events = [
        *(_sent(seed, before, customers, scale) if _is_sent_again(seed, before) else ()),
        *(event for event in _sent(seed, day, customers, scale) if export.is_whole or event.at.hour < _EARLY_HOUR),
    ]
    header = HEADER.replace("client_id", "clientId") if _is_renamed(day) else HEADER
    text = io.StringIO(newline="")
    text.write(f"{header}\r\n")
    csv.writer(text).writerows(_row(event) for event in events)
    return text.getvalue().encode()


def _days_late(seed: int, day: date) -> int:
    draws = Draws(seed, "web/delay", day)
    return draws.between(1, 3) if draws.chance(0.05) else 0


def _is_sent_again(seed: int, day: date) -> bool:
    """Say whether the export of `day` ran once more on the day after, whose file then holds both days."""
    return Draws(seed, "web/again", day).chance(0.05)


def _is_too_early(seed: int, day: date) -> bool:
    """Say whether the export of `day` ran before the day was over, so that it ran again, under the same name."""
    return not _days_late(seed, day) and Draws(seed, "web/early", day).chance(0.05)


def _is_renamed(day: date) -> bool:
    """Say whether the export of `day` calls the client's column otherwise: for a week in every three or so."""
    return day.toordinal() % 23 < 7


def _row(event: Event) -> Sequence[str]:
    stamp = f"{event.at.isoformat(timespec='milliseconds')}Z"
    return event.client_id, event.page_url, event.referrer, stamp, event.name, event.data, event.user_agent


def _sent(seed: int, day: date, customers: Customers, scale: int) -> list[Event]:
    """Return the events of `day` as they are sent; those of a visit that began the day before are among them."""
    days = (day - timedelta(days=1), day)
    happened = (event for each in days for event in _happened(seed, each, customers, scale))
    events = sorted((event for event in happened if event.at.date() == day), key=lambda event: event.at)
    return list(_with_defects(Draws(seed, "web/defects", day), events))


# Each day is asked for by its own file and by that of the next day.
@lru_cache(maxsize=4)
def _happened(seed: int, day: date, customers: Customers, scale: int) -> tuple[Event, ...]:
    draws = Draws(seed, "web/events", day)
    return tuple(
        event
        for number, (visitor, is_first) in enumerate(of_day(seed, day, customers, scale), start=1)
        for event in visit(draws, day, visitor, is_first, f"NW{day:%y%m%d}{number:03d}")
    )


def _with_defects(draws: Draws, events: Iterable[Event]) -> Iterator[Event]:
    says_purchase = draws.chance(0.15)
    for event in events:
        if says_purchase and event.name == "checkout_completed":
            event = replace(event, name="purchase")
        if event.data and draws.chance(0.01):
            event = replace(event, data=event.data[: len(event.data) * 2 // 3])  # cut off: no JSON any more
        yield replace(event, client_id="") if draws.chance(0.058) else event
