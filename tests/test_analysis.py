"""What is worked out of the engine's rows equals hand-written SQL over the same warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from metrics_cli.answer import Answer, Empty
from metrics_cli.assembly import Assembly
from metrics_cli.catalog import Catalog, Metric
from metrics_cli.errors import MetricsError, NameUnknown, QueryFailed, QueryInvalid
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.period import Period
from metrics_cli.query import MetricFilter, MetricQuery, Operator
from metrics_cli.settings import Settings
from metrics_cli.workflow import Span, Stages, answer, explain
from metrics_cli.workflow import analysed as limits
from metrics_cli.workflow.comparing import Beside, not_in_the_data, with_whole_windows
from tests.projects.built import Built

TODAY = date(2025, 2, 21)


@pytest.fixture(scope="module")
def stages(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """A copy of the library, asked on the day after its last loan."""
    # One process opens one DuckDB file in one way only, and the hand-written SQL runs on the other copy.
    copy = library.copy(tmp_path_factory.mktemp("asked") / "library")
    assembly = Assembly(Settings(project_dir=copy.root), {})
    yield assembly.stages(TODAY, TODAY)
    assembly.close()


def asked(stages: Stages, metrics: str, **flags: Any) -> Answer:
    """Return the answer to what the flags of `metrics query` say."""
    query = typed_query(Flags(metrics=(metrics,), **flags), stages.catalog, TODAY)
    found = answer(query, stages)
    assert isinstance(found, Answer)
    return found


def rows(stages: Stages, metrics: str, **flags: Any) -> list[tuple[Any, ...]]:
    return list(asked(stages, metrics, **flags).table.rows)


def by_genre(start: str, end: str, *aggregates: str) -> str:
    """Return the SQL of loans by genre between two days."""
    return f"""
        select genre, {", ".join(aggregates)} from loans left join titles using (title_id)
        where lent_on between date '{start}' and date '{end}' group by genre
    """


def test_two_quarters_by_genre(library: Built, stages: Stages) -> None:
    parts = ("count(*) as loans", "sum(fine) as fines")
    expected = library.sql(f"""
        with now as ({by_genre("2024-07-01", "2024-09-30", *parts)}),
        before as ({by_genre("2024-04-01", "2024-06-30", *parts)})
        select
            coalesce(now.genre, before.genre), now.loans, before.loans,
            coalesce(now.loans, 0) - coalesce(before.loans, 0),
            (coalesce(now.loans, 0) - before.loans) / before.loans::double,
            now.fines, before.fines, coalesce(now.fines, 0) - coalesce(before.fines, 0),
            case when before.fines <> 0 then ((coalesce(now.fines, 0) - before.fines) / before.fines)::double end
        from now full join before on now.genre is not distinct from before.genre
    """)
    found = rows(stages, "loans,fines", group_by="genre", period="2024-Q3", compare="previous_period")
    found, expected = (sorted(side, key=lambda row: str(row[0])) for side in (found, expected))
    assert [row[:8] for row in found] == [row[:8] for row in expected]
    assert [row[8] for row in found] == [pytest.approx(row[8]) for row in expected]
    assert all(isinstance(row[7], Decimal) for row in found)


def test_named_quarters_and_the_quarter_before_are_the_same(stages: Stages) -> None:
    flags = {"group_by": "genre", "period": "2024-Q4"}
    named = rows(stages, "loans", compare="2024-Q3", **flags)
    assert named == rows(stages, "loans", compare="previous_period", **flags)
    assert len(named) == 4


def test_months_stand_beside_months(library: Built, stages: Stages) -> None:
    found = asked(stages, "loans", group_by="month", period="2024-Q4", compare="previous_period")
    counts = dict(library.sql("select date_trunc('month', lent_on)::date, count(*) from loans group by 1"))
    expected = [
        (now, before, counts[now], counts[before], counts[now] - counts[before])
        for now, before in ((date(2024, m, 1), date(2024, m - 3, 1)) for m in (10, 11, 12))
    ]
    assert [row[:5] for row in found.table.rows] == expected
    assert any("same place" in caveat for caveat in found.caveats)
    assert [c.name for c in found.table.columns] == [
        "metric_time__month",
        "metric_time__month__previous",
        "loans",
        "loans__previous",
        "loans__change",
        "loans__change_percent",
    ]
    assert [c.format for c in found.table.columns[2:]] == ["integer", "integer", "integer", "percent"]


def test_a_month_that_has_not_ended_is_compared_like_for_like(library: Built, stages: Stages) -> None:
    found = asked(stages, "loans", period="this_month", compare="previous_period")
    (now,), (before,) = (
        library.sql(f"select count(*) from loans where lent_on between date '{a}' and date '{b}'")[0]
        for a, b in (("2025-02-01", "2025-02-20"), ("2025-01-01", "2025-01-20"))
    )
    assert found.table.rows == ((now, before, now - before, (now - before) / before),)
    assert any("like for like" in c and "1 – 20 Jan 2025" in c.replace(" Jan –", " –") for c in found.caveats)
    assert found.query.compare is not None and found.query.compare.period is not None
    assert found.query.compare.period.end == date(2025, 1, 20)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        pytest.param("2024-01", "nothing to compare with", id="before all data"),
        pytest.param("2024-02", "only partly in the data", id="partly before the data"),
    ],
)
def test_no_change_is_told_against_a_part(stages: Stages, period: str, words: str) -> None:
    found = asked(stages, "loans", period=period, compare="previous_period")
    assert found.table.rows[0][2:] == (None, None)
    assert any(words in caveat for caveat in found.caveats)


def test_a_year_by_month_says_where_there_is_nothing_to_compare_with(stages: Stages) -> None:
    found = asked(stages, "loans", group_by="month", period="2025", compare="previous_year")
    assert found.table.rows == (
        (date(2025, 1, 1), date(2024, 1, 1), 4, 5, None, None),
        (date(2025, 2, 1), date(2024, 2, 1), 2, 2, 0, 0.0),
    )


def test_weeks_stand_beside_the_weeks_52_weeks_before(library: Built, stages: Stages) -> None:
    found = asked(stages, "loans", group_by="week", start="2025-01-06", end="2025-02-16", compare="previous_year")
    assert all((now - before).days == 364 for now, before, *_ in found.table.rows)
    counts = dict(library.sql("select date_trunc('week', lent_on)::date, count(*) from loans group by 1"))
    assert all(row[2:4] == (counts.get(row[0]), counts.get(row[1])) for row in found.table.rows)
    assert any("52 weeks" in caveat for caveat in found.caveats)


def test_terms_of_the_project_stand_beside_terms(library: Built, stages: Stages) -> None:
    found = asked(stages, "loans", group_by="term", start="2024-09-01", end="2024-12-31", compare="previous_period")
    now, before = (
        library.sql(f"select count(*) from loans join days on lent_on = date_day where term = date '{term}'")[0][0]
        for term in ("2024-09-01", "2024-05-01")
    )
    assert found.table.rows == (
        (date(2024, 9, 1), date(2024, 5, 1), now, before, now - before, (now - before) / before),
    )


def test_weekdays_are_joined_on_their_number(library: Built, stages: Stages) -> None:
    found = rows(stages, "loans", group_by="weekday", period="2024-Q3", compare="previous_period")
    for start, end, place in (("2024-07-01", "2024-09-30", 1), ("2024-04-01", "2024-06-30", 2)):
        counts = library.sql(
            f"select isodow(lent_on), count(*) from loans where lent_on between '{start}' and '{end}' group by 1"
        )
        assert {(row[0], row[place]) for row in found if row[place] is not None} == set(counts)


def test_a_month_of_the_year_that_only_one_period_has_did_not_fall_to_nothing(stages: Stages) -> None:
    found = asked(stages, "loans", group_by="month_of_year", period="2024-Q3", compare="previous_period")
    assert {row[0] for row in found.table.rows} == {4, 5, 6, 7, 8, 9}
    assert all(row[3:] == (None, None) for row in found.table.rows)
    assert "no group is in both periods" in found.caveats


def test_the_metrics_own_date_under_its_name_is_aligned_too(stages: Stages) -> None:
    flags = {"period": "2024-Q3", "compare": "previous_period"}
    named = asked(stages, "loans", group_by="lent_on__month", **flags)
    assert named.table.rows == asked(stages, "loans", group_by="month", **flags).table.rows
    assert named.table.columns[1].name == "loan__lent_on__month__previous"


def test_a_running_figure_is_compared_where_it_stood(library: Built, stages: Stages) -> None:
    found = rows(stages, "loans_to_date", period="2024-Q3", compare="previous_period")
    now, before = (
        library.sql(f"select count(*) from loans where lent_on <= date '{day}'")[0][0]
        for day in ("2024-09-30", "2024-06-30")
    )
    assert found == [(date(2024, 9, 30), date(2024, 6, 30), now, before, now - before, (now - before) / before)]


def test_the_groups_that_grew_most_can_be_ranked(stages: Stages) -> None:
    flags = {"group_by": "genre", "period": "2024-Q3", "compare": "previous_period"}
    everything = rows(stages, "loans", **flags)
    found = rows(stages, "loans", order="-loans__change", limit=1, **flags)
    assert found == [max(everything, key=lambda row: row[3])]
    fell = rows(stages, "loans", order="loans__change", limit=1, **flags)
    assert fell == [min(everything, key=lambda row: row[3])]


def test_a_percentage_changes_in_points_and_of_itself(library: Built, stages: Stages) -> None:
    found = asked(stages, "overdue_rate", period="2024-Q3", compare="2024-Q1")
    assert [c.label for c in found.table.columns][2:] == ["Overdue rate, change in points", "Overdue rate, change %"]
    # The first quarter begins before the data do.
    assert found.table.rows[0][2:] == (None, None)


def test_a_share_is_of_the_engines_own_total(library: Built, stages: Stages) -> None:
    expected = library.sql("""
        select genre, sum(fine), sum(fine)::double / (select sum(fine)::double from loans)
        from loans left join titles using (title_id) group by 1 order by 2 desc
    """)
    found = rows(stages, "fines", group_by="genre", share="total")
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    assert [row[2] for row in found] == pytest.approx([row[2] for row in expected])
    assert rows(stages, "fines", group_by="genre", share="total", limit=1) == found[:1]


def test_a_share_within_a_column(library: Built, stages: Stages) -> None:
    expected = library.sql("""
        select genre, is_overdue, count(*), count(*) / sum(count(*)) over (partition by genre)
        from loans left join titles using (title_id) group by 1, 2
    """)
    found = rows(stages, "loans", group_by="genre,is_overdue", share="genre")
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_shares_of_distinct_things_say_that_groups_overlap(library: Built, stages: Stages) -> None:
    found = asked(stages, "borrowers", group_by="genre", share="total")
    (whole,) = library.sql("select count(distinct member_id) from loans")[0]
    assert all(share == count / whole for _, count, share in found.table.rows)
    assert any("more than 100 %" in caveat for caveat in found.caveats)


def test_shares_of_a_running_figure_are_told_at_its_date(stages: Stages) -> None:
    found = rows(stages, "loans_to_date", group_by="genre", period="2024-Q3", share="total")
    assert sum(row[3] for row in found) == pytest.approx(1)
    assert {row[0] for row in found} == {date(2024, 9, 30)}


def test_conditions_on_the_result_leave_rows_out_and_say_how_many(library: Built, stages: Stages) -> None:
    expected = library.sql("""
        select genre, count(*) from loans left join titles using (title_id)
        group by 1 having count(*) >= 6 order by 2 desc
    """)
    found = asked(stages, "loans", group_by="genre", having=("loans >= 6",))
    assert list(found.table.rows) == expected
    assert "2 of 4 rows do not meet the conditions on the result" in found.caveats
    assert "where Loans is at least 6" in found.sentence


def test_conditions_come_before_the_limit_and_after_the_share(stages: Stages) -> None:
    flags = {"group_by": "genre", "share": "total"}
    everything = rows(stages, "loans", **flags)
    found = rows(stages, "loans", having=("loans__share < 0.3",), limit=1, **flags)
    assert found == [row for row in everything if row[2] < 0.3][:1]


def test_no_row_that_meets_the_conditions_is_said(stages: Stages) -> None:
    query = typed_query(Flags(metrics=("loans",), group_by="genre", having=("loans > 1000",)), stages.catalog, TODAY)
    found = answer(query, stages)
    assert isinstance(found, Empty)
    assert found.reason == "No row meets the conditions on the result."


def test_the_best_of_each_group(library: Built, stages: Stages) -> None:
    expected = library.sql("""
        select genre, title_name, count(*) as loans from loans left join titles using (title_id) group by 1, 2
        qualify row_number() over (partition by genre order by count(*) desc, title_name) = 1 order by 1 nulls last
    """)
    assert rows(stages, "loans", group_by="genre,title_name", top=1, within="genre") == expected


def test_ties_across_the_cut_are_said(stages: Stages) -> None:
    found = asked(stages, "loans", group_by="month,genre", period="2024-Q2", top=1, within="month")
    assert any("tied in" in caveat for caveat in found.caveats)


def test_all_together(library: Built, stages: Stages) -> None:
    found = asked(
        stages,
        "loans",
        group_by="month,genre",
        where=("is_overdue = false",),
        period="2024-Q3",
        compare="previous_period",
        share="month",
        having=("loans__share > 0.2",),
        top=1,
        within="month",
        order="-loans",
        limit=2,
    )
    expected = library.sql("""
        with counted as (
            select date_trunc('month', lent_on)::date as month, genre, count(*) as loans
            from loans left join titles using (title_id) where not is_overdue group by 1, 2
        ),
        shared as (select *, loans / sum(loans) over (partition by month) as part from counted),
        best as (
            select * from shared where month between '2024-07-01' and '2024-09-01' and part > 0.2
            qualify row_number() over (partition by month order by loans desc, genre nulls last) = 1
        )
        select b.month, b.genre, b.loans, e.loans, b.part
        from best as b left join counted as e
        on e.genre is not distinct from b.genre and e.month = b.month - interval 3 month
        order by b.loans desc, b.month limit 2
    """)
    assert [(r[0], r[1], r[3], r[4], r[7]) for r in found.table.rows] == expected
    assert found.receipt["worked_out"] == ["compare", "share", "having", "top", "order", "limit"]
    sqls = found.receipt["sqls"]
    assert isinstance(sqls, dict)
    assert set(sqls) == {"previous", "total"}


def test_a_saved_query_is_worked_on_with_its_own_filters(stages: Stages) -> None:
    saved = typed_query(
        Flags(saved_query="loans_by_genre", share="total", having=("fines > 5",)), stages.catalog, TODAY
    )
    found = answer(saved, stages)
    assert isinstance(found, Answer)
    assert list(found.table.rows) == rows(stages, "loans,fines", group_by="genre", share="total", having=("fines > 5",))


@pytest.mark.parametrize(
    ("metrics", "flags", "error", "words"),
    [
        pytest.param("loans", {"compare": "previous_year"}, QueryInvalid, "needs a period", id="no period"),
        pytest.param(
            "loans", {"compare": "previous_year", "end": "2024-05-01"}, QueryInvalid, "first day", id="no first day"
        ),
        pytest.param(
            "loans", {"compare": "2024-03-01..", "period": "2024-05"}, QueryInvalid, "two periods", id="an open end"
        ),
        pytest.param(
            "loans",
            {"compare": "previous_period", "start": "2024-05-01", "end": "9999-12-31"},
            QueryInvalid,
            "beyond the calendar",
            id="the calendar's last day",
        ),
        pytest.param(
            "loans",
            {"compare": "previous_year", "start": "0001-01-01", "end": "2024-05-01"},
            QueryInvalid,
            "beyond the calendar",
            id="the calendar's first day",
        ),
        pytest.param(
            "loan_growth", {"compare": "previous_year", "period": "2024-05"}, QueryInvalid, "already", id="an offset"
        ),
        pytest.param("overdue_rate", {"share": "total"}, QueryInvalid, "is a ratio", id="shares of a ratio"),
        pytest.param("fine_per_loan", {"share": "total"}, QueryInvalid, "no sum of", id="shares of a quotient"),
        pytest.param("loan_growth", {"share": "total"}, QueryInvalid, "another period", id="shares of a growth"),
        pytest.param(
            "loans_mtd", {"share": "total", "group_by": "day"}, QueryInvalid, "told at a date", id="running shares"
        ),
        pytest.param("loans", {"share": "genre"}, QueryInvalid, "nothing finer", id="shares of what has no parts"),
        pytest.param(
            "loans", {"share": "total", "group_by": ""}, QueryInvalid, "nothing to take", id="shares of one number"
        ),
        pytest.param("loans", {"top": 1, "within": "genre"}, QueryInvalid, "nothing finer", id="one row a group"),
        pytest.param("loans", {"having": ("loans > many",)}, QueryInvalid, "is a number", id="a text for a number"),
        pytest.param(
            "loans", {"share": "total", "having": ("loans__shares > 1",)}, NameUnknown, "no column", id="a wrong column"
        ),
        pytest.param(
            "loans", {"share": "total", "order": "loans__change"}, NameUnknown, "no column", id="a wrong order"
        ),
        pytest.param(
            "loans",
            {"period": "2024-05", "compare": "previous_period", "where": ("lent_on >= 2024-05-10",)},
            QueryInvalid,
            "would leave other days out",
            id="a condition on the metric's own date",
        ),
        pytest.param(
            "loans",
            {"period": "2024-05", "compare": "previous_period", "where": ("metric_time >= 2024-05-10",)},
            QueryInvalid,
            "would leave other days out",
            id="a condition on metric_time",
        ),
        pytest.param(
            "loans",
            {"group_by": "extract_year", "period": "2024-05", "compare": "previous_year"},
            QueryInvalid,
            "no year",
            id="years as parts",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(
    stages: Stages, metrics: str, flags: dict[str, Any], error: type[MetricsError], words: str
) -> None:
    with pytest.raises(error) as raised:
        asked(stages, metrics, **{"group_by": "genre", **flags})
    assert words in raised.value.message
    assert raised.value.hint


def test_an_analysis_never_rests_on_a_part(stages: Stages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(QueryFailed):
        asked(stages, "loans", group_by="genre", share="total")


def test_rows_beyond_what_an_answer_holds_are_said_and_shares_stay(stages: Stages) -> None:
    found = asked(replace(stages, max_rows=2), "loans", group_by="genre", share="total")
    assert (len(found.table.rows), found.table.truncated) == (2, True)
    assert list(found.table.rows) == rows(stages, "loans", group_by="genre", share="total")[:2]


def test_every_statement_is_explained(stages: Stages) -> None:
    flags = Flags(metrics=("loans",), group_by="term", period="2024", compare="previous_year", share="total")
    plans = explain(replace(typed_query(flags, stages.catalog, TODAY), limit=3), stages.layer, stages.catalog)
    assert [p.name for p in plans] == ["rows", "previous", "total", "calendar"]
    assert "2023-01-01" in plans[1].plan.sql
    assert all("limit" not in p.plan.sql.lower() for p in plans)


def test_the_command_compares_shares_and_ranks(library: Built) -> None:
    flags = "query loans -g genre --period 2024-Q3 --compare previous_period --share total --top 2".split()
    shown = library.metrics(*flags, "--format", "table")
    assert shown.code == 0, shown.err
    assert "compared with the period before, 1 Apr – 30 Jun 2024, with shares of the total, top 2 by Loans" in shown.out
    assert "of its rows afterwards: compare, share, top, order" in shown.out
    body = library.metrics(*flags, "--json").json
    assert body["query"]["compare"]["period"]["start"] == "2024-04-01"
    assert [c["name"] for c in body["columns"]][-1] == "loans__share"
    assert body["mf"].startswith("mf query --metrics loans --group-by title__genre --start-time 2024-07-01")
    assert set(body["receipt"]["sqls"]) == {"previous", "total"}


def test_the_statements_that_the_command_explains_run(library: Built) -> None:
    shown = library.metrics(*"query loans -g term --period 2024 --compare previous_year --explain".split())
    statements = [part for part in shown.out.split(";\n") if part.strip()]
    assert [part.strip().splitlines()[0] for part in statements] == [
        "-- the rows",
        "-- the period it is compared with; cut to the days that the data reach when it runs",
        "-- the days of the project's own grain",
    ]
    assert all(library.sql(part) is not None for part in statements)


def test_a_refusal_is_one_line_and_exit_code_2(library: Built) -> None:
    shown = library.metrics(*"query overdue_rate -g genre --share total".split())
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.splitlines() == [
        "error: Overdue rate has no shares: it is a ratio, and its groups don't add up "
        "(ask for the share of overdue_loans or loans)"
    ]


def test_a_condition_per_entity_is_told_over_each_of_the_periods(library: Built, stages: Stages) -> None:
    often = MetricFilter("loans", ("member",), Operator.GE, (3,))
    query = replace(
        typed_query(Flags(metrics=("loans",), period="2024-Q3", compare="previous_period"), stages.catalog, TODAY),
        metric_filters=(often,),
    )
    found = answer(query, stages)
    assert isinstance(found, Answer)
    expected = library.sql("""
        with counted as (
            select date_trunc('quarter', lent_on)::date as quarter, member_id, count(*) as loans
            from loans group by 1, 2 having count(*) >= 3
        )
        select sum(loans) filter (quarter = '2024-07-01'), sum(loans) filter (quarter = '2024-04-01') from counted
    """)
    assert found.table.rows[0][:2] == expected[0]


def test_shares_under_a_condition_per_entity_are_of_the_same_entities(library: Built, stages: Stages) -> None:
    often = MetricFilter("loans", ("member",), Operator.GE, (9,))
    query = replace(
        typed_query(Flags(metrics=("loans",), group_by="genre", period="2024", share="total"), stages.catalog, TODAY),
        metric_filters=(often,),
    )
    found = answer(query, stages)
    assert isinstance(found, Answer)
    expected = library.sql("""
        with often as (select member_id from loans where year(lent_on) = 2024 group by 1 having count(*) >= 9)
        select genre, count(*), count(*) / sum(count(*)) over ()
        from loans left join titles using (title_id)
        where year(lent_on) = 2024 and member_id in (select member_id from often) group by 1
    """)
    assert sorted(found.table.rows, key=str) == sorted(expected, key=str)


def test_a_running_total_stands_at_a_day_however_short_the_data_are(library: Built, stages: Stages) -> None:
    found = asked(stages, "loans_to_date", period="2024-Q2", compare="previous_period")
    before, now = (
        library.sql(f"select count(*) from loans where lent_on <= date '{day}'")[0][0]
        for day in ("2024-03-31", "2024-06-30")
    )
    assert found.table.rows[0][2:5] == (now, before, now - before)
    assert not any("no change" in caveat for caveat in found.caveats)


def test_a_window_that_reaches_before_the_data_is_not_compared_with_a_whole_one() -> None:
    span = Span(date(2024, 1, 5), date(2024, 12, 31), date(2024, 1, 5), date(2024, 12, 31))
    catalog = Catalog({"week": Metric("week", "Week", "", "cumulative", is_cumulative=True, window=(7, "day"))})
    whole = with_whole_windows(span, MetricQuery(("week",)), catalog)
    assert whole.full_first == date(2024, 1, 11)
    days = [Period("", day, day) for day in (date(2024, 1, 10), date(2024, 1, 11), date(2024, 2, 1))]
    assert not Beside(days[2], days[0], False).is_like(whole)
    assert Beside(days[2], days[1], False).is_like(whole)
    assert "beyond the data" in not_in_the_data(Beside(days[2], days[0], False), span, whole.full_first)[0]
    assert not_in_the_data(Beside(days[2], days[1], False), span, whole.full_first) == ()
