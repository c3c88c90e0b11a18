"""The simulated sources: the same for a seed, only appended to by a later end, as large and dirty as the real ones."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from sources.cli import main
from sources.contracts import CONTRACTS
from sources.errors import SimulationError
from sources.simulator import FILES, generate, incidents, ownership
from sources.simulator.delivery import Delivery
from sources.simulator.ownership import Made
from tests.pipeline.deliveries import ROOT
from tests.pipeline.simulated import shop as deliver
from tests.pipeline.simulated import simulated, write

REFERENCE_END = date(2024, 12, 31)
SHORT = date(2020, 3, 31)

# One row per order: its key, its amounts once.
ORDERS = """
select transaction_id, user_id, transaction_date::date as day, count(*) as lines,
       any_value(columns(* exclude (transaction_id, user_id, transaction_date)))
from transactions group by transaction_id, user_id, transaction_date"""


def reference() -> dict[str, bytes]:
    return deliver(REFERENCE_END)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The files of the reference's span as tables, and `orders`."""
    folder = tmp_path_factory.mktemp("sources")
    write(folder, reference())
    with duckdb.connect() as connection:
        for file in FILES:
            connection.execute(f"create table {Path(file).stem} as from read_csv('{folder / file}')")
        connection.execute(f"create table orders as {ORDERS}")
        yield connection


def number(shop: duckdb.DuckDBPyConnection, sql: str) -> float:
    row = shop.execute(sql).fetchone()
    assert row is not None
    return float(row[0])


@pytest.mark.parametrize("end", [date(2020, 1, 1), date(2020, 2, 29), date(2021, 12, 31), date(2023, 5, 13)])
def test_a_later_end_only_appends(end: date) -> None:
    for file, data in deliver(end).items():
        assert reference()[file].startswith(data), file
        assert data.endswith(b"\r\n")


def test_one_more_day_is_appended_by_every_growing_file_in_time() -> None:
    earlier, later = deliver(date(2021, 11, 1)), deliver(date(2021, 11, 30))
    assert earlier["postgres/products.csv"] == later["postgres/products.csv"]
    for file in FILES[1:]:
        assert later[file].startswith(earlier[file]) and len(later[file]) > len(earlier[file])


def test_a_seed_gives_the_same_shop_in_every_process() -> None:
    code = """
import hashlib
from datetime import date
from tests.pipeline.simulated import simulated
print(hashlib.sha256(repr(simulated(date(2020, 3, 31))).encode()).hexdigest())"""
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert told.strip() == hashlib.sha256(repr(simulated(SHORT)).encode()).hexdigest()


def test_another_seed_is_another_shop_with_the_same_products() -> None:
    one, other = deliver(SHORT), deliver(SHORT, seed=2)
    assert [file for file in FILES if one[file] == other[file]] == ["postgres/products.csv"]


def test_the_headers_are_those_of_the_contracts() -> None:
    for contract in (contract for contract in CONTRACTS if str(contract.file) in FILES):
        header = reference()[str(contract.file)].splitlines()[0].decode()
        assert header.split(",") == [column.name for column in contract.columns]


