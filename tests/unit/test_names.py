"""Names as people type them, found among those of the library."""

from __future__ import annotations

import re

import pytest

from metrics_cli.catalog.names import find_group_by, find_metric, nearest
from metrics_cli.errors import NameUnknown
from metrics_cli.query import GroupBy, MetricQuery
from tests.projects.built import Built


@pytest.mark.parametrize(
    ("typed", "metrics", "found"),
    [
        ("title__genre", ("loans",), GroupBy("title__genre")),
        ("genre", ("loans",), GroupBy("title__genre")),
        ("town", ("loans",), GroupBy("member__branch__town")),
        ("town", ("new_members",), GroupBy("branch__town")),
        ("branch__town", ("loans",), GroupBy("member__branch__town")),
        ("tier", ("loans", "new_members"), GroupBy("member__tier")),
        ("month", ("loans",), GroupBy("metric_time", "month")),
        ("term", ("loans",), GroupBy("metric_time", "term")),
        ("GENRE", ("loans",), GroupBy("title__genre")),
        ("Metric_Time__Week", ("loans",), GroupBy("metric_time", "week")),
        ("metric_time", ("loans",), GroupBy("metric_time", "day")),
        ("metric_time__week", ("loans",), GroupBy("metric_time", "week")),
        ("metric_time__term", ("loans",), GroupBy("metric_time", "term")),
        ("joined_on", ("loans",), GroupBy("member__joined_on", "day")),
        ("joined_on__year", ("loans",), GroupBy("member__joined_on", "year")),
        ("member", ("loans",), GroupBy("member")),
    ],
)
def test_a_short_name_is_found_where_it_is_the_only_one(
    library: Built, typed: str, metrics: tuple[str, ...], found: GroupBy
) -> None:
    assert find_group_by(typed, metrics, library.catalog) == found


@pytest.mark.parametrize(
    ("typed", "metrics", "said"),
    [
        ("gender", ("loans",), "no dimension 'gender'"),
        ("gnre", ("loans",), "no dimension 'gnre'.*did you mean title__genre"),
        ("kind of bok", ("loans",), "did you mean title__genre"),
        ("title__genre", ("new_members",), "new_members can't be asked by title__genre: nothing joins them"),
        (
            "town",
            ("loans", "new_members"),
            "town goes by another name for each metric: member__branch__town for loans, br",
        ),
        ("branch__town", ("new_members", "fines"), "ask for one metric at a time"),
        ("genre__month", ("loans",), "no dimension 'genre__month'"),
        ("", ("loans",), "no dimension ''"),
        ("; drop table loans", ("loans",), "no dimension"),
    ],
)
def test_a_name_that_is_none_gets_its_neighbours(
    library: Built, typed: str, metrics: tuple[str, ...], said: str
) -> None:
    with pytest.raises(NameUnknown) as refusal:
        find_group_by(typed, metrics, library.catalog)
    assert re.search(said, f"{refusal.value.message} ({refusal.value.hint})")
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("loan", "did you mean loans"),
        ("Loansd", "did you mean loans"),
        ("checkouts", "did you mean loans"),
        ("fine per loan", "did you mean fine_per_loan"),
        ("rate_overdue", "did you mean overdue_rate"),
        ("growth", "did you mean loan_growth"),
        ("gorwth", "did you mean loan_growth"),
        ("zzzzzz", "see `metrics list`"),
    ],
)
def test_an_unknown_metric_gets_its_neighbours(library: Built, typed: str, hint: str) -> None:
    with pytest.raises(NameUnknown, match=f"no metric '{typed}'") as refusal:
        find_metric(typed, library.catalog)
    assert refusal.value.hint.startswith(hint)


def test_the_nearest_come_best_first_and_only_when_they_are_near() -> None:
    words = {"a": ("loans",), "b": ("loan",), "c": ("unrelated",)}
    assert nearest("loans", words) == ("a", "b")
    assert nearest("loans", words, count=1) == ("a",)
    assert nearest("", words) == ()


@pytest.mark.parametrize("typed", ["city", "site_name"])
def test_a_ratio_that_metricflow_cannot_split_names_the_inputs_that_it_can(clinic: Built, typed: str) -> None:
    with pytest.raises(NameUnknown) as refusal:
        find_group_by(typed, ("billed_per_visit",), clinic.catalog)
    assert re.match(f"MetricFlow can't tell billed_per_visit by {typed}, though all", refusal.value.message)
    commands = re.findall(r"`metrics query (\w+) -g (\w+)`", refusal.value.hint)
    assert [metric for metric, _ in commands] == ["billed", "completed_appointments"]
    for metric, name in commands:
        assert find_group_by(name, (metric,), clinic.catalog) == GroupBy(name)
        assert clinic.sql(clinic.layer.plan(MetricQuery((metric,), (GroupBy(name),)), clinic.catalog).sql)
