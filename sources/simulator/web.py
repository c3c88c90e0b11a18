"""The daily files of the web shop's tracker, with what goes wrong on their way."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from sources.simulator import demand
from sources.simulator.draws import Draws
from sources.simulator.web_visitors import Customers, of_day
from sources.simulator.web_visits import Event, visit

HEADER = "client_id,page_url,referrer,timestamp,event_name,event_data,user_agent"

# The tracker keeps its files for two months, so last month is there whole; what was loaded stays loaded.
KEPT_DAYS = 62


def deliver(seed: int, end: date, users: bytes) -> dict[str, bytes]:
    """Return the files that lie there at the end of the day `end`, by their place below the folder of the sources.

    `users` is the shop's file of users up to `end`: some of them visit the web shop. What a file holds depends on
    `seed` and its day alone, so a later `end` adds files, takes the oldest away and changes none.
    """
    customers = Customers.of(users)
    first = max(demand.START, end - timedelta(days=KEPT_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((end - first).days + 1)]
    return {
        f"web/events_{day:%Y%m%d}.csv": _file(seed, day, customers)
        for day in days
        if day + timedelta(days=_days_late(seed, day)) <= end
    }


def _days_late(seed: int, day: date) -> int:
    draws = Draws(seed, "web/delay", day)
    return draws.between(1, 3) if draws.chance(0.05) else 0


def _is_sent_again(seed: int, day: date) -> bool:
    """Say whether the export of `day` ran once more on the day after, whose file then holds both days."""
    return Draws(seed, "web/again", day).chance(0.05)


def _is_renamed(day: date) -> bool:
    """Say whether the export of `day` calls the client's column otherwise: for a week in every three or so."""
    return day.toordinal() % 23 < 7


def _file(seed: int, day: date, customers: Customers) -> bytes:
    before = day - timedelta(days=1)
    events = [*(_sent(seed, before, customers) if _is_sent_again(seed, before) else ()), *_sent(seed, day, customers)]
    header = HEADER.replace("client_id", "clientId") if _is_renamed(day) else HEADER
    text = io.StringIO(newline="")
    text.write(f"{header}\r\n")
    csv.writer(text).writerows(_row(event) for event in events)
    return text.getvalue().encode()


def _row(event: Event) -> Sequence[str]:
    stamp = f"{event.at.isoformat(timespec='milliseconds')}Z"
    return event.client_id, event.page_url, event.referrer, stamp, event.name, event.data, event.user_agent


def _sent(seed: int, day: date, customers: Customers) -> list[Event]:
    """Return the events of `day` as they are sent; those of a visit that began the day before are among them."""
    happened = (*_happened(seed, day - timedelta(days=1), customers), *_happened(seed, day, customers))
    events = sorted((event for event in happened if event.at.date() == day), key=lambda event: event.at)
    return list(_with_defects(Draws(seed, "web/defects", day), events))


# Each day is asked for by its own file and by that of the next day.
@lru_cache(maxsize=4)
def _happened(seed: int, day: date, customers: Customers) -> tuple[Event, ...]:
    draws = Draws(seed, "web/events", day)
    return tuple(
        event
        for number, (visitor, is_first) in enumerate(of_day(seed, day, customers), start=1)
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
