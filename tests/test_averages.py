"""Averages over units of time and over members equal hand-written SQL over the same warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from metrics_cli.answer import Answer
from metrics_cli.assembly import Assembly
from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.query import from_dict
from metrics_cli.settings import Settings
from metrics_cli.workflow import Stages, answer
from tests.projects.built import Built

TODAY = date(2025, 2, 21)


@pytest.fixture(scope="module")
def stages(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """A copy of the library, asked on the day after its last loan."""
    copy = library.copy(tmp_path_factory.mktemp("asked") / "library")
    assembly = Assembly(Settings(project_dir=copy.root), {})
    yield assembly.stages(TODAY, TODAY)
    assembly.close()


def asked(stages: Stages, metrics: str, over: str, **flags: Any) -> Answer:
    """Return the answer to what the flags of `metrics query` say."""
    query = typed_query(Flags(metrics=(metrics,), average_over=over, **flags), stages.catalog, TODAY)
    assert from_dict(query.to_dict()) == query
    found = answer(query, stages)
    assert isinstance(found, Answer)
    return found


def rows(stages: Stages, metrics: str, over: str, **flags: Any) -> list[tuple[Any, ...]]:
    return sorted(asked(stages, metrics, over, **flags).table.rows, key=str)


def near(expected: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(pytest.approx(float(c)) if i else c for i, c in enumerate(row)) for row in sorted(expected, key=str)]


def test_the_average_month_of_a_year(library: Built, stages: Stages) -> None:
    found = asked(stages, "loans,fines", "month", period="2024")
    ((loans, fines),) = library.sql(
        "select count(*) / 12, sum(fine)::double / 12 from loans where year(lent_on) = 2024"
    )
    assert found.table.rows == ((loans, pytest.approx(fines)),)
    assert found.sentence == "Average loans and Fines per month, 1 Jan – 31 Dec 2024"
    assert found.table.columns[0].label == "Average loans per month"
    assert "the average is of 12 figures, one for each month" in found.caveats


def test_the_running_month_is_left_out_and_both_figures_are_said(library: Built, stages: Stages) -> None:
    found = asked(stages, "loans", "month")
    ((whole, parts),) = library.sql("""
        select count(*) filter (lent_on < '2025-02-01') / 13, count(*) / 14 from loans
    """)
    assert found.table.rows == ((pytest.approx(whole),),)
    assert any("from 1 Feb 2025 is left out" in c and f"{parts:.2f}" in c for c in found.caveats)


def test_days_without_a_loan_count(library: Built, stages: Stages) -> None:
    ((expected,),) = library.sql("select count(*) / 29 from loans where lent_on between '2024-02-01' and '2024-02-29'")
    found = asked(stages, "loans", "day", period="2024-02")
    assert found.table.rows == ((pytest.approx(expected),),)
    assert "a day without rows counts as 0: 26 of them" in found.caveats


def test_every_group_counts_the_same_months(library: Built, stages: Stages) -> None:
    expected = library.sql("""
        select genre, count(*) / 12 from loans left join titles using (title_id) where year(lent_on) = 2024 group by 1
    """)
    assert rows(stages, "loans", "month", group_by="genre", period="2024") == near(expected)


def test_each_weekday_counts_its_own_days(library: Built, stages: Stages) -> None:
    expected = library.sql("""
        with days as (select unnest(range(date '2024-03-01', date '2024-06-01', interval 1 day))::date as day)
        select isodow(day), count(loan_id) / count(distinct day) from days left join loans on day = lent_on
        group by 1 having count(loan_id) > 0
    """)
    found = rows(stages, "loans", "day", group_by="weekday", start="2024-03-01", end="2024-05-31")
    assert found == near(expected)


def test_quarters_of_their_months(library: Built, stages: Stages) -> None:
    expected = library.sql("""
        select date_trunc('quarter', lent_on)::date, count(*) / 3 from loans where year(lent_on) = 2024 group by 1
    """)
    assert rows(stages, "loans", "month", group_by="quarter", period="2024") == near(expected)


@pytest.mark.parametrize(("statistic", "sql"), [("mean", "avg"), ("median", "median"), ("min", "min"), ("max", "max")])
def test_members_that_have_a_loan(library: Built, stages: Stages, statistic: str, sql: str) -> None:
    expected = library.sql(f"""
        select genre, {sql}(n) from (
            select genre, member_id, count(*) as n from loans left join titles using (title_id) group by 1, 2
        ) group by 1
    """)
    found = rows(stages, "loans", "member", group_by="genre", statistic=statistic)
    assert found == near(expected)


def test_members_without_a_name_are_left_out_and_it_is_said(library: Built, stages: Stages) -> None:
    ((expected,),) = library.sql("""
        select avg(n) from (select genre, count(*) as n from loans left join titles using (title_id) group by 1)
        where genre is not null
    """)
    found = asked(stages, "loans", "genre")
    assert found.table.rows == ((pytest.approx(expected),),)
    assert "what has no Genre is left out" in found.caveats


def test_a_rate_is_averaged_over_the_months_that_have_one(library: Built, stages: Stages) -> None:
    ((expected,),) = library.sql("""
        select avg(rate) from (select month(lent_on), avg(is_overdue::int) as rate from loans
        where year(lent_on) = 2024 group by 1)
    """)
    found = asked(stages, "overdue_rate", "month", period="2024")
    assert found.table.rows == ((pytest.approx(expected),),)
    assert any("does not add up" in caveat for caveat in found.caveats)


def test_two_averages_are_compared(library: Built, stages: Stages) -> None:
    ((now, before),) = library.sql("""
        select count(*) filter (quarter(lent_on) = 3) / 3, count(*) filter (quarter(lent_on) = 2) / 3
        from loans where year(lent_on) = 2024
    """)
    found = asked(stages, "loans", "month", period="2024-Q3", compare="previous_period")
    assert found.table.rows[0][:3] == (pytest.approx(now), pytest.approx(before), pytest.approx(now - before))


def test_the_best_of_the_averages(library: Built, stages: Stages) -> None:
    found = asked(stages, "loans", "month", group_by="genre", period="2024", having=("loans > 0.5",), top=1)
    best = max(rows(stages, "loans", "month", group_by="genre", period="2024"), key=lambda row: row[1])
    assert list(found.table.rows) == [best]
    assert found.receipt["worked_out"] == ["mean", "having", "top", "order"]


def test_a_grain_of_the_projects_own(library: Built, stages: Stages) -> None:
    ((expected,),) = library.sql("""
        select count(loan_id) / count(distinct term) from days left join loans on lent_on = date_day
        where date_day between '2024-01-01' and '2024-12-31'
    """)
    assert stages.catalog.custom_grains == ("term",)
    found = asked(stages, "loans", "term", period="2024")
    assert found.table.rows == ((pytest.approx(expected),),)


@pytest.mark.parametrize(
    ("over", "flags", "error", "words"),
    [
        pytest.param("month", {"share": "total", "group_by": "genre"}, QueryInvalid, "no shares", id="shares"),
        pytest.param("month,member", {}, QueryInvalid, "one unit of time", id="a date and members"),
        pytest.param("month", {"statistic": "mode"}, QueryInvalid, "no average", id="another statistic"),
        pytest.param("month", {"order": "month"}, NameUnknown, "order by", id="what is averaged over is no column"),
        pytest.param("week", {"group_by": "month"}, QueryInvalid, "lie in two", id="weeks of months"),
        pytest.param("month", {"period": "this_month"}, QueryInvalid, "no whole month", id="a part month"),
        pytest.param("day", {"where": ("lent_on > 2024-03-01",)}, QueryInvalid, "which days", id="a condition on days"),
    ],
)
def test_what_has_no_meaning_is_refused(
    stages: Stages, over: str, flags: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        asked(stages, "loans", over, **flags)