VOLUMES = {
    "products": ("select count(*) from products", 62, 62),
    "users": ("select count(*) from users", 4_800, 5_200),
    "order lines": ("select count(*) from transactions", 34_000, 39_000),
    "orders": ("select count(*) from orders", 17_500, 20_500),
    "campaign rows": ("select count(*) from campaigns", 1_350, 1_650),
    "campaigns": ("select count(distinct (campaign_name, start_date, end_date, budget)) from campaigns", 460, 540),
    "page views": ("select count(*) from pageviews", 48_000, 52_000),
}
SHARES = {
    "orders of one line": ("select avg((lines = 1)::int) from orders", 0.45, 0.53),
    "orders of two lines": ("select avg((lines = 2)::int) from orders", 0.22, 0.27),
    "completed": ("select avg((status = 'completed')::int) from orders", 0.89, 0.91),
    "cancelled": ("select avg((status = 'cancelled')::int) from orders", 0.04, 0.06),
    "refunded": ("select avg((status = 'refunded')::int) from orders", 0.025, 0.035),
    "pending": ("select avg((status = 'pending')::int) from orders", 0.015, 0.025),
    "no payment method": ("select avg((payment_method is null)::int) from orders", 0.04, 0.06),
    "discounted": ("select avg((discount_code is not null)::int) from orders", 0.09, 0.11),
    "campaign orders": ("select avg((campaign_id is not null)::int) from orders", 0.33, 0.41),
    "re-used ids": ("select 1 - count(distinct transaction_id) / count(*) from orders", 0.02, 0.04),
    "flipped totals": ("select avg((total < 0)::int) from orders", 0.015, 0.025),
    "flipped prices": ("select avg((price < 0)::int) from transactions", 0.0002, 0.002),
    "low value": ("select avg((customer_segment = 'low_value')::int) from users", 0.48, 0.52),
    "high value": ("select avg((customer_segment = 'high_value')::int) from users", 0.085, 0.11),
    "no city": ("select avg((city is null and state is null)::int) from users", 0.08, 0.12),
    "no email": ("select avg((email is null)::int) from users", 0.02, 0.04),
    "impossible ages": ("select avg((age in (-5, 999))::int) from users", 0.01, 0.04),
    "logins before sign-up": ("select avg((last_login < created_at)::int) from users", 0.002, 0.02),
    "no brand": ("select avg((brand is null)::int) from products", 0.04, 0.06),
    "no spend": ("select avg((actual_spend is null)::int) from campaigns", 0.02, 0.09),
    "negative reach": ("select avg((impressions < 0)::int) from campaigns", 0.01, 0.06),
    "too many clicks": ("select avg((clicks > impressions and impressions > 0)::int) from campaigns", 0.005, 0.04),
    "views by nobody": ("select avg((user_id is null)::int) from pageviews", 0.60, 0.70),
    "views of no product": ("select avg((product_id is null)::int) from pageviews", 0.84, 0.88),
    "views of no campaign": ("select avg((campaign_id is null)::int) from pageviews", 0.94, 0.97),
    "no device": ("select avg((device is null)::int) from pageviews", 0.04, 0.06),
    "views in the future": ("select avg((event_time = timestamp '2030-01-01')::int) from pageviews", 0.025, 0.035),
    "negative durations": ("select avg((session_duration_seconds < 0)::int) from pageviews", 0.015, 0.025),
}
NEVER = {
    "an order without its key being its own": """
        select count(*) from (select 1 from transactions group by transaction_id, user_id, transaction_date
                              having count(distinct total) > 1 or count(distinct subtotal) > 1)""",
    "a total that is not the sum of its parts": """
        select count(*) from orders where abs(abs(total) - (subtotal + tax + shipping - discount)) > 0.001""",
    "a subtotal that is not the sum of the lines": """
        select count(*) from (select transaction_id from transactions group by transaction_id, user_id, transaction_date
                              having sum(quantity * greatest(price, 0)) <> any_value(subtotal))""",
    "a price that is not the product's": """
        select count(*) from transactions t join products p using (product_id) where abs(t.price) <> p.price""",
    "an order before its customer signed up": """
        select count(*) from transactions t join users u using (user_id) where t.transaction_date < u.created_at""",
    "an order of nobody": "select count(*) from transactions anti join users using (user_id)",
    "a sale before the product was there": """
        select count(*) from transactions t join products p using (product_id)
        where t.transaction_date < p.created_at""",
    "an order of a campaign that does not run": """
        select count(*) from orders left join campaigns c using (campaign_id)
        where campaign_id is not null and (c.start_date is null or day not between c.start_date and c.end_date)""",
    "a view by nobody known": """
        select count(*) from pageviews anti join users using (user_id) where user_id is not null""",
    "a cost above the price": "select count(*) from products where cost >= price",
    "a session of two devices": """
        select count(*) from (select 1 from pageviews where event_time < '2030-01-01'
                              group by session_id, event_time::date having count(distinct device) > 2)""",
}


@pytest.mark.parametrize(("sql", "low", "high"), VOLUMES.values(), ids=VOLUMES.keys())
def test_the_volumes_are_about_those_of_the_reference(
    shop: duckdb.DuckDBPyConnection, sql: str, low: float, high: float
) -> None:
    assert low <= number(shop, sql) <= high


@pytest.mark.parametrize(("sql", "low", "high"), SHARES.values(), ids=SHARES.keys())
def test_the_shares_are_about_those_of_the_reference(
    shop: duckdb.DuckDBPyConnection, sql: str, low: float, high: float
) -> None:
    assert low <= number(shop, sql) <= high


