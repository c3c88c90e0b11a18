"""What the simulated web shop offers, and where its visitors come from."""

from __future__ import annotations

from dataclasses import dataclass

from sources.simulator.draws import Weighted

SITE = "https://www.nestwell.example"

_TABLE = """
NW-100 | Nestwell Mattress      | Twin, Full, Queen, King   | 649.00 | 14
NW-110 | Nestwell Lux Mattress  | Full, Queen, King         | 949.00 |  8
NW-200 | Cloud Pillow           | Standard, King            |  59.50 | 22
NW-210 | Cooling Pillow         | Standard                  |  74.90 | 12
NW-300 | Linen Sheets           | White, Sand, Sage         | 129.00 | 16
NW-310 | Cotton Sheets          | White, Grey               |  89.00 | 14
NW-400 | Down Duvet             | Queen, King               | 219.00 |  9
NW-500 | Weighted Blanket       | 12 lb, 15 lb, 20 lb       | 119.00 | 10
NW-600 | Bed Frame              | Oak, Walnut               | 399.00 |  6
NW-700 | Mattress Protector     | Queen, King               |  49.00 | 18
"""


@dataclass(frozen=True)
class Item:
    """Something the web shop sells, in several variants at one price."""

    item_id: str
    name: str
    variants: tuple[str, ...]
    price: float

    @property
    def page(self) -> str:
        """Return the path of its page."""
        return f"/products/{self.name.lower().replace(' ', '-')}"


@dataclass(frozen=True)
class Arrival:
    """A way to the shop: the referrer's page and the query that marketing puts on the link."""

    referrer: str = ""
    query: str = ""


def _read(line: str) -> tuple[Item, float]:
    item_id, name, variants, price, popularity = (cell.strip() for cell in line.split("|"))
    return Item(item_id, name, tuple(variants.split(", ")), float(price)), float(popularity)


_ITEMS = [_read(line) for line in _TABLE.strip().splitlines()]
ITEMS = Weighted([item for item, _ in _ITEMS], [popularity for _, popularity in _ITEMS])

PAGES = Weighted(
    ("/", "/collections/bedding", "/collections/sale", "/pages/about", "/blogs/sleep-better", "/pages/faq"),
    (0.34, 0.26, 0.18, 0.07, 0.09, 0.06),
)

_DIRECT = Arrival()
_SEARCH = (Arrival("https://www.google.com/"), Arrival("https://www.bing.com/"), Arrival("https://duckduckgo.com/"))
_PAID = (
    Arrival("https://www.google.com/", "gclid=Cj0K{code}"),
    Arrival("https://www.google.com/", "utm_source=google&utm_medium=cpc&utm_campaign=brand&gclid=Cj0K{code}"),
    Arrival("https://l.facebook.com/", "utm_source=facebook&utm_medium=paid_social&utm_campaign=prospecting"),
    Arrival("", "utm_source=criteo&utm_medium=display&utm_campaign=retargeting"),
)
_EMAIL = (
    Arrival("", "utm_source=newsletter&utm_medium=email&utm_campaign=weekly"),
    Arrival("https://mail.google.com/", "utm_source=klaviyo&utm_medium=email&utm_campaign=abandoned_cart"),
)
_SOCIAL = (Arrival("https://www.instagram.com/"), Arrival("https://m.facebook.com/"), Arrival("https://t.co/Xy12"))
_REFERRAL = (
    Arrival("https://sleepreviews.example/best-mattress"),
    Arrival("https://blog.homeandrest.example/linen"),
    Arrival("", "utm_source=partner_site&utm_medium=affiliate"),
)
_WAYS = (_DIRECT, *_SEARCH, *_PAID, *_EMAIL, *_SOCIAL, *_REFERRAL)
# How those who come for the first time arrive, and those who come back.
FIRST_VISITS = Weighted(_WAYS, (16, 16, 4, 2, 14, 9, 8, 4, 1, 0.5, 6, 4, 2, 6, 4, 3))
LATER_VISITS = Weighted(_WAYS, (38, 9, 2, 1, 5, 7, 2, 6, 11, 6, 3, 2, 1, 2, 1, 1))
