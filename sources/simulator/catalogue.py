"""The 62 products of the simulated shop: what they cost, how they sell, what they are bought together with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_TABLE = """
Electronics    | Halden Laptop          | 1468 |  40 | 2019-05-06
Electronics    | Corvo Laptop           |  899 |  70 | 2019-06-11
Electronics    | Corvo Laptop           | 1190 |  45 | 2021-09-14
Electronics    | Lumio Laptop Sleeve    |   39 |  60 | 2019-06-11
Electronics    | Halden Phone           |  979 |  80 | 2019-04-02
Electronics    | Lumio Phone Case       |   25 |  60 | 2019-04-02
Electronics    | Lumio Tablet           |  449 |  75 | 2019-10-21
Electronics    | Tallis Headphones      |  279 | 120 | 2019-03-19
Electronics    | Brightside Headphones  |   89 | 110 | 2020-08-03
Electronics    | Corvo Monitor          |  389 |  60 | 2019-07-08
Electronics    | Corvo Keyboard         |  119 |  60 | 2019-07-08
Electronics    | Halden Camera          | 1249 |  50 | 2019-02-11
Electronics    | Wayfare Tripod         |   95 |  45 | 2019-02-11
Electronics    | Tallis Speaker         |  199 |  95 | 2019-09-16
Electronics    | Lumio Smartwatch       |  329 | 105 | 2019-11-04
Electronics    | Halden Smartwatch      |  519 |  65 | 2022-03-08
Electronics    | Brightside Charger     |   45 |  85 | 2019-03-19
Electronics    | Lumio Drone            |  749 |  30 | 2023-05-23
Home & Garden  | Brightside Espresso Machine | 589 |  95 | 2019-04-15
Home & Garden  | Brightside Coffee Grinder   | 139 |  70 | 2019-04-15
Home & Garden  | Halden Vacuum          |  349 |  70 | 2019-08-26
Home & Garden  | Pinecrest Lamp         |   79 |  80 | 2019-05-20
Home & Garden  | Pinecrest Lamp         |  149 |  45 | 2021-02-16
Home & Garden  | Evergrove Plant Pot    |   35 |  75 | 2019-03-04
Home & Garden  | Evergrove Garden Shears|   42 |  50 | 2019-03-04
Home & Garden  | Pinecrest Rug          |  229 |  50 | 2019-10-07
Home & Garden  | Pinecrest Pillow       |   49 |  85 | 2019-06-24
Home & Garden  | Tallis Chef Knife      |  129 |  65 | 2019-09-02
Home & Garden  | Tallis Cutting Board   |   55 |  50 | 2019-09-02
Home & Garden  | Brightside Blender     |   99 |  75 | 2020-11-10
Sports         | Wayfare Running Shoes  |  139 | 115 | 2019-03-11
Sports         | Wayfare Running Shoes  |  179 |  60 | 2022-09-06
Sports         | Evergrove Yoga Mat     |   59 | 100 | 2019-05-13
Sports         | Evergrove Yoga Block   |   22 |  60 | 2019-05-13
Sports         | Corvo Dumbbell Set     |  189 |  60 | 2019-11-18
Sports         | Corvo Rowing Machine   |  899 |  30 | 2020-10-05
Sports         | Wayfare Tent           |  319 |  45 | 2019-04-22
Sports         | Wayfare Sleeping Bag   |  149 |  40 | 2019-04-22
Sports         | Pinecrest Bicycle      |  699 |  40 | 2019-02-25
Sports         | Pinecrest Bike Helmet  |   79 |  45 | 2019-02-25
Sports         | Halden Tennis Racket   |  169 |  45 | 2019-06-03
Sports         | Halden Tennis Balls    |   15 |  50 | 2019-06-03
Clothing       | Tallis T-Shirt         |   29 | 115 | 2019-03-25
Clothing       | Tallis Jeans           |   89 |  95 | 2019-03-25
Clothing       | Evergrove Jacket       |  159 |  80 | 2019-08-12
Clothing       | Evergrove Jacket       |  239 |  45 | 2021-08-24
Clothing       | Wayfare Running Socks  |   18 |  70 | 2019-03-11
Clothing       | Lumio Dress            |   99 |  75 | 2019-04-29
Clothing       | Lumio Sneakers         |  119 |  95 | 2019-07-15
Clothing       | Brightside Sweater     |   85 |  70 | 2019-09-09
Clothing       | Brightside Scarf       |   32 |  50 | 2019-09-09
Clothing       | Wayfare Rain Coat      |  129 |  45 | 2020-03-17
Clothing       | Corvo Belt             |   35 |  45 | 2019-06-17
Books          | Halden Cookbook        |   35 |  80 | 2019-10-14
Books          | Pinecrest Novel        |   19 | 110 | 2019-05-27
Books          | Pinecrest Novel        |   24 |  90 | 2022-05-10
Books          | Corvo Technical Manual |   65 |  45 | 2019-07-22
Books          | Lumio Biography        |   27 |  70 | 2019-11-25
Books          | Evergrove Garden Guide |   31 |  45 | 2019-03-04
Books          | Wayfare Travel Guide   |   26 |  60 | 2020-06-09
Books          | Brightside Puzzle Book |   16 |  65 | 2021-11-02
               | Evergrove Gift Box     |   49 |  70 | 2019-11-25
