"""Filters through the real MetricFlow, run on a real DuckDB: whatever the text, it is compared and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_cli.errors import QueryInvalid
from metrics_cli.period import resolve
from metrics_cli.query import Filter, GroupBy, MetricFilter, MetricQuery, Operator, Scalar
from metrics_cli.semantic_layer.filters import render_filter, render_metric_filter
from metrics_cli.semantic_layer.literals import literal
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


# `lower` is one sign for one in the warehouse, several for some in Python (İ); those would test Python.
FOLDED = st.text(
    st.characters(exclude_characters="\0", exclude_categories=("Cs",)).filter(
        lambda c: len(c.lower()) == len(c.upper()) == len(c.casefold()) == 1 and c.lower() == c.casefold()
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=60)
@given(name=FOLDED | TRAPS, part=FOLDED | TRAPS | st.sampled_from(["%", "_", "\\", "\\%", "!", "^"]))
def test_any_text_is_looked_for_as_it_is(
    library: Built, shelf: duckdb.DuckDBPyConnection, name: str, part: str
) -> None:
    for whole in (name, name + part.upper() + name):
        is_in = part.lower() in whole.lower()
        found = [
            lent(library, shelf, whole, Filter("title__title_name", operator, (part,)))
            for operator in (Operator.CONTAINS, Operator.NOT_CONTAINS)
        ]
        assert found == ([[(whole, 1)], []] if is_in else [[], [(whole, 1)]])


@settings(deadline=None, max_examples=40)
@given(name=st.text("aAb%_'\\{}é\n", max_size=6), pattern=st.text("aAb%_'\\{}é\n", max_size=5))
def test_a_pattern_means_what_sql_means_by_it(
    library: Built, shelf: duckdb.DuckDBPyConnection, name: str, pattern: str
) -> None:
    expression = "".join({"%": ".*", "_": "."}.get(c, re.escape(c)) for c in pattern)
    matches = re.fullmatch(expression, name, re.DOTALL) is not None
    found = [
        lent(library, shelf, name, Filter("title__title_name", operator, (pattern,)))
        for operator in (Operator.LIKE, Operator.NOT_LIKE)
    ]
    assert found == ([[(name, 1)], []] if matches else [[], [(name, 1)]])


@settings(deadline=None, max_examples=60)
@given(
    number=st.integers(-(10**37), 10**37) | st.floats(allow_nan=False, allow_infinity=False, width=32),
    operator=st.sampled_from([o for o in Operator if o in ("eq", "ne", "gt", "ge", "lt", "le")]),
)
def test_any_number_is_compared_as_python_compares_it(library: Built, number: float, operator: Operator) -> None:
    compared = {"eq": "__eq__", "ne": "__ne__", "gt": "__gt__", "ge": "__ge__", "lt": "__lt__", "le": "__le__"}
    pages = {48: 5, 96: 12, 210: 3, 320: 19, 400: 5}
    query = MetricQuery(("loans",), (), (Filter("title__pages", operator, (number,)),))
    found = library.sql(library.layer.plan(query, library.catalog).sql)
    expected = sum(count for p, count in pages.items() if getattr(Decimal(p), compared[operator])(Decimal(number)))
    assert (found[0][0] or 0) == expected


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a\0b", "NUL"),
        ("a\udc80b", "no text"),
        ("x" * 10_001, "10001 characters"),
        (float("nan"), "nan is no number"),
        (float("-inf"), "-inf is no number"),
        (10**38, "too many digits"),
        pytest.param(-(10**5000), "too many digits", id="too many digits to print"),
    ],
)
def test_a_value_that_no_column_holds_is_refused(value: Scalar, said: str) -> None:
    with pytest.raises(QueryInvalid, match=said) as refusal:
        literal(value)
    assert len(str(refusal.value)) < 200


def test_a_long_text_is_compared(library: Built, shelf: duckdb.DuckDBPyConnection) -> None:
    name = "{{'" * 3333
    assert lent(library, shelf, name, Filter("title__title_name", Operator.EQ, (name,))) == [(name, 1)]


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("duckdb", "'a\\''b'"),
        ("postgres", "'a\\''b'"),
        ("trino", "'a\\''b'"),
        ("snowflake", "'a\\\\''b'"),
        ("redshift", "'a\\\\''b'"),
        ("bigquery", "'a\\\\\\'b'"),
        ("databricks", "'a\\\\\\'b'"),
    ],
)
def test_a_backslash_ends_no_literal_in_any_dialect(dialect: str, sql: str) -> None:
    assert jinja2.Template(literal("a\\'b", dialect)).render() == sql


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "TRUE"), (False, "FALSE"), (3, "3"), (-3, "-3"), (0.5, "0.5"), ("Crime", "'Crime'"), ("", "''")],
)
def test_a_plain_value_reads_as_sql(value: Scalar, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize(
    ("condition", "kind", "said"),
    [
        (Filter("title__genre", Operator.IN), "categorical", "no value"),
        (Filter("title__genre", Operator.EQ, ("a", "b")), "categorical", "has 2 values"),
        (Filter("title__pages", Operator.BETWEEN, (1,)), "categorical", "has 1 values"),
        (Filter("title__pages", Operator.BETWEEN, (5, 2)), "categorical", "ends before it starts"),
        (Filter("title__pages", Operator.BETWEEN, (5, "6")), "categorical", "a text and a number"),
        (Filter("title__pages", Operator.CONTAINS, (5,)), "categorical", "looks for a text"),
        (Filter("metric_time", Operator.EQ, ("soon",)), "time", "'soon' is none"),
        (Filter("metric_time", Operator.EQ, ("2024-02-30",)), "time", "'2024-02-30' is none"),
        (Filter("metric_time", Operator.EQ, ("20240201",)), "time", "'20240201' is none"),
        (Filter("metric_time", Operator.EQ, ("2024-02-0\u0661",)), "time", "is none"),
        (Filter("metric_time", Operator.GT, (5,)), "time", "'5' is none"),
        (Filter("metric_time", Operator.LIKE, ("2024%",)), "time", "not a text"),
        (Filter("metric_time", Operator.BETWEEN, ("2024-02-01", "2024-01-01")), "time", "ends before it starts"),
        (Filter("metric_time", Operator.EQ, (8,), date_part="dow"), "time", "'8' is no weekday"),
        (Filter("metric_time", Operator.EQ, ("x",), date_part="month"), "time", "'x' is no month"),
        (Filter("metric_time", Operator.EQ, (1,), date_part="hour"), "time", "no part of a date"),
    ],
)
def test_a_condition_without_a_meaning_is_refused(condition: Filter, kind: str, said: str) -> None:
    with pytest.raises(QueryInvalid, match=said) as refusal:
        render_filter(condition, kind)
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (MetricFilter("loans", ("member", "title"), Operator.GT, (3,)), "per one entity"),
        (MetricFilter("loans", ("member",), Operator.GT, ("three",)), "is a number"),
        (MetricFilter("loans", ("member",), Operator.CONTAINS, (3,)), "is a number"),
        (MetricFilter("loans", ("member",), Operator.GT), "no value"),
    ],
)
def test_a_metric_filter_without_a_meaning_is_refused(condition: MetricFilter, said: str) -> None:
    with pytest.raises(QueryInvalid, match=said):
        render_metric_filter(condition)


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
        ([("metric_time", "between", "2024-07-01", "2024-07-22")], "lent_on between '2024-07-01' and '2024-07-22'"),
        ([("title__pages", "between", 96, 320)], "pages between 96 and 320"),
        ([("title__title_name", "like", "%b_ck%")], "title_name like '%b_ck%'"),
        ([("title__title_name", "not_like", "%e%")], "title_name not like '%e%'"),
        ([("title__genre", "contains", "RI")], "genre ilike '%ri%'"),
        ([("title__genre", "not_contains", "ri")], "genre not ilike '%ri%'"),
        ([("member__branch__town", "contains", "'S l")], "town = 'King''s Lynn'"),
        ([("member", "in", 3, 4), ("member__branch", "not_null")], "member_id in (3, 4)"),
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
    ("condition", "sql"),
    [
        (Filter("metric_time", Operator.IN, (6, 7), date_part="dow"), "isodow(lent_on) in (6, 7)"),
        (Filter("metric_time", Operator.BETWEEN, (1, 3), date_part="month"), "month(lent_on) between 1 and 3"),
        (Filter("member__joined_on", Operator.EQ, (15,), date_part="day"), "day(joined_on) = 15"),
        (
            Filter("metric_time", Operator.EQ, ("2024-03-01",), grain="month"),
            "lent_on between '2024-03-01' and '2024-03-31'",
        ),
        (Filter("metric_time", Operator.GT, ("2024-01-01",), grain="quarter"), "lent_on >= '2024-04-01'"),
        (
            Filter("metric_time", Operator.EQ, ("2024-05-01",), grain="term"),
            "lent_on between '2024-05-01' and '2024-08-31'",
        ),
        (Filter("member__joined_on", Operator.LE, ("2024-01-01",), grain="year"), "joined_on < '2025-01-01'"),
    ],
)
def test_a_grain_or_a_part_of_a_date_is_compared(library: Built, condition: Filter, sql: str) -> None:
    plan = library.layer.plan(MetricQuery(("loans",), (), (condition,)), library.catalog)
    expected = library.sql(LOANS + sql)
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
