"""Numbers that are not finite: missing among values, kept apart among groups."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from metrics_cli.analysis import Frame, having, ordered
from metrics_cli.answer import Cell, Column
from metrics_cli.errors import QueryFailed
from metrics_cli.execution.duckdb import DuckDbWarehouse
from metrics_cli.execution.parquet import write_rows
from metrics_cli.execution.warehouse import Rows
from metrics_cli.presentation.exports import write_csv
from metrics_cli.query import Having, MetricFilter, MetricQuery, Operator, OrderBy
from metrics_cli.workflow.analysed import NOT_FINITE, _finite
from metrics_cli.workflow.cohorts import _meets
from metrics_cli.workflow.results import is_blank

VALUES = (
    "select * from (values ('nan'::double, 1.5::double), ('inf', 'nan'), ('-inf', 'inf'), (null, null), (2, 3)) t(k, v)"
)
KEYS = ("NaN", "inf", "-inf", None, 2.0)


@pytest.fixture
def warehouse(tmp_path: Path) -> DuckDbWarehouse:
    duckdb.connect(str(tmp_path / "w.duckdb")).close()
    return DuckDbWarehouse(tmp_path / "w.duckdb", 10, "1GB")


def test_groups_stay_apart_and_values_are_missing(warehouse: DuckDbWarehouse) -> None:
    found = warehouse.run(VALUES, 9, {"k"})
    assert found.rows == tuple(zip(KEYS, (1.5, None, None, None, 3.0), strict=True))
    assert found.has_lost
    streamed = [row for batch in warehouse.stream(VALUES, {"k"}).batches for row in batch]
    assert tuple(streamed) == found.rows
    assert not warehouse.run("select 1.5::double as v", 1).has_lost


def test_a_total_that_is_no_number_is_not_no_rows(warehouse: DuckDbWarehouse) -> None:
    query = MetricQuery(("v",))
    assert not is_blank(warehouse.run("select 'nan'::double as v", 1), query)
    assert is_blank(Rows(("v",), ("number",), ((None,),)), query)


def test_groups_that_are_no_numbers_are_ordered_and_meet_conditions() -> None:
    frame = Frame(("k",), ("number",), tuple((k,) for k in KEYS))
    assert ordered(frame, [OrderBy("k")]).column("k") == (2.0, "-inf", "NaN", "inf", None)
    assert having(frame, (Having("k", Operator.GT, (1,)),)).column("k") == ("NaN", "inf", 2.0)


def test_an_analysis_shows_them_as_missing_in_the_end() -> None:
    frame = Frame(("k", "v", "v__previous"), ("number",) * 3, (("NaN", "NaN", 2.0), ("inf", 1, None)))
    found, said = _finite(frame, MetricQuery(("v",)))
    assert found.rows == (("NaN", None, 2.0), ("inf", 1, None))
    assert said == [NOT_FINITE]


@pytest.mark.parametrize(
    ("value", "expected"), [("NaN", True), ("inf", True), ("-inf", False), ("x", False), (5, True)]
)
def test_conditions_per_entity_order_them_as_the_warehouse_does(
    warehouse: DuckDbWarehouse, value: Cell, expected: bool
) -> None:
    assert _meets(value, MetricFilter("v", ("k",), Operator.GT, (3,))) is expected
    if value != "x":
        assert warehouse.run(f"select '{value}'::double > 3 as met", 1).rows == ((expected,),)


def test_decimals_of_a_csv_have_all_their_digits() -> None:
    file = StringIO()
    rows = [("a", Decimal("0E-10"), None), ("b", Decimal("1E-8"), 1.5)]
    assert write_csv(file)([Column(name, name, "string") for name in "kvw"], [rows]) == 2
    assert file.getvalue() == "k,v,w\na,0.0000000000,\nb,0.00000001,1.5\n"


def test_parquet_keeps_the_zone_of_a_moment_and_refuses_what_is_too_wide(
    warehouse: DuckDbWarehouse, tmp_path: Path
) -> None:
    moment = datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert write_rows(tmp_path / "held.parquet")([Column("t", "T", "datetime")], [[(moment,)]]) == 1
    found = duckdb.connect().read_parquet(str(tmp_path / "held.parquet"))
    assert [str(kind) for kind in found.types] == ["TIMESTAMP WITH TIME ZONE"]
    assert found.fetchall() == [(moment,)]
    with pytest.raises(QueryFailed, match="wider than the 64 bits"):
        column = Column("n", "N", "number")
        warehouse.write_parquet("select (2::hugeint ** 70)::hugeint as n", [column], tmp_path / "w.parquet")
