"""What a visitor of the web shop does: the events of one visit, as the tracker sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sources.simulator.draws import Draws, Weighted
from sources.simulator.web_catalogue import FIRST_VISITS, ITEMS, LATER_VISITS, PAGES, SITE, Arrival, Item
from sources.simulator.web_visitors import Visitor

_HOURS = Weighted(range(24), (3, 2, 1, 1, 1, 2, 3, 5, 6, 7, 7, 8, 9, 8, 7, 7, 8, 9, 11, 13, 14, 13, 10, 6))
_VIEWS = Weighted((1, 2, 3, 4, 6, 9), (0.42, 0.20, 0.14, 0.10, 0.09, 0.05))
_ITEMS_IN_CART = Weighted((1, 2, 3), (0.68, 0.24, 0.08))

# How often who looked at an item puts it into the cart, on a first visit and on a later one; starts to check out; pays.
_CARTED_FIRST, _CARTED_LATER, _CHECKED_OUT, _PAID = 0.12, 0.40, 0.60, 0.65


@dataclass(frozen=True)
class Event:
    """What the tracker sends once; `data` is a JSON object or empty."""

    at: datetime
    client_id: str
    page_url: str
    referrer: str
    name: str
    data: str
    user_agent: str


class _Tracker:
    """Writes down one visit: where it is, what time it is, and how it came."""

    def __init__(self, draws: Draws, day: date, visitor: Visitor, way: Arrival) -> None:
        self._draws, self._visitor, self._way = draws, visitor, way
        seconds = draws.weighted(_HOURS) * 3600 + draws.between(0, 3599)
        self.at = datetime.combine(day, time()) + timedelta(seconds=seconds, milliseconds=draws.between(0, 999))
        self._page = ""

    def view(self, path: str) -> Event:
        """Open a page; the first one of a visit carries how the visitor came."""
        query, referrer = "", ""
        if not self._page:
            referrer = self._way.referrer
            code = f"{int(self._draws.share() * 16**8):08x}"
            query = f"?{self._way.query.format(code=code)}" if self._way.query else ""
        elif self._draws.chance(0.12):
            referrer = self._page.partition("?")[0]
        self._page = f"{SITE}{path}{query}"
        return self.note("page_viewed", referrer=referrer)

    def note(self, name: str, data: object = None, referrer: str = "") -> Event:
        """Send an event from the page that is open, then let some time pass."""
        event = Event(
            self.at,
            self._visitor.client_id,
            self._page,
            referrer,
            name,
            json.dumps(data) if data else "",
            self._visitor.user_agent,
        )
        self.wait(4, 150)
        return event

    def wait(self, least: int, most: int) -> None:
        """Let between so many seconds pass."""
        self.at += timedelta(seconds=self._draws.between(least, most), milliseconds=self._draws.between(1, 999))


def visit(draws: Draws, day: date, visitor: Visitor, is_first: bool, number: str) -> Iterator[Event]:
    """Yield the events of a visit that begins on `day`; `number` is that of the order, should there be one."""
    tracker = _Tracker(draws, day, visitor, draws.weighted(FIRST_VISITS if is_first else LATER_VISITS))
    seen: list[Item] = []
    for _ in range(draws.weighted(_VIEWS)):
        item = draws.weighted(ITEMS) if draws.chance(0.45) else None
        seen += [item] if item else []
        yield tracker.view(item.page if item else draws.weighted(PAGES))
        if draws.chance(0.04):
            yield tracker.note("email_filled_on_popup", {"user_email": visitor.email})
        if draws.chance(0.03):  # a pause, in which the visit may end as far as the shop can tell
            tracker.wait(20 * 60, 180 * 60)
    if seen:
        readiness = visitor.keenness * (_CARTED_FIRST if is_first else _CARTED_LATER)
        if draws.chance(min(readiness, 0.9)):
            yield from _shopping(draws, tracker, visitor, seen, number)


def _shopping(draws: Draws, tracker: _Tracker, visitor: Visitor, seen: list[Item], number: str) -> Iterator[Event]:
    cart = [draws.pick(seen), *(draws.weighted(ITEMS) for _ in range(draws.weighted(_ITEMS_IN_CART) - 1))]
    lines = [_line(draws, item) for item in cart]
    for line in lines:
        yield tracker.note("product_added_to_cart", {"item_id": line["item_id"], "quantity": line["quantity"]})
    if not draws.chance(_CHECKED_OUT):
        return
    yield tracker.view("/checkout")
    yield tracker.note("checkout_started")
    if not draws.chance(_PAID):
        return
    yield tracker.view("/checkout/thank-you")
    order = {"transaction_id": number, "revenue": _revenue(draws, lines), "items": lines, "user_email": visitor.email}
    yield tracker.note("checkout_completed", order)
    if draws.chance(0.05):  # the page was loaded once more
        yield tracker.note("checkout_completed", order)


def _line(draws: Draws, item: Item) -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "item_name": item.name,
        "item_variant": draws.pick(item.variants),
        "quantity": 2 if draws.chance(0.12) else 1,
        "item_price": item.price,
    }


def _revenue(draws: Draws, lines: list[dict[str, object]]) -> float:
    """Return the sum of the lines; now and then a defect: one line is missing from it, or a discount is in it."""
    values = [float(str(line["quantity"])) * float(str(line["item_price"])) for line in lines]
    if draws.chance(0.04):
        return round(sum(values) * 0.9, 2)
    return round(sum(values), 2)
