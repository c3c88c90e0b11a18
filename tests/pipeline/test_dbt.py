"""The dbt project over a delivery in which everything that can be wrong is: what the marts keep, flag and correct."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sources.errors import DeliveryError
from sources.ingestion import ingest, rerun
from tests.golden import nasty
from tests.golden.shop import Shop, build, run
from tests.pipeline.deliveries import PRODUCTS, csv_text, product, products, put

KEYED = {
    "dim_campaigns": "campaign_key",
    "dim_customers": "customer_id",
    "dim_courses": "course_id",
    "dim_dates": "date_day",
    "dim_learners": "learner_id",
    "dim_products": "product_id",
    "dim_source_tables": "source_table",
    "fct_course_engagement": "course_id",
    "fct_course_learners": "course_learner_key",
    "fct_data_quality_findings": "finding_key",
    "fct_ingestion_loads": "load_key",
    "fct_learning_events": "learning_event_id",
    "fct_order_lines": "order_line_key",
    "fct_orders": "order_key",
    "fct_pageviews": "pageview_id",
    "fct_product_pairs": "order_pair_key",
    "bridge_campaign_products": "campaign_row_id",
    "dim_web_visitors": "client_id",
    "fct_web_order_items": "item_line_key",
    "fct_web_orders": "transaction_id",
    "fct_web_sessions": "session_key",
    "fct_web_touches": "touch_key",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("nasty")
    nasty.deliver(folder / "sources")
    built = build(folder / "sources", folder)
    yield built
    built.close()


@pytest.fixture(scope="module")
def manifest(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shop.project / "target" / "manifest.json").read_text())
    return found


def test_each_order_stands_once_with_the_total_its_parts_confirm(shop: Shop) -> None:
    orders = shop.marts(
        "select transaction_id, customer_id, lines, total, is_total_corrected, is_total_sign_flipped"
        " from data.marts.fct_orders order by transaction_id, customer_id, ordered_at"
    )
    assert orders == [
        (1, 1, 3, Decimal("99.80"), False, False),
        (1, 1, 1, Decimal("41.48"), False, False),
        (1, 2, 3, Decimal("105.99"), True, True),
        (2, 2, 3, Decimal("8.00"), False, False),
        (3, 4, 3, Decimal("61.97"), False, False),
        (4, 99, 2, Decimal("62.02"), False, False),
        (5, 99, 1, Decimal("17.80"), False, False),
        (6, 4, 2, Decimal("73.88"), False, False),
        (7, 1, 1, Decimal("20.96"), True, False),
        (8, 1, 2, Decimal("42.00"), True, False),
        (9, 5, 2, Decimal("171.08"), False, False),
        (10, 5, 1, Decimal("40.40"), False, False),
    ]


@pytest.mark.parametrize(
    ("order", "shares"),
    [
        pytest.param((1, 2), ["35.33", "35.33", "35.33"], id="equal lines"),
        pytest.param((1, 1), ["35.22", "35.23", "29.35"], id="the same product twice"),
        pytest.param((2, 2), ["2.67", "2.66", "2.67"], id="an order without value is split evenly"),
        pytest.param((3, 4), ["0.00", "37.17", "24.80"], id="a negative price takes nothing"),
        pytest.param((4, 99), ["24.82", "37.20"], id="an unknown product takes its part"),
    ],
)
def test_a_total_is_shared_out_by_line_value(shop: Shop, order: tuple[int, int], shares: list[str]) -> None:
    number, customer = order
    rows = shop.marts(
        "select total_share from data.marts.fct_order_lines"
        f" where order_key like '{number}|{customer}|2021%' and order_key not like '%2021-02-05%' order by line_number"
    )
    assert [row[0] for row in rows] == [Decimal(share) for share in shares]


def test_what_only_facts_mention_gets_a_row_and_is_called_unknown(shop: Shop) -> None:
    assert shop.marts(
        "select 'customer', customer_id::text from data.marts.dim_customers where not is_registered"
        " union all select 'product', product from data.marts.dim_products where not is_known"
        " union all select 'campaign', campaign from data.marts.dim_campaigns where not is_known order by all"
    ) == [
        ("campaign", "Unknown campaign (#555)"),
        ("campaign", "Unknown campaign (#556)"),
        ("customer", "98"),
        ("customer", "99"),
        ("product", "Unknown product (#77)"),
        ("product", "Unknown product (#78)"),
        ("product", "Unknown product (#88)"),
    ]


def test_impossible_values_are_kept_beside_nothing(shop: Shop) -> None:
    ages = shop.marts("select age_delivered, age from data.staging.stg_postgres__users where is_age_impossible")
    times = shop.marts(
        "select viewed_at_delivered::text, viewed_on from data.marts.fct_pageviews where is_time_in_future"
    )
    campaigns = shop.marts(
        "select campaign, impressions_delivered, impressions, clicks_delivered, clicks from data.marts.dim_campaigns"
        " where is_impressions_negative or is_clicks_impossible order by campaign_number"
    )
    assert sorted(ages) == [(-5, None), (999, None)]
    assert times == [("2030-01-01 00:00:00", None)]
    assert campaigns == [("Upside down (#5)", -1000, None, -50, None), ("Too good (#6)", 1000, 1000, 2000, None)]


def test_the_calendar_ends_with_the_data_and_not_with_a_time_in_the_future(shop: Shop) -> None:
    assert [str(day) for day in shop.marts("select min(date_day), max(date_day) from data.marts.dim_dates")[0]] == [
        "2020-01-01",
        "2022-02-01",
    ]


def test_a_web_order_counts_once_and_is_credited_to_seven_days(shop: Shop) -> None:
    assert shop.marts(
        "select transaction_id, client_id, times_sent, revenue, items_value, is_revenue_unlike_items, touches,"
        " first_touch_channel, last_touch_channel from data.marts.fct_web_orders order by 1"
    ) == [
        ("3", "other", 1, Decimal("10.00"), Decimal("10.00"), False, 2, "Direct", "Direct"),
        ("A1", "sam", 3, Decimal("250.50"), Decimal("250.50"), False, 3, "Paid", "Social"),
        ("A2", "other", 1, Decimal("90.00"), Decimal("100.00"), True, 1, "Direct", "Direct"),
        ("A4", "other", 1, None, None, False, 3, "Direct", "Direct"),
    ]


def test_a_web_visitor_is_known_by_the_hash_of_the_address(shop: Shop) -> None:
    assert shop.marts("select client_id, customer_id from data.marts.dim_web_visitors where is_customer") == [
        ("sam", 1)
    ]


def test_a_course_counts_its_learners_once_and_only_what_they_did(shop: Shop) -> None:
    assert shop.marts(
        "select course_id, learners, active_learners, total_quizzes_completed, total_videos_completed,"
        " first_activity::text, last_activity::text, engagement_rate from data.marts.fct_course_engagement order by 1"
    ) == [
        ("77", 1, 0, 0, 0, None, None, 0.0),
        ("78", 0, 0, 0, 0, None, None, None),
        ("c1", 4, 2, 3, 2, "2021-01-03 10:00:00", "2021-03-01 10:00:00", 0.5),
        ("c2", 1, 1, 1, 0, "2021-06-01 09:00:00", "2021-06-01 09:00:00", 1.0),
        ("c3", 0, 0, 0, 0, None, None, None),
    ]


def test_a_learner_is_what_the_latest_version_says_and_known_to_the_shop_by_the_address(shop: Shop) -> None:
    assert shop.marts(
        "select learner_id, account_state, is_government_employee, is_shop_customer, is_listed"
        " from data.marts.dim_learners order by 1"
    ) == [
        ("1", "suspended", True, True, True),
        ("2", "active", False, False, True),
        ("3", "pending", None, False, True),
        ("5", "active", None, False, True),
        ("99", None, None, False, False),
    ]


def test_money_is_exact(shop: Shop) -> None:
    inexact = shop.marts(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts'"
        " and data_type in ('DOUBLE', 'FLOAT', 'DECIMAL(38,2)') and column_name not like '%\\_rate' escape '\\'"
    )
    assert inexact == []


def test_every_model_and_column_is_described(manifest: dict[str, Any], shop: Shop) -> None:
    for model in _models(manifest):
        columns = {
            name
            for (name,) in shop.marts(f"select column_name from duckdb_columns() where table_name = '{model['name']}'")
        }
        undescribed = {name for name, column in model["columns"].items() if not column["description"]}
        assert (model["description"] != "", columns - set(model["columns"]), undescribed) == (True, set(), set())


def test_every_key_is_tested(manifest: dict[str, Any]) -> None:
    tested = {
        (node["attached_node"].split(".")[-1], node["column_name"], node["test_metadata"]["name"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node.get("test_metadata")
    }
    wanted = {(model, key, test) for model, key in KEYED.items() for test in ("unique", "not_null")}
    assert {model["name"] for model in _models(manifest) if model["schema"] == "marts"} == set(KEYED)
    assert wanted <= tested


def test_a_source_says_when_it_is_late_whatever_the_zone(shop: Shop, tmp_path: Path) -> None:
    aged = Path(shutil.copy(shop.warehouse, tmp_path))
    with duckdb.connect(aged) as connection:
        for table, days in (("transactions", 3), ("web_events", 5), ("users", 2), ("campaigns", 13), ("products", 99)):
            connection.execute(f"update raw.{table} set _loaded_at = _loaded_at - interval {days} day")
    settings = {"DBT_WAREHOUSE": str(aged), "DBT_TARGET_PATH": str(tmp_path), "TZ": "Asia/Tokyo"}
    with pytest.raises(AssertionError, match=r"ERROR STALE freshness of web\.web_events"):
        run(shop, "dbt", "source", "freshness", **settings)
    results = json.loads((tmp_path / "sources.json").read_text())["results"]
    # Products and courses are lists that change now and then: that they did not is no delay.
    assert {row["unique_id"].split(".")[-1]: row["status"] for row in results} == {
        "transactions": "warn",
        "web_events": "error",
        **dict.fromkeys(["users", "campaigns", "pageviews"], "pass"),
        **dict.fromkeys(["learning_users", "learning_enrolments", "learning_events"], "pass"),
    }


def test_loads_count_each_as_what_it_met_however_files_came(manifest: dict[str, Any], tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse" / "data.duckdb"
    put(tmp_path, PRODUCTS, csv_text([product(1, price="free"), product(""), *products(40)[2:]]))
    for _ in "ab":  # the second time nothing has changed
        ingest(PRODUCTS, tmp_path, warehouse)
    (kept,) = (warehouse.parent / "quarantine" / "products").glob("*.csv")
    kept.write_text(kept.read_text().replace(",free,", ",7,").replace(",price,7,", ",price,free,"))
    rerun(PRODUCTS, warehouse)
    assert loads(manifest, warehouse) == [("loaded", 40, 38, 2, True, 1), ("repaired", 0, 1, 0, False, 0)]
    put(tmp_path, PRODUCTS, csv_text([product(1, price="free"), *products(50)[1:]]))
    ingest(PRODUCTS, tmp_path, warehouse)
    put(tmp_path, PRODUCTS, "product_id\n1\n")
    for _ in "ab":  # refused once, however often it is looked at
        with pytest.raises(DeliveryError):
            ingest(PRODUCTS, tmp_path, warehouse)
    assert loads(manifest, warehouse) == [
        ("loaded", 40, 38, 2, False, 0),
        ("repaired", 0, 1, 0, False, 0),
        ("loaded", 50, 49, 1, True, 1),
        ("refused", None, 0, 0, False, 0),
    ]


def loads(manifest: dict[str, Any], warehouse: Path) -> list[tuple[Any, ...]]:
    """Return the loads of a warehouse in their order, by the SQL of the models over a copy of it."""
    compiled = {node["name"]: node["compiled_code"] for node in _models(manifest)}
    copy = Path(shutil.copy(warehouse, warehouse.parents[1]))
    with duckdb.connect(copy) as connection:
        connection.execute("create schema staging")
        connection.execute(f"create view staging.stg_platform__loads as {compiled['stg_platform__loads']}")
        columns = "load_status, rows_delivered, rows_loaded, rows_rejected, is_current, rows_in_quarantine"
        fact = f"select {columns} from ({compiled['fct_ingestion_loads']}) order by loaded_at"
        return connection.execute(fact).fetchall()


def test_the_semantic_layer_is_valid_against_the_warehouse_while_somebody_reads_it(shop: Shop) -> None:
    shop.marts("select 1")
    found = run(shop, "mf", "validate-configs", DBT_WAREHOUSE_ACCESS="read_only")
    results = [line for line in found.replace("\r", "\n").splitlines() if "ERRORS: " in line]
    assert len(results) == 6
    assert all("ERRORS: 0, FUTURE_ERRORS: 0" in line for line in results)


def _models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
