"""`--where`: conditions people write, read into typed filters and never passed through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.conditions import parse_conditions
from metrics_cli.query import Filter, MetricFilter, Operator, Scalar


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("genre = Crime", [("genre", "eq", "Crime")]),
        ("genre=Crime", [("genre", "eq", "Crime")]),
        ("genre != Crime", [("genre", "ne", "Crime")]),
        ("genre <> Crime", [("genre", "ne", "Crime")]),
        ("pages < 5", [("pages", "lt", 5)]),
        ("pages<=5", [("pages", "le", 5)]),
        ("pages > -5", [("pages", "gt", -5)]),
        ("pages >= 5.25", [("pages", "ge", 5.25)]),
        ("pages between 2 and 5", [("pages", "between", 2, 5)]),
        ("pages BETWEEN 2 AND 5 AND genre = Crime", [("pages", "between", 2, 5), ("genre", "eq", "Crime")]),
        ("town in (Wells, Rye)", [("town", "in", "Wells", "Rye")]),
        ("town NOT IN ('King''s Lynn')", [("town", "not_in", "King's Lynn")]),
        ("town is null", [("town", "is_null")]),
        ("town IS NOT NULL and genre = x", [("town", "not_null"), ("genre", "eq", "x")]),
        ("is_overdue = true", [("is_overdue", "eq", True)]),
        ("is_overdue = False", [("is_overdue", "eq", False)]),
        ("is_overdue = 'true'", [("is_overdue", "eq", "true")]),
        ("joined_on >= 2024-01-01", [("joined_on", "ge", "2024-01-01")]),
        ("code = 007", [("code", "eq", "007")]),
        ("code = '7'", [("code", "eq", "7")]),
        ("code = 1e5", [("code", "eq", "1e5")]),
        ('name = "O\'Brien"', [("name", "eq", "O'Brien")]),
        ("name = 'a and b'", [("name", "eq", "a and b")]),
        ("name = 'null'", [("name", "eq", "null")]),
        ("name = ''", [("name", "eq", "")]),
        ("name = '{{ x }}; drop table loans --'", [("name", "eq", "{{ x }}; drop table loans --")]),
        ("name = and", [("name", "eq", "and")]),
        ("'odd name' = 1", [("odd name", "eq", 1)]),
        ("name like 'C%'", [("name", "like", "C%")]),
        ("name NOT LIKE C_%", [("name", "not_like", "C_%")]),
        ("name contains 100%", [("name", "contains", "100%")]),
        (
            "name contains 100 and name not contains 'a b'",
            [("name", "contains", "100"), ("name", "not_contains", "a b")],
        ),
        ("'like' = 'contains'", [("like", "eq", "contains")]),
    ],
)
def test_a_condition_becomes_filters(text: str, filters: list[tuple[Scalar, ...]]) -> None:
    expected = tuple(Filter(str(name), Operator(str(operator)), tuple(values)) for name, operator, *values in filters)
    found = parse_conditions(text)
    assert found == expected
    # `True == 1` in Python; a filter must not confuse them.
    assert [list(map(type, f.values)) for f in found] == [list(map(type, f.values)) for f in expected]


@pytest.mark.parametrize(
    ("text", "operator", "values"),
    [
        ("loans per member > 3", "gt", (3,)),
        ("'loans' PER 'member' between 1 and 2.5", "between", (1, 2.5)),
        ("loans per member is null", "is_null", ()),
        ("loans per member in (1, 2)", "in", (1, 2)),
    ],
)
def test_a_metric_per_entity_becomes_a_metric_filter(text: str, operator: str, values: tuple[Scalar, ...]) -> None:
    assert parse_conditions(text) == (MetricFilter("loans", ("member",), Operator(operator), values),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "genre",
        "genre =",
        "= Crime",
        "genre Crime",
        "genre == Crime",
        "genre = Crime and",
        "and genre = Crime",
        "genre = Crime or genre = Poetry",
        "genre = Crime Poetry",
        "genre in",
        "genre in Crime",
        "genre in ()",
        "genre in (Crime",
        "genre in (Crime,)",
        "genre in (Crime, Poetry))",
        "genre not Crime",
        "genre is Crime",
        "genre is not",
        "pages between 1",
        "pages between 1, 2",
        "genre = 'Crime",
        'genre = "Crime',
        "genre = Crime'",
        "genre = (select 1)",
        "genre like",
        "genre like (x)",
        "genre not 'like' x",
        "genre contains",
        "loans per > 3",
        "loans per member",
        "loans per (member) > 3",
        "pages = 0.12345678901234567890123",
    ],
)
def test_what_is_no_condition_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(QueryInvalid) as refusal:
        parse_conditions(text)
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ Dimension('title__genre') }} = 'new'", "write it like: title__genre = 'new'"),
        ("{{ TimeDimension('loan__lent_on', 'month') }} > 2024-01", "write it like: loan__lent_on > 2024-01"),
        ("colour = red or size = S", "size in (S, M)"),
        ("(colour = red) and size = S", "size in (S, M)"),
    ],
)
def test_what_other_tools_read_is_refused_with_what_to_write_here(text: str, said: str) -> None:
    with pytest.raises(QueryInvalid) as refusal:
        parse_conditions(text)
    assert said in refusal.value.hint


@given(st.text())
def test_any_text_written_quoted_comes_back_as_it_was(value: str) -> None:
    for quote in ("'", '"'):
        written = quote + value.replace(quote, quote * 2) + quote
        assert parse_conditions(f"name = {written} and other in ({written}, {written})") == (
            Filter("name", Operator.EQ, (value,)),
            Filter("other", Operator.IN, (value, value)),
        )


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert all(isinstance(f, Filter) for f in parse_conditions(text))
    except QueryInvalid as refusal:
        assert refusal.message
