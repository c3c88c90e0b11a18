"""Filters through the real MetricFlow, run on a real DuckDB: whatever the text, it is compared and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_cli.errors import QueryInvalid
from metrics_cli.period import resolve
from metrics_cli.query import Filter, GroupBy, MetricQuery, Operator, Scalar
from metrics_cli.semantic_layer.filters import literal, render_filter
from tests.projects.built import Built


@pytest.fixture(scope="module")
def shelf() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with one title that is yet to be named, lent once, beside one without a name."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as library")
        connection.execute("create table library.main.titles (title_id integer, title_name varchar)")
        connection.execute(
            "create table library.main.loans as select * from (values (1, 1), (2, 2)) l (loan_id, title_id)"
        )
        yield connection


def lent(library: Built, shelf: duckdb.DuckDBPyConnection, name: str, *filters: Filter) -> list[tuple[object, ...]]:
    """Return the titles and loans that are left of the shelf when a title is called `name`."""
    query = MetricQuery(("loans",), (GroupBy("title__title_name"),), filters)
    sql = library.layer.plan(query, library.catalog).sql
    shelf.execute("delete from library.main.titles")
    shelf.execute("insert into library.main.titles values (1, ?), (2, null)", [name])
    return shelf.execute(sql).fetchall()


# Texts of the pieces that end literals, start templates or fold.
PIECES = [*"'\"\\{}%#$-;/* \n\r\t`é’AßÉ📚", "{{", "}}", "{%", "''", "--", "\\'"]
TRAPS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@settings(deadline=None)
@given(name=st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",))) | TRAPS)
def test_any_text_equals_itself(library: Built, shelf: duckdb.DuckDBPyConnection, name: str) -> None:
    assert lent(library, shelf, name, Filter("title__title_name", Operator.EQ, (name,))) == [(name, 1)]


@settings(deadline=None, max_examples=30)
@given(name=TRAPS)
def test_any_text_in_a_list_equals_itself(library: Built, shelf: duckdb.DuckDBPyConnection, name: str) -> None:
    assert lent(library, shelf, name, Filter("title__title_name", Operator.IN, ("x'", name))) == [(name, 1)]
    assert lent(library, shelf, name, Filter("title__title_name", Operator.NOT_IN, (name, "x'"))) == []


@pytest.mark.parametrize(
    "name",
    [
        "' or 1 = 1 --",
        "'; drop table loans; --",
        "{{ Dimension('title__genre') }}",
        "{% raw %}",
        "{# gone #}",
        "\\' or 1=1",
        "%(x)s %s",
        "$$",
        "line\nbreak\r\n",
        "\\u0041 \\x41 \\N{BULLET}",
        "ﬁ İ ß",
        " both ends ",
    ],
)
def test_the_usual_tricks_are_text(library: Built, shelf: duckdb.DuckDBPyConnection, name: str) -> None:
    assert lent(library, shelf, name, Filter("title__title_name", Operator.EQ, (name,))) == [(name, 1)]
    assert lent(library, shelf, f"{name}!", Filter("title__title_name", Operator.EQ, (name,))) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "TRUE"), (False, "FALSE"), (3, "3"), (-3, "-3"), (0.5, "0.5"), ("Crime", "'Crime'"), ("", "''")],
)
def test_a_plain_value_reads_as_sql(value: Scalar, text: str) -> None:
    assert literal(value) == text


def test_a_nul_character_is_refused() -> None:
    with pytest.raises(QueryInvalid, match="NUL"):
        literal("a\0b")


def test_a_filter_without_a_value_is_refused() -> None:
    with pytest.raises(QueryInvalid, match="no value"):
        render_filter(Filter("title__genre", Operator.IN), "categorical")


LOANS = (
    "select count(*) from loans join titles using (title_id) join members using (member_id)"
    " left join branches using (branch_id) where "
)


@pytest.mark.parametrize(
    ("filters", "condition"),
    [
        ([("title__genre", "eq", "Children's")], "genre = 'Children''s'"),
        ([("title__genre", "ne", "Crime")], "genre <> 'Crime'"),
        ([("title__genre", "is_null")], "genre is null"),
        ([("title__genre", "not_null")], "genre is not null"),
        ([("title__genre", "in", "Crime", "Poetry")], "genre in ('Crime', 'Poetry')"),
        ([("title__genre", "not_in", "Crime", "Poetry")], "genre not in ('Crime', 'Poetry')"),
        ([("title__pages", "gt", 96), ("title__pages", "le", 320)], "pages > 96 and pages <= 320"),
        ([("title__pages", "ge", 96.5), ("title__pages", "lt", 400)], "pages >= 96.5 and pages < 400"),
        ([("loan__is_overdue", "eq", True)], "is_overdue"),
        ([("member__tier", "is_null"), ("loan__is_overdue", "eq", False)], "tier is null and not is_overdue"),
        ([("member__branch__town", "eq", "King's Lynn")], "town = 'King''s Lynn'"),
        ([("member__branch__town", "is_null")], "town is null"),
        ([("member", "eq", 3)], "member_id = 3"),
        ([("member__branch", "eq", 2)], "branch_id = 2"),
        ([("member__joined_on", "ge", "2024-02-20")], "joined_on >= date '2024-02-20'"),
        ([("metric_time", "lt", "2024-07-01")], "lent_on < date '2024-07-01'"),
    ],
)
def test_a_filter_means_what_the_hand_written_condition_means(
    library: Built, filters: list[tuple[Scalar, ...]], condition: str
) -> None:
    typed = tuple(Filter(str(name), Operator(str(operator)), tuple(values)) for name, operator, *values in filters)
    plan = library.layer.plan(MetricQuery(("loans",), (), typed), library.catalog)
    expected = library.sql(LOANS + condition)
    assert library.sql(plan.sql) == expected
    assert expected[0][0] > 0


@pytest.mark.parametrize(
    ("period", "grain", "caveat"),
    [
        ("2024-Q1", "month", False),
        ("2024-Q1", "day", False),
        ("2024-02", "week", True),
        ("2024-Q1", "term", True),
        ("2024-02-10..2024-03-05", "month", True),
        ("2024-02-10..", "quarter", True),
        ("..2024-03-05", "year", True),
    ],
)
def test_a_period_never_counts_a_day_outside_it(library: Built, period: str, grain: str, caveat: bool) -> None:
    window = resolve(period, date(2025, 1, 1))
    query = MetricQuery(("loans",), (GroupBy("metric_time", grain),), period=window)
    plan = library.layer.plan(query, library.catalog)
    start, end = window.start or date.min, window.end or date.max
    total = library.sql(f"select count(*) from loans where lent_on between '{start}' and '{end}'")[0][0]
    assert sum(row[-1] for row in library.sql(plan.sql)) == total > 0
    assert bool(plan.caveats) is caveat


def test_a_comparison_with_the_month_before_sees_the_month_before_the_period(library: Built) -> None:
    window = resolve("2024-03-01..2024-04-30", date(2025, 1, 1))
    query = MetricQuery(("loan_growth",), (GroupBy("metric_time", "month"),), period=window)
    found = library.sql(library.layer.plan(query, library.catalog).sql)
    by_month = "select cast(date_trunc('month', lent_on) as timestamp) as month, count(*) as n from loans group by 1"
    before = "by_month as before on before.month = by_month.month - interval 1 month"
    expected = library.sql(
        f"with by_month as ({by_month}) select by_month.month, by_month.n * 1.0 / before.n - 1"
        f" from by_month join {before} where by_month.month between '2024-03-01' and '2024-04-30'"
    )
    assert dict(found) == pytest.approx(dict(expected))
    assert len(found) == 2
