"""Edits of a query: each changes what it names and nothing else, or says why it does not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

import pytest

from metrics_cli.interpretation import edits
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.period import Period
from metrics_cli.query import (
    METRIC_TIME,
    Comparison,
    Filter,
    GroupBy,
    Having,
    MetricQuery,
    Operator,
    OrderBy,
    Share,
    TopWithin,
)
from tests.projects.built import Built

GENRE, TOWN, MONTH = GroupBy("title__genre"), GroupBy("branch__town"), GroupBy(METRIC_TIME, "month")
YEAR, MAY = (
    Period("2024", date(2024, 1, 1), date(2024, 12, 31)),
    Period("2024-05", date(2024, 5, 1), date(2024, 5, 31)),
)
CRIME = Filter("title__genre", Operator.EQ, ("Crime",))
KNOWN = Filter("title__genre", Operator.NOT_NULL)
PLAIN = MetricQuery(("loans",), (GENRE,), (CRIME,), YEAR)
RANKED = MetricQuery(("loans",), (GENRE,), (KNOWN,), YEAR, (OrderBy("loans", True),), 3)
SHARED = MetricQuery(("loans",), (GENRE,), period=YEAR, share=Share())
BESIDE = MetricQuery(("loans",), (GENRE,), period=YEAR, compare=Comparison("previous_year"))


def differs(before: MetricQuery, after: MetricQuery) -> set[str]:
    """Return the parts in which two queries differ."""
    return {f.name for f in fields(before) if getattr(before, f.name) != getattr(after, f.name)}


@pytest.mark.parametrize(
    ("before", "edit", "parts"),
    [
        (PLAIN, lambda q: edits.with_groups(q, [MONTH], True), {"group_by"}),
        (PLAIN, lambda q: edits.with_groups(q, [MONTH], False), {"group_by"}),
        (PLAIN, lambda q: edits.without_groups(q), {"group_by"}),
        (PLAIN, lambda q: edits.with_filter(q, Filter("branch__town", Operator.EQ, ("X",)), False), {"filters"}),
        (PLAIN, lambda q: edits.without_filters(q), {"filters"}),
        (PLAIN, lambda q: edits.with_period(q, MAY), {"period"}),
        (PLAIN, lambda q: edits.with_comparison(q, Comparison("previous_year")), {"compare"}),
        (BESIDE, lambda q: edits.with_comparison(q, None), {"compare"}),
        (BESIDE, lambda q: edits.with_period(q, MAY), {"period"}),
        (SHARED, lambda q: edits.with_share(q, False), {"share"}),
        (RANKED, lambda q: edits.with_rank(q, 5, False), {"limit", "order_by"}),
        (RANKED, lambda q: edits.without_rank(q), {"limit", "filters"}),
        (RANKED, lambda q: edits.with_period(q, None), {"period"}),
    ],
)
def test_an_edit_changes_the_part_that_it_names(
    before: MetricQuery, edit: Callable[[MetricQuery], MetricQuery], parts: set[str]
) -> None:
    assert differs(before, edit(before)) == parts


@pytest.mark.parametrize(
    ("before", "edit"),
    [
        (RANKED, lambda q: edits.with_groups(q, [TOWN], True)),
        (RANKED, lambda q: edits.without_groups(q)),
        (RANKED, lambda q: edits.with_share(q, True)),
        (RANKED, lambda q: edits.without_filters(q)),
        (SHARED, lambda q: edits.with_filter(q, CRIME, False)),
        (SHARED, lambda q: edits.without_groups(q)),
        (replace(SHARED, share=Share(("title__genre",))), lambda q: edits.with_groups(q, [TOWN], False)),
        (BESIDE, lambda q: edits.with_period(q, None)),
        (replace(BESIDE, compare=Comparison("period", MAY)), lambda q: edits.with_period(q, MAY)),
        (
            replace(BESIDE, order_by=(OrderBy("loans__change", True),)),
            lambda q: edits.with_comparison(q, None),
        ),
        (replace(PLAIN, period=None), lambda q: edits.with_comparison(q, Comparison("previous_year"))),
        (replace(PLAIN, group_by=()), lambda q: edits.with_rank(q, 3, True)),
        (replace(PLAIN, group_by=(GENRE, TOWN)), lambda q: edits.with_rank(q, 3, True)),
        (replace(PLAIN, metrics=("loans", "fines")), lambda q: edits.with_rank(q, 3, True)),
        (PLAIN, lambda q: edits.without_rank(q)),
        (PLAIN, lambda q: edits.without_filters(q, ["branch__town"])),
        (PLAIN, lambda q: edits.with_share(q, False)),
        (PLAIN, lambda q: edits.with_comparison(q, None)),
    ],
)
def test_an_edit_that_would_change_something_else_does_not_fit(
    before: MetricQuery, edit: Callable[[MetricQuery], MetricQuery]
) -> None:
    with pytest.raises(Misfit, match=r"\.$|'$|: "):
        edit(before)


@pytest.mark.parametrize(
    ("known", "new", "adds", "expected"),
    [
        ("eq Crime", "eq Poetry", False, "eq Poetry"),
        ("eq Crime", "eq Poetry", True, "in Crime Poetry"),
        ("in Crime Poetry", "ne Crime", False, "eq Poetry"),
        ("ne Crime", "ne Poetry", False, "not_in Crime Poetry"),
        ("ne Crime", "eq Poetry", False, "eq Poetry"),
        ("in Crime Poetry", "eq Crime", True, "in Crime Poetry"),
        ("eq Crime", "ne Crime", False, None),
        ("eq Crime", "ne Poetry", False, None),
        ("ne Crime", "eq Poetry", True, None),
    ],
)
def test_conditions_on_one_dimension_come_together(known: str, new: str, adds: bool, expected: str | None) -> None:
    def read(text: str) -> Filter:
        operator, *values = text.split()
        return Filter("title__genre", Operator(operator), tuple(values))

    query = MetricQuery(("loans",), filters=(read(known),))
    if expected is None:
        with pytest.raises(Misfit):
            edits.with_filter(query, read(new), adds)
    else:
        assert edits.with_filter(query, read(new), adds).filters == (read(expected),)


def test_a_filter_beside_a_ranking_leaves_what_the_ranking_needs() -> None:
    found = edits.with_filter(RANKED, CRIME, False)
    assert found.filters == (KNOWN, CRIME)
    assert edits.without_filters(found).filters == (KNOWN,)


def test_a_ranking_within_dates_takes_the_best_of_each() -> None:
    query = replace(PLAIN, group_by=(MONTH, GENRE), filters=())
    assert edits.with_rank(query, 2, True).top == TopWithin(2, "loans", (MONTH.column,), True)


def test_another_metric_takes_the_place_of_the_first_everywhere(library: Built) -> None:
    found = edits.with_metrics(RANKED, ("fines",), library.catalog)
    assert (found.metrics, found.order_by) == (("fines",), (OrderBy("fines", True),))
    assert differs(RANKED, found) == {"metrics", "order_by"}


@pytest.mark.parametrize(
    ("query", "metrics", "reason"),
    [
        (PLAIN, ("new_members",), "can't be asked by Genre"),
        (replace(PLAIN, having=(Having("loans", Operator.GT, (5,)),)), ("fines",), "a condition is on the number"),
        (replace(BESIDE, order_by=(OrderBy("loans__change", True),)), ("fines",), "ordered by a change"),
        (replace(PLAIN, saved_query="loans_by_genre"), ("fines",), "saved query"),
    ],
)
def test_another_metric_that_can_t_be_asked_so_does_not_fit(
    library: Built, query: MetricQuery, metrics: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(Misfit, match=f"(?i){reason}"):
        edits.with_metrics(query, metrics, library.catalog)