"""

# How often the second is in a cart of several that holds the first.
COMPANIONS = {
    "Brightside Espresso Machine": ("Brightside Coffee Grinder", 0.62),
    "Halden Camera": ("Wayfare Tripod", 0.55),
    "Evergrove Yoga Mat": ("Evergrove Yoga Block", 0.42),
    "Wayfare Running Shoes": ("Wayfare Running Socks", 0.36),
    "Halden Phone": ("Lumio Phone Case", 0.34),
    "Corvo Monitor": ("Corvo Keyboard", 0.33),
    "Tallis Chef Knife": ("Tallis Cutting Board", 0.30),
    "Wayfare Tent": ("Wayfare Sleeping Bag", 0.30),
    "Pinecrest Bicycle": ("Pinecrest Bike Helmet", 0.30),
    "Halden Cookbook": ("Tallis Chef Knife", 0.16),
    "Evergrove Garden Guide": ("Evergrove Garden Shears", 0.25),
}
_MONTHLY = {  # January to December, in percent of the year's mean
    "Electronics": (85, 80, 85, 88, 92, 95, 95, 95, 95, 100, 135, 155),
    "Home & Garden": (85, 90, 115, 130, 130, 115, 100, 90, 85, 85, 85, 90),
    "Sports": (140, 115, 105, 105, 110, 115, 115, 105, 90, 75, 60, 65),
    "Clothing": (80, 85, 105, 110, 105, 95, 90, 100, 120, 115, 105, 90),
    "Books": (95, 90, 90, 90, 90, 95, 110, 105, 95, 95, 110, 135),
}
_WITHOUT_BRAND = (18, 27, 51)


@dataclass(frozen=True)
class Product:
    """A product; `popularity` says how often it sells beside the others, in no unit."""

    product_id: int
    name: str
    brand: str
    category: str
    price: int
    cost: float
    stock: int
    created: date
    updated: date
    popularity: int

    def demand(self, day: date) -> float:
        """Return how much it sells on `day` beside the others; nothing before it exists."""
        monthly = _MONTHLY.get(self.category)
        season = monthly[day.month - 1] / 100 if monthly else 1.0
        return self.popularity * season if self.created <= day else 0.0


def _read(place: int, line: str) -> Product:
    category, name, price, popularity, created = (cell.strip() for cell in line.split("|"))
    spread = place * 37 % 100  # what nobody asks about still should not be the same for all
    return Product(
        product_id=place,
        name=name,
        brand="" if place in _WITHOUT_BRAND else name.split()[0],
        category=category,
        price=int(price),
        cost=round(int(price) * (0.36 + 0.0032 * spread), 2),
        stock=3 + spread * 5,
        created=date.fromisoformat(created),
        updated=date.fromisoformat(created) + timedelta(days=spread),
        popularity=int(popularity),
    )


PRODUCTS = tuple(_read(place, line) for place, line in enumerate(_TABLE.strip("\n").splitlines(), start=1))

HEADER = "product_id,product_name,brand,category,price,cost,stock_quantity,created_at,updated_at"


def rows() -> list[tuple[object, ...]]:
    """Return the rows of `products.csv`."""
    return [
        (
            p.product_id,
            p.name,
            p.brand,
            p.category,
            p.price,
            p.cost,
            p.stock,
            f"{p.created}T00:00:00",
            f"{p.updated}T00:00:00",
        )
        for p in PRODUCTS
    ]


def companion(product: Product) -> tuple[Product, float] | None:
    """Return what `product` is bought together with, and how often."""
    if product.name not in COMPANIONS:
        return None
    name, probability = COMPANIONS[product.name]
    return next(other for other in PRODUCTS if other.name == name), probability
