"""A small delivery in which everything that can be wrong is wrong; all of it in 2021 and early 2022."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from tests.golden import nasty_learning

Row = Mapping[str, object]


def deliver(folder: Path) -> None:
    """Write the shop's five files, two days of the web shop and the course platform's four files below `folder`."""
    _write(folder / "postgres" / "products.csv", PRODUCTS)
    _write(folder / "postgres" / "users.csv", USERS)
    _write(folder / "postgres" / "transactions.csv", list(_transactions()))
    _write(folder / "salesforce" / "campaigns.csv", CAMPAIGNS)
    _write(folder / "analytics" / "pageviews.csv", PAGEVIEWS)
    _write(folder / "web" / "events_20210331.csv", WEB_EVENTS[:WEB_DAY])
    # The day before once more, and the client's column under its other name.
    again = [*WEB_EVENTS[5:], *WEB_EVENTS[:4]]
    _write(
        folder / "web" / "events_20210401.csv",
        [{"clientId" if name == "client_id" else name: cell for name, cell in row.items()} for row in again],
    )
    for table, rows in nasty_learning.TABLES.items():
        _write(folder / "learning" / f"raw_{table}.csv", rows)


def _write(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _product(number: int, name: str, brand: str, category: str, cost: object) -> Row:
    days = {"created_at": "2020-05-01T00:00:00", "updated_at": "2020-06-01T00:00:00"}
    known = {"product_id": number, "product_name": name, "brand": brand, "category": category}
    return {**known, "price": 30, "cost": cost, "stock_quantity": 5, **days}


PRODUCTS = [
    _product(1, "Acme Lamp", "Acme", "Home", 12.34),
    _product(2, "Acme Lamp", "Acme", "Home", 11.11),  # another product of the same name
    _product(3, "Zeta Novel", "", "Books", 4),
    _product(4, "Zeta Riddle", "Zeta", "", ""),  # no category, no cost
    _product(5, "Zeta Unsold", "Zeta", "Books", 1),
]


def _user(number: int, age: int, state: str, segment: str, signed_up: str, login: str, email: str = "") -> Row:
    names = {"first_name": "Sam", "last_name": "Doe", "city": "Austin" if state else "", "state": state}
    known = {"user_id": number, "email": email, **names, "age": age, "customer_segment": segment}
    return {**known, "created_at": f"{signed_up}T00:00:00", "last_login": f"{login}T00:00:00"}


USERS = [
    _user(1, 24, "TX", "high_value", "2020-12-01", "2021-05-01", "sam@example.com"),
    _user(2, -5, "", "low_value", "2021-02-03", "2021-01-01"),  # impossible age, login before sign-up
    _user(3, 999, "NY", "churned", "2021-02-04", "2021-03-01"),  # never orders
    _user(4, 65, "TX", "low_value", "2021-06-30", "2021-07-01"),
    _user(5, 25, "NY", "medium_value", "2021-01-01", "2021-07-01"),  # every order cancelled
]


def _order(number: int, user: int, day: str, lines: Iterable[tuple[int, int, float]], **header: object) -> list[Row]:
    """Return the rows of one order; its amounts follow from its lines unless `header` says otherwise."""
    lines = list(lines)
    goods = sum(quantity * price for _, quantity, price in lines if price > 0)
    amounts: dict[str, object] = {"subtotal": goods, "tax": round(goods * 0.08, 2), "shipping": 8, "discount": 0}
    amounts |= {"discount_code": "", "payment_method": "paypal", "status": "completed", "campaign_id": ""} | header
    parts = [float(str(amounts[part] or 0)) for part in ("subtotal", "tax", "shipping")]
    total = round(sum(parts) - float(str(amounts["discount"] or 0)), 2)
    amounts["total"] = {"flipped": -total, "right": total}.get(str(header.get("total", "right")), header.get("total"))
    key = {"transaction_id": number, "user_id": user, "transaction_date": f"{day}T00:00:00"}
    return [
        {**key, "product_id": product, "quantity": quantity, "price": price, **amounts, "created_at": f"{day}T00:00:00"}
        for product, quantity, price in lines
    ]


def _transactions() -> Iterable[Row]:
    # One number, three orders: the same customer on another day, and another customer whose total has a flipped sign.
    yield from _order(1, 1, "2021-01-05", [(1, 1, 30), (1, 1, 30), (3, 2, 12.5)], campaign_id=2)
    yield from _order(1, 1, "2021-02-05", [(2, 1, 31)])
    yield from _order(1, 2, "2021-01-05", [(1, 1, 33.33), (2, 1, 33.33), (3, 1, 33.33)], total="flipped", discount=10)
    # Nothing to share by: every line is worth 0, and shipping is still paid.
    yield from _order(2, 2, "2021-03-01", [(1, 1, 0), (3, 1, 0), (4, 1, 0)])
    # A negative price, left out of the subtotal; a product without category and cost.
    yield from _order(3, 4, "2021-03-31", [(4, 1, -50), (3, 3, 9.99), (4, 1, 20)], payment_method="", campaign_id=1)
    # Nobody, nothing and nowhere: unknown customer, product and campaign.
    yield from _order(4, 99, "2021-11-20", [(77, 2, 10.01), (1, 1, 30)], campaign_id=555)
    yield from _order(5, 99, "2022-01-02", [(77, 1, 10)], status="refunded", discount=1, discount_code="SAVE10")
    # Lines that disagree about their order: the first is believed.
    first, second = _order(6, 4, "2021-12-24", [(1, 1, 30), (2, 1, 31)], status="pending")
    yield first
    yield {**second, "status": "cancelled", "total": 1, "tax": 99}
    # A total nobody can explain, and one that nobody stated.
    yield from _order(7, 1, "2021-12-25", [(3, 1, 12)], total=1000)
    yield from _order(8, 1, "2022-02-01", [(3, 1, 12), (2, 1, 30)], subtotal="", tax="", shipping="", total="")
    yield from _order(9, 5, "2021-07-04", [(1, 4, 30), (2, 1, 31)], status="cancelled", campaign_id=4)
    yield from _order(10, 5, "2021-07-05", [(1, 1, 30)], status="cancelled", discount="", discount_code="VIP15")


def _campaign(number: int, name: str, product: int, start: str, budget: int, **numbers: object) -> Row:
    known = {"campaign_id": number, "campaign_name": name, "campaign_type": "Email", "platform": "Google"}
    days = {"start_date": start, "end_date": "2021-12-31", "budget": budget}
    counted = {"actual_spend": 90.5, "impressions": 1000, "clicks": 50} | numbers
    return {**known, "product_id": product, **days, **counted, "created_at": "2020-12-31T00:00:00"}


CAMPAIGNS = [
    _campaign(1, "Spring", 1, "2021-01-04", 100),
    _campaign(2, "Spring", 3, "2021-01-04", 100),  # the same campaign, another product
    _campaign(3, "Spring", 88, "2021-01-04", 101),  # the same name and days, another campaign; unknown product
    _campaign(4, "Silent", 2, "2021-06-01", 70, actual_spend=""),
    _campaign(5, "Upside down", 2, "2021-06-02", 60, impressions=-1000, clicks=-50),
    _campaign(6, "Too good", 2, "2021-12-01", 50, clicks=2000),
]


def _view(number: int, time: str, user: object = "", **cells: object) -> Row:
    place = {"session_id": f"session_{number % 3}", "page_type": "home", "product_id": "", "campaign_id": ""}
    how = {"device": "mobile", "browser": "Safari", "session_duration_seconds": 60}
    return {"event_id": number, "event_time": time, "user_id": user, **place, **how, **cells}


PAGEVIEWS = [
    _view(1, "2020-12-29T23:59:59", 1),  # a week before the order: too early
    _view(2, "2020-12-30T00:00:00", 1, device="desktop"),  # six days before: in time, but not the latest
    _view(3, "2021-01-04T10:00:00", 1, product_id=1),  # the latest
    _view(4, "2021-01-05T10:00:00", 2, session_duration_seconds=-30),  # on the day itself
    _view(5, "2021-01-06T10:00:00", 2),  # after it
    _view(6, "2030-01-01T00:00:00", 4),  # in the future
    _view(7, "2021-03-30T08:00:00", "", campaign_id=1, device="", browser=""),
    _view(8, "2021-11-19T08:00:00", 99, campaign_id=2),  # unknown customer
    _view(9, "2021-11-19T09:00:00", 98, product_id=78, campaign_id=556),  # unknown everything
]


def _web(time: str, client: str, name: str = "page_viewed", page: str = "/", **cells: object) -> Row:
    known = {
        "client_id": client,
        "page_url": f"https://www.beds.example{page}",
        "referrer": "",
        "timestamp": f"2021-{time}Z",
    }
    return {**known, "event_name": name, "event_data": "", "user_agent": _PHONE, **cells}


def _bought(number: object, revenue: object, *items: tuple[str, int, object], email: str = "") -> str:
    lines = [
        {"item_id": item, "item_name": f"Bed {item}", "item_variant": "Oak", "quantity": count, "item_price": price}
        for item, count, price in items
    ]
    return json.dumps({"transaction_id": number, "revenue": revenue, "items": lines, "user_email": email})


_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 14_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0 "
_PHONE += "Mobile/15E148 Safari/604.1"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:86.0) Gecko/20100101 Firefox/86.0"
_SAM = sha256(b"sam@example.com").hexdigest()

WEB_EVENTS = [
    # Eight days before the order of Sam: too early. Seven days less a second: the first touch. The last one is Direct.
    _web("03-23T10:00:00.000", "sam", page="/?utm_medium=email"),
    _web("03-24T12:00:00.000", "sam", page="/beds/?gclid=1", referrer="https://www.google.com/"),
    _web("03-30T09:00:00.000", "sam", page="/?utm_source=Facebook"),
    _web("03-31T11:40:00.000", "sam", page="/beds"),
    _web("03-31T11:45:00.000", "sam", "product_added_to_cart", "/beds"),
    _web("03-31T11:50:00.000", "sam", "checkout_started", "/checkout"),
    _web(
        "03-31T11:59:59.000",
        "sam",
        "checkout_completed",
        "/thanks",
        event_data=_bought("A1", 250.5, ("B1", 2, 100), ("B2", 1, 50.5), email=_SAM),
    ),
    # Sent again, and by another browser; an order whose items come to something else; one without revenue; neither.
    _web(
        "03-31T12:00:03.000",
        "sam",
        "checkout_completed",
        "/thanks",
        event_data=_bought("A1", 250.5, ("B1", 2, 100), ("B2", 1, 50.5), email=_SAM),
    ),
    _web("03-31T13:00:00.000", "other", "purchase", "/thanks", event_data=_bought("A1", 999, ("B1", 1, 999))),
    _web(
        "03-31T13:05:00.000",
        "other",
        "purchase",
        "/thanks",
        event_data=_bought("A2", 90, ("B1", 1, 100)),
        user_agent=_WINDOWS,
    ),
    _web("03-31T23:59:00.000", "other", page="/sale/", user_agent=_WINDOWS, referrer="https://beds.example/thanks"),
    _web(
        "04-01T00:29:00.000",
        "other",
        "checkout_completed",
        "/sale",
        user_agent="",
        event_data=_bought(3, None, ("B3", 1, 10)),
    ),
    _web("04-01T00:59:00.001", "other", "checkout_completed", "/sale", user_agent="", event_data=_bought("A4", "much")),
    # Cut off; no JSON object; nothing but a popup; in the future; without a client; names that nobody knows.
    _web(
        "04-01T08:00:00.000",
        "cut",
        "checkout_completed",
        "/thanks",
        event_data=_bought("A5", 10)[:40],
        user_agent=_WINDOWS,
    ),
    _web("04-01T09:00:00.000", "popup", "email_filled_on_popup", "/", event_data="[]", referrer="https://t.co/1"),
    _web("04-01T09:00:00.000", "bounce", page="/blog?x=1", referrer="https://news.example/", user_agent="curl/8.0"),
    {**_web("04-01T09:00:00.000", "later"), "timestamp": "2031-01-01T00:00:00Z"},
    _web("04-01T09:00:00.000", "", page="/lost"),
]
WEB_DAY = 12
