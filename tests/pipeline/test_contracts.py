"""What a cell may hold, type by type, and what a contract is known by."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources.contracts import CONTRACTS, Column, Contract, Type
from sources.ingestion import ingest, load
from sources.ingestion.batch import Batch, explained, read, reject, settle
from sources.ingestion.header import read_header
from sources.ingestion.log import History
from sources.ingestion.snapshot import take, understand
from tests.pipeline.deliveries import BY_TABLE, ask, csv_text, put

REJECTED = object()


def read_cells(kind: Type, texts: Sequence[str]) -> list[object]:
    """Return what a column of that type makes of the texts."""
    contract = Contract("shop", "things", (Column("number", "integer", required=True), Column("cell", kind)), ceiling=1)
    rows = [{"number": number, "cell": text} for number, text in enumerate(texts)]
    with TemporaryDirectory() as name, duckdb.connect() as connection:
        folder = Path(name)
        put(folder, contract, csv_text(rows))
        load.prepare(connection, contract)
        work = Batch(contract, folder / "copies", History())
        work.snapshots[str(contract.file)] = take(contract.file, folder, work.folder)
        read(connection, work, datetime(2024, 1, 1))
        reject(connection, work)
        settle(connection, work, folder / "data.duckdb")
        values = dict(connection.execute("select number, cell from raw.things").fetchall())
    return [values.get(number, REJECTED) for number in range(len(texts))]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "12", 12),
        ("integer", "-5", -5),
        ("integer", "+5", 5),
        ("integer", " 12 ", 12),
        pytest.param("integer", "765.0", 765, id="whole number exported as a float"),
        ("integer", "007", 7),
        ("integer", "9223372036854775807", 9223372036854775807),
        ("integer", "9223372036854775808", REJECTED),
        ("integer", "", None),
        ("integer", "   ", None),
        *(
            ("integer", text, REJECTED)
            for text in ("12.5", "1e3", "1,000", "NaN", "inf", "0x1F", "1_000", "twelve", "-")
        ),
        ("money", "12", Decimal("12.00")),
        ("money", " -12.5 ", Decimal("-12.50")),
        ("money", ".5", Decimal("0.50")),
        ("money", "12.", Decimal("12.00")),
        ("money", "12.3400", Decimal("12.34")),
        pytest.param("money", "510.84000000000003", Decimal("510.84"), id="floating-point noise above"),
        pytest.param("money", "207.23999999999998", Decimal("207.24"), id="floating-point noise below"),
        pytest.param("money", "-0.30000000000000004", Decimal("-0.30"), id="floating-point noise, negative"),
        pytest.param("money", "12.345", REJECTED, id="a third decimal is not rounded away"),
        pytest.param("money", "12.3401", REJECTED, id="a fourth decimal is not rounded away"),
        ("money", "9999999999999999.99", Decimal("9999999999999999.99")),
        ("money", "10000000000000000", REJECTED),
        *(("money", text, REJECTED) for text in ("1e3", "1,234.50", "1234,50", "$5", "5 USD", "NaN", "inf", "-", ".")),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", "2024-02-29T00:00:00", date(2024, 2, 29)),
        ("date", "2024-02-29 00:00:00.000Z", date(2024, 2, 29)),
        pytest.param("date", "2024-02-29T10:00:00", REJECTED, id="a time is not cut off a date"),
        *(("date", text, REJECTED) for text in ("2024-02-30", "2023-02-29", "2024-13-01", "29.02.2024", "2024-2-9")),
        *(("date", text, REJECTED) for text in ("02/29/2024", "20240229", "today", "infinity", "epoch")),
        ("timestamp", "2024-02-29T10:00:00", datetime(2024, 2, 29, 10)),
        ("timestamp", "2024-02-29 10:00:00", datetime(2024, 2, 29, 10)),
        ("timestamp", "2024-02-29T10:00", datetime(2024, 2, 29, 10)),
        ("timestamp", "2024-02-29", datetime(2024, 2, 29)),
        ("timestamp", "2024-02-29T10:00:00.123", datetime(2024, 2, 29, 10, 0, 0, 123000)),
        ("timestamp", "2024-02-29T10:00:00.123456789Z", datetime(2024, 2, 29, 10, 0, 0, 123456)),
        ("timestamp", "2024-02-29T10:00:00Z", datetime(2024, 2, 29, 10)),
        pytest.param("timestamp", "2024-02-29T01:00:00+02:00", datetime(2024, 2, 28, 23), id="east of UTC"),
        pytest.param("timestamp", "2024-02-29T20:00:00-0530", datetime(2024, 3, 1, 1, 30), id="west of UTC"),
        pytest.param("timestamp", "2024-02-29 10:00:00 +02", datetime(2024, 2, 29, 8), id="offset in hours"),
        ("timestamp", "2030-01-01T00:00:00", datetime(2030, 1, 1)),
        *(
            ("timestamp", f"2024-02-29T{text}", REJECTED)
            for text in ("24:00:00", "10:61", "10:00:60", "1:00", "10", "")
        ),
        *(("timestamp", text, REJECTED) for text in ("2024-02-30T10:00:00", "1709200800", "now", "Feb 29 2024")),
        ("number", "0.5", 0.5),
        ("number", "-1.2e-3", -0.0012),
        *(("number", text, REJECTED) for text in ("1,5", "NaN", "inf", "1e999", "e3", ".")),
        *(("boolean", text, True) for text in ("TRUE", "true", "t", "Yes", " 1 ")),
        *(("boolean", text, False) for text in ("FALSE", "f", "no", "0")),
        ("boolean", "maybe", REJECTED),
        ("json", '{"a": [1, 2]}', '{"a": [1, 2]}'),
        ("json", '{"a": [1, 2', REJECTED),
        ("text", " kept as it is ", " kept as it is "),
        ("text", "NULL", "NULL"),
        ("text", "", None),
    ],
)
def test_a_cell_is_typed_or_rejected_and_never_guessed(kind: Type, text: str, value: object) -> None:
    assert read_cells(kind, [text]) == [value]


def test_a_row_that_only_one_of_two_readings_rejects_is_rejected_with_a_reason(tmp_path: Path) -> None:
    contract = Contract("shop", "things", (Column("number", "integer", required=True),))
    put(tmp_path, contract, "number\n1\nx\n3\n")
    work = Batch(contract, tmp_path / "copies", History())
    name = str(contract.file)
    work.snapshots[name] = understand(contract, take(contract.file, tmp_path, work.folder))
    with duckdb.connect() as connection:
        found = explained(connection, work, {name: [1, 2]})
    assert [(rejection.record.row, rejection.rule) for rejection in found] == [
        (1, "could not be read together with the others"),
        (2, "is not a whole number"),
    ]


@pytest.mark.parametrize("name", ["c0", "v0", "c1", "filename", "file", "first"])
def test_a_column_may_be_called_like_those_of_the_reader(tmp_path: Path, name: str) -> None:
    contract = Contract("shop", "things", (Column("other", "text"), Column(name, "integer")), ceiling=1)
    put(tmp_path, contract, f"other,{name}\n1,x\n2,7\n")
    warehouse = tmp_path / "warehouse" / "data.duckdb"
    assert ingest(contract, tmp_path, warehouse).rows_rejected == 1
    assert ask(warehouse, f'select _row, _source_file, "{name}" from raw.things') == [(2, "shop/things.csv", 7)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1))
@example(["\r"])  # DuckDB took it for the line end of the file.
def test_text_arrives_as_it_was_sent(texts: list[str]) -> None:
    assert read_cells("text", texts) == texts


@settings(max_examples=15, deadline=None)
@given(st.lists(st.decimals(-(10**15), 10**15, places=2), min_size=1))
def test_every_amount_in_cents_arrives_to_the_cent(amounts: list[Decimal]) -> None:
    assert read_cells("money", [f"{amount:f}" for amount in amounts]) == amounts


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 10**7).flatmap(lambda n: st.just((n, 0.07 * n + 0.1 + 0.2 - 0.3))), min_size=1))
def test_sums_of_floats_arrive_as_the_cents_they_mean(sums: list[tuple[int, float]]) -> None:
    expected = [Decimal(7 * number) / 100 for number, _ in sums]
    assert read_cells("money", [f"{value:.12f}" for _, value in sums]) == expected


@settings(max_examples=15, deadline=None)
@given(st.lists(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), min_size=1))
def test_every_time_arrives_to_the_microsecond(times: list[datetime]) -> None:
    assert read_cells("timestamp", [time.isoformat() for time in times]) == times


def test_the_contracts_are_those_of_the_files() -> None:
    assert [str(contract.file) for contract in CONTRACTS] == [
        "postgres/products.csv",
        "postgres/users.csv",
        "postgres/transactions.csv",
        "salesforce/campaigns.csv",
        "analytics/pageviews.csv",
        "web/events_YYYYMMDD.csv",
        "learning/raw_users.csv",
        "learning/raw_courses.csv",
        "learning/raw_enrolments.csv",
        "learning/raw_events.csv",
    ]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("products", ("product_id",)),
        ("users", ("user_id",)),
        ("transactions", ("transaction_id", "user_id", "product_id", "transaction_date", "quantity", "price")),
        ("campaigns", ("campaign_id", "campaign_name", "start_date", "end_date")),
        ("pageviews", ("event_id", "event_time")),
        ("web_events", ("client_id", "timestamp", "event_name")),
        ("learning_users", ("id",)),
        ("learning_courses", ("course_id",)),
        ("learning_enrolments", ("enrolment_id", "user_id", "course_id")),
        ("learning_events", ("id", "event_type")),
    ],
)
def test_the_key_of_a_contract_is_what_no_row_may_lack(table: str, key: tuple[str, ...]) -> None:
    assert BY_TABLE[table].key == key


def test_a_changed_contract_has_another_fingerprint() -> None:
    products = BY_TABLE["products"]
    changed = dataclasses.replace(products, ceiling=0.5)
    assert changed.fingerprint != products.fingerprint == dataclasses.replace(changed, ceiling=0.10).fingerprint


def test_an_alias_changes_the_fingerprint_and_what_is_read() -> None:
    plain = Contract("shop", "things", (Column("client_id", "text"),))
    named = dataclasses.replace(plain, columns=(Column("client_id", "text", aliases=("clientId",)),))
    assert plain.fingerprint != named.fingerprint
    header = read_header(named, named.file, ["clientId"])
    assert (header.names, header.renamed) == (("client_id",), (("clientId", "client_id"),))
