"""Incremental models: whatever was delivered in whatever order, they hold what a full refresh would, row for row."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from sources import warehouse as warehouses
from sources.ingestion import ingest, rerun
from tests.golden import nasty
from tests.golden.shop import ROOT, Shop, run
from tests.pipeline.deliveries import BY_TABLE, csv_text

WEB = BY_TABLE["web_events"]
MORNING = datetime(2024, 3, 1, 6)
Events = list[dict[str, object]]
Clock = Callable[[], datetime]


class World:
    """A platform whose tracker delivers what the test says, at the times it says."""

    def __init__(self, folder: Path) -> None:
        self.shop, self._sources = Shop(folder), folder / "sources"
        nasty.deliver(self._sources)
        for file in (self._sources / "web").iterdir():
            file.unlink()
        for name in ("dbt_project", "semantic_models"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("target", "logs", ".user.yml"))
        self.days: dict[int, Events] = {}
        self.shop.warehouse.parent.mkdir()
        for contract in BY_TABLE.values():
            ingest(contract, self._sources, self.shop.warehouse)

    def deliver(self, day: int, events: Events, clock: Clock) -> None:
        """Let a day's file arrive, in the place of one that was there, and be loaded."""
        self.days[day] = events
        (self._sources / "web" / f"events_202403{day:02}.csv").write_text(csv_text(events))
        ingest(WEB, self._sources, self.shop.warehouse, clock)

    def correct(self, clock: Clock) -> int:
        """Give every rejected row a client and load it; returns how many there were."""
        found = list((self.shop.warehouse.parent / "quarantine" / "web_events").glob("*.csv"))
        for file in found:
            file.write_text(file.read_text().replace(",,https", ",found,https"))
        return sum(repair.rows_loaded for repair in rerun(WEB, self.shop.warehouse, clock))

    def withdraw(self, day: int) -> None:
        """Take the rows of a day out of the raw table."""
        with warehouses.edit(self.shop.warehouse) as copy, duckdb.connect(str(copy)) as connection:
            connection.execute(f"delete from raw.web_events where _source_file like '%{day:02}.csv'")

    def build(self, *arguments: str, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Run dbt over a copy of the warehouse and publish it; something may happen `meanwhile`."""
        build = warehouses.begin(self.shop.warehouse)
        meanwhile()
        run(self.shop, "dbt", "run", *arguments, DBT_WAREHOUSE=str(build))
        warehouses.publish(build, self.shop.warehouse)

    def tables(self) -> dict[str, list[str]]:
        """Return the rows of all that dbt built, each as text, in order."""
        with duckdb.connect(str(self.shop.warehouse), read_only=True) as connection:
            names = connection.execute(
                "select schema_name || '.' || table_name from duckdb_tables() where schema_name <> 'raw'"
            ).fetchall()
            return {
                name: [
                    row for (row,) in connection.execute(f"select t::varchar from {name} as t order by 1").fetchall()
                ]
                for (name,) in names
            }


def at(hours: int) -> Clock:
    """Return a clock that stands so many hours after the first morning."""
    return lambda: MORNING + timedelta(hours=hours)


def event(
    client: str, day: int, minute: int, name: str = "page_viewed", agent: str = "", **cells: object
) -> dict[str, object]:
    """Return the cells of an event."""
    time = datetime(2024, 3, day) + timedelta(minutes=minute)
    known = {"client_id": client, "page_url": "https://beds.example/?utm_source=a", "referrer": ""}
    known |= {"timestamp": f"{time.isoformat()}.000Z", "event_name": name, "event_data": "", "user_agent": agent}
    return known | cells


def order(client: str, day: int, minute: int, number: str) -> dict[str, object]:
    """Return the cells of a completed checkout."""
    items = [{"item_id": "1", "item_name": "Bed", "item_variant": "Oak", "quantity": 1, "item_price": 10}]
    data = {"transaction_id": number, "revenue": 10, "items": items, "user_email": client}
    return event(client, day, minute, "checkout_completed", event_data=json.dumps(data))


def chance(draw: random.Random, day: int) -> Events:
    """Return some events of a day: few clients, many meetings of their sessions, orders sent by several of them."""
    events = []
    for _ in range(draw.randint(12, 20)):
        client, minute = draw.choice("abcdefgh"), draw.randrange(0, 1440, 11)
        if draw.random() < 0.3:
            events.append(order(client, day, minute, f"T{draw.randrange(20)}"))
        else:
            events.append(event(client, day, minute, agent=f"Agent {draw.randrange(9)}"))
    return events


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, list[str]], dict[str, list[str]]]]:
    """What incremental builds hold after many a delivery, and what a full refresh makes of the same raw rows."""
    draw, world = random.Random(11), World(tmp_path_factory.mktemp("incremental"))
    for day in (2, 3, 4):
        world.deliver(day, [*chance(draw, day), event("gone", day, 700), order("gone", day, 720, "T99")], at(day))
    world.deliver(5, [*world.days[4], *chance(draw, 5), event("", 5, 30), event("a", 5, 31)], at(5))
    world.build()

    # The clock was set back, and all of this comes earlier than what the models know of.
    world.deliver(1, [*chance(draw, 1), event("gone", 1, 1430)], at(-5))
    world.deliver(3, [row for row in world.days[3] if row["client_id"] not in ("gone", "b")], at(-4))
    assert world.correct(at(-3)) == 1
    # A build that broke off after its first models, as nobody does but a person without the copy.
    world.build("--select", "staging.web", "int_web_events")
    world.deliver(6, chance(draw, 6), at(6))
    world.deliver(2, world.days[2][1:], at(7))
    world.build(meanwhile=lambda: world.deliver(4, chance(draw, 4), at(-2)))

    for day in (1, 3, 5, 6):
        world.deliver(day, [row for row in world.days[day] if draw.random() < 0.7] + chance(draw, day), at(day * 10))
    world.withdraw(2)
    world.build()
    held = world.tables()
    world.build("--full-refresh")
    yield held, world.tables()
    world.shop.close()


def test_incremental_models_hold_what_a_full_refresh_makes(
    played: tuple[dict[str, list[str]], dict[str, list[str]]],
) -> None:
    held, anew = played
    assert {name for name in held if held[name] != anew[name]} == set()
    assert held.keys() == anew.keys()
    assert min(len(held[f"marts.{table}"]) for table in ("fct_web_sessions", "fct_web_orders", "fct_web_touches")) > 5
