"""The simulated world from its first day on, one day after the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta

from sources.simulator import campaigns, catalogue, demand, incidents, orders, pageviews, users
from sources.simulator.campaigns import Promotion
from sources.simulator.crowd import Crowd
from sources.simulator.pageviews import Interest

Row = tuple[object, ...]

_REMEMBERED = timedelta(days=6)  # how long a page view may still lead to an order


def deliver(seed: int, end: date) -> dict[str, bytes]:
    """Return the five files, by their place below the folder of the sources, with all days up to `end`.

    What stands there of a day depends on `seed`, that day and earlier ones alone, so the files of an earlier end are
    beginnings of those of a later one.
    """
    tables = _live_through(seed, end)
    return {
        "postgres/products.csv": _csv(catalogue.HEADER, catalogue.rows()),
        "postgres/users.csv": _csv(users.HEADER, tables["users"]),
        "postgres/transactions.csv": _csv(orders.HEADER, tables["transactions"]),
        "salesforce/campaigns.csv": _csv(campaigns.HEADER, tables["campaigns"]),
        "analytics/pageviews.csv": _csv(pageviews.HEADER, tables["pageviews"]),
    }


def _live_through(seed: int, end: date) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {"users": [], "campaigns": [], "pageviews": [], "transactions": []}
    crowd, sold = Crowd(), 0
    running: list[Promotion] = []
    interests: list[Interest] = []
    for day in _days(demand.START, end):
        happening = incidents.on(seed, day)
        arrived, rows = users.sign_up(seed, day, len(crowd) + 1)
        crowd.open(day, arrived)
        tables["users"] += rows

        launched, rows = campaigns.launch(seed, day, len(tables["campaigns"]) + 1)
        running = [promotion for promotion in (*running, *launched) if day <= promotion.end]
        tables["campaigns"] += rows

        number = len(tables["pageviews"]) + 1
        seen, rows = pageviews.browse(seed, day, number, crowd.draw, running, happening)
        interests = [interest for interest in (*interests, *seen) if day - interest.day <= _REMEMBERED]
        tables["pageviews"] += rows

        situation = orders.Situation(day, crowd.draw, running, happening, interests, sold)
        count, rows = orders.sell(seed, situation)
        sold += count
        tables["transactions"] += rows
    return tables


def _days(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(days=number) for number in range((end - start).days + 1))


def _csv(header: str, rows: Iterable[Row]) -> bytes:
    """Write as the systems export: UTF-8, CRLF."""
    text = io.StringIO(newline="")
    text.write(f"{header}\r\n")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
