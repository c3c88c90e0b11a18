"""The flags of `metrics query` and the typed query that they state."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from metrics_cli.errors import NameUnknown, QueryInvalid
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.period import resolve
from metrics_cli.query import Comparison, GroupBy, Having, MetricQuery, Operator, OrderBy, Share, TopWithin
from tests.projects.built import Built

TODAY = date(2025, 2, 20)
GENRE = GroupBy("title__genre")
MONTH = GroupBy("metric_time", "month")


def stated(library: Built, *metrics: str, **flags: Any) -> MetricQuery:
    return typed_query(Flags(metrics or ("loans",), **flags), library.catalog, TODAY)


@pytest.mark.parametrize(
    ("metrics", "found"),
    [
        (("loans",), ("loans",)),
        (("loans", "fines"), ("loans", "fines")),
        (("loans,fines",), ("loans", "fines")),
        (("loans", " fines , loans,"), ("loans", "fines")),
    ],
)
def test_metrics_are_named_one_by_one_or_with_commas(
    library: Built, metrics: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert stated(library, *metrics).metrics == found


@pytest.mark.parametrize(
    ("group_by", "found"),
    [
        ("month", MONTH),
        ("term", GroupBy("metric_time", "term")),
        ("metric_time__term", GroupBy("metric_time", "term")),
        ("joined_on__term", GroupBy("member__joined_on", "term")),
        ("joined_on__week", GroupBy("member__joined_on", "week")),
        ("member", GroupBy("member")),
        ("member__branch", GroupBy("member__branch")),
        ("weekday", GroupBy("metric_time", None, "dow")),
        ("metric_time__dow", GroupBy("metric_time", None, "dow")),
        ("metric_time__extract_dow", GroupBy("metric_time", None, "dow")),
        ("month_of_year", GroupBy("metric_time", None, "month")),
        ("extract_year", GroupBy("metric_time", None, "year")),
        ("joined_on__day_of_year", GroupBy("member__joined_on", None, "doy")),
        ("member__joined_on__quarter_of_year", GroupBy("member__joined_on", None, "quarter")),
    ],
)
def test_a_group_by_is_a_dimension_an_entity_a_grain_or_a_part_of_a_date(
    library: Built, group_by: str, found: GroupBy
) -> None:
    assert stated(library, group_by=group_by).group_by == (found,)


@pytest.mark.parametrize(
    ("flags", "part"),
    [
        ({"having": ("loans > 3",)}, {"having": (Having("loans", Operator.GT, (3,)),)}),
        ({"having": ("genre is null",)}, {"having": (Having("title__genre", Operator.IS_NULL),)}),
        ({"order": "-loans,genre"}, {"order_by": (OrderBy("loans", True), OrderBy("title__genre"))}),
        ({"order": "metric_time"}, {"order_by": (OrderBy("metric_time__month"),)}),
        ({"period": "2024", "compare": "previous_year"}, {"compare": Comparison("previous_year")}),
        ({"compare": "2024-Q3"}, {"compare": Comparison("period", resolve("2024-Q3", TODAY))}),
        ({"share": "total"}, {"share": Share()}),
        ({"share": "month"}, {"share": Share(("metric_time__month",))}),
        ({"limit": 3}, {"limit": 3}),
        ({"top": 3}, {"limit": 3, "order_by": (OrderBy("loans", True),)}),
        ({"top": 3, "order": "loans"}, {"limit": 3, "order_by": (OrderBy("loans"),)}),
        (
            {"top": 3, "order": "month"},
            {"limit": 3, "order_by": (OrderBy("loans", True), OrderBy("metric_time__month"))},
        ),
        ({"top": 1, "within": "month"}, {"top": TopWithin(1, "loans", ("metric_time__month",))}),
        ({"top": 1, "within": "genre", "order": "loans"}, {"top": TopWithin(1, "loans", ("title__genre",), False)}),
        ({"top": 1, "share": "total"}, {"top": TopWithin(1, "loans", ())}),
    ],
)
def test_each_flag_fills_its_part(library: Built, flags: dict[str, Any], part: dict[str, Any]) -> None:
    found = stated(library, group_by="month,genre", **flags)
    assert found.group_by == (MONTH, GENRE)
    assert {name: getattr(found, name) for name in part} == part


def test_a_saved_query_brings_its_metrics_and_group_bys(library: Built) -> None:
    found = stated(library, "", saved_query="loans_by_genre", where=("genre = Crime",), order="-fines", limit=2)
    assert (found.metrics, found.group_by, found.saved_query) == (("loans", "fines"), (GENRE,), "loans_by_genre")
    assert (found.order_by, found.limit, len(found.filters)) == ((OrderBy("fines", True),), 2, 1)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"metrics": ("",)}, "no metric is named"),
        ({"group_by": "hour"}, "metric_time is kept by day and has no hours"),
        ({"group_by": "genre__weekday"}, "no dimension 'genre__weekday'"),
        ({"having": ("fines > 3",)}, "no dimension 'fines'|can't filter the result by 'fines'"),
        ({"order": "title_name"}, "can't order by 'title_name'"),
        ({"compare": "yesteryear"}, "'yesteryear' is nothing to compare with"),
        ({"share": "tier"}, "can't take shares within 'tier'"),
        ({"share": "loans", "group_by": "genre"}, "can't take shares within 'loans'"),
        ({"within": "genre", "group_by": "genre"}, "--within says where"),
        ({"top": 3}, "--top needs groups"),
        ({"top": 3, "limit": 3, "group_by": "genre"}, "--top and --limit"),
        ({"saved_query": "loans_by_gene", "metrics": ()}, "no saved query.*did you mean loans_by_genre"),
        ({"saved_query": "loans_by_genre"}, "says which metrics"),
        ({"saved_query": "loans_by_genre", "metrics": (), "group_by": "month"}, "says which metrics"),
    ],
)
def test_what_cannot_be_meant_is_refused(library: Built, flags: dict[str, Any], said: str) -> None:
    with pytest.raises((QueryInvalid, NameUnknown)) as refusal:
        typed_query(Flags(**{"metrics": ("loans",), **flags}), library.catalog, TODAY)
    assert re.search(said, f"{refusal.value.message} ({refusal.value.hint})")
    assert refusal.value.hint
