"""What MetricFlow would answer with another number than the words ask for is refused or said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics_cli import workflow
from metrics_cli.answer import Answer
from metrics_cli.assembly import Assembly
from metrics_cli.errors import MetricsError
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.settings import Settings
from metrics_cli.workflow.stages import Stages
from tests.projects.built import Built

TODAY = date(2025, 2, 20)
SAVED = {
    "name": "crime_by_month",
    "description": "",
    "label": None,
    "query_params": {
        "metrics": ["loans", "fines"],
        "group_by": [
            "TimeDimension('metric_time', 'month')",
            "Dimension('member__joined_on').date_part('month')",
            "Dimension('branch__town', entity_path=['member'])",
            "Entity('member')",
            "title__genre",
        ],
        "order_by": ["Metric('loans').descending(True)", "-Dimension('title__genre')", "metric_time__month", "member"],
        "limit": 7,
        "where": {"where_filters": [{"where_sql_template": "{{ Dimension('title__genre') }} = 'Crime'"}]},
    },
    "exports": [],
}


@pytest.fixture
def altered(library: Built, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stages]:
    """The library with another manifest: the parameter changes it."""
    built = library.copy(tmp_path / "library")
    path = built.root / "target" / "semantic_manifest.json"
    content = json.loads(path.read_text())
    request.param(content)
    path.write_text(json.dumps(content))
    assembly = Assembly(Settings(project_dir=built.root), {"HOME": str(tmp_path)})
    yield assembly.stages(TODAY, TODAY)
    assembly.close()


def kept_by_month(content: dict[str, Any]) -> None:
    loans = next(m for m in content["semantic_models"] if m["name"] == "loans")
    loans["dimensions"][0]["type_params"]["time_granularity"] = "month"


def with_a_saved_query(content: dict[str, Any]) -> None:
    content["saved_queries"].append(SAVED)


def asked(stages: Stages, **flags: Any) -> Answer:
    outcome = workflow.answer(typed_query(Flags(**flags), stages.catalog, TODAY), stages)
    assert isinstance(outcome, Answer)
    return outcome


@pytest.mark.parametrize("altered", [kept_by_month], indirect=True)
def test_a_period_that_cuts_what_a_metric_is_kept_by_is_refused(altered: Stages) -> None:
    assert asked(altered, metrics=("loans",), period="2024-Q1").table.rows == ((12,),)
    with pytest.raises(MetricsError, match="Loans is kept by month, and 10 Jan – 5 Mar 2024 cuts one"):
        asked(altered, metrics=("loans",), start="2024-01-10", end="2024-03-05")


@pytest.mark.parametrize("altered", [with_a_saved_query], indirect=True)
def test_a_saved_query_runs_with_all_that_its_owners_wrote_and_more(altered: Stages) -> None:
    sql = (
        "select date_trunc('month', lent_on)::date, month(joined_on), town, member_id, genre, count(*) as n, sum(fine)"
        " from loans join titles using (title_id) join members using (member_id) left join branches using (branch_id)"
        " where genre = 'Crime' {} group by all order by n desc, genre desc, 1, member_id limit {}"
    )
    found = asked(altered, saved_query="crime_by_month")
    assert found.table.rows == altered.warehouse.run(sql.format("", 7), 99).rows
    assert "the saved query keeps only Dimension('title__genre') = 'Crime'" in found.caveats
    assert "--saved-query crime_by_month" in found.mf
    flags = {"where": ("loans per member > 9",), "period": "2024", "limit": 5}
    narrower = asked(altered, saved_query="crime_by_month", **flags)
    busy = "and year(lent_on) = 2024 and member_id in (select member_id from loans where year(lent_on) = 2024"
    assert (
        narrower.table.rows == altered.warehouse.run(sql.format(f"{busy} group by 1 having count(*) > 9)", 5), 99).rows
    )


def with_a_short_one(content: dict[str, Any]) -> None:
    params = {
        "metrics": ["loans"],
        "group_by": ["Dimension('title__genre')"],
        "order_by": ["-loans"],
        "limit": 1,
        "where": {"where_filters": [{"where_sql_template": "{{ Dimension('title__genre') }} is not null"}]},
    }
    content["saved_queries"].append({**SAVED, "name": "busiest", "query_params": params})


@pytest.mark.parametrize("altered", [with_a_short_one], indirect=True)
def test_the_limit_of_a_saved_query_cuts_the_result_and_not_what_it_is_made_from(altered: Stages) -> None:
    sql = "select genre, count(*) n from loans join titles using (title_id) where genre is not null group by 1"
    rows = altered.warehouse.run(f"{sql} order by n desc, genre", 99).rows
    total = sum(int(str(n)) for _, n in rows)
    own = asked(altered, saved_query="busiest")
    assert own.table.rows == rows[:1] and "--saved-query busiest" in own.mf
    more = asked(altered, saved_query="busiest", limit=9)
    assert more.table.rows == rows and "--saved-query" not in more.mf
    shared = asked(altered, saved_query="busiest", share="total")
    assert [row[:2] for row in shared.table.rows] == list(rows[:1])
    assert shared.table.rows[0][2] == pytest.approx(int(str(rows[0][1])) / total)
    kept = asked(altered, saved_query="busiest", having=(f"loans < {rows[0][1]}",))
    assert kept.table.rows == rows[1:2]


@pytest.mark.parametrize("altered", [with_a_saved_query], indirect=True)
@pytest.mark.parametrize(
    "written", ["Dimension('x'", "Dimension()", "__import__('os').system('x')", "Thing('x')", "Dimension(x)"]
)
def test_an_object_that_is_none_is_refused(altered: Stages, written: str) -> None:
    from metrics_cli.interpretation.objects import read_group_by

    with pytest.raises(MetricsError, match="can't read"):
        read_group_by(written, ("loans",), altered.catalog)


def _share_of_crime(alias: str | None) -> dict[str, Any]:
    where = {"where_filters": [{"where_sql_template": "{{ Dimension('title__genre') }} = 'Crime'"}]}
    plain = {"name": "loans", "filter": None, "alias": None, "offset_window": None, "offset_to_grain": None}
    return {"numerator": {**plain, "filter": where, "alias": alias}, "denominator": plain}


def with_shares(content: dict[str, Any]) -> None:
    ratio = next(m for m in content["metrics"] if m["name"] == "overdue_rate")
    for name, alias in (("confused_share", None), ("crime_share", "crime_loans")):
        params = {**ratio["type_params"], **_share_of_crime(alias)}
        content["metrics"].append({**ratio, "name": name, "label": name, "type_params": params})


@pytest.mark.parametrize("altered", [with_shares], indirect=True)
def test_a_ratio_of_a_metric_to_itself_under_a_condition_needs_an_alias(altered: Stages) -> None:
    sql = "select count(*) filter (genre = 'Crime') / count(*) from loans left join titles using (title_id)"
    assert asked(altered, metrics=("crime_share",)).table.rows == altered.warehouse.run(sql, 9).rows
    assert altered.catalog.metrics["crime_share"].confused_inputs == ()
    with pytest.raises(MetricsError, match="confused_share takes loans twice in different ways under one name"):
        asked(altered, metrics=("confused_share",))
    with pytest.raises(MetricsError, match="takes loans twice"):
        asked(altered, metrics=("loans",), where=("confused_share per branch > 0",))