@pytest.mark.parametrize("sql", NEVER.values(), ids=NEVER.keys())
def test_what_holds_in_the_real_systems_holds(shop: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert number(shop, sql) == 0


def test_the_categories_are_those_of_the_reference(shop: duckdb.DuckDBPyConnection) -> None:
    counts = shop.execute("select category, count(*) from products group by 1").fetchall()
    expected = {"Electronics": 18, "Home & Garden": 12, "Sports": 12, "Clothing": 11, "Books": 8, None: 1}
    assert dict(counts) == expected


def test_the_shop_grows_and_then_its_growth_levels_off() -> None:
    lines = deliver(date(2026, 12, 31))["postgres/transactions.csv"].decode().splitlines()[1:]
    years = [line.split(",")[3][:4] for line in lines]
    count = [years.count(str(year)) for year in range(2020, 2027)]
    assert all(later > 1.5 * earlier for earlier, later in pairwise(count[:5]))
    assert count[6] < 1.2 * count[5] and len(lines) <= 150_000


PATTERNS = {
    "the last quarter is the strongest": """
        select count(*) filter (month(day) >= 10) / max(year) from orders,
               (select count(*) / 4.0 as year from orders where year(day) = 2023) where year(day) = 2023""",
    "a day of the weekend sells more": """
        select (count(*) filter (isodow(day) >= 6) / 2) / (count(*) filter (isodow(day) < 6) / 5) from orders""",
    "a valuable customer orders more often": """
        select (select count(*) from orders join users using (user_id) where customer_segment = 'high_value')
            / (select count(*) from users where customer_segment = 'high_value')
            / (select count(*) / 5000 from orders)""",
    "a valuable customer spends more an order": """
        select avg(subtotal) filter (customer_segment = 'high_value') / avg(subtotal)
        from orders join users using (user_id)""",
    "e-mail brings more than display": """
        with spent as (select distinct on (campaign_name, start_date, end_date, budget) * from campaigns),
        brought as (select campaign_type as type, sum(subtotal) as sold
                    from orders join campaigns using (campaign_id) group by 1)
        select max(sold / spend) filter (type = 'Email') / max(sold / spend) filter (type = 'Display')
        from brought
        join (select campaign_type as type, sum(actual_spend) as spend from spent group by 1) using (type)""",
}


@pytest.mark.parametrize("sql", PATTERNS.values(), ids=PATTERNS.keys())
def test_there_is_something_to_find(shop: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert number(shop, sql) > 1.15


def test_the_pair_that_is_bought_together_most_is_not_there_by_chance(shop: duckdb.DuckDBPyConnection) -> None:
    pairs = shop.execute(
        """
        with lines as (select distinct transaction_id, user_id, transaction_date, product_id from transactions)
        select a.product_id, b.product_id, count(*)
        from lines a join lines b on (a.transaction_id, a.user_id, a.transaction_date)
                                   = (b.transaction_id, b.user_id, b.transaction_date) and a.product_id < b.product_id
        group by 1, 2 order by 3 desc limit 30"""
    ).fetchall()
    assert pairs[0][:2] == (19, 20)  # espresso machine and coffee grinder
    assert pairs[0][2] > pairs[1][2] and pairs[0][2] > 4 * pairs[-1][2]


def test_some_views_become_orders_within_a_week(shop: duckdb.DuckDBPyConnection) -> None:
    converted = """
        select avg((exists (from transactions t where (t.user_id, t.product_id) = (v.user_id, v.product_id)
                            and t.transaction_date::date - v.event_time::date between 0 and 6))::int)
        from pageviews v where user_id is not null and product_id is not null and event_time > '2020-02-01'"""
    assert 0.08 < number(shop, converted) < 0.30


def daily(shop: duckdb.DuckDBPyConnection, incident: incidents.Incident, condition: str, table: str) -> float:
    """Return the rows a day during an incident, beside those of the four weeks before."""
    day = "event_time::date" if table == "pageviews" else "transaction_date::date"
    start = f"date '{incident.start}'"
    return number(
        shop,
        f"""
        with days as (select {day} as day from {table} where {condition})
        select count(*) filter (day between '{incident.start}' and '{incident.end}')
                 / (date '{incident.end}' - {start} + 1)
             / nullif(count(*) filter (day between {start} - 28 and {start} - 1) / 28, 0)
        from days""",
    )


def test_the_known_incidents_leave_their_cause_in_the_data(shop: duckdb.DuckDBPyConnection) -> None:
    stock_out, outage, viral = incidents.KNOWN
    assert daily(shop, stock_out, f"product_id = {stock_out.product_id}", "transactions") == 0
    assert daily(shop, stock_out, f"product_id = {stock_out.product_id}", "pageviews") > 0.3
    assert daily(shop, outage, "payment_method in ('paypal', 'apple_pay')", "transactions") < 0.3
    assert daily(shop, outage, "payment_method = 'credit_card'", "transactions") > 0.6
    assert daily(shop, outage, "true", "transactions") < 0.8
    assert daily(shop, viral, f"product_id = {viral.product_id}", "transactions") > 8
    assert daily(shop, viral, f"product_id = {viral.product_id}", "pageviews") > 3
    assert daily(shop, viral, "true", "transactions") > 1.3


def test_every_recent_year_has_incidents_of_every_kind() -> None:
    for year in range(2022, 2027):
        days = [date(year, month, day) for month in range(1, 13) for day in range(1, 29)]
        assert {incident.kind for day in days for incident in incidents.on(1, day)} == {"outage", "stock_out", "viral"}


def test_generating_again_changes_nothing(tmp_path: Path) -> None:
    assert generate(tmp_path, SHORT).status == "written"
    before = {file: (tmp_path / file).stat().st_mtime_ns for file in (*FILES, ownership.RECORD)}
    assert generate(tmp_path, SHORT).status == "unchanged"
    assert before == {file: (tmp_path / file).stat().st_mtime_ns for file in (*FILES, ownership.RECORD)}


def test_a_later_end_extends_the_files(tmp_path: Path) -> None:
    generate(tmp_path, date(2020, 2, 1))
    assert generate(tmp_path, SHORT).status == "written"
    assert {file: (tmp_path / file).read_bytes() for file in FILES} == deliver(SHORT)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is in the shop's files that are there."""
    return {file: (folder / file).read_bytes() for file in FILES if (folder / file).exists()}


@pytest.mark.parametrize("simulated_before", [True, False])
def test_a_real_export_is_left_alone_and_nothing_is_simulated_beside_it(tmp_path: Path, simulated_before: bool) -> None:
    if simulated_before:
        generate(tmp_path, date(2020, 2, 1))
    real = tmp_path / "postgres" / "users.csv"
    real.parent.mkdir(exist_ok=True)
    real.write_text("user_id\n1\n")
    before = contents(tmp_path)
    generation = generate(tmp_path, SHORT)
    assert generation.status == "written"  # the web shop is a world of its own
    assert "stay as they are: postgres/users.csv;" in generation.message
    others = "postgres/products.csv, postgres/transactions.csv, salesforce/campaigns.csv, analytics/pageviews.csv"
    state = "to be replaced or removed" if simulated_before else "still missing"
    assert f"{state}: {others}" in generation.message
    assert contents(tmp_path) == before
    assert generate(tmp_path, SHORT).status == "left alone"


def test_force_replaces_real_exports(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "users.csv").write_text("user_id\n1\n")
    assert generate(tmp_path, SHORT, force=True).status == "written"
    assert generate(tmp_path, SHORT).status == "unchanged"


def test_nothing_is_replaced_before_all_is_ready(tmp_path: Path) -> None:
    generate(tmp_path, date(2020, 2, 1))
    before = contents(tmp_path)
    blocked = tmp_path / "postgres" / ".transactions.csv.tmp"
    blocked.mkdir()  # the third file cannot be written
    with pytest.raises(SimulationError, match="the files cannot be written: Is a directory"):
        generate(tmp_path, SHORT)
    blocked.rmdir()
    assert contents(tmp_path) == before and not list(tmp_path.glob("*/.*"))


def test_files_stay_ours_when_putting_them_in_place_is_broken_off(tmp_path: Path) -> None:
    generate(tmp_path, date(2020, 2, 1))
    record = ownership.read(tmp_path)
    with pytest.raises(OSError), Delivery(tmp_path, record) as delivery:
        for file, data in deliver(SHORT).items():
            delivery.add(file, data)
        (tmp_path / "salesforce" / "campaigns.csv").unlink()
        (tmp_path / "salesforce" / "campaigns.csv").mkdir()
        delivery.finish(Made(1, 1, SHORT, "broken off"))
    (tmp_path / "salesforce" / "campaigns.csv").rmdir()
    assert (tmp_path / "postgres" / "users.csv").read_bytes() == deliver(SHORT)["postgres/users.csv"]
    assert generate(tmp_path, SHORT).status == "written"
    assert contents(tmp_path) == deliver(SHORT)


def test_a_damaged_record_makes_no_file_ours(tmp_path: Path) -> None:
    generate(tmp_path, SHORT)
    (tmp_path / ownership.RECORD).write_text('{"checksums": [')
    assert generate(tmp_path, SHORT).status == "left alone"


def test_an_end_before_the_first_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="begins on 2020-01-01, 2019-12-31 is before it"):
        generate(tmp_path, date(2019, 12, 31))


def test_the_command_tells_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--end", "2020-03-31", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("simulated from 2020-01-01 to 2020-03-31: 62 products, ")
    assert main(["generate", "--end", "2019-03-31", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("error: the simulated history begins on 2020-01-01")


@pytest.mark.parametrize(
    "options", [["--end", "yesterday"], ["--scale", "0"], ["--scale", "1.5"], ["--scale", "101"], ["--scale", "²"]]
)
def test_an_option_that_cannot_be_is_told_in_one_line(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as misuse:
        main(["generate", *options])
    assert misuse.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith(f"error: argument {options[0]}: ") and told.count("\n") == 1
